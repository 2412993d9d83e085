"""Candidate answers within a passage, and which of them the words around speak for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysed import AnalysedPassage
from retrieval.kept_passages import analysed
from retrieval.question import parse_question
from retrieval.spans import Span, fresh_evidence, weighed
from tests.newsroom import match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.matching import Match

IDF: Mapping[str, float] = defaultdict(lambda: 1.0)
PIECES = (
    "Presiden", "Joko Widodo", "menlu", "Iran", "Pakistan", "sembilan", "orang", "tewas", "29 Januari 2024", "di",
    "Jakarta", "karena", "adalah", "siapa", "berapa", "kapan", "apa", "(22)", ".", ",", "“", "”", "…", "🙂",
    "\ud800", "\u00a0", "ﷺ", "A.",
)  # fmt: skip
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
QUESTIONS = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


def spans(found: Match, idf: Mapping[str, float]) -> list[Span]:
    return weighed(found.question, idf).spans(found)


def sentence_coverage(found: Match, idf: Mapping[str, float]) -> list[float]:
    return weighed(found.question, idf).sentence_coverage(found)


def best(question: str, text: str) -> str:
    found = max(spans(match(parse_question(question), analysed(text)), IDF), key=lambda span: (span.score, -span.start))
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "siapa menlu Pakistan?",
            "Menlu Pakistan Jalil Abbas Jilani bertemu wartawan. Di kota lain, Budi Santoso menonton.",
            "Jalil Abbas Jilani",
        ),
        (
            "kapan gempa terjadi?",
            "Gempa terjadi pada Senin (29/1/2024). Presiden lahir pada 21 Juni 1961.",
            "Senin (29/1/2024)",
        ),
        ("di mana kapal itu tenggelam?", "Kapal tenggelam di Selat Bali. Nakhoda lahir di Makassar.", "Selat Bali"),
        ("apa ibukota Jepang?", "Kota Tokyo (dulu Edo) adalah ibu kota Jepang. Ia besar.", "Kota Tokyo"),
        ("apa hewan terbesar?", "“Paus biru” merupakan hewan terbesar di dunia.", "Paus biru"),
        ("apa itu paus biru?", "Paus biru merupakan hewan terbesar di dunia.", "hewan terbesar di dunia"),
        ("kenapa ia mundur?", "Ia mundur karena sakit. Ia dulu datang karena diundang.", "karena sakit"),
        ("berapa orang tewas?", "Sembilan orang tewas. Ada 12 rumah di desa itu.", "Sembilan orang"),
    ],
)
def test_the_candidate_beside_the_asked_words_wins(question: str, text: str, answer: str) -> None:
    assert best(question, text) == answer


def test_a_candidate_in_another_sentence_is_supported_less() -> None:
    text = analysed("Gempa terjadi Mei 2019. Ia lahir Juni 1961.")
    near, far = spans(match(parse_question("kapan gempa terjadi?"), text), IDF)
    assert near.sentence == 0
    assert far.sentence == 1
    assert near.strength == far.strength
    assert near.score > far.score


def test_a_name_that_was_asked_about_is_no_answer() -> None:
    question = parse_question("siapa yang menemui Joko Widodo?")
    text = analysed("Joko Widodo ditemui Budi Santoso.")
    assert [text.text[found.start : found.end] for found, _, _ in fresh_evidence(match(question, text))] == [
        "Budi Santoso"
    ]


def test_asked_words_are_taken_off_the_front_of_a_name() -> None:
    question = parse_question("siapa menlu Iran?")
    text = analysed("Kata Menlu Iran Hossein Amirabdollahian kemarin.")
    assert "Hossein Amirabdollahian" in [
        text.text[one.start : one.end] for one, _, _ in fresh_evidence(match(question, text))
    ]


def test_the_asked_end_of_a_name_stays() -> None:
    question = parse_question("siapa nama lengkap Raisi?")
    text = analysed("Namanya Ebrahim Raisi.")
    assert "Ebrahim Raisi" in [text.text[one.start : one.end] for one, _, _ in fresh_evidence(match(question, text))]


def test_the_holder_of_another_office_than_the_asked_one_counts_less() -> None:
    question = parse_question("siapa menlu Pakistan?")
    text = "Di Pakistan, gubernur Budi Santoso hadir. Di Pakistan, menlu Jalil Jilani hadir."
    scores = {text[one.start : one.end]: one.score for one in spans(match(question, analysed(text)), IDF)}
    assert scores["Jalil Jilani"] > 2 * scores["Budi Santoso"]


def test_what_stands_behind_the_asked_thing_is_a_candidate() -> None:
    question = parse_question("virus apa yang menyebar?")
    text = analysed("Menyebar virus nipah, kata dokter.")
    assert "nipah" in [text.text[one.start : one.end] for one, _, _ in fresh_evidence(match(question, text))]


def test_a_sentence_covers_its_share_of_the_question() -> None:
    question = parse_question("gempa Jakarta")
    text = analysed("Gempa mengguncang Jakarta. Gempa terasa. Hujan turun.")
    assert sentence_coverage(match(question, text), IDF) == pytest.approx([1.0, 0.5, 0.0])


def test_a_rare_word_is_a_bigger_share_and_a_synonym_a_smaller_one() -> None:
    question = parse_question("gempa Jakarta")
    idf = {"gempa": 3.0, "jakarta": 1.0}
    text = analysed("Gempa terasa. Lindu terasa.")
    exact, synonym = sentence_coverage(match(question, text), idf)
    assert exact == pytest.approx(0.75)
    assert 0 < synonym < exact


def test_a_question_without_terms_is_covered_by_nothing() -> None:
    assert sentence_coverage(match(parse_question("siapa?"), analysed("Ia datang. Ia pergi.")), {}) == [0.0, 0.0]


def test_a_phrase_stands_where_its_first_and_its_last_word_stand() -> None:
    text = AnalysedPassage("Kata menteri luar negeri Iran.")
    assert text.words.positions["menlu"] == (1, 3)


def test_each_sentence_has_its_words() -> None:
    text = AnalysedPassage("Gempa di Jakarta. Hujan. Ia lari.")
    assert text.sentence_words == [(0, 3), (3, 4), (4, 6)]


@given(QUESTIONS, TEXTS)
def test_every_span_lies_in_its_text_and_scores_between_0_and_1(question: str, text: str) -> None:
    passage = AnalysedPassage(text)
    for span in spans(match(parse_question(question), passage), IDF):
        assert isinstance(span, Span)
        assert 0 <= span.start < span.end <= len(text)
        assert 0 <= span.sentence < len(passage.sentences)
        assert 0 <= span.score <= 1
        assert 0 < span.strength <= 1


@given(QUESTIONS, TEXTS)
def test_coverage_is_a_share_for_every_sentence(question: str, text: str) -> None:
    passage = AnalysedPassage(text)
    shares = sentence_coverage(match(parse_question(question), passage), IDF)
    assert len(shares) == len(passage.sentences)
    assert all(0 <= share <= 1.000001 for share in shares)


@given(TEXTS)
def test_words_belong_to_the_sentences_in_order(text: str) -> None:
    passage = AnalysedPassage(text)
    at = 0
    for first, last in passage.sentence_words:
        assert first == at <= last
        at = last
    assert at == passage.words.size
    for places in passage.words.positions.values():
        assert all(0 <= place < passage.words.size for place in places)
