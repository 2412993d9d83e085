"""From text to terms: what finds what, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.analysed import AnalysedPassage
from retrieval.analysis import Analyzer, analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.numerals import NUMBER_WORDS, canonical_number

WILD = st.text() | st.text(st.sampled_from("aAkn29 .,/-'’\u00a0\u0301🙂ﷺİ½"), max_size=40)


def terms(text: str) -> tuple[str, ...]:
    return analyzer().terms(text)


def finds(question: str, passage: str) -> bool:
    """Whether every topic word of `question`, or the short form of its phrase, is a term of `passage`."""
    held = set(terms(passage))
    words = analyzer().words(question)
    covered = {
        position
        for first, end, term in analyzer().concepts([word.stems for word in words])
        if term in held
        for position in range(first, end)
    }
    return all(position in covered or held.issuperset(word.content) for position, word in enumerate(words))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("IRAN", "iran"),
        ("Café Batavia", "cafe batavia"),
        ("Jum’at", "Jum'at"),  # a curly apostrophe and a typewriter's
        ("Jum'at", "Jumat"),
        ("Iran's", "Iran"),  # English
        ("IRAN’S", "Iran"),
        ("McDonald's", "McDonald"),
        ("Iran\u00a0Pakistan", "Iran Pakistan"),  # a no-break space
        ("ﬁlm", "film"),  # a ligature
        ("𝐈𝐫𝐚𝐧", "Iran"),  # letters that people decorate messages with
        ("ＩＲＡＮ", "Iran"),
        ("İran", "Iran"),
        ("🔥Iran🔥", "Iran"),
        ("Iran,Pakistan;(Teheran)", "Iran Pakistan Teheran"),
        ("\ud800Iran\udfff", "Iran"),  # half a surrogate pair, as a broken client sends it
    ],
)
def test_the_same_word_however_it_is_written(written: str, meant: str) -> None:
    assert terms(written) == terms(meant)


@pytest.mark.parametrize(
    ("chat", "standard"),
    [
        ("anak2", "anak-anak"),
        ("anak-anak", "anak"),
        ("bom2", "bom"),
        ("kerjasama", "kerja sama"),
        ("orangtuanya", "orang tua"),
        ("ibukota", "ibu kota"),
        ("pesepakbola", "pesepak bola"),
        ("Palangkaraya", "Palangka Raya"),
        ("cewek", "perempuan"),
        ("nembak", "menembak"),
        ("ketemu", "bertemu"),
        ("dmn rmh", "di mana rumah"),
        ("brp org", "berapa orang"),
        ("thn brp", "tahun berapa"),
        ("gmn ceritanya", "bagaimana cerita"),
        ("laki2", "laki-laki"),
        ("orang2nya", "orang-orangnya"),
        ("duitnya", "uangnya"),
        ("jkt bdg", "Jakarta Bandung"),
        ("19 sept 2019", "19 September 2019"),
        ("jd sbg drpd mn", ""),
        ("pengen kelar", "ingin selesai"),
        ("menghimbau", "mengimbau"),
        ("ijin praktek", "izin praktik"),
        ("sholat jumat ramadhan", "salat Jum'at Ramadan"),
        ("skornya timnya golnya", "skor tim gol"),
    ],
)
def test_chat_spelling_gives_the_terms_of_standard_spelling(chat: str, standard: str) -> None:
    assert terms(chat) == terms(standard)


@pytest.mark.parametrize("word", ["presiden", "buku", "gempa", "kapal", "rumah"])
@pytest.mark.parametrize("clitic", ["nya", "kah", "lah", "pun"])
def test_clitics_do_not_change_the_term(word: str, clitic: str) -> None:
    assert terms(word + clitic) == terms(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("siapa menlu Pakistan?", "Menteri Luar Negeri Pakistan Jalil Abbas Jilani"),
        ("who's Pakistan's foreign minister?", "Menteri Luar Negeri Pakistan Jalil Abbas Jilani"),
        ("siapa menteri luar negeri Pakistan?", "Menlu Pakistan Jalil Abbas Jilani"),
        ("wapres", "Wakil Presiden Ma'ruf Amin"),
        ("ketua KPK", "Ketua Komisi Pemberantasan Korupsi"),
        ("Kapolri", "Kepala Polri Jenderal Tito"),
        ("rs", "dibawa ke rumah sakit"),
        ("jateng", "Jawa Tengah"),
        ("wali kota", "walikota"),
        ("kerja sama", "Kerjasama kedua negara"),
        ("bpbd", "Badan Penanggulangan Bencana Daerah"),
        ("PBB", "Perserikatan Bangsa-Bangsa"),
        ("UU Cipta Kerja", "Undang-Undang Cipta Kerja"),
        ("undang2 pemilu", "UU Pemilu"),
        ("presiden as", "Presiden Amerika Serikat"),
        ("presiden Amerika Serikat", "Presiden AS Joe Biden"),
        ("organisasi kesehatan dunia", "WHO menyatakan wabah itu berakhir"),
        ("10 miliar", "Rp10 miliar"),
        ("1,2 miliar", "Rp1,2 miliar"),
        ("lari 10km", "Lari 10KM digelar"),
        ("RUU", "Rancangan Undang-Undang"),
        ("kuhp", "Kitab Undang-undang Hukum Pidana"),
        ("berapa 9 orang", "Sembilan orang"),
        ("sembilan orang", "9 orang"),
        ("seribu rumah", "1.000 rumah"),
        ("nine", "9"),
        ("walikota jogjakarta", "Wali Kota Yogyakarta"),
        ("senpi", "ditemukan senjata api"),
        ("kemlu", "Kementerian Luar Negeri"),
        ("menteri pupr", "Menteri Pekerjaan Umum dan Perumahan Rakyat"),
        ("KTT ASEAN", "Konferensi Tingkat Tinggi ASEAN"),
        ("spbu", "stasiun pengisian bahan bakar umum"),
        ("usa", "Amerika Serikat"),
        ("29/1/2024", "Senin, 29 Januari 2024"),
        ("29/01/2024", "29 Januari 2024"),
        ("29 januari 2024", "Senin (29/1/2024)"),
    ],
)
def test_two_forms_of_one_thing_find_each_other(one: str, other: str) -> None:
    assert finds(one, other)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("menlu", "menteri keuangan"),
        ("menlu", "luar negeri"),
        ("kpk", "komisi pemilihan umum"),
        ("presiden AS", "Presiden Brasil"),
        ("10km", "1 km"),
        ("undang-undang", "presiden mengundang para tamu undangan"),
        ("9 orang", "19 orang"),
        ("29/1/2024", "29 Februari 2024"),
        ("1.200", "1,2"),
    ],
)
def test_near_misses_do_not_find_each_other(question: str, passage: str) -> None:
    assert not finds(question, passage)


@pytest.mark.parametrize(
    ("digits", "canonical"),
    [
        ("1.200", "1200"),
        ("1.200.000", "1200000"),
        ("10,50", "10,5"),
        ("10,00", "10"),
        ("1.200,75", "1200,75"),
        ("19.30", "19.30"),  # a clock time: not a group of three
        ("2024", "2024"),
        ("1.2.3", "1.2.3"),
        ("007", "007"),
    ],
)
def test_numbers_lose_the_separators_of_thousands_only(digits: str, canonical: str) -> None:
    assert canonical_number(digits) == canonical
    assert terms(digits) == (canonical,)


@pytest.mark.parametrize("number", ["sembilan", "seratus", "seribu", "satu", "seven"])
def test_a_number_word_keeps_its_own_term_beside_the_digits(number: str) -> None:
    assert number in NUMBER_WORDS
    assert len(terms(number)) == 2
    assert terms(number)[1].isdecimal()


@pytest.mark.parametrize("text", ["29/13/2024", "00/1/2024", "31/12/1999", "1/1/2024", "٣/٤/2024"])
def test_a_date_never_gives_an_empty_term(text: str) -> None:
    assert all(terms(text))


@pytest.mark.parametrize("text", ["", " ", "?!", "🙂🔥", "siapa itu?", "di mana ya", "gmn sih", "…", "\ud800", "-"])
def test_a_text_without_a_topic_word_gives_no_term(text: str) -> None:
    assert terms(text) == ()


def test_other_scripts_are_words_too() -> None:
    assert terms("北京 مرحبا Москва") == ("北京", "مرحبا", "москва")


def test_offsets_are_those_of_the_words_in_the_text() -> None:
    text = "“Anak-anak” Jum’at, 29/1/2024: Rp 1.200 – café\u00a0Iran."
    found = analyzer().words(text)
    assert [text[word.start : word.end] for word in found] == [
        "Anak-anak",
        "Jum’at",
        "29/1/2024",
        "Rp",
        "1.200",
        "café",
        "Iran",
    ]


def test_stop_words_are_words_without_a_topic() -> None:
    (word,) = analyzer().words("yang")
    assert word.stems == ("yang",)
    assert word.content == ()


def test_a_word_of_a_hundred_thousand_letters_costs_no_more_than_a_long_one() -> None:
    (word,) = analyzer().words("a" * 100_000)
    assert (word.start, word.end) == (0, 100_000)
    assert all(len(stem) <= 60 for stem in word.stems)


def test_only_the_part_of_a_long_word_that_is_looked_at_is_remembered() -> None:
    """A hundred thousand letters pasted into a chat must not stay in memory for the life of the process."""
    fresh = Analyzer()
    fresh.terms("b" * 100_000)
    assert max(map(len, fresh._cache)) <= 60  # memory is not seen from outside


@given(WILD)
@example("ﷺ")
@example("00/1/2024")
@example("1.1.1.1a")
@example("\ud800")
def test_terms_are_the_same_every_time_and_from_words_already_found(text: str) -> None:
    first = terms(text)
    assert terms(text) == first
    assert AnalysedPassage(text).words.terms == first


@given(WILD)
@example("ﷺ")  # one character that stands for four words
def test_no_term_is_empty_or_holds_white_space(text: str) -> None:
    """The index keeps the terms of a passage as one line of words: white space would tear them apart."""
    assert all(term and not any(letter.isspace() for letter in term) for term in terms(text))


@given(WILD)
def test_words_are_ordered_disjoint_and_in_range(text: str) -> None:
    at = 0
    for word in analyzer().words(text):
        assert at <= word.start < word.end <= len(text)
        assert set(word.content) <= set(word.stems)
        at = word.end


@given(WILD)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_of_plain_letters_folding_takes_capitals_apostrophes_and_white_space_off(text: str) -> None:
    assert fold(text) == "".join(letter.lower() for letter in text if not letter.isspace() and letter != "'")


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8), max_size=8))
def test_concepts_lie_within_the_words_and_never_overrun_them(stems: list[str]) -> None:
    parts = [(stem,) for stem in stems]
    for first, end, term in analyzer().concepts(parts):
        assert 0 <= first < end <= len(parts)
        assert term
