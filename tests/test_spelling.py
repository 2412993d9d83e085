"""Typing errors are mended by the library's own words, and right words are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question import parse_question
from retrieval.spelling import FORM_WEIGHT, MOST_REPAIRS, WEIGHTS, mend, near_misses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LIBRARY = {"pakist": 9, "presiden": 7, "palestin": 3, "gempa": 2, "surabaya": 5, "amirabdollahian": 1, "guru": 4}
LARGE = {
    "jakarta": 10_000,
    "jakrta": 1,
    "jalan": 300,
    "jalang": 2,
    "dijk": 64,
    "bayar": 900,
    "temu": 800,
    "sepeda": 300,
}
LARGE |= {"ketua": 3000, "padang": 400, "padan": 3, "samba": 2, "sambar": 41}


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
        ("surabya", "surabaya"),
        ("amirabdolahiann", "amirabdollahian"),  # two errors in a long word
        ("djik", "dijk"),  # a short word, its letters swapped
        ("byar", "bayar"),  # or one of them missing
    ],
)
def test_a_typing_error_finds_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert meant in dict(near_misses(typed, [*LIBRARY, *LARGE]))


@pytest.mark.parametrize(
    ("typed", "stranger"),
    [
        ("buru", "guru"),  # too short to repair
        ("bira", "baru"),  # and no slip of the fingers
        ("dijkk", "dij"),
        ("karesiden", "presiden"),
        ("bresiden", "presiden"),  # the first letter is taken as right
        ("jakrta", "jakarta2"),  # no word
        ("12345", "12346"),  # digits are not mistyped words
        ("prsdn", "presiden"),
    ],
)
def test_a_word_that_only_resembles_is_not_taken(typed: str, stranger: str) -> None:
    assert near_misses(typed, [stranger]) == []


def test_a_function_word_is_nothing_that_was_meant_and_none_is_told_twice() -> None:
    assert near_misses("dengal", ["dengan", "dengar", "dengar"]) == [("dengar", WEIGHTS[1])]


def test_nearest_comes_first_and_only_a_few_are_taken() -> None:
    found = near_misses("presidenn", ["presiden", "presidium", "presidents", "presidenx", "presidena", "presidenb"])
    assert len(found) == MOST_REPAIRS
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert set(dict(found).values()) <= set(WEIGHTS.values())


def test_a_misspelt_word_gets_the_librarys_as_a_further_alternative() -> None:
    question = mend(parse_question("siapa presidn Surabaya?"), frequencies, similar)
    wrong, right = question.terms
    assert wrong.term == "presidn"
    assert dict(wrong.alternatives)["presiden"] == WEIGHTS[1]
    assert (right.term, dict(right.alternatives)["surabaya"]) == ("surabaya", 1.0)


def test_a_word_that_the_library_has_is_never_touched() -> None:
    question = parse_question("presiden gempa Surabaya")
    assert mend(question, frequencies, similar) == question


def test_a_word_whose_synonym_the_library_has_is_never_touched() -> None:
    question = parse_question("earthquake")
    assert mend(question, frequencies, similar) == question


def mended(text: str) -> dict[str, dict[str, float]]:
    """Asked term → its alternatives, in a large library."""
    question = mend(
        parse_question(text),
        lambda terms: (100_000, {term: LARGE[term] for term in terms if term in LARGE}),
        lambda term: [known for known in LARGE if known[:2] == term[:2]],
    )
    return {term.term: dict(term.alternatives) for term in question.terms}


def test_an_error_that_the_library_has_too_is_mended_by_a_word_that_is_far_more_frequent() -> None:
    found = mended("jakrta")["jakrta"]
    assert found["jakrta"] == 1
    assert found["jakarta"] == WEIGHTS[1]


def test_a_rare_word_that_may_be_meant_gets_its_neighbour_at_less_weight() -> None:
    assert 0 < mended("samba")["samba"]["sambar"] < WEIGHTS[1]


def test_a_rare_word_is_not_taken_for_one_with_a_letter_less_or_another_letter() -> None:
    assert "jalan" not in mended("jalang")["jalang"]
    assert set(mended("padan")["padan"]) == {"padan"}  # three passages have it


@pytest.mark.parametrize(("typed", "meant"), [("byar", "bayar"), ("kteua", "ketua"), ("pdaang", "padang")])
def test_an_error_in_the_second_letter_is_mended(typed: str, meant: str) -> None:
    assert meant in mended(typed)[typed]


@pytest.mark.parametrize(("typed", "root"), [("ditemukn", "temu"), ("kejadain", "jadi"), ("mengumumkn", "umum")])
def test_a_mistyped_form_finds_the_root(typed: str, root: str) -> None:
    (found,) = mended(typed).values()
    assert found[root] == FORM_WEIGHT


def test_an_unknown_chat_form_is_undone_if_the_library_has_what_is_left() -> None:
    (found,) = mended("dicoblosnamain").values()
    assert len(found) == 1
    (found,) = mended("ngegubukin").values()
    assert "gubuk" not in found
    (found,) = mended("disepedain").values()
    assert found["sepeda"] == FORM_WEIGHT


@pytest.mark.parametrize("typed", ["mnaa", "aapa", "smapai"])
def test_a_mistyped_function_word_asks_for_nothing(typed: str) -> None:
    assert mended(f"{typed} jakarta").keys() == {"jakarta"}


@pytest.mark.parametrize("name", ["Mnaa", "MNAA", "Olly"])
def test_an_unknown_name_stays_asked(name: str) -> None:
    assert len(mended(f"{name} jakarta")) == 2


def test_of_equally_near_words_the_slip_comes_first_and_then_the_frequent_one() -> None:
    counts = {"filipana": 1, "filipina": 488, "filipua": 900}
    found = near_misses("filipna", [*counts], lambda words: {word: counts[word] for word in words})
    assert [word for word, _ in found] == ["filipina", "filipana", "filipua"]


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
