"""Questions as the library itself measures them, made into examples for the regressions."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from retrieval.evaluation.cases import Case, read_cases
from retrieval.features import features
from retrieval.fitting.regression import Example, Judged
from retrieval.measuring import Measured, order
from retrieval.reader import signals
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.features import Candidate
    from retrieval.library import Library


def sample(path: Path, count: int) -> list[Case]:
    """At most `count` questions of a file, always the same."""
    cases = read_cases(path)
    return random.Random(0).sample(cases, min(count, len(cases)))  # noqa: S311 - a sample, not a secret


async def measured_cases(library: Library, cases: Sequence[Case], *, article: bool) -> list[tuple[Case, Measured]]:
    """Each case with its candidates, of its article only or of the whole library."""
    found = []
    for case in cases:
        within = (await library.store.card(case.article, EVERYONE)).id if article else None
        found.append((case, await library.asking.measuring.measure(case.question, EVERYONE, within)))
    return found


def is_right(case: Case, measured: Measured, candidate: Candidate) -> bool:
    """Whether a candidate is one of the passages that answer the case."""
    stored = measured.passages[candidate.passage]
    return stored.article.ref == case.article and not set(stored.origins).isdisjoint(case.gold)


def examples_of(measured: Sequence[tuple[Case, Measured]], *, semantic: bool) -> list[Example]:
    """The cases that have a right candidate, as examples for the order by words or by meaning."""
    examples = []
    for case, one in measured:
        chosen = list(one.candidates) if semantic else [*one.candidates, *one.rest]
        right = np.array([is_right(case, one, candidate) for candidate in chosen], dtype=bool)
        if right.any() and not right.all():
            cosines = one.cosines if semantic else None
            examples.append(Example(features(one.question, chosen, one.idf, cosines), right, case.article))
    return examples


def read_examples(measured: Sequence[tuple[Case, Measured]]) -> list[Example]:
    """The candidates that were read, as examples of three columns: score before, relevance, margin of the best span."""
    examples = []
    for case, one in measured:
        read = [entry for entry in order(one) if entry.reading is not None]
        before = {entry.candidate.passage: entry.score for entry in order(one.unread())}
        rows = [
            [before[entry.candidate.passage], entry.reading.relevance, entry.reading.margin]
            for entry in read
            if entry.reading is not None
        ]
        right = np.array([is_right(case, one, entry.candidate) for entry in read], dtype=bool)
        if right.any() and not right.all():
            examples.append(Example(np.array(rows), right, case.article))
    return examples


def judged(measured: Sequence[tuple[Case, Measured]]) -> Judged:
    """The signals of each case's first passage, and whether it was right."""
    rows, right = [], []
    for case, one in measured:
        if ranked := order(one):
            rows.append(signals(one.question, ranked, one.idf))
            right.append(is_right(case, one, ranked[0].candidate))
    return Judged(rows, right)
