"""Whether the confidence is worth its name: how often answers are right that were given with it, and what it parts."""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from retrieval.evaluation.metrics import is_right
from retrieval.evaluation.table import aligned, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evaluation.metrics import RightBy
    from retrieval.evaluation.run import Outcome

BINS = 10
FEWEST = 10
"""Cases below which a bin says nothing, and is merged with the next."""
KEPT = 0.8
"""The share of the answerable questions that a threshold must let pass when its false answers are counted."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases with a confidence in `[low, high)` (the last bin has 1 too).

    `n` is how many, `confidence` their mean one, `right` the share of them whose first quote is right.
    """

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the confidence was worth in a run. What needs cases that the run did not have is `None`.

    `bins` cover the cases that had a quote; `error` is the expected calibration error over them: the mean distance of
    confidence and share right, weighted by cases. `auc`: how probable it is that a right answer has more confidence
    than a wrong one or an answer to an unanswerable question. `threshold` is the highest that lets 80 % of the
    answerable questions pass, `false_answers` the share of the unanswerable that pass it too.
    """

    by: RightBy
    bins: tuple[Bin, ...]
    error: float | None
    auc: float | None
    threshold: float | None
    false_answers: float | None

    def as_json(self) -> dict[str, object]:
        """The same as plain objects, without what is `None`."""
        figures = {
            "calibration error": self.error,
            "AUC": self.auc,
            "threshold @80": self.threshold,
            "false answers @80": self.false_answers,
        }
        return {
            "right by": self.by,
            "bins": [asdict(one) for one in self.bins],
            **{name: value for name, value in figures.items() if value is not None},
        }

    def table(self) -> str:
        """The same as text: a line a bin, then a line of figures; shares in percent, confidences as they are."""
        rows = [["confidence", "n", "mean", "right"]]
        rows += [
            [f"{one.low:.1f}–{one.high:.1f}", str(one.n), f"{one.confidence:.3f}", percent(one.right)]
            for one in self.bins
        ]
        said = []
        if self.error is not None:
            said.append(f"calibration error {percent(self.error)}")
        if self.auc is not None:
            said.append(f"AUC {self.auc:.3f}")
        if self.threshold is not None:
            said.append(f"80 % of the answerable pass {self.threshold:.3f}")
        if self.false_answers is not None:
            said.append(f"false answers there {percent(self.false_answers)}")
        return "\n".join([aligned(rows), *(["; ".join(said)] if said else [])])


def reliability(outcomes: Sequence[Outcome], by: RightBy) -> Reliability:
    """How well confidence and being right (by what is said) agree.

    A question that its article does not answer counts as not right, though somewhere in a library it may be answered.
    """
    judged = [(outcome.answer.confidence, is_right(outcome, by)) for outcome in outcomes]
    bins = _binned([one for one, outcome in zip(judged, outcomes, strict=True) if outcome.answer.quotes])
    quoted = sum(one.n for one in bins)
    threshold = _threshold([outcome.answer.confidence for outcome in outcomes if outcome.case.answerable])
    others = [outcome.answer.confidence for outcome in outcomes if not outcome.case.answerable]
    passing = None
    if threshold is not None and others:
        passing = statistics.fmean(float(confidence >= threshold) for confidence in others)
    return Reliability(
        by=by,
        bins=bins,
        error=sum(one.n * abs(one.confidence - one.right) for one in bins) / quoted if quoted else None,
        auc=area([value for value, right in judged if right], [value for value, right in judged if not right]),
        threshold=threshold,
        false_answers=passing,
    )


def area(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """The area under the ROC curve: how often one of `higher` is above one of `lower`, a tie counting half."""
    if not higher or not lower:
        return None
    ordered = sorted(lower)
    below = [(bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in higher]
    return statistics.fmean(below) / len(lower)


def _binned(judged: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Bins of equal width, those with too few cases merged with the next, the last with the one before."""
    filled: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one in judged:
        filled[min(BINS - 1, int(one[0] * BINS))].append(one)
    merged: list[tuple[int, int, list[tuple[float, bool]]]] = []  # first bin, the one after the last, cases
    for index, cases in enumerate(filled):
        if merged and len(merged[-1][2]) < FEWEST:
            first, _, held = merged.pop()
            merged.append((first, index + 1, held + cases))
        else:
            merged.append((index, index + 1, cases))
    if len(merged) > 1 and len(merged[-1][2]) < FEWEST:
        _, end, cases = merged.pop()
        first, _, held = merged.pop()
        merged.append((first, end, held + cases))
    return tuple(
        Bin(
            low=first / BINS,
            high=end / BINS,
            n=len(cases),
            confidence=statistics.fmean(confidence for confidence, _ in cases),
            right=statistics.fmean(float(right) for _, right in cases),
        )
        for first, end, cases in merged
        if cases
    )


def _threshold(confidences: Sequence[float]) -> float | None:
    """The highest that at least 80 % of the confidences reach."""
    if not confidences:
        return None
    return sorted(confidences, reverse=True)[math.ceil(KEPT * len(confidences)) - 1]
