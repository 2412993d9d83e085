"""The two regressions: which of a question's candidates is right, and whether the first one is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no annotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates as feature rows, and which of them are right."""

    rows: Array
    right: npt.NDArray[np.bool_]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Signals of first passages, a row a question, whether each was right, and how much each counts (all the same)."""

    rows: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    counts: Sequence[float] = ()

    def shares(self, whole: float) -> Array:
        """What each counts when all together count `whole`."""
        counts: Array = np.array(self.counts or [1.0] * len(self.rows))
        counts *= whole / counts.sum()
        return counts


def fit_softmax(examples: Sequence[Example], free: Sequence[int], penalty: float, base: Array) -> Array:
    """The weights, `base` plus a correction in the `free` columns, under which the right candidates are likeliest.

    `penalty` is that of the squared correction, in units of each feature's standard deviation.
    """
    deviations = np.concatenate([example.rows for example in examples]).std(axis=0)[list(free)]
    deviations[deviations < 1e-6] = 1.0  # a feature that never varies

    def loss(correction: Array) -> tuple[float, Array]:
        total, gradient = 0.0, np.zeros(len(free))
        for example in examples:
            part = example.rows[:, list(free)] / deviations
            scores = example.rows @ base + part @ correction
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            chance = float(likely[example.right].sum()) + 1e-12
            total -= np.log(chance)
            gradient -= part.T @ (likely * example.right / chance - likely)
        return (
            total / len(examples) + penalty * float(correction @ correction),
            gradient / len(examples) + 2 * penalty * correction,
        )

    found = minimize(loss, np.zeros(len(free)), jac=True, method="L-BFGS-B").x
    weights = base.copy()
    weights[list(free)] += found / deviations
    return weights


def share_first(examples: Sequence[Example], weights: Array) -> float:
    """For which share of the examples a right candidate comes first."""
    return float(np.mean([example.right[np.argmax(np.round(example.rows @ weights, 9))] for example in examples]))


def cross_validated(examples: Sequence[Example], free: Sequence[int], penalty: float, base: Array) -> float:
    """`share_first` on articles that the fit has not seen, six folds over three shuffles."""
    groups = sorted({example.group for example in examples})
    hits = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(groups, len(groups))  # noqa: S311 - folds, not secrets
        for fold in range(6):
            held = set(shuffled[fold::6])
            weights = fit_softmax([one for one in examples if one.group not in held], free, penalty, base)
            unseen = [one for one in examples if one.group in held]
            hits.extend([share_first([one], weights) for one in unseen])
    return float(np.mean(hits))


def fit_logistic(
    groups: Sequence[Judged],
    shares: Sequence[float],
    floors: Mapping[str, float],
    ceilings: Mapping[str, float],
    penalty: float = 1e-3,
) -> dict[str, float]:
    """The weights under which right passages are likeliest to be called so; each group counts its share as a whole.

    A signal's weight stays between its floor and its ceiling, where it has them.
    """
    names = list(groups[0].rows[0])
    table = np.array([[row[name] for name in names] for group in groups for row in group.rows])
    sign = np.where([right for group in groups for right in group.right], 1.0, -1.0)
    weight = np.concatenate([group.shares(share) for group, share in zip(groups, shares, strict=True)])
    weight /= weight.sum()
    bounds = [(floors.get(name), ceilings.get(name)) for name in names]

    def loss(weights: Array) -> tuple[float, Array]:
        margins = sign * (table @ weights)
        slope = -sign * weight / (1 + np.exp(margins))
        return (
            float(weight @ np.logaddexp(0, -margins)) + penalty * float(weights @ weights),
            table.T @ slope + 2 * penalty * weights,
        )

    start = np.array([low or high or 0.0 for low, high in bounds])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}
