"""Typing errors are mended by the library's own words, and right words are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question import parse_question
from retrieval.spelling import MOST_REPAIRS, WEIGHTS, mend, near_misses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LIBRARY = {"pakist": 9, "presiden": 7, "palestin": 3, "gempa": 2, "jakarta": 5, "amirabdollahian": 1, "guru": 4}


def frequencies(terms: Sequence[str]) -> tuple[int, Mapping[str, int]]:
    return 100, {term: LIBRARY[term] for term in terms if term in LIBRARY}


def similar(term: str) -> list[str]:
    return [known for known in LIBRARY if known[:2] == term[:2]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("presidn", "presiden"),  # a letter missing
        ("presideen", "presiden"),  # added
        ("prasiden", "presiden"),  # wrong
        ("presidne", "presiden"),  # two neighbours swapped
        ("jakrata", "jakarta"),
        ("amirabdolahiann", "amirabdollahian"),  # two errors in a long word
    ],
)
def test_a_typing_error_finds_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert meant in dict(near_misses(typed, LIBRARY))


@pytest.mark.parametrize(
    ("typed", "stranger"),
    [
        ("buru", "guru"),  # too short to repair
        ("karesiden", "presiden"),
        ("bresiden", "presiden"),  # the first letter is taken as right
        ("jakrta", "jakarta2"),  # no word
        ("12345", "12346"),  # digits are not mistyped words
        ("prsdn", "presiden"),
    ],
)
def test_a_word_that_only_resembles_is_not_taken(typed: str, stranger: str) -> None:
    assert near_misses(typed, [stranger]) == []


def test_nearest_comes_first_and_only_a_few_are_taken() -> None:
    found = near_misses("presidenn", ["presiden", "presidium", "presidents", "presidenx", "presidena", "presidenb"])
    assert len(found) == MOST_REPAIRS
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert set(dict(found).values()) <= set(WEIGHTS.values())


def test_a_misspelt_word_gets_the_librarys_as_a_further_alternative() -> None:
    question = mend(parse_question("siapa presidn Jakarta?"), frequencies, similar)
    wrong, right = question.terms
    assert wrong.term == "presidn"
    assert dict(wrong.alternatives)["presiden"] == WEIGHTS[1]
    assert right.alternatives == (("jakarta", 1.0),)


def test_a_word_that_the_library_has_is_never_touched() -> None:
    question = parse_question("presiden gempa Jakarta")
    assert mend(question, frequencies, similar) == question


def test_a_word_whose_synonym_the_library_has_is_never_touched() -> None:
    question = parse_question("earthquake")
    assert mend(question, frequencies, similar) == question


def test_a_question_without_terms_stays_as_it_is() -> None:
    question = parse_question("siapa?")
    assert mend(question, frequencies, similar) == question


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=10))
def test_what_is_offered_begins_alike_and_weighs_less_than_the_typed_word(typed: str, words: list[str]) -> None:
    for word, weight in near_misses(typed, words):
        assert word in words
        assert word != typed
        assert word[0] == typed[0]
        assert 0 < weight < 1
