"""What is measured about a question and a candidate passage; ranking weighs it, reading trusts it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.analysed import word_pairs
from retrieval.bm25 import ShortlistBM25
from retrieval.question import QuestionType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.matching import Match
    from retrieval.question import Question
    from retrieval.spans import Fit, Weighed

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
        return self.text.words.positions.keys() | set(self.context)


def features(asked: Weighed, candidates: Sequence[Candidate], fits: Sequence[Fit]) -> Matrix:
    """One row a candidate, one column a name in `NAMES`; `fits` tell how each of the candidates fits the question.

    The column of the similarity is empty: see `with_similarity`.
    """
    if not candidates:
        return np.zeros((0, len(NAMES)))
    question, shares, whole = asked.question, asked.shares, asked.whole
    best_of_article: dict[int, float] = {}
    for candidate in candidates:
        best = best_of_article.get(candidate.article, 0.0)
        best_of_article[candidate.article] = max(best, candidate.library_score)
    texts = [candidate.text for candidate in candidates]
    pairs = word_pairs(question.text)
    numbers = [place for place, term in enumerate(question.terms) if term.term.isdecimal()]
    found = [fit.match for fit in fits]
    shortlist = ShortlistBM25([text.words.topics for text in texts], list(map(_times, found)))
    bodies = [one.weights for one in found]
    inherited = {context: _inherited(question, context) for context in {candidate.context for candidate in candidates}}
    titles = [inherited[candidate.context] for candidate in candidates]
    titled = [[weight for _, weight in title] for title in titles]
    both = list(map(_held_or_inherited, found, titles))
    body_at = {(one.article, one.position): body for one, body in zip(candidates, bodies, strict=True)}
    nothing = [0.0] * len(question.terms)
    around = [
        [body_at.get((candidate.article, candidate.position + step), nothing) for step in (-1, 1)]
        for candidate in candidates
    ]
    # Feature by feature, because a table is filled in 15 µs by columns and in 88 cell by cell.
    columns: dict[str, Sequence[float] | Matrix] = {
        "library": [candidate.library_score / whole for candidate in candidates],
        "shortlist": shortlist.scores(question.terms),
        "coverage": [_dot(shares, body) for body in bodies],
        "coverage_context": [_dot(shares, held) for held in both],
        "sentence": [max(asked.sentence_coverage(one), default=0.0) for one in found],
        "adjacent": list(map(_adjacent, found)),
        "article": [best_of_article[candidate.article] / whole for candidate in candidates],
        "whole": [candidate.whole_score / whole for candidate in candidates],
        "title": [_dot(shares, title) for title in titled],
        "aspect": [_share_of_lacking(shares, *held) for held in zip(titled, bodies, strict=True)],
        "around": [
            _share_of_lacking(shares, held, list(map(max, *beside))) for held, beside in zip(both, around, strict=True)
        ],
        "near": [max((span.score for span in fit.spans), default=0.0) for fit in fits],
        "length": [math.log(1 + text.words.size) / 5 for text in texts],
        "stub": [float(text.words.size < STUB_WORDS) for text in texts],
        "lead": [1 / (1 + candidate.position) for candidate in candidates],
    }
    if pairs:
        columns["phrase"] = [sum(map(text.spoken.__contains__, pairs)) / len(pairs) for text in texts]
    if numbers:
        columns["numbers"] = [sum(body[place] for place in numbers) / len(numbers) for body in bodies]
    if question.type in TYPED:
        strengths = [max((span.strength for span in fit.spans), default=0.0) for fit in fits]
        columns[f"has_{question.type.value}"] = strengths
    table = np.zeros((len(candidates), len(NAMES)))
    for name, column in columns.items():
        table[:, NAMES.index(name)] = column
    return table


def with_similarity(table: Matrix, cosines: Cosines) -> Matrix:
    """The same rows with the similarities of the question to each candidate, in order."""
    compared = table.copy()
    # e5 puts all texts within a narrow cone (cosines of 0.75 to 0.95): only differences mean anything.
    if len(cosines):
        compared[:, NAMES.index("similarity")] = 10 * (cosines - cosines.mean())
    return compared


def _share_of_lacking(shares: Sequence[float], held: Sequence[float], elsewhere: Sequence[float]) -> float:
    """Of what the terms count that are not `held`, the share that `elsewhere` has; 0 where none is lacking."""
    whole = shared = 0.0
    for weight, have, other in zip(shares, held, elsewhere, strict=True):
        if not have:
            whole += weight
            shared += weight * other
    return shared / whole if whole else 0.0


def _times(found: Match) -> dict[str, int]:
    """How often the passage has each of the asked terms and of their alternatives that it has at all."""
    return {
        term.alternatives[one.alternative][0]: one.times
        for term, held in zip(found.question.terms, found.held, strict=True)
        for one in held
    }


def _inherited(question: Question, context: tuple[str, ...]) -> list[tuple[int, float]]:
    """For each term the first alternative that title and heading have, and its weight; 0 where there is none."""
    held = set(context)
    firsts = [term.first_in(held) for term in question.terms]
    return [(first, term.weight_of(first)) for term, first in zip(question.terms, firsts, strict=True)]


def _held_or_inherited(found: Match, inherited: Sequence[tuple[int, float]]) -> list[float]:
    """For each term the weight of the first alternative that the passage has or inherits; 0 where there is none."""
    return [
        held[0].weight if held and held[0].alternative < first else weight
        for held, (first, weight) in zip(found.held, inherited, strict=True)
    ]


def _dot(shares: Sequence[float], held: Sequence[float]) -> float:
    return float(sum(map(mul, shares, held)))


def _adjacent(found: Match) -> float:
    """How close neighbouring question words stand in the passage, 0 to 1, in any order; 0 for a single word.

    A pair counts 1 within `CLOSE` words and less and less beyond, nothing from `FAR` words on.
    """
    if len(found.held) < 2:
        return 0.0
    total = 0.0
    for first, second in pairwise(found.held):
        if first and second:
            distance = min(
                abs(left - right) for one in first for left in one.places for other in second for right in other.places
            )
            total += min(1.0, max(0, FAR - distance) / (FAR - CLOSE))
    return total / (len(found.held) - 1)
