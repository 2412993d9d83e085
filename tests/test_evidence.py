"""What could answer each type of question, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.evidence import Evidence, find_evidence
from retrieval.question import QuestionType

WHO, WHEN, WHERE, HOWMANY, WHY, HOW, WHAT = (
    QuestionType(kind) for kind in ("who", "when", "where", "howmany", "why", "how", "what")
)
STRONG = 0.5
FRAGMENTS = (
    "Senin", "(29/1/2024)", "29", "Januari", "2024", "pukul", "10.00", "WIB", "Rp", "1.200", "sembilan", "orang",
    "Presiden", "Joko Widodo", "di", "ke", "Jakarta", "karena", "dengan cara", "adalah", "oleh", "para", "petani",
    ",", ".", "(", ")", "“", "”", "\"", "'", "-", "\u00a0", "🙂", "\ud800", "A", "A.", "tahun", "ke-", "lalu", "Éa",
    "\n", "  ", "ü", "dan",
)  # fmt: skip
WILD = (
    st.text()
    | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
)


def found(kind: QuestionType, text: str, at_least: float = 0.0) -> list[str]:
    return [text[one.start : one.end] for one in find_evidence(kind, text) if one.strength >= at_least]


def strength(kind: QuestionType, text: str, stretch: str) -> float:
    return next(one.strength for one in find_evidence(kind, text) if text[one.start : one.end] == stretch)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Sembilan orang tewas.", "Sembilan orang"),
        ("Ada 1.200 rumah rusak.", "1.200 rumah"),
        ("Harganya Rp1,2 miliar.", "Rp1,2 miliar"),
        ("Harganya Rp 10.000.", "Rp 10.000"),
        ("Hadiahnya US$ 5 juta.", "US$ 5 juta"),
        ("Naik 3,5 persen.", "3,5 persen"),
        ("Suhunya 39°C.", "39°C"),
        ("Ada 10-15 orang di sana.", "10-15 orang"),
        ("Puluhan ribu orang mengungsi.", "Puluhan ribu orang"),
        ("Dua puluh lima siswa keracunan.", "Dua puluh lima siswa"),
        ("Ada 5 juta orang di sana.", "5 juta orang"),
        ("Luasnya 87.023,66km² dan datar.", "87.023,66km²"),
        ("Beratnya 161kg kosong.", "161kg"),
        ("Memorinya 8GB.", "8GB"),
        ("Lajunya 120km/jam.", "120km/jam"),
        ("Memorinya 66 GB saja.", "66 GB"),
    ],
)
def test_a_count_is_found_with_what_it_counts(text: str, answer: str) -> None:
    assert found(HOWMANY, text, STRONG) == [answer]


@pytest.mark.parametrize(
    "text",
    [
        "Itu terjadi pada 2019.",  # a year
        "Sejak tahun 1998 ia di sana.",
        "Ia juara ke-2.",  # an ordinal
        "Alamatnya di rumah No. 5.",
        "Senin (29/1/2024) pagi.",  # a date
        "Mulai pukul 10.00 WIB.",  # a time
        "Dua hari kemudian ia pulang.",  # a duration that dates
        "Pertemuan G20 dan timnas U-23.",  # digits of a name
        "Jaringan 4G dan mobil 4x4.",
        "Seorang warga melapor.",  # an article more than a count
        "Satu di antaranya selamat.",
    ],
)
def test_digits_that_count_nothing_are_weak(text: str) -> None:
    assert found(HOWMANY, text, STRONG) == []


def test_an_age_in_brackets_is_no_count_of_anything() -> None:
    text = "Ali (22) mengaku."
    assert found(HOWMANY, text) == ["22"]
    assert strength(HOWMANY, text, "22") < strength(HOWMANY, "Ada 22 orang.", "22 orang")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Pada Senin (29/1/2024), ia hadir.", "Senin (29/1/2024)"),
        ("Laga digelar 29 Januari 2024 pukul 19.30 WIB.", "29 Januari 2024 pukul 19.30 WIB"),
        ("Rapat (29/1/2024) batal.", "29/1/2024"),
        ("Pameran 14-16 Mei 2019 ramai.", "14-16 Mei 2019"),
        ("Ia lahir pada Mei 1970.", "Mei 1970"),
        ("Ia tinggal di sana sejak 1998.", "sejak 1998"),
        ("Candi itu dari abad ke-9.", "abad ke-9"),
        ("Candi itu dari abad XI.", "abad XI"),
        ("Candi itu dibangun tahun 809.", "tahun 809"),
        ("Kota itu berdiri sejak tahun 753 SM, konon.", "tahun 753 SM"),
        ("Ia lahir 384 SM.", "384 SM"),
        ("Ramai pada tahun 1950an.", "tahun 1950an"),
        ("Lagu tahun 90-an diputar.", "tahun 90-an"),
        ("Jatuh pada 12 Rabiul Awal 1445 H.", "12 Rabiul Awal 1445 H"),
        ("Salat Id 10 Zulhijah nanti.", "10 Zulhijah"),
        ("Dua hari kemudian ia pulang.", "Dua hari kemudian"),
        ("Sekitar 10.30 WIB gempa terasa.", "10.30 WIB"),
        ("It happened on Monday, 29 January 2024.", "Monday, 29 January 2024"),
    ],
)
def test_a_date_or_time_is_found_whole(text: str, answer: str) -> None:
    assert answer in found(WHEN, text, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "Kemarin ia pergi.",
        "Sabtu malam hujan.",
        "Tahun lalu ia menang.",
        "Harga turun pertengahan November.",
        "Juni lalu ia menang.",
    ],
)
def test_a_vague_time_is_a_weak_one(text: str) -> None:
    assert found(WHEN, text)
    assert not found(WHEN, text, STRONG)


@pytest.mark.parametrize(
    "text",
    [
        "Meiliana pergi.",
        "Meikarta dibangun.",
        "Marwan hadir.",
        "Ia membeli jam tangan.",
        "Ada 1.998 rumah.",
        "Agussalim",
        "Rajab Syawal hadir.",
        "Ia dihukum 5 tahun 10 bulan.",
        "Fosil itu berumur tahun 20.000.",
    ],
)
def test_a_month_or_clock_within_another_word_is_no_time(text: str) -> None:
    assert found(WHEN, text, STRONG) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Korban bernama Budi Santoso.", "Budi Santoso"),
        ("Presiden Joko Widodo mengatakan hal itu.", "Joko Widodo"),
        ("Hal itu dikatakan Andi bin Abdullah.", "Andi bin Abdullah"),
        ("Rumah itu milik J. Kristiadi.", "J. Kristiadi"),
        ("Menurut Siti Aminah, M.Si. benar.", "Siti Aminah, M.Si"),
        ("Senin, Ali datang.", "Ali"),  # not the day before it
        ("Banjir disebabkan oleh para petani.", "para petani"),
        ("The house was built by a farmer.", "a farmer"),
    ],
)
def test_a_person_is_found(text: str, answer: str) -> None:
    assert answer in found(WHO, text, STRONG)


@pytest.mark.parametrize(
    "text",
    [
        "Sebuah mobil menabrak.",  # capital by its place in the sentence
        "Warga panik.",
        "Presiden marah.",  # an office without its holder
        "Hari itu. Polisi datang.",
        "Senin (29/1) hujan.",
        "itu terjadi tanpa nama",
    ],
)
def test_a_capital_letter_alone_makes_no_person(text: str) -> None:
    assert found(WHO, text, STRONG) == []


def test_a_place_or_an_institution_is_hardly_the_person_asked_for() -> None:
    assert strength(WHO, "Ia warga Jakarta.", "Jakarta") < STRONG
    assert strength(WHO, "Itu kata dari KPK.", "KPK") < STRONG
    assert strength(WHO, "Ia tinggal di Sukamaju.", "Sukamaju") < STRONG


def test_a_title_before_a_name_and_speech_behind_it_speak_for_a_person() -> None:
    bare = strength(WHO, "Rumah Budi Santoso roboh.", "Budi Santoso")
    titled = strength(WHO, "Rumah gubernur Budi Santoso roboh.", "Budi Santoso")
    speaking = strength(WHO, "Lalu Budi Santoso mengatakan itu.", "Budi Santoso")
    assert bare < titled
    assert bare < speaking


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Ia tinggal di Jakarta Selatan.", "Jakarta Selatan"),
        ("Mereka pergi ke Bandara Soekarno-Hatta.", "Bandara Soekarno-Hatta"),
        ("Ia datang dari Desa Sukamaju, Kecamatan Cibinong, Bogor.", "Desa Sukamaju, Kecamatan Cibinong, Bogor"),
        ("Mayat ditemukan di sebuah rumah di Depok.", "Depok"),
        ("Itu kata menteri di Islamabad, Senin (29/1/2024).", "Islamabad"),
        ("Rapat di Jakarta Selasa malam batal.", "Jakarta"),
        ("Ia jatuh di dalam hutan.", "dalam hutan"),
        ("Iran membalas.", "Iran"),  # "negara apa?" is answered by a bare name
    ],
)
def test_a_place_is_found(text: str, answer: str) -> None:
    assert answer in found(WHERE, text, STRONG)


@pytest.mark.parametrize(
    "text",
    [
        "Radi Tanjung menang.",  # "di" within a word
        "Rumah itu didirikan Budi.",
        "Ia menang di Senin itu.",  # a day
        "Juara ke-2 dan ke-3.",
        "Abdi Negara bekerja.",
    ],
)
def test_di_within_a_word_or_before_a_day_makes_no_place(text: str) -> None:
    assert found(WHERE, text, STRONG) == []


def test_a_reason_runs_to_the_end_of_its_clause() -> None:
    assert found(WHY, "Ia mundur karena sakit, kata Budi.") == ["karena sakit"]
    assert found(WHY, "Akibat hujan deras, sungai meluap. Warga pergi.") == ["Akibat hujan deras, sungai meluap"]


def test_a_cause_is_stronger_than_a_purpose() -> None:
    assert strength(WHY, "Ia pergi karena sakit.", "karena sakit") > strength(
        WHY, "Ia pergi untuk berobat.", "untuk berobat"
    )


@pytest.mark.parametrize("text", ["Itu karena.", "sebabnya", "Ia keturunan raja.", "Anak-anak bermain."])
def test_a_conjunction_without_a_clause_or_within_a_word_is_no_reason(text: str) -> None:
    assert found(WHY, text) == []


def test_the_manner_is_found() -> None:
    assert found(HOW, "Ia dibunuh dengan cara ditusuk.") == ["dengan cara ditusuk"]
    assert found(HOW, "Pendaftaran dibuka melalui laman resmi; gratis.") == ["melalui laman resmi"]


@pytest.mark.parametrize("text", ["Pada Rabu (24/8) hujan.", "Ali (25) pergi.", "pada rabu (9/8, red) hujan."])
def test_dates_and_ages_in_brackets_are_no_things(text: str) -> None:
    assert found(WHAT, text, STRONG) == []


def test_definitions_and_quoted_titles_are_things() -> None:
    assert "virus zoonosis" in found(WHAT, "Nipah adalah virus zoonosis.", STRONG)
    assert "Laskar Pelangi" in found(WHAT, "Ia membaca “Laskar Pelangi” kemarin.", STRONG)


@pytest.mark.parametrize("kind", list(QuestionType))
@pytest.mark.parametrize("text", ["", " ", "🙂", "\ud800", ".", "(", ")(", "“"])
def test_a_text_without_words_has_no_evidence(kind: QuestionType, text: str) -> None:
    assert find_evidence(kind, text) == ()


@given(st.sampled_from(QuestionType), WILD)
@example(WHEN, "(29/1/2024")
@example(WHO, "Presiden")
@example(WHO, "Prof.  Dr.")
def test_evidence_is_in_range_in_order_and_between_0_and_1(kind: QuestionType, text: str) -> None:
    evidence = find_evidence(kind, text)
    assert evidence == find_evidence(kind, text)
    assert list(evidence) == sorted(evidence, key=lambda one: (one.start, one.end))
    for one in evidence:
        assert isinstance(one, Evidence)
        assert 0 <= one.start < one.end <= len(text)
        assert 0 < one.strength <= 1
        assert text[one.start : one.end].strip()


@pytest.mark.parametrize("kind", list(QuestionType))
@pytest.mark.parametrize(
    "piece",
    [
        "karena ", "dengan cara ", "10 Januari 2024 ", "pukul 1 ", "di Aa dan ", "Bb ,", "A. ", "1.", "1/", "(",
        "ribu ", "di dalam ", "oleh ", "adalah a ", "“x ", " ", "a", "A", "Aa-",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_of_one_piece_are_no_trap(kind: QuestionType, piece: str) -> None:
    """Each of these took minutes, or would, with a quadratic search; together they now take a few seconds."""
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert all(one.end <= len(text) for one in find_evidence(kind, text))
