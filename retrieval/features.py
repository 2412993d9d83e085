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
from retrieval.question import QuestionType
from retrieval.spans import sentence_coverage, spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.analysed import AnalysedPassage
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
    bodies = {(candidate.article, candidate.position): candidate.text.positions for candidate in candidates}
    for row, candidate in zip(table, candidates, strict=True):
        text = candidate.text
        spoken = candidate.spoken
        body = [term.weight_in(text.positions) for term in question.terms]
        both = [term.weight_in(spoken) for term in question.terms]
        answers = spans(question, text, idf)
        row[column["library"]] = candidate.library_score / whole
        row[column["coverage"]] = sum(w * m for w, m in zip(weights, body, strict=True)) / whole
        row[column["coverage_context"]] = sum(w * m for w, m in zip(weights, both, strict=True)) / whole
        row[column["sentence"]] = max(sentence_coverage(question, text, idf), default=0.0)
        row[column["adjacent"]] = _adjacent(question, text)
        row[column["phrase"]] = len(pairs & text.pairs) / len(pairs) if pairs else 0.0
        row[column["article"]] = best_of_article[candidate.article] / whole
        row[column["whole"]] = candidate.whole_score / whole
        titled = [term.weight_in(candidate.context) for term in question.terms]
        row[column["title"]] = sum(w * m for w, m in zip(weights, titled, strict=True)) / whole
        row[column["aspect"]] = _share_of_lacking(weights, titled, body)
        beside = [bodies.get((candidate.article, candidate.position + step), {}) for step in (-1, 1)]
        near_by = [max(term.weight_in(other) for other in beside) for term in question.terms]
        row[column["around"]] = _share_of_lacking(weights, both, near_by)
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


def _adjacent(question: Question, text: AnalysedPassage) -> float:
    """How close neighbouring question words stand in the passage, 0 to 1, in any order; 0 for a single word.

    A pair counts 1 within `CLOSE` words and less and less beyond, nothing from `FAR` words on.
    """
    if len(question.terms) < 2:
        return 0.0
    places = [
        [position for alternative, _ in term.alternatives for position in text.positions.get(alternative, ())]
        for term in question.terms
    ]
    total = 0.0
    for first, second in pairwise(places):
        distance = min((abs(left - right) for left in first for right in second), default=FAR)
        total += min(1.0, max(0, FAR - distance) / (FAR - CLOSE))
    return total / (len(places) - 1)
