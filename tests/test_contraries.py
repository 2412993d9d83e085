"""Whoever asks for the wounded is not given the dead: which of contrary things a number tells of."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.contraries import contrary, rivals
from retrieval.kept_passages import analysed
from retrieval.question import parse_question
from retrieval.semantic import AnswerSpan, PairReading
from tests.newsroom import match
from tests.test_reader import bold
from tests.test_spans import IDF, QUESTIONS, TEXTS, spans

CRASH = "Akibat kecelakaan itu, tiga orang tewas dan satu luka-luka."
RAID = "Serangan itu dilaporkan menewaskan dua anak dan melukai tiga lainnya."
BOMB = "Korban tewas 20 orang, luka 90 orang, hilang 4 orang."


def numbers(question: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in spans(match(parse_question(question), analysed(text)), IDF)]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("berapa korban tewas?", CRASH, "tiga orang"),
        ("berapa orang yang terluka?", CRASH, "satu luka-luka"),
        ("brp org yg luka2?", CRASH, "satu luka-luka"),
        ("berapa anak yang meninggal?", RAID, "dua anak"),
        ("berapa korban luka?", RAID, "tiga lainnya"),
        ("how many people were injured?", RAID, "tiga lainnya"),
        ("berapa korban tewas?", BOMB, "20 orang"),
        ("berapa korban luka?", BOMB, "90 orang"),
        ("berapa orang yang hilang?", BOMB, "4 orang"),
        ("berapa laki-laki yang ditangkap?", "Polisi menangkap lima pria dan tujuh perempuan.", "lima pria"),
        ("berapa kali mereka kalah?", "Mereka menang 12 kali, kalah 3 kali dan imbang 5 kali.", "3 kali"),
        ("berapa persen harga beras naik?", "Harga beras naik 8 persen, sedangkan gula turun 5 persen.", "8 persen"),
        ("kapan ia lahir?", "Ia wafat pada 3 Mei 2019; lahir di Solo pada 21 Juni 1942.", "21 Juni 1942"),
        ("jam berapa museum tutup?", "Museum buka pukul 08.00 WIB dan tutup pukul 16.00 WIB.", "pukul 16.00 WIB"),
    ],
)
def test_the_number_of_what_was_asked_is_bold(question: str, text: str, answer: str) -> None:
    assert bold(question, text) == [answer]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("berapa korban luka?", "Sembilan orang tewas dalam serangan balasan itu."),
        ("berapa orang yang mengungsi?", "Tim SAR mencari 12 orang yang hilang."),
        ("kapan toko itu tutup?", "Toko itu buka pukul 09.00 WIB."),
    ],
)
def test_what_tells_of_the_contrary_alone_holds_no_answer(question: str, text: str) -> None:
    assert numbers(question, text) == []


@pytest.mark.parametrize(
    "question",
    ["berapa korban tewas dan luka?", "berapa orang di sana?", "siapa yang terluka?", "kenapa ia tewas?", ""],
)
def test_a_question_for_neither_or_for_both_has_no_rivals(question: str) -> None:
    assert rivals(parse_question(question)) == {}


def test_a_number_in_another_sentence_or_far_away_belongs_to_nothing() -> None:
    far = "Sebanyak 9 orang dari tiga desa di lereng gunung itu kemarin sore dilaporkan oleh warga tewas."
    assert numbers("berapa orang luka?", "Ada 9 orang di kapal itu. Tewas semua.") == ["9 orang"]
    assert "9 orang" in numbers("berapa orang luka?", far)


def test_a_number_does_not_reach_over_another_one() -> None:
    text = analysed("Tewas 20 orang, 90 orang, 4 orang hilang.")
    words = [(1, 3), (3, 5), (5, 7)]
    told = rivals(parse_question("berapa orang tewas?"))
    assert contrary(text, told, words, words) == [False, False, True]


def test_where_reading_chose_the_contrary_the_words_choose() -> None:
    dead, hurt, end = RAID.index("dua"), RAID.index("tiga"), RAID.index("tiga lainnya") + len("tiga lainnya")
    spans_read = (AnswerSpan(dead, dead + len("dua anak"), 2.0), AnswerSpan(hurt, end, 1.0))
    reading = PairReading(relevance=3.0, margin=5.0, spans=spans_read)
    assert bold("berapa korban luka?", RAID, reading) == ["tiga lainnya"]
    assert bold("berapa anak tewas?", RAID, reading) == ["dua anak"]


def test_a_contrary_number_is_not_bold_beside_the_right_one() -> None:
    first, second = CRASH.index("tiga orang"), CRASH.index("satu")
    reading = PairReading(
        relevance=3.0,
        margin=5.0,
        spans=(AnswerSpan(first, first + len("tiga orang"), 2.0), AnswerSpan(second, second + len("satu"), 1.9)),
    )
    assert bold("berapa korban tewas?", CRASH, reading) == ["tiga orang"]


def test_no_word_is_contrary_to_itself() -> None:
    for contraries in lexicon().contraries:
        terms = [analyzer().phrase_term(word) for member in contraries for word in member]
        assert len(contraries) > 1
        for member in contraries:
            others = [analyzer().phrase_term(word) for other in contraries if other is not member for word in other]
            assert not {analyzer().phrase_term(word) for word in member}.intersection(others), terms


@given(QUESTIONS, TEXTS)
def test_whatever_is_left_out_was_a_candidate(question: str, text: str) -> None:
    asked = parse_question(question)
    told = rivals(asked)
    passage = analysed(text)
    words = [(first, last) for _, first, last in passage.evidence(asked.type)]
    astray = contrary(passage, told, words, words)
    assert len(astray) == len(words)
    assert told or not any(astray)
