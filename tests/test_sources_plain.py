"""Pasted plain text → articles."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Section
from retrieval.errors import ArticleError
from retrieval.sources import read_path, read_plain
from tests.article_rules import assert_well_formed

ARTICLES = Path(__file__).parent / "articles"
SEED = Path(__file__).parent.parent / "seeds" / "iran-pakistan-sepakati-kerja-sama-keamanan.txt"
PARAGRAPH = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter."
CIMANDALA = "yang menghubungkan dua desa di Kecamatan Cimandala putus diterjang banjir"
OTHER = "Pembangunan itu memakan waktu tiga minggu dan dibiayai iuran dari lima ratus kepala keluarga."


def test_the_seed_is_read_to_the_last_word() -> None:
    article = read_path(SEED)
    assert article.title == "Sempat Ribut, Kini Iran-Pakistan Sepakati Kerja Sama Keamanan"
    assert article.deck == "Kedua negara melancarkan serangan lintas batas bulan ini"
    assert (article.place, article.publisher, article.author) == ("Jakarta", "IDN Times", "Fatimah")
    assert article.date == date(2024, 1, 29)
    assert [(section.heading, len(section.paragraphs)) for section in article.sections] == [
        ("", 5),
        ("Kedua negara sepakat untuk perangi terorisme di wilayah masing-masing", 4),
        ("Menlu Iran sebut teroris di wilayah perbatasan didukung oleh negara ketiga", 4),
        ("Serangan rudal merupakan insiden paling serius antara Iran-Pakistan", 3),
    ]
    assert article.paragraphs[0] == (
        "Iran dan Pakistan pada Senin (29/1/2024) sepakat untuk meningkatkan kerja sama di bidang keamanan dalam upaya "
        "memperbaiki hubungan kedua negara."
    )
    assert article.paragraphs[4].startswith("“Semua saluran ini")
    assert article.paragraphs[4].endswith("dari Reuters.")
    assert article.paragraphs[8] == (
        "“Melalui kerja sama antara Teheran dan Islamabad, kami tidak akan membiarkan teroris membahayakan dan "
        'mengancam keamanan kedua negara," tambah dia.'
    )
    assert article.paragraphs[15].endswith("mengundang Abdollahian untuk berunding.")
    # Every line of the file is a field, a heading, a paragraph or told as discarded.
    lines = [" ".join(line.split()) for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    headings = {f"{number}. {section.heading}" for number, section in enumerate(article.sections[1:], 1)}
    stays = {article.title, article.deck, f"Jakarta, IDN Times - {article.paragraphs[0]}", *article.paragraphs[1:]}
    assert [line for line in lines if line not in stays | headings] == list(article.discarded)
    assert len(article.discarded) == 8
    assert_well_formed(article)


def test_a_page_with_bare_headings_byline_and_furniture() -> None:
    article = read_path(ARTICLES / "bare_headings.txt")
    assert article.title == "Jembatan Gantung Cimandala Putus, Warga Memutar Dua Jam"
    assert (article.author, article.publisher, article.place) == ("Rahmat Hidayat", "detikNews", "Sukabumi")
    assert article.date == date(2024, 3, 12)
    assert article.sections == (
        Section(
            "",
            (
                f"Jembatan gantung {CIMANDALA}, Senin (11/3/2024) malam. Tidak ada korban jiwa.",
                '"Air naik sangat cepat. Dalam 15 menit pilar sudah miring," kata Kepala Desa, Ujang Suryana.',
            ),
        ),
        Section(
            "Kronologi Putusnya Jembatan",
            (
                "Hujan turun sejak pukul 14.00 WIB. Debit Sungai Cimandala naik hampir dua meter pada pukul 20.30 WIB.",
                "17 orang sedang berada di ujung timur jembatan ketika tali utama putus. Mereka menyelamatkan diri.",
            ),
        ),
        Section(
            "Apa Langkah Pemerintah?",
            (
                "Dinas Pekerjaan Umum menyiapkan jembatan darurat dari bambu sepanjang 40 meter.",
                '"2 perahu karet kami siagakan," ujar Kepala BPBD setempat.',
            ),
        ),
    )
    assert_well_formed(article)


def test_a_page_without_headings_or_blank_lines_keeps_its_lists_with_what_introduces_them() -> None:
    article = read_path(ARTICLES / "agency.txt")
    assert (article.place, article.publisher, article.author) == ("Jakarta", "Kompas.com", "Dian Pratiwi")
    assert [section.heading for section in article.sections] == [""]
    assert article.paragraphs[2:7] == (
        "Berikut daftar harga terbaru: Cabai rawit merah Rp 64.000; Cabai keriting Rp 48.000; Bawang merah Rp 32.000",
        "Sumber di kalangan pedagang mengatakan harga masih bisa turun lagi pekan depan.",
        "Foto itu diambil saat bongkar muat berlangsung, kata Siti.",
        "Topik ini akan dibahas dalam rapat pengendalian inflasi besok.",
        "Syarat bagi pedagang yang memakai gudang pendingin: 1. KTP asli; 2. Surat izin pasar; 3. Bukti sewa kios.",
    )
    assert article.paragraphs[-1] == "Pendaftaran dibuka sampai 10 Februari."
    assert article.discarded[-3:] == ("Tag:", "cabai", "harga pangan")


def test_a_hard_wrapped_text_is_joined_again() -> None:
    article = read_path(ARTICLES / "wrapped.txt")
    assert article.title.endswith("Tujuh Pulau Terluar di Kabupaten Kepulauan Anambas Setiap Bulan")
    assert (article.place, article.publisher, article.author) == ("Tanjungpinang", "ANTARA", "Laila")
    assert [(section.heading, len(section.paragraphs)) for section in article.sections] == [
        ("", 2),
        ("DIBIAYAI WARGA", 1),
    ]
    assert article.paragraphs[1] == (
        "Kepala Dinas Perpustakaan Nurhayati mengatakan kapal akan singgah dua hari di setiap pulau. Jadwalnya "
        "mengikuti cuaca dan pasang surut air laut di kawasan itu."
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n", "\n \xa0 \n"])
def test_paragraphs_are_the_same_however_they_are_parted(gap: str) -> None:
    article = read_plain(gap.join(["Judul Berita", PARAGRAPH, "Dana dan Tenaga", OTHER]))
    assert article.sections == (Section("", (PARAGRAPH,)), Section("Dana dan Tenaga", (OTHER,)))


def test_numbered_headings_may_begin_the_story_and_may_ask() -> None:
    article = read_plain(f"Judul\n1. Apa yang terjadi?\n{PARAGRAPH}\n2. Siapa yang membayar?\n{OTHER}")
    assert [section.heading for section in article.sections] == ["Apa yang terjadi?", "Siapa yang membayar?"]


def test_a_series_of_numbered_headings_may_end_with_full_stops() -> None:
    article = read_plain(f"Judul\n\n{PARAGRAPH}\n\n1. Pilih bambu tua.\n\n{OTHER}\n\n2. Rendam bambu.\n\n{PARAGRAPH}")
    assert [section.heading for section in article.sections] == ["", "Pilih bambu tua", "Rendam bambu"]


def test_a_numbered_list_under_a_numbered_heading_is_no_row_of_headings() -> None:
    article = read_plain(f"Judul\n{PARAGRAPH}\n1. Syarat\n1. KTP\n2. Kartu keluarga\n3. Pas foto\n{OTHER}")
    assert article.sections[1] == Section("Syarat", ("1. KTP; 2. Kartu keluarga; 3. Pas foto", OTHER))


@pytest.mark.parametrize(
    "line",
    [
        "17 orang tewas dalam kecelakaan itu.",
        "“2 orang selamat,” kata kepala desa.",
        "Sementara itu, warga membangun acara",
        "Ketua Komisi Pemberantasan Korupsi (KPK)",
        "Warga kemudian dibawa ke",
        '"Kami tidak takut"',
        "Berikut daftarnya:",
    ],
)
def test_lines_that_only_look_like_headings_stay_text(line: str) -> None:
    article = read_plain(f"Judul\n\n{PARAGRAPH}\n\n{line}\n\n{OTHER}")
    assert article.sections == (Section("", (PARAGRAPH, line, OTHER)),)


def test_a_heading_that_begins_with_a_figure_keeps_it() -> None:
    article = read_plain(f"Judul\n\n{PARAGRAPH}\n\n2.000 orang mengungsi\n\n{OTHER}")
    assert [section.heading for section in article.sections] == ["", "2.000 orang mengungsi"]


def test_two_short_lines_in_a_row_are_no_headings() -> None:
    article = read_plain(f"Judul\n\n{PARAGRAPH}\n\nMakan Konate\n\nAlex Goncalves\n\n{OTHER}")
    assert [section.heading for section in article.sections] == [""]
    assert "Makan Konate" in article.paragraphs


def test_a_page_that_lost_its_links_has_neither_deck_nor_bare_sentence_case_headings() -> None:
    article = read_plain(
        f"Judul\n\nBursa saham Amerika Serikat menguat\n\n{PARAGRAPH}\n\nRumah milik warga\n\ndi desa , roboh."
    )
    assert article.deck == ""
    assert article.paragraphs == (
        "Bursa saham Amerika Serikat menguat",
        PARAGRAPH,
        "Rumah milik warga",
        "di desa , roboh.",
    )


def test_a_text_without_a_title_gets_its_first_sentence_as_one_and_keeps_it() -> None:
    text = f"JAKARTA, KOMPAS.com – {PARAGRAPH} {OTHER}"
    article = read_plain(text)
    assert article.title == PARAGRAPH.rstrip(".")
    assert article.paragraphs == (f"{PARAGRAPH} {OTHER}",)
    assert article.place == "Jakarta"


def test_labelled_lines_above_a_story_are_its_fields() -> None:
    article = read_plain(
        f"Judul: Jembatan Baru\nTanggal: 6 Mei 2024\nPenulis: Wulan Sari\nhttps://example.org/jembatan\n\n{PARAGRAPH}"
    )
    assert (article.title, article.date, article.author) == ("Jembatan Baru", date(2024, 5, 6), "Wulan Sari")
    assert article.url == "https://example.org/jembatan"


def test_the_url_that_is_given_wins_over_one_in_the_text() -> None:
    assert read_plain(f"Judul\nhttps://a.example\n{PARAGRAPH}", url="https://b.example").url == "https://b.example"


def test_a_birthday_in_the_lead_is_not_the_date_of_the_news() -> None:
    assert read_plain(f"Judul\nTokoh itu lahir di Ambon (17/8/1945). {PARAGRAPH}").date is None
    assert read_plain(f"Judul\nTokoh itu wafat pada Rabu (11/9/2019). {PARAGRAPH}").date == date(2019, 9, 11)


def test_byline_and_date_are_found_below_a_line_that_is_nothing_known() -> None:
    article = read_plain(
        f"NASIONAL\nJudul Berita\nPetugas menata kotak suara\nTim, CNN Indonesia\nKamis, 01 Feb 2024 08:30 WIB\n"
        f"Jakarta, CNN Indonesia -- {PARAGRAPH}"
    )
    assert (article.title, article.publisher, article.date) == ("Judul Berita", "CNN Indonesia", date(2024, 2, 1))
    assert article.paragraphs == ("Petugas menata kotak suara", PARAGRAPH)


@pytest.mark.parametrize(
    "heading", ["*Dana dan Tenaga*", "**Dana dan Tenaga**", "## Dana dan Tenaga", "_Dana dan Tenaga_"]
)
def test_signs_that_chats_put_around_headings_come_off(heading: str) -> None:
    article = read_plain(f"*Judul*\n\n{PARAGRAPH}\n\n{heading}\n\n{OTHER}")
    assert article.title == "Judul"
    assert article.sections[1] == Section("Dana dan Tenaga", (OTHER,))


def test_a_dateline_after_a_caption_is_still_found() -> None:
    article = read_plain(
        f"Judul\n\nWarga melintasi jembatan darurat di Sukabumi, Senin.\n\nSukabumi, IDN Times - {PARAGRAPH}"
    )
    assert (article.place, article.publisher) == ("Sukabumi", "IDN Times")
    assert article.paragraphs[1] == PARAGRAPH


def test_characters_nobody_sees_are_gone_and_torn_quotes_are_mended() -> None:
    article = read_plain(
        "Judul\u200b Berita\ufeff\n\n"
        "\u202eWarga\xa0dua\u00ad desa‚Äù kata Jose\u0301 ‚Äì \u201cya\u201d √©, itâ€™s.\u0007\n"
    )
    assert article.title == "Judul Berita"
    assert article.paragraphs == ("Warga dua desa” kata José – “ya” é, it’s.",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "Hanya judul",
        "Judul\n\nBaca juga: A\nADVERTISEMENT",
        "Judul\n***\n---",
        "\x00\x01",
        "Judul\n123\n456 7",
    ],
)
def test_a_text_without_a_readable_paragraph_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ArticleError, match=r"no readable paragraph.*\.$"):
        read_plain(text)


LINES = st.sampled_from(
    [
        PARAGRAPH, OTHER, "Judul Berita", "1. Satu", "2. Dua.", "• butir", "Baca juga: A", "Baca juga:", "Topik:",
        "Komentar",        "Penulis: Dian", "(abc/def)", "Jakarta - Ia pulang.", "29/1/2024", "kata dia.", "", "\u200b",
        "Foto: Andi", "a" * 300,
        "\u0301ab", "Warga:\u2028lama", "\ud800x", "Liputan6.com, Jakarta Ia", "https://a.example", "Penulis", "‚Äù",
    ]
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(LINES | st.text(max_size=30), max_size=14).map("\n".join))
def test_any_text_is_an_article_or_a_refusal(text: str) -> None:
    try:
        article = read_plain(text)
    except ArticleError:
        return
    assert_well_formed(article)


@given(
    st.lists(
        st.sampled_from([PARAGRAPH, OTHER, "Baca juga: A", "Dana dan Tenaga", "1. Dana", "• butir", "Topik:"]),
        min_size=1,
    )
)
def test_no_real_paragraph_is_ever_lost(lines: list[str]) -> None:
    text = "\n\n".join(["Judul", PARAGRAPH, *lines])
    article = read_plain(text)
    assert sum(paragraph.count(OTHER) for paragraph in article.paragraphs) == lines.count(OTHER)
    assert sum(paragraph.count(PARAGRAPH) for paragraph in article.paragraphs) == 1 + lines.count(PARAGRAPH)


def test_long_single_lines_are_read() -> None:
    article = read_plain("Judul\n" + "kata " * 20_000)
    assert len(article.paragraphs[0]) == 99_999
