"""Markdown → articles."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Section
from retrieval.errors import ArticleError
from retrieval.sources import read_markdown, read_path
from retrieval.sources.markdown import MAX_CHARACTERS
from tests.article_rules import assert_well_formed

ARTICLES = Path(__file__).parent / "articles"
PARAGRAPH = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter."
OTHER = "Pembangunan itu memakan waktu tiga minggu dan dibiayai iuran dari lima ratus kepala keluarga."


def test_an_article_with_front_matter_headings_lists_and_a_table() -> None:
    article = read_path(ARTICLES / "numbered.md")
    assert article.title == "Lima Hari Tanpa Listrik di Pulau Sebira"
    assert article.deck == "Genset tunggal pulau itu rusak sejak Kamis"
    assert (article.author, article.publisher, article.place) == ("Wulan Sari", "Kabar Pesisir", "Jakarta")
    assert (article.date, article.url) == (date(2024, 5, 6), "https://example.org/sebira")
    assert article.sections == (
        Section("", ("Sebanyak 560 warga Pulau Sebira hidup tanpa listrik selama lima hari.",)),
        Section("Penyebab kerusakan", ("Poros engkol genset patah. Suku cadang harus didatangkan dari Surabaya.",)),
        Section("Riwayat genset", ("Mesin itu dipasang pada 2011 dan sudah dua kali turun mesin.",)),
        Section(
            "Kebutuhan warga",
            (
                "Warga meminta: lampu surya; es balok untuk ikan; radio dua arah.",
                "Barang: Lampu surya; Jumlah: 120 unit",
                "Barang: Es balok; Jumlah: 4 ton",
            ),
        ),
        Section("Janji pemerintah", ("Bupati menjanjikan genset baru tiba Rabu.",)),
    )
    assert article.discarded == ("Baca juga: Harga Solar Naik", "Berita Terkait", "• Sinyal Hilang")
    assert_well_formed(article)


def test_a_number_alone_before_a_paragraph_is_a_heading_where_none_is_marked() -> None:
    article = read_markdown(f"# Judul\n\n{PARAGRAPH}\n\n1. Kronologi\n\n{OTHER}\n\n2. Dampak\n\n{PARAGRAPH}")
    assert [section.heading for section in article.sections] == ["", "Kronologi", "Dampak"]


def test_text_indented_under_a_number_belongs_to_that_heading() -> None:
    article = read_markdown(f"# Judul\n\n{PARAGRAPH}\n\n1. Kronologi\n\n   {OTHER}\n\n2. Dampak\n\n   {PARAGRAPH}")
    assert [section.heading for section in article.sections] == ["", "Kronologi", "Dampak"]


def test_an_ordered_list_keeps_its_numbers() -> None:
    article = read_markdown(f"# Judul\n\n## Syarat\n\n{PARAGRAPH}\n\nBawalah:\n\n3. KTP\n4. Pas foto\n")
    assert article.sections == (Section("Syarat", (PARAGRAPH, "Bawalah: 3. KTP; 4. Pas foto")),)


def test_a_text_without_any_mark_is_read_as_plain_text() -> None:
    article = read_markdown(f"Judul Berita\n\n{PARAGRAPH}\n\nDana dan Tenaga\n\n{OTHER}")
    assert article.title == "Judul Berita"
    assert article.sections == (Section("", (PARAGRAPH,)), Section("Dana dan Tenaga", (OTHER,)))


def test_a_title_may_stand_below_the_pages_own_lines_and_above_byline_and_date() -> None:
    article = read_markdown(f"Nasional\n\n# Judul\n\nPenulis: Dian Pratiwi\n\nSenin, 6 Mei 2024\n\n{PARAGRAPH}")
    assert (article.title, article.author, article.date) == ("Judul", "Dian Pratiwi", date(2024, 5, 6))
    assert article.paragraphs[-1] == PARAGRAPH


def test_a_front_matters_title_is_not_repeated_and_another_heading_is_kept() -> None:
    front = '---\ntitle: "Judul"\ntags: [a, b]\n---\n'
    assert read_markdown(f"{front}# judul\n\n{PARAGRAPH}").sections == (Section("", (PARAGRAPH,)),)
    assert read_markdown(f"{front}## Kronologi\n\n{PARAGRAPH}").sections == (Section("Kronologi", (PARAGRAPH,)),)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    article = read_markdown(f"---\n\n# Judul\n\n{PARAGRAPH}\n\n---\n\n{OTHER}")
    assert article.paragraphs == (PARAGRAPH, OTHER)


def test_a_heading_after_a_box_of_links_is_the_storys() -> None:
    text = f"# Judul\n\n{PARAGRAPH}\n\n## Berita Terkait\n\n- [A](b)\n\n## Dampak\n\n{OTHER}"
    assert read_markdown(text).sections == (Section("", (PARAGRAPH,)), Section("Dampak", (OTHER,)))


def test_html_in_markdown_gives_its_words_and_no_script() -> None:
    html = f"<div><p>{PARAGRAPH}</p><script>var a = '<b>';</script><p>A &amp; B pulang.</p></div>"
    text = f"# Judul\n\n{html}\n\n<!-- x -->\n"
    assert read_markdown(text).paragraphs == (PARAGRAPH, "A & B pulang.")


def test_images_vanish_and_links_give_their_text() -> None:
    article = read_markdown(f"# Judul\n\n![gambar](a.png)\n\n[Warga](b) dua `desa`  \npulang. {PARAGRAPH}")
    assert article.paragraphs == (f"Warga dua desa pulang. {PARAGRAPH}",)


@pytest.mark.parametrize(
    "text", ["", "# Judul", "![a](b)", "---\ntitle: a\n---\n", "# A\n\n## B\n\n### C", "# Judul\n\n* * *"]
)
def test_markdown_without_a_readable_paragraph_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="no readable paragraph"):
        read_markdown(text)


def test_markdown_that_is_too_long_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"too long; at most 200,000"):
        read_markdown("a" * (MAX_CHARACTERS + 1))


def test_emphasis_nested_a_thousand_deep_is_read() -> None:
    assert read_markdown("# Judul\n\n" + "*a **b " * 1000 + "c** d*" * 1000).paragraphs


PIECES = st.sampled_from(
    [
        "# Judul", "## Bagian", "**Tebal**", PARAGRAPH, "- butir", "1. satu", "2. dua", "> kutip", "|a|b|", "|-|-|",
        "|c|d|", "---", "```", "    kode", "<p>html", "<!--", "[a](b)", "![a](b)", "Baca juga: A", "Topik:", "title: x",
        "***", "a  \nb",
        "===",
    ]
)  # fmt: skip


@given(st.text(max_size=150) | st.lists(PIECES | st.text(max_size=20), max_size=14).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n"]).map(lambda gap: gap.join(parts))
))  # fmt: skip
def test_any_markdown_is_an_article_or_a_refusal(text: str) -> None:
    try:
        article = read_markdown(text)
    except ArticleError:
        return
    assert_well_formed(article)
