"""Where the words of a question stand in a passage."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysed import AnalysedPassage
from retrieval.kept_passages import analysed
from retrieval.question import QueryTerm, Question, QuestionType, parse_question
from tests.newsroom import match

DEAD = QueryTerm(0, "tewas", (("tewas", 1.0), ("tinggal", 0.5), ("gugur", 0.5)))
WORDS = st.lists(st.sampled_from(["Gempa", "tewas", "gugur", "Jakarta", "di", "😀", ".", "(", "“29"]), max_size=20)


def asked(*terms: QueryTerm) -> Question:
    return Question("", QuestionType.WHAT, terms, frozenset())


def test_every_alternative_is_found_with_its_places_in_the_order_of_the_term() -> None:
    (held,) = match(asked(DEAD), analysed("Dua gugur, satu tewas, tiga gugur.")).held
    assert [(one.alternative, one.weight, list(one.places)) for one in held] == [(0, 1.0, [3]), (2, 0.5, [1, 5])]


def test_a_term_weighs_what_its_first_alternative_there_weighs() -> None:
    elsewhere = QueryTerm(1, "banjir", (("banjir", 1.0),))
    assert match(asked(DEAD, elsewhere), analysed("Ia gugur.")).weights == [0.5, 0.0]
    assert match(asked(DEAD), analysed("Ia gugur, mereka tewas.")).weights == [1.0]


def test_the_first_alternative_held_is_told_by_its_number() -> None:
    assert DEAD.first_in({"gugur", "tinggal"}) == 1
    assert DEAD.first_in({"banjir"}) == 3


@given(WORDS.map(" ".join), st.integers(-3, 120), st.integers(0, 120))
def test_words_within_a_stretch_are_those_that_share_a_character_with_it(text: str, start: int, length: int) -> None:
    passage = AnalysedPassage(text)
    end = start + length
    overlapping = [
        number
        for number, (first, last) in enumerate(zip(passage.starts, passage.ends, strict=True))
        if first < end and start < last
    ]
    assert list(passage.words_within(start, end)) == overlapping


@given(WORDS.map(" ".join))
def test_a_match_says_the_same_as_the_term_itself(text: str) -> None:
    question, passage = parse_question("berapa yang meninggal karena gempa di Jakarta?"), AnalysedPassage(text)
    assert match(question, passage).weights == [term.weight_in(set(passage.words.terms)) for term in question.terms]


@given(WORDS.map(" ".join))
def test_it_is_told_how_often_each_alternative_stands_there(text: str) -> None:
    asked_for = parse_question("berapa korban tewas, luka dan meninggal kata menteri luar negeri?")
    passage = AnalysedPassage(f"{text} Menteri luar negeri dan menlu menyebut dua meninggal, dua tewas.")
    counts = Counter(passage.words.terms)
    told = {
        term.alternatives[one.alternative][0]: one.times
        for term, held in zip(asked_for.terms, match(asked_for, passage).held, strict=True)
        for one in held
    }
    assert told == {name: counts[name] for term in asked_for.terms for name, _ in term.alternatives if counts[name]}
    assert told["menlu"] >= 2  # and not three, though a phrase stands at both of its ends
