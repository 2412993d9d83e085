"""Fits the weights in `data/`: `python -m retrieval.fitting {ranking,confidence} --collections DIR --chat FILE`.

Ranking, library reach: a conditional logistic regression (softmax over a question's candidates) on the training
questions of FacQA and TyDi over their pooled passages; with meaning, the mean of the fits without and with it, and
`TRUSTED_SIMILARITY`. Article reach: half of that, plus a correction of a few weights fitted on the chat questions and
judged by cross-validation over articles. Confidence: a logistic regression with signs held to what they must mean, on
FacQA's and IDK-MRC's training questions (half of the latter unanswerable) and the chat questions.
Nothing here runs when Kutip answers. Needs the extra `fit`, and the chat questions' articles in the library at --data.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no annotations

from retrieval.asking import Measured, order
from retrieval.evaluation.cases import Case, read_cases
from retrieval.evaluation.run import open_collection
from retrieval.features import NAMES, features
from retrieval.library import Library, open_library
from retrieval.ranking import RankingWeights
from retrieval.reader import ConfidenceWeights, confidence_weights, signals
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.semantic import Mode

Array = npt.NDArray[np.float64]

DATA = Path(__file__).parent / "data"
UNSEEN_IN_COLLECTIONS = ("article", "coverage_context", "lead")
"""Features that say nothing where every passage is an article without a title."""
ARTICLE_SHARE = 0.3
"""The part of the library score's weight that goes to the best score in the passage's article."""
TRUSTED_SIMILARITY = 3.0
"""Half of what the fit gives it: e5 has seen questions like TyDi's, so on them it looks better than it is."""
CORRECTED = ("lead", "near", "shortlist", "length")
FLOORS = {
    "coverage": 0.3,
    "coverage_context": 0.0,
    "sentence": 0.0,
    "near": 1.0,
    "evidence": 0.4,
    "margin": 0.0,
    "cosine": 0.0,
}
"""The least that a signal may count for the confidence. Where every question is about its passage's topic, the
collections teach that evidence of the right type means nothing; among chat questions it parts right from wrong."""
CEILINGS = {"unseen": -1.5, "elsewhere": -1.0}
"""The most that a signal may count: what an article never speaks of must tell against it, similar or not, and a place
that it never names above all ("siapa presiden Indonesia?" of an article on Iran)."""
WEIGHT_OF_GROUPS = (1.0, 1.0, 2.0)
"""What FacQA, IDK-MRC and the chat questions count in the confidence."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates as feature rows, and which of them are right."""

    rows: Array
    right: npt.NDArray[np.bool_]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Signals of first passages, a row a question, and whether each was right."""

    rows: Sequence[dict[str, float]]
    right: Sequence[bool]


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


async def measured_cases(library: Library, cases: Sequence[Case], *, article: bool) -> list[tuple[Case, Measured]]:
    """Each case with its candidates as the library itself measures them."""
    found = []
    for case in cases:
        within = (await library.store.card(case.article, EVERYONE)).id if article else None
        found.append((case, await library.asking.measure(case.question, EVERYONE, within)))
    return found


def examples_of(measured: Sequence[tuple[Case, Measured]], *, semantic: bool) -> list[Example]:
    """The cases that have a right candidate, as examples."""
    examples = []
    for case, one in measured:
        chosen = list(one.candidates) if semantic else [*one.candidates, *one.rest]
        right = np.array(
            [
                one.passages[c.passage].article.ref == case.article
                and not set(one.passages[c.passage].origins).isdisjoint(case.gold)
                for c in chosen
            ],
            dtype=bool,
        )
        if right.any() and not right.all():
            cosines = one.cosines if semantic else None
            examples.append(Example(features(one.question, chosen, one.idf, cosines), right, case.article))
    return examples


async def fit_ranking(collections: Path, chat: Path, data: Path) -> RankingWeights:
    """Fit all four sets of weights and report, on standard error, how well they do."""
    names = {name: index for index, name in enumerate(NAMES)}
    zero = np.zeros(len(NAMES))
    pooled = [index for name, index in names.items() if name not in (*UNSEEN_IN_COLLECTIONS, "similarity")]
    async with open_collection(data / "collection", collections / "facqa-train.csv", "on") as library:
        train = [*read_cases(collections / "facqa-train.csv"), *_sample(collections / "tydi-train.json", 2500)]
        measured = await measured_cases(library, train, article=False)
    by_words, by_meaning = (examples_of(measured, semantic=semantic) for semantic in (False, True))
    lexical = fit_softmax(by_words, pooled, 1e-3, zero)
    meaning = fit_softmax(by_meaning, [*pooled, names["similarity"]], 1e-3, zero)
    _say("training questions, right first: by words %.3f, with meaning %.3f",
         share_first(by_words, lexical), share_first(by_meaning, meaning))  # fmt: skip
    fused = (lexical + meaning) / 2
    fused[names["similarity"]] = TRUSTED_SIMILARITY
    async with open_library(data, semantic="on") as library:
        cases = [case for case in read_cases(chat) if case.answerable and not case.followup_of]
        measured = await measured_cases(library, cases, article=True)
    corrected = [names[name] for name in CORRECTED]
    within = {}
    for kind, base, free, penalty in (
        ("article", lexical / 2, corrected, 0.03),
        ("article_semantic", fused / 2, [*corrected, names["similarity"]], 0.1),
    ):
        examples = examples_of(measured, semantic=kind.endswith("semantic"))
        within[kind] = fit_softmax(examples, free, penalty, base)
        _say("%s, right first: %.3f, cross-validated %.3f, before the correction %.3f", kind,
             share_first(examples, within[kind]), cross_validated(examples, free, penalty, base),
             share_first(examples, base))  # fmt: skip
    return RankingWeights(
        library=_named(_with_article(lexical)),
        library_semantic=_named(_with_article(fused)),
        article=_named(within["article"]),
        article_semantic=_named(within["article_semantic"]),
    )


async def fit_confidence(collections: Path, chat: Path, data: Path) -> ConfidenceWeights:
    """Fit the confidence to the ranking weights in place; the thresholds stay as they are."""
    pools = [_sample(collections / "facqa-train.csv", 700), _sample(collections / "idk-mrc-train.json", 1500)]
    asked = [case for case in read_cases(chat) if not case.followup_of]
    fitted = {}
    modes: dict[str, Mode] = {"lexical": "off", "semantic": "on"}
    for kind, mode in modes.items():
        groups = []
        async with open_collection(data / "collection", collections / "facqa-train.csv", mode) as library:
            for cases in pools:
                groups.append(judged(await measured_cases(library, cases, article=False)))
        async with open_library(data, semantic=mode) as library:
            groups.append(judged(await measured_cases(library, asked, article=True)))
        fitted[kind] = fit_logistic(groups, WEIGHT_OF_GROUPS)
    kept = confidence_weights()
    return ConfidenceWeights(**fitted, answered=kept.answered, unsure=kept.unsure)


def judged(measured: Sequence[tuple[Case, Measured]]) -> Judged:
    """The signals of each case's first passage, and whether it was right."""
    rows, right = [], []
    for case, one in measured:
        if ranked := order(one):
            first = one.passages[ranked[0].candidate.passage]
            rows.append(signals(one.question, ranked, one.idf))
            right.append(first.article.ref == case.article and not set(first.origins).isdisjoint(case.gold))
    return Judged(rows, right)


