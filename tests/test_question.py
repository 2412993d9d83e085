"""What a question asks for: its type, its topic words with their alternatives, and what is counted or named."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.question import QuestionType, parse_question, question_type

WHO, WHEN, WHERE, HOWMANY, WHY, HOW, WHAT = (
    QuestionType(kind) for kind in ("who", "when", "where", "howmany", "why", "how", "what")
)


@pytest.mark.parametrize(
    ("kind", "questions"),
    [
        (WHO, "siapa menlu Pakistan? | sapa nama korban | menlu iran siapa | siapakah dia | spa yg nembak"),
        (WHO, "who is the foreign minister | whose car was it | sebutkan nama tokoh itu"),
        (WHEN, "kapan kejadiannya | kpn sih | sejak kapan | jam berapa acaranya | tahun brp ia lahir | tgl brp"),
        (WHEN, "hari apa | pada bulan apa | when did it happen | what year was it | what time"),
        (WHERE, "di mana lokasinya | dmn kejadiannya | dimana ya | ke mana ia pergi | dari mana asalnya"),
        (WHERE, "kota mana yang banjir | di kecamatan mana | negara apa saja | di hotel apa ia menginap | where is it"),
        (HOWMANY, "berapa korban tewas | brp org | umur berapa | berapa lama | seberapa jauh | jumlah korban"),
        (HOWMANY, "how many people died | how old is he | harga tiket"),
        (WHY, "kenapa ia mundur | knp | mengapa begitu | apa penyebabnya | kok bisa | untuk apa dana itu"),
        (WHY, "apa alasan polisi | why did he resign | what caused it"),
        (HOW, "bagaimana cara daftar | gimana kronologinya | gmn ceritanya | how did he die"),
        # which of those who act: a name is wanted, as with "siapa"
        (
            WHO,
            "partai mana aja yg setuju | perusahaan swasta mana yang kena | pihak mana yg nolak | gubernur mana lagi",
        ),
        (WHEN, "gol kedua menit brp | pada menit keberapa ia mencetak gol | musim apa | nyampe kapan"),
        (WHERE, "di rumah sakit mana ia dirawat | di bandara mana aja | ditahan di rutan mana | lokasinya dong"),
        (HOWMANY, "sampe brp kali ditanya | sampai berapa meter | brp lama | brp duit"),
        (WHY, "atas dasar apa ia ditahan | apa dalih sekolah itu | apa sih yang bikin macet | mau ngapain dia ke sana"),
        (WHAT, "dari partai apa dia | di acara apa ia bicara | ngapain aja mereka | dari bahan apa dibuat"),
        (WHAT, "apa nama kapal itu | apa itu nipah | judul filmnya apa | what happened | jam tangan apa yang hilang"),
    ],
)
def test_the_type_is_what_the_answer_looks_like(kind: QuestionType, questions: str) -> None:
    for question in questions.split(" | "):
        assert question_type(question) is kind, question
        assert question_type(question.upper()) is kind, question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("jam berapa?", WHEN),  # "berapa" alone would be a count
        ("apa sebabnya?", WHY),  # "apa" alone would be a thing
        ("sampai kapan", WHEN),
        ("berapa tanggal lahirnya", WHEN),
        ("ini apa kok", WHAT),  # "kok" asks why only at the start
        ("kapanlagi bangkrut?", WHAT),  # "kapan" within another word
        ("siapapun boleh?", WHAT),
        ("jumlah", HOWMANY),
    ],
)
def test_near_misses_of_the_type_patterns(question: str, kind: QuestionType) -> None:
    assert question_type(question) is kind


@pytest.mark.parametrize("question", ["siapa itu?", "", "?", "🙂", "di mana ya?", "gimana sih"])
def test_a_question_without_a_topic_has_no_terms(question: str) -> None:
    assert parse_question(question).terms == ()


def test_the_asked_word_comes_first_and_counts_in_full() -> None:
    for term in parse_question("berapa korban tewas serangan udara menlu amerika serikat tiga kali?").terms:
        assert term.alternatives[0] == (term.term, 1.0)
        assert all(0 < weight <= 1 for _, weight in term.alternatives)
        assert len({other for other, _ in term.alternatives}) == len(term.alternatives)


def test_alternatives_are_ordered_by_weight() -> None:
    for term in parse_question("berapa korban tewas gempa?").terms:
        weights = [weight for _, weight in term.alternatives]
        assert weights == sorted(weights, reverse=True)


def test_a_synonym_is_an_alternative_that_counts_less() -> None:
    (term,) = parse_question("siapa yang tewas?").terms
    assert 0 < dict(term.alternatives)["wafat"] < 1


def test_digits_are_another_spelling_of_a_number_word() -> None:
    (term, _) = parse_question("tiga gempa").terms
    assert dict(term.alternatives)["3"] == 1.0


def test_a_phrase_is_asked_once_and_its_words_count_little() -> None:
    (president, country) = parse_question("siapa presiden Amerika Serikat?").terms
    assert (president.surface, country.surface) == ("presiden", "Amerika Serikat")
    assert 0 < dict(country.alternatives)["serikat"] < 0.5


def test_the_short_form_and_the_full_form_ask_for_the_same_term() -> None:
    short, full = parse_question("siapa menlu Iran?"), parse_question("siapa menteri luar negeri Iran?")
    assert short.asked == full.asked


def test_a_word_asked_twice_is_one_term() -> None:
    assert len(parse_question("gempa gempa gempa").terms) == 1


def test_a_word_that_only_says_what_kind_of_answer_is_wanted_is_not_looked_for() -> None:
    assert parse_question("siapa nama menlu Iran?").asked == parse_question("siapa menlu Iran?").asked
    assert parse_question("tanggal berapa gempa?").asked == parse_question("berapa lama gempa?").asked
    assert parse_question("siapa namanya?").asked  # unless there is nothing else


def test_the_stems_hold_stop_words_too() -> None:
    assert {"siapa", "menlu"} <= parse_question("siapa menlu?").stems


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("apa nama kapal itu?", "nama"),
        ("kota mana yang banjir?", "kota"),
        ("virus apa yang menyebar?", "virus"),
        ("di mana menlu Iran?", None),  # no kind of menlu is asked for
        ("siapa menlu Iran?", None),
        ("apa, menlu Iran?", None),  # a comma ends the phrase
    ],
)
def test_the_focus_is_the_thing_beside_the_asking_word(question: str, focus: str | None) -> None:
    assert parse_question(question).focus == focus


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("berapa orang tewas?", "orang"),
        ("brp rumah yg rusak", "rumah"),
        ("ada berapa kapal?", "kapal"),
        ("berapa banyak orang?", None),
        ("umurnya berapa?", None),
        ("siapa orang itu?", None),
    ],
)
def test_the_unit_is_the_thing_that_is_counted(question: str, unit: str | None) -> None:
    assert parse_question(question).unit == unit


@given(st.text() | st.text(st.sampled_from("apa siapnemluk39 ?-2"), max_size=60))
@example("\ud800")
@example("ﷺ")
@example("00/1/2024")
def test_no_question_makes_parsing_fail(text: str) -> None:
    question = parse_question(text)
    assert parse_question(text) == question
    assert question.text == text
    assert [term.word for term in question.terms] == sorted(term.word for term in question.terms)
    for term in question.terms:
        assert term.term
        assert term.surface in text
