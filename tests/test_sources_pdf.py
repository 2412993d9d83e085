"""PDF → articles."""

import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import ArticleError
from retrieval.sources.hyphens import joined, words_of
from retrieval.sources.pdf import read_pdf
from retrieval.sources.pdf_lines import MAX_CHARACTERS, MAX_PAGES
from retrieval.sources.refusals import DocumentError, Reason
from tests.article_rules import assert_well_formed
from tests.documents.corpus import HERE, expected_of, named
from tests.documents.plainpdf import line, page, pdf_of

TITLE = line("Jembatan Cimandala Putus", y=790, size=20, font="F2")
STORY = (
    "Jembatan gantung di Desa Cimandala putus diterjang banjir pada Senin malam dan",
    "tidak ada korban jiwa dalam peristiwa itu, kata kepala desa kepada wartawan.",
)
WHOLE = " ".join(STORY)


def refusal_of(data: bytes) -> Reason:
    with pytest.raises(DocumentError) as caught:
        read_pdf(data)
    assert str(caught.value).endswith(".")
    return caught.value.reason


@pytest.mark.parametrize("name", named("pdf"))
def test_a_tools_pdf_is_read_to_the_letter(name: str) -> None:
    article = read_pdf((HERE / name).read_bytes())
    assert article == expected_of(name)
    assert_well_formed(article)


def test_a_browsers_print_gives_its_address_and_loses_its_margins() -> None:
    article = read_pdf((HERE / "chromium_news.pdf").read_bytes())
    assert article.url == "http://berita.example/jembatan-cimandala.html"
    assert {"1/2", "2/2"} <= set(article.discarded)
    assert any(re.fullmatch(r"\d+/\d+/\d+, \d+:\d+ [AP]M", line) for line in article.discarded)


def test_the_address_that_is_told_wins_over_the_printed_one() -> None:
    article = read_pdf((HERE / "chromium_news.pdf").read_bytes(), url="https://berita.example/a")
    assert article.url == "https://berita.example/a"