def fit_logistic(groups: Sequence[Judged], shares: Sequence[float]) -> dict[str, float]:
    """The weights under which right passages are likeliest to be called so; each group counts its share as a whole.

    Signs are held to what the signals must mean, and some kept above a floor (`FLOORS`).
    """
    names = list(groups[0].rows[0])
    table = np.array([[row[name] for name in names] for group in groups for row in group.rows])
    sign = np.where([right for group in groups for right in group.right], 1.0, -1.0)
    weight = np.concatenate(
        [np.full(len(group.rows), share / len(group.rows)) for group, share in zip(groups, shares, strict=True)]
    )
    weight /= weight.sum()
    bounds = [(FLOORS.get(name), CEILINGS.get(name)) for name in names]

    def loss(weights: Array) -> tuple[float, Array]:
        margins = sign * (table @ weights)
        slope = -sign * weight / (1 + np.exp(margins))
        penalty = 1e-3 * float(weights @ weights)
        return float(weight @ np.logaddexp(0, -margins)) + penalty, table.T @ slope + 2e-3 * weights

    start = np.array([low or high or 0.0 for low, high in bounds])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


def _sample(path: Path, count: int) -> list[Case]:
    cases = read_cases(path)
    return random.Random(0).sample(cases, min(count, len(cases)))  # noqa: S311 - a sample, not a secret


def _with_article(weights: Array) -> Array:
    """Share the library score's weight with the article's, and the body's coverage with that under its title."""
    names = {name: index for index, name in enumerate(NAMES)}
    shared = weights.copy()
    shared[names["article"]] = ARTICLE_SHARE * weights[names["library"]]
    shared[names["library"]] = (1 - ARTICLE_SHARE) * weights[names["library"]]
    shared[names["coverage_context"]] = shared[names["coverage"]] = weights[names["coverage"]] / 2
    return shared


def _named(weights: Array) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True) if weight}


def _say(text: str, *values: object) -> None:
    sys.stderr.write(text % values + "\n")


def main() -> None:
    """Fit what is asked for and write it into the package's data."""
    parser = argparse.ArgumentParser(
        prog="python -m retrieval.fitting", description="Fit the weights in retrieval/data."
    )
    parser.add_argument("what", choices=("ranking", "confidence"))
    parser.add_argument("--collections", type=Path, required=True, help="folder with FacQA, TyDi and IDK-MRC")
    parser.add_argument("--chat", type=Path, required=True, help="chat questions (.jsonl) on articles in --data")
    parser.add_argument("--data", type=Path, required=True, help="data directory of the library to measure in")
    chosen = parser.parse_args()
    if chosen.what == "ranking":
        weights: RankingWeights | ConfidenceWeights = asyncio.run(
            fit_ranking(chosen.collections, chosen.chat, chosen.data)
        )
        target = DATA / "weights.json"
    else:
        weights = asyncio.run(fit_confidence(chosen.collections, chosen.chat, chosen.data))
        target = DATA / "confidence.json"
    target.write_text(json.dumps(weights.model_dump(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
