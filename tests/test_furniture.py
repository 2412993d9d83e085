"""What is furniture, and what only looks like it."""

import pytest

from retrieval.sources.bylines import author_of
from retrieval.sources.clinging import trim
from retrieval.sources.endings import end_marker
from retrieval.sources.furniture import FAMILIES, family
from retrieval.sources.sifting import sift

FURNITURE = {
    "empty": ["***", "(*)", "—", ". ,", "3"],
    "related": [
        "Baca Juga: Tiga Kampung Terendam",
        "BACA JUGA Tiga Kampung di Sukabumi Terendam",
        "Baca juga:",
        "Simak juga: Cara Menyimpan Beras",
        "Lihat Juga :",
        "(Baca juga: Tiga Kampung Terendam)",
        "Pilihan Editor: Banjir Lagi",
        "Baca selengkapnya di sini",
    ],
    "media": [
        "[Gambas:Video 20detik]",
        'Simak Video "Detik-detik Jembatan Putus"',
        "Saksikan video pilihan di bawah ini:",
        "Lihat Foto",
    ],
    "advertising": [
        "ADVERTISEMENT",
        "SCROLL TO CONTINUE WITH CONTENT",
        "Scroll ke bawah untuk melanjutkan",
        "loading...",
    ],
    "pager": [
        "Halaman selanjutnya",
        "Klik halaman berikutnya untuk resep lengkapnya.",
        "1 2 3 Tampilkan Semua",
        "Next",
    ],
    "byline": [
        "Penulis: Dian Pratiwi",
        "Editor: Bambang",
        "Reporter : Natalia",
        "Laporan Wartawan Tribunnews.com, Fahdi",
    ],
    "initials": ["(rhm/imk)", "(tim/DAL)", "[rmol]"],
    "credit": [
        "Foto: Andi/detikcom",
        "(Foto: Dok. BPBD)",
        "Ilustrasi beras (Shutterstock)",
        "Ilustrasi sawah",
        "Sumber: BPS",
        "Warga menyeberangi sungai dengan rakit (ANTARA FOTO/Budi)",
        "Jembatan yang putus di Cimandala. (KOMPAS.com/DIAN)",
        "KOMPAS.com/DIAN PRATIWI",
    ],
    "label": ["Share", "Bagikan:", "A A A", "Verified Writer", "3 menit baca", "12 komentar"],
    "breadcrumb": ["Home > News > Nasional", "Beranda / Daerah"],
    "subscribe": [
        "Dapatkan update berita pilihan setiap hari dari Kompas.com. Mari bergabung di Grup Telegram kami.",
        "Ikuti berita terkini kami di Google News",
        "Simak berita pilihan kami di saluran WhatsApp",
    ],
    "legal": [
        "Copyright © ANTARA 2024",
        "Artikel ini telah tayang di Kabar Pesisir dengan judul Banjir.",
        "IDN Times Community adalah media yang menyediakan platform untuk menulis.",
        "Dilarang memperbanyak tanpa izin.",
    ],
    "trailer": ["Berita lain tentang kapal, bisa Anda simak di Tempo.co.", "bisa Anda baca di Tempo.co."],
    "attribution": ["Dilansir ,", "Dilansir dari laman , Selasa (10/9/2019)", "seperti dikutip pada Rabu (18/9/2019)."],
    "quote stub": ['" komentar akun,. "', '" kata netter lain. "', '" tulis seorang warganet.'],
}
NEWS = [
    "Sumber di kepolisian mengatakan pelaku sudah dikenali.",
    "Sumber: dana itu berasal dari kas desa, kata bendahara.",
    "Foto itu diambil saat bongkar muat berlangsung.",
    "Simak laporan lengkapnya membuat bupati berang, ia membantah.",
    "Simak video yang diunggah polisi di bawah ini.",
    "Topik ini akan dibahas dalam rapat besok.",
    "Ia mengajak warga baca juga sejarah desanya.",
    "Baca juga doa ini sebelum tidur, kata ustaz itu.",
    "Lihat saja harga cabai yang melonjak.",
    "Editor buku itu meninggal dunia pada usia 70 tahun.",
    "Penulis naskah itu menolak berkomentar.",
    "Oleh karena itu warga diminta mengungsi.",
    "Iklan rokok dilarang di dekat sekolah.",
    "Ilustrasi pop itu dibuat oleh seniman lokal.",
    "Video itu ditonton 1,8 juta kali.",
    "Halaman istana dipenuhi warga.",
    "Komentar itu dilontarkan seusai rapat.",
    "Share saham perusahaan itu naik dua persen.",
    "Dilansir Reuters, harga minyak bangkit 7,7 persen.",
    "Dilansir dari situs resmi BPS, inflasi turun.",
    "Dapatkan beras murah itu di pasar, kata Siti.",
    "Ikuti informasi lewat grup WhatsApp desa, kata kepala dusun.",
    "Kantor berita Agence France-Presse (AFP)",
    "Ketua Komisi Pemberantasan Korupsi (KPK)",
    '" kata Maia. "',
    "Berita itu dibantah oleh bupati.",
    "Copyright menjadi pokok sengketa kedua band.",
    "17 orang tewas dalam kecelakaan itu.",
    "(KPK)",
]


