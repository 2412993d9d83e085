"""What is measured about a question and a candidate passage; ranking weighs it, reading trusts it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.analysed import word_pairs
from retrieval.bm25 import ShortlistBM25
from retrieval.matching import match
from retrieval.question import QuestionType
from retrieval.spans import sentence_coverage, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.matching import Match
    from retrieval.question import Question

Matrix = npt.NDArray[np.float64]
Cosines = npt.NDArray[np.float32]

TYPED = (
    QuestionType.WHO,
    QuestionType.WHEN,
    QuestionType.WHERE,
    QuestionType.HOWMANY,
    QuestionType.WHY,
    QuestionType.WHAT,
)
"""Types whose answers have a form of their own, so that its absence tells something."""

NAMES = (
    "library",  # BM25 over the whole library, context included, per idf of the question
    "shortlist",  # BM25 with the shortlist's own statistics, body only
    "coverage",  # share of the question's idf that the body has
    "coverage_context",  # the same with title and heading
    "sentence",  # the best sentence's share
    "adjacent",  # share of neighbouring question words that stand close together
    "phrase",  # share of the question's word pairs, as they are and stop words included, that the passage has
    "article",  # best library score among the article's candidates
    "whole",  # BM25 of the whole article, per idf of the question
    "title",  # share of the question's idf that title and heading have
    "aspect",  # share of what title and heading lack that the body has: what is asked about the topic
    "around",  # share of what body, title and heading lack that the paragraphs before and behind have
    "numbers",  # share of the question's numbers that the body has
    "near",  # best candidate answer, by strength and by the matched words around it
    *(f"has_{kind.value}" for kind in TYPED),  # the strongest candidate answer of the asked type
    "length",  # log of the words: long passages hold more by chance
    "stub",  # under STUB_WORDS words
    "lead",  # how early in its article: 1 for the first passage
    "similarity",  # cosine of the question and the passage under its title, centred on the candidates
)
STUB_WORDS = 12
CLOSE = 3
FAR = 10
"""Words within which two neighbouring question words count as standing together, and beyond which they do not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shortlisted passage with everything that ranking needs to know of it."""

    passage: int
    article: int
    position: int
    text: AnalysedPassage
    context: tuple[str, ...]
    library_score: float
    whole_score: float = 0.0
    """BM25 of the whole article, 0 where it is not among the best."""

    @property
    def spoken(self) -> set[str]:
        """Every term that the passage has, or that it inherits from its title and heading."""
        return self.text.positions.keys() | set(self.context)


def features(question: Question, candidates: Sequence[Candidate], idf: Mapping[str, float]) -> Matrix:
    """One row a candidate, one column a name in `NAMES`.

    `idf` must know every asked term; `cosines` hold the similarity of the question to each candidate, in order.
    """
    weights = [idf[term.term] for term in question.terms]
    whole = sum(weights) or 1.0
    table = np.zeros((len(candidates), len(NAMES)))
    if not candidates:
        return table
    shortlist = ShortlistBM25([candidate.text.terms for candidate in candidates]).scores(question.terms)
    best_of_article: dict[int, float] = {}
    for candidate in candidates:
        best = best_of_article.get(candidate.article, 0.0)
        best_of_article[candidate.article] = max(best, candidate.library_score)
    column = {name: index for index, name in enumerate(NAMES)}
    pairs = word_pairs(question.text)
    numbers = [place for place, term in enumerate(question.terms) if term.term.isdecimal()]
    matches = [match(question, candidate.text) for candidate in candidates]
    bodies = {
        (candidate.article, candidate.position): found.weights
        for candidate, found in zip(candidates, matches, strict=True)
    }
    nothing = [0.0] * len(question.terms)
    inherited = {candidate.context: _firsts(question, candidate.context) for candidate in candidates}
    for row, candidate, found in zip(table, candidates, matches, strict=True):
        text = candidate.text
        body, titled = found.weights, _weights(question, inherited[candidate.context])
        both = _weights(question, map(min, _own_firsts(found), inherited[candidate.context]))
        answers = spans(found, idf)
        row[column["library"]] = candidate.library_score / whole
        row[column["coverage"]] = _dot(weights, body) / whole
        row[column["coverage_context"]] = _dot(weights, both) / whole
        row[column["sentence"]] = max(sentence_coverage(found, idf), default=0.0)
        row[column["adjacent"]] = _adjacent(found)
        row[column["phrase"]] = len(pairs & text.pairs) / len(pairs) if pairs else 0.0
        row[column["article"]] = best_of_article[candidate.article] / whole
        row[column["whole"]] = candidate.whole_score / whole
        row[column["title"]] = _dot(weights, titled) / whole
        row[column["aspect"]] = _share_of_lacking(weights, titled, body)
        before, behind = (bodies.get((candidate.article, candidate.position + step), nothing) for step in (-1, 1))
        row[column["around"]] = _share_of_lacking(weights, both, list(map(max, before, behind)))
        row[column["numbers"]] = sum(body[place] for place in numbers) / len(numbers) if numbers else 0.0
        row[column["near"]] = max((span.score for span in answers), default=0.0)
        if question.type in TYPED:
            strongest = max((span.strength for span in answers), default=0.0)
            row[column[f"has_{question.type.value}"]] = strongest
        row[column["length"]] = math.log(1 + len(text.words)) / 5
        row[column["stub"]] = float(len(text.words) < STUB_WORDS)
        row[column["lead"]] = 1 / (1 + candidate.position)
    table[:, column["shortlist"]] = shortlist
    return table


def with_similarity(table: Matrix, cosines: Cosines) -> Matrix:
    """The same rows with the similarities of the question to each candidate, in order."""
    compared = table.copy()
    # e5 puts all texts within a narrow cone (cosines of 0.75 to 0.95): only differences mean anything.
    if len(cosines):
        compared[:, NAMES.index("similarity")] = 10 * (cosines - cosines.mean())
    return compared


def _share_of_lacking(weights: Sequence[float], held: Sequence[float], elsewhere: Sequence[float]) -> float:
    """Of the weight of the terms that are not `held`, the share that `elsewhere` has; 0 where none is lacking."""
    lacking = [(weight, other) for weight, have, other in zip(weights, held, elsewhere, strict=True) if not have]
    whole = sum(weight for weight, _ in lacking)
    return sum(weight * other for weight, other in lacking) / whole if whole else 0.0


def _firsts(question: Question, context: tuple[str, ...]) -> list[int]:
    held = set(context)
    return [term.first_in(held) for term in question.terms]


def _own_firsts(found: Match) -> list[int]:
    """For each term the first alternative that the passage itself has."""
    return [
        held[0].alternative if held else len(term.alternatives)
        for term, held in zip(found.question.terms, found.held, strict=True)
    ]


def _weights(question: Question, firsts: Iterable[int]) -> list[float]:
    """The weight of that alternative of each term; 0 where there is none."""
    return [term.weight_of(first) for term, first in zip(question.terms, firsts, strict=True)]


def _dot(weights: Sequence[float], shares: Sequence[float]) -> float:
    return sum(weight * share for weight, share in zip(weights, shares, strict=True))


def _adjacent(found: Match) -> float:
    """How close neighbouring question words stand in the passage, 0 to 1, in any order; 0 for a single word.

    A pair counts 1 within `CLOSE` words and less and less beyond, nothing from `FAR` words on.
    """
    if len(found.held) < 2:
        return 0.0
    places = [[place for one in held for place in one.places] for held in found.held]
    total = 0.0
    for first, second in pairwise(places):
        distance = min((abs(left - right) for left in first for right in second), default=FAR)
        total += min(1.0, max(0, FAR - distance) / (FAR - CLOSE))
    return total / (len(places) - 1)