def test_a_scan_a_password_and_other_data_are_refused_each_with_its_reason() -> None:
    whole = (HERE / "reportlab_bold.pdf").read_bytes()
    assert refusal_of((HERE / "scanned.pdf").read_bytes()) is Reason.SCANNED
    assert refusal_of((HERE / "password.pdf").read_bytes()) is Reason.PASSWORD
    assert refusal_of(b"") is Reason.NOT_THIS_KIND
    assert refusal_of(b"Judul\n\nSebuah teks biasa.") is Reason.NOT_THIS_KIND
    assert refusal_of(b"%PDF-1.7\n") is Reason.BROKEN
    assert refusal_of(whole[: len(whole) // 3]) is Reason.BROKEN
    assert refusal_of(pdf_of([""])) is Reason.BROKEN


def test_more_pages_or_more_text_than_an_article_has_are_refused() -> None:
    assert refusal_of(pdf_of([page(*STORY)] * (MAX_PAGES + 1))) is Reason.TOO_MANY_PAGES
    many = page(*["kata " * 40] * 60, step=2, size=1)
    assert refusal_of(pdf_of([many] * (MAX_CHARACTERS // (60 * 199) + 1))) is Reason.TOO_LARGE


def test_a_pdf_without_a_paragraph_is_refused() -> None:
    with pytest.raises(ArticleError, match="no readable paragraph"):
        read_pdf(pdf_of([TITLE]))


@pytest.mark.parametrize(
    ("extra", "turned", "place"),
    [("/Rotate 90", "0 1 -1 0", (60, 300)), ("", "0 1 -1 0", (60, 300)), ("/Rotate 180", "-1 0 0 -1", (550, 300))],
)
def test_a_turned_page_is_read_as_its_reader_sees_it(extra: str, turned: str, place: tuple[int, int]) -> None:
    x, y = place
    down = (15, 0) if "0 1" in turned[:3] else (0, 15)
    lines = [
        line(text, x=x + down[0] * (at + 3), y=(40 if down[0] else y) + down[1] * (at + 3), turned=turned)
        for at, text in enumerate(STORY)
    ]
    title = line("Jembatan Cimandala Putus", x=x, y=40 if down[0] else y, size=20, turned=turned)
    article = read_pdf(pdf_of(["\n".join([title, *lines])], extra=extra))
    assert (article.title, article.paragraphs) == ("Jembatan Cimandala Putus", (WHOLE,))


def test_a_slanted_watermark_is_no_text() -> None:
    stamp = line("DRAF RAHASIA", x=100, y=300, size=60, turned="0.7 0.7 -0.7 0.7")
    article = read_pdf(pdf_of([f"{TITLE}\n{stamp}\n{page(*STORY, top=740)}"]))
    assert (article.title, article.paragraphs) == ("Jembatan Cimandala Putus", (WHOLE,))


def test_running_heads_go_and_a_figure_that_ends_a_paragraph_stays() -> None:
    endings = {"Cimandala": "2017 silam.", "Sukamulya": "2019.", "Pasir Angin": "yang tidak dicatat."}
    pages = [
        "\n".join(
            [
                line("Buletin Warga", y=815, size=9),
                TITLE if number == 1 else "",
                page(
                    f"Balai desa {place} dibangun kembali setelah lama tidak dipakai oleh siapa pun, dan",
                    f"warga {place} merayakannya bersama-sama pada akhir musim hujan yang panjang,",
                    f"seperti yang terakhir kali terjadi di {place} pada suatu malam di tahun",
                    ending,
                    top=740,
                ),
                line(f"- {number} -", y=20),
            ]
        )
        for number, (place, ending) in enumerate(endings.items(), 1)
    ]
    article = read_pdf(pdf_of(pages))
    assert [text.rpartition("pada suatu malam di tahun ")[2] for text in article.paragraphs] == list(endings.values())
    assert {"Buletin Warga", "- 1 -", "- 2 -", "- 3 -"} <= set(article.discarded)


def test_a_page_number_on_a_single_page_is_told_by_its_distance() -> None:
    article = read_pdf(pdf_of([f"{TITLE}\n{page(*STORY, top=740)}\n{line('Halaman 1 dari 1', y=30)}"]))
    assert article.paragraphs == (WHOLE,)
    assert "Halaman 1 dari 1" in article.discarded


def test_a_title_in_the_metadata_is_none_when_a_program_made_it_up() -> None:
    data = pdf_of([page(*STORY, *STORY)]).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Info << /Title (Microsoft Word - a.docx) >>"
    )
    assert read_pdf(data).title.startswith("Jembatan gantung di Desa Cimandala")


def test_ligatures_and_bullets_of_symbol_fonts_are_letters_and_lists() -> None:
    listed = page("Pemerintah daerah menyiapkan tiga langkah berikut:", "• perahu karet", "• jembatan darurat")
    article = read_pdf(pdf_of([f"{TITLE}\n{listed.replace('780', '740').replace('765', '725').replace('750', '710')}"]))
    assert article.paragraphs == ("Pemerintah daerah menyiapkan tiga langkah berikut: perahu karet; jembatan darurat",)


def test_a_large_first_letter_goes_back_to_its_word() -> None:
    lines = [
        line("J", x=60, y=690, size=40),
        line("embatan gantung di Desa Cimandala putus diterjang banjir pada", x=90, y=705),
        line("Senin malam, dan tidak ada korban jiwa dalam peristiwa itu.", x=90, y=690),
    ]
    (paragraph,) = read_pdf(pdf_of(["\n".join([TITLE, *lines])])).paragraphs
    assert paragraph == (
        "Jembatan gantung di Desa Cimandala putus diterjang banjir pada Senin malam, dan tidak ada korban jiwa dalam "
        "peristiwa itu."
    )


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("keputusan peme-", "rintah daerah", "keputusan pemerintah daerah"),
        ("murid dan anak-", "anaknya pulang", "murid dan anak-anaknya pulang"),
        ("langit kemerah-", "merahan", "langit kemerah-merahan"),
        ("pasar sayur-", "mayur", "pasar sayur-mayur"),
        ("jalan bolak-", "balik", "jalan bolak-balik"),
        ("saling tolong-", "menolong", "saling tolong-menolong"),
        ("perbatasan Iran-", "Pakistan", "perbatasan Iran-Pakistan"),
        ("hari jadi ke-", "75 kota", "hari jadi ke-75 kota"),
        ("lokomo\u00ad", "tif uap", "lokomotif uap"),
        ("lokomo\u2010", "tif uap", "lokomotif uap"),
        ("Ambarawa\u2010", "Bedono", "Ambarawa-Bedono"),
        ("BANJIR CIMAN\u2010", "DALA", "BANJIR CIMANDALA"),
        ("negara-", "-negara", "negara-negara"),
        ("suami-", "istri", "suami-istri"),
        ("Jakarta -", "Harga", "Jakarta - Harga"),
        ("dua baris", "biasa", "dua baris biasa"),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_where_it_is_spelling(before: str, after: str, whole: str) -> None:
    assert joined(before, after, words_of("Seorang suami-istri hadir.")) == whole


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 2_500), st.binary(min_size=1, max_size=40))
def test_damaged_pdfs_are_read_or_refused_and_nothing_else(at: int, noise: bytes) -> None:
    data = bytearray((HERE / "reportlab_bold.pdf").read_bytes())
    data[at : at + len(noise)] = noise
    with suppress(ArticleError):
        assert_well_formed(read_pdf(bytes(data)))