def test_every_family_has_its_examples() -> None:
    assert set(FURNITURE) == {each.name for each in FAMILIES}


@pytest.mark.parametrize(("name", "line"), [(name, line) for name, lines in FURNITURE.items() for line in lines])
def test_furniture_is_known_by_its_family(name: str, line: str) -> None:
    assert family(line) == name


@pytest.mark.parametrize("line", NEWS)
def test_news_that_looks_like_furniture_stays(line: str) -> None:
    assert family(line) == ""
    assert end_marker(line) == ""
    assert trim(line) == (line, ())


@pytest.mark.parametrize(
    ("line", "text", "removed"),
    [
        ("Baca Juga:,Rahmat menuturkan hal itu.", "Rahmat menuturkan hal itu.", ("Baca Juga:,",)),
        ('"Aman," kata dia. (rul/imk)', '"Aman," kata dia.', ("(rul/imk)",)),
        ("Warga pulang. (tmp),loading...", "Warga pulang.", ("(tmp)", ",loading...")),
        ("Warga pulang. [Gambas:Video CNN]", "Warga pulang.", ("[Gambas:Video CNN]",)),
        ("Harga naik. (Baca juga: Harga Turun)", "Harga naik.", ("(Baca juga: Harga Turun)",)),
        ("Ia ketua lembaga itu (kpk)", "Ia ketua lembaga itu (kpk)", ()),
    ],
)
def test_what_clings_to_a_paragraph_comes_off_and_is_told(line: str, text: str, removed: tuple[str, ...]) -> None:
    assert trim(line) == (text, removed)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Penulis: Dian Pratiwi", "Dian Pratiwi"),
        ("Oleh Laila Sari", "Laila Sari"),
        ("Pewarta: Laila Editor: Roni", "Laila"),
        ("Laporan Wartawan Tribunnews.com, Fahdi", "Fahdi"),
        ("Fatimah Photo Verified Writer Fatimah", "Fatimah"),
        ("Editor: Roni", ""),
        ("Oleh karena itu", ""),
        ("Penulis: kami tidak tahu", ""),
    ],
)
def test_a_byline_names_its_writer(line: str, name: str) -> None:
    assert author_of(line) == name


FIRST = "Paragraf pertama berita ini cukup panjang untuk disebut sebuah paragraf sungguhan."
SECOND = "Paragraf kedua berita ini juga cukup panjang untuk disebut sebuah paragraf sungguhan."
THIRD = "Paragraf ketiga berita ini pun cukup panjang untuk disebut sebuah paragraf sungguhan."


def kept(*lines: str) -> list[str]:
    return [text for _, text in sift(lines).kept]


def test_after_the_end_of_a_story_nothing_short_is_kept() -> None:
    assert kept(FIRST, "Topik:", "• banjir", "Sukabumi", "Berita Terkini Lainnya", "Judul lain") == [FIRST]


def test_a_box_in_the_middle_takes_its_links_only() -> None:
    assert kept(FIRST, "Berita Terkait", "Judul lain", "• Judul ketiga", SECOND, THIRD) == [FIRST, SECOND, THIRD]


def test_a_numbered_heading_after_a_box_is_the_storys() -> None:
    assert kept(FIRST, "Topik terkait", "banjir", "2. Penyebab banjir", SECOND) == [FIRST, "2. Penyebab banjir", SECOND]


def test_teasers_below_the_page_are_not_the_story_but_its_next_paragraphs_are() -> None:
    assert kept(FIRST, "Berita Terkini Lainnya", "Judul lain", SECOND, "Judul ketiga") == [FIRST]
    assert kept(FIRST, "Berita Terkini Lainnya", "Judul lain", SECOND, THIRD) == [FIRST, SECOND, THIRD]
    assert kept(FIRST, "Terpopuler", SECOND) == [FIRST, SECOND]


def test_the_link_after_a_lone_label_goes_and_a_sentence_or_heading_stays() -> None:
    assert kept(FIRST, "Baca Juga:", "Judul tautan", SECOND) == [FIRST, SECOND]
    assert kept(FIRST, "Baca Juga:", SECOND) == [FIRST, SECOND]
    assert kept(FIRST, "Baca Juga:", "2. Penyebab banjir", SECOND) == [FIRST, "2. Penyebab banjir", SECOND]


def test_all_that_goes_is_told_in_order_and_the_author_is_found() -> None:
    sifted = sift(["Baca juga: A", FIRST, "Budi Photo Verified Writer Budi", "Pencinta kopi", "Topik:", "kopi"])
    assert sifted.discarded == ("Baca juga: A", "Budi Photo Verified Writer Budi", "Pencinta kopi", "Topik:", "kopi")
    assert sifted.author == "Budi"
    assert sifted.kept == ((1, FIRST),)
