"""Questions as the library itself measures them, made into examples for the regressions."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from retrieval.evaluation.cases import Case, read_cases
from retrieval.features import with_similarity
from retrieval.fitting.regression import Example, Judged
from retrieval.measuring import Measured, Parts, order
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


async def measured_cases(
    library: Library, cases: Sequence[Case], *, article: bool, reading: bool = True
) -> list[tuple[Case, Measured]]:
    """Each case with its candidates, of its article only or of the whole library; read, where that is wanted."""
    found = []
    library.asking.measuring.parts = Parts(reading=reading)
    for case in cases:
        within = (await library.store.card(case.article, EVERYONE)).id if article else None
        found.append((case, await library.asking.measuring.measure(case.question, EVERYONE, within)))
    return found


def is_right(case: Case, measured: Measured, candidate: Candidate) -> bool:
    """Whether a candidate is one of the passages that answer the case."""
    stored = measured.passages[candidate.passage]
    return case.is_gold(stored.article.ref, stored.origins)


def examples_of(measured: Sequence[tuple[Case, Measured]], *, semantic: bool) -> list[Example]:
    """The cases that have a right candidate, as examples for the order by words or by meaning."""
    examples = []
    for case, one in measured:
        right = np.array([is_right(case, one, candidate) for candidate in one.candidates], dtype=bool)
        rows = one.table
        if semantic and one.cosines is not None:
            rows = with_similarity(rows, one.cosines)
        if right.any() and not right.all():
            examples.append(Example(rows, right, case.article))
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


def judged(measured: Sequence[tuple[Case, Measured]], *, by_answer: bool = False, wrong: float = 1.0) -> Judged:
    """The signals of each case's first passage, and whether it was right.

    `by_answer`: right is what holds the answer's words, since in a library other articles report the same. `wrong` is
    what a wrong passage for a question that has an answer counts beside one for a question that has none.
    """
    rows, right, counts = [], [], []
    for case, one in measured:
        if ranked := order(one):
            rows.append(signals(one.question, ranked, one.idf))
            first = ranked[0].candidate
            right.append(case.is_told_in(first.text.text) if by_answer else is_right(case, one, first))
            counts.append(wrong if case.answerable and not right[-1] else 1.0)
    return Judged(rows, right, counts)
