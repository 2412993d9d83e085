"""What is put in bold, and when Kutip is sure, unsure or silent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.analysed import AnalysedPassage
from retrieval.answer import Status
from retrieval.features import Candidate
from retrieval.kept_passages import analysed
from retrieval.question import parse_question
from retrieval.reader import (
    LONGEST_CLAUSE,
    WIDE_MARGIN,
    Confidence,
    ConfidenceWeights,
    ModeConfidence,
    confidence_weights,
    highlights,
    judge,
    signals,
)
from retrieval.semantic import AnswerSpan, PairReading
from retrieval.spans import weighed
from tests.newsroom import ranked_of
from tests.test_spans import PIECES, QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.ranking import Ranked

IDF: Mapping[str, float] = defaultdict(lambda: 1.0)
TEXT = "Menlu Pakistan Jalil Abbas Jilani menerima Menlu Iran Hossein Amirabdollahian di Islamabad, Senin (29/1/2024)."


def highlighted(
    question: str, text: AnalysedPassage, reading: PairReading | None = None
) -> tuple[tuple[int, int], ...]:
    asked = weighed(parse_question(question), IDF)
    (fit,) = asked.fits([text])
    return highlights(asked, fit, reading)


def bold(question: str, text: str, reading: PairReading | None = None) -> list[str]:
    return [text[start:end] for start, end in highlighted(question, analysed(text), reading)]


def ranked(question: str, *texts: str, articles: tuple[int, ...] = (), context: tuple[str, ...] = ()) -> list[Ranked]:
    asked = parse_question(question)
    found = [
        Candidate(at, articles[at] if articles else 1, at, analysed(text), context, 0.0)
        for at, text in enumerate(texts)
    ]
    return ranked_of(asked, found, IDF, reach="article")


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("siapa menlu Pakistan?", TEXT, ["Jalil Abbas Jilani"]),
        ("di mana menlu Iran diterima?", "Menlu Iran diterima di Islamabad kemarin.", ["Islamabad"]),
        ("kapan menlu Iran diterima?", TEXT, ["Senin (29/1/2024)"]),
        ("berapa orang tewas?", "Sembilan orang tewas dalam serangan itu.", ["Sembilan orang"]),
        ("kenapa ia mundur?", "Ia mundur karena sakit, kata Budi.", ["karena sakit"]),
        ("apa itu nipah?", "Nipah adalah virus zoonosis.", ["virus zoonosis"]),
    ],
)
def test_the_answer_is_bold_and_nothing_else(question: str, text: str, answer: list[str]) -> None:
    assert bold(question, text) == answer


def test_two_persons_who_are_equally_meant_are_both_bold() -> None:
    assert bold("siapa yang ditangkap?", "Ditangkap Budi Santoso; Andi Wijaya ditangkap.") == [
        "Budi Santoso",
        "Andi Wijaya",
    ]


def read_as(text: str, *told: tuple[str, float]) -> PairReading:
    """A reading whose spans are these words of the text, with these scores."""
    spans = (AnswerSpan(text.index(words), text.index(words) + len(words), score) for words, score in told)
    return PairReading(1.0, 1.0, tuple(spans))


@pytest.mark.parametrize(
    ("question", "second", "answer"),
    [
        ("siapa yang ditangkap?", 9.0, ["Budi Santoso", "Andi Wijaya"]),
        ("siapa yang ditangkap?", 1.0, ["Budi Santoso"]),
        ("kenapa ditangkap?", 9.0, ["Budi Santoso"]),
        ("siapa menteri yang ditangkap?", 9.0, ["Budi Santoso"]),
        ("siapa saja menteri yang ditangkap?", 9.0, ["Budi Santoso", "Andi Wijaya"]),
    ],
    ids=[
        "two that reading finds as good",
        "one that it finds better",
        "a question for one thing",
        "a question for who holds an office",
        "a question for several who hold one",
    ],
)
def test_persons_that_reading_finds_as_good_are_both_bold(question: str, second: float, answer: list[str]) -> None:
    text = "Polisi menangkap Budi Santoso dan Andi Wijaya. Joko Susilo menonton."
    reading = read_as(text, ("Budi Santoso", 10.0), ("Andi Wijaya", second), ("Joko Susilo", 9.5))
    assert bold(question, text, reading) == answer


def test_what_stands_side_by_side_is_bold_in_one() -> None:
    text = "Menurut polisi sembilan orang tewas."
    reading = read_as(text, ("sembilan", 9.0), ("orang", 9.0))
    assert bold("berapa orang tewas?", text, reading) == ["sembilan orang"]


def test_without_a_candidate_the_telling_clause_of_the_best_sentence_is_bold() -> None:
    text = "Hujan turun. Polisi menutup jalan tol, sehingga warga memutar lewat desa."
    assert bold("apa yang dilakukan polisi?", text) == ["Polisi menutup jalan tol"]


def test_bold_does_not_start_with_a_conjunction_or_end_with_a_stop() -> None:
    (clause,) = bold("apa yang terjadi pada jalan tol?", "Kemarin, bahwa jalan tol ditutup sejak pagi.")
    assert clause == "jalan tol ditutup sejak pagi"


def test_a_long_clause_is_cut_at_a_space() -> None:
    text = "polisi menutup " + "jalan " * 60
    (clause,) = bold("apa yang polisi lakukan?", text)
    assert len(clause) <= LONGEST_CLAUSE
    assert clause.split()[-1] == "jalan"


@pytest.mark.parametrize("text", ["", " ", "…", "🙂", "...", "\ud800", "(,)"])
@pytest.mark.parametrize("question", ["siapa menlu Iran?", "apa itu?", "gimana?", ""])
def test_a_text_without_words_has_nothing_bold(question: str, text: str) -> None:
    assert bold(question, text) == []


@given(QUESTIONS, st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
@example("apa", "....")
@example("", "a" * 500)
@example("siapa Iran", "Iran, Iran. Iran")
def test_highlights_are_ordered_disjoint_in_range_and_hold_something(question: str, text: str) -> None:
    found = highlighted(question, AnalysedPassage(text))
    at = 0
    for start, end in found:
        assert at <= start < end <= len(text)
        assert text[start:end].strip()
        assert end - start <= LONGEST_CLAUSE
        at = end
    assert highlighted(question, AnalysedPassage(text)) == found
    assert bool(found) == bool(AnalysedPassage(text).starts)


def test_nothing_found_or_nothing_asked_is_no_answer() -> None:
    assert judge(parse_question("siapa menlu Iran?"), [], IDF).status is Status.NOT_FOUND
    nothing = parse_question("siapa?")
    assert judge(nothing, ranked("siapa?", TEXT), {}).value == 0.0


def test_a_passage_that_answers_is_surer_than_one_about_something_else() -> None:
    question = "siapa menlu Pakistan?"
    right = judge(parse_question(question), ranked(question, TEXT, "Hujan turun di kota itu."), IDF)
    wrong = judge(parse_question(question), ranked(question, "Hujan turun di kota itu."), IDF)
    assert right.status is Status.ANSWERED
    assert wrong.status is Status.NOT_FOUND
    assert 0 <= wrong.value < right.value <= 1


def test_what_the_article_speaks_of_elsewhere_is_seen() -> None:
    question = parse_question("gempa Lombok")
    apart = ranked("gempa Lombok", "Gempa terasa di sana.", "Lombok berduka.")
    assert signals(question, apart, IDF)["unseen"] == 0.0
    other = ranked("gempa Lombok", "Gempa terasa di sana.", "Lombok berduka.", articles=(1, 2))
    assert signals(question, other, IDF)["unseen"] == 0.5
    titled = ranked("gempa Lombok", "Gempa terasa di sana.", context=("lombok",))
    assert signals(question, titled, IDF)["unseen"] == 0.0


def test_the_margin_is_bounded_and_0_for_a_single_passage() -> None:
    question = parse_question("gempa Lombok")
    assert signals(question, ranked("gempa Lombok", TEXT), IDF)["margin"] == 0.0
    far = ranked("gempa Lombok", "Gempa Lombok.", "Hujan turun di kota.")
    assert 0 <= signals(question, far, IDF)["margin"] <= WIDE_MARGIN


def test_the_shipped_confidence_knows_every_signal_it_weighs() -> None:
    known = signals(parse_question("gempa"), ranked("gempa", TEXT), IDF)
    for mode in (confidence_weights().lexical, confidence_weights().semantic):
        assert set(mode.weights) <= set(known)
        assert 0 < mode.unsure <= mode.answered < 1


def weighing(constant: float) -> ConfidenceWeights:
    """A confidence that is always the same."""
    mode = ModeConfidence(weights={"constant": constant}, answered=0.6, unsure=0.4)
    return ConfidenceWeights(lexical=mode, semantic=mode)


def test_what_shares_no_word_with_the_question_is_no_answer_however_near(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = weighing(9.0)
    monkeypatch.setattr("retrieval.reader.confidence_weights", lambda: weights)
    question = parse_question("gempa")
    assert judge(question, ranked("gempa", "Hujan turun di kota."), IDF) == Confidence(0.0, Status.NOT_FOUND)
    assert judge(question, ranked("gempa", "Hujan turun.", context=("gempa",)), IDF).status is Status.ANSWERED


def test_thresholds_decide_between_answered_unsure_and_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    question, entries = parse_question("gempa"), ranked("gempa", "Gempa terasa di Lombok.")

    def status(constant: float) -> Status:
        monkeypatch.setattr("retrieval.reader.confidence_weights", lambda: weighing(constant))
        return judge(question, entries, IDF).status

    assert [status(1.0), status(0.0), status(-1.0)] == [Status.ANSWERED, Status.UNSURE, Status.NOT_FOUND]
    assert [status(1e6), status(-1e6)] == [Status.ANSWERED, Status.NOT_FOUND]
