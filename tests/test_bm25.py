"""BM25 over a shortlist: rank-bm25's own numbers, and a sane idf where rank-bm25's own is not."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]  # rank-bm25 ships no annotations

from retrieval.bm25 import ShortlistBM25, lucene_idf
from retrieval.question import QueryTerm

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSAGES = [
    ["gempa", "guncang", "jakarta", "gempa"],
    ["banjir", "landa", "bandung"],
    ["menlu", "pakist", "temu", "menlu", "iran"],
    ["presiden", "lantik", "menteri", "baru", "istana", "negara"],
    ["harga", "beras", "naik"],
    ["tim", "nasional", "menang"],
    ["gempa", "susul"],
]


def term(*alternatives: str, weight: float = 0.5) -> QueryTerm:
    first, *others = alternatives
    return QueryTerm(0, first, ((first, 1.0), *((other, weight) for other in others)))


def over(passages: Sequence[Sequence[str]]) -> ShortlistBM25:
    """An index that may be asked for every word of the passages."""
    return ShortlistBM25(list(map(len, passages)), list(map(Counter, passages)))


def plain(passages: list[list[str]], words: list[str]) -> list[float]:
    """BM25 by the book (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) with Lucene's idf."""
    average = sum(map(len, passages)) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for word in words:
            holders = sum(word in other for other in passages)
            frequency = passage.count(word)
            norm = 1.2 * (1 - 0.75 + 0.75 * len(passage) / average)
            score += lucene_idf(len(passages), holders) * frequency * 2.2 / (frequency + norm) if holders else 0.0
        scores.append(score)
    return scores


@pytest.mark.parametrize("query", [["gempa"], ["menlu", "iran"], ["beras"], ["nowhere"], ["gempa", "gempa"], []])
def test_with_rank_bm25s_idf_the_scores_are_rank_bm25s_own(query: list[str]) -> None:
    theirs = BM25Okapi(PASSAGES, k1=1.2, b=0.75)
    ours = over(PASSAGES)
    ours.idf = dict(theirs.idf)
    assert np.array_equal(ours.get_scores(query), theirs.get_scores(query))


@pytest.mark.parametrize("word", ["gempa", "menlu", "beras"])
def test_one_word_orders_passages_as_rank_bm25_does(word: str) -> None:
    """Another idf only stretches the scores of a single word, so the ratios must agree."""
    theirs = BM25Okapi(PASSAGES, k1=1.2, b=0.75)
    ours = over(PASSAGES)
    expected = theirs.get_scores([word]) / theirs.idf[word]
    assert np.allclose(ours.get_scores([word]) / ours.idf[word], expected)


@pytest.mark.parametrize("words", [["gempa"], ["menlu", "iran", "gempa"], ["nowhere", "naik"]])
def test_scores_follow_the_formula(words: list[str]) -> None:
    assert np.allclose(over(PASSAGES).get_scores(words), plain(PASSAGES, words))


def test_the_sum_is_divided_by_the_idf_of_the_question() -> None:
    bm25 = over(PASSAGES)
    terms = [term("gempa"), term("jakarta"), term("nowhere")]
    whole = bm25.idf["gempa"] + bm25.idf["jakarta"] + bm25.unseen_idf()
    assert np.allclose(bm25.scores(terms), np.array(plain(PASSAGES, ["gempa", "jakarta"])) / whole)


def test_of_several_alternatives_the_best_counts_by_its_weight() -> None:
    bm25 = over(PASSAGES)
    scores = bm25.scores([term("lindu", "gempa", "susul")])
    expected = 0.5 * np.maximum(bm25.get_scores(["gempa"]), bm25.get_scores(["susul"])) / bm25.unseen_idf()
    assert np.allclose(scores, expected)


@pytest.mark.parametrize("passages", [[["gempa"]], [["gempa"], ["gempa"]], [["gempa"], ["gempa"], ["banjir"]]])
def test_a_word_that_most_of_a_few_passages_have_still_counts_for_them(passages: list[list[str]]) -> None:
    """Okapi's own idf is 0 or negative here, and would put the right passage last."""
    scores = over(passages).scores([term("gempa")])
    for passage, score in zip(passages, scores, strict=True):
        assert math.isfinite(score)
        assert (score > 0) == ("gempa" in passage)


@pytest.mark.parametrize("passages", [[], [[]], [[], ["gempa"]], [[], []]])
def test_empty_passages_and_an_empty_collection_score_nothing(passages: list[list[str]]) -> None:
    scores = over(passages).scores([term("gempa"), term("banjir")])
    assert np.isfinite(scores).all()
    for passage, score in zip(passages, scores, strict=False):
        assert (score > 0) == bool(passage)


def test_a_question_without_terms_scores_nothing() -> None:
    assert not over(PASSAGES).scores([]).any()


def test_an_empty_passage_beside_another_scores_nothing() -> None:
    assert not over([[], ["gempa"]]).scores([term("gempa")])[0]


@given(st.integers(1, 10**7), st.data())
def test_idf_is_positive_finite_and_falls_with_frequency(documents: int, data: st.DataObject) -> None:
    frequency = data.draw(st.integers(0, documents - 1))
    assert 0 < lucene_idf(documents, frequency + 1) < lucene_idf(documents, frequency) < math.inf


@given(st.permutations(range(len(PASSAGES))))
def test_the_order_of_the_passages_changes_no_score(order: list[int]) -> None:
    terms = [term("gempa", "susul"), term("iran"), term("menlu")]
    there = over(PASSAGES).scores(terms)
    shuffled = over([PASSAGES[index] for index in order]).scores(terms)
    assert np.allclose(shuffled, there[order])
