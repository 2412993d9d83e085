"""Fitting: known weights are found again, signs keep their bounds, and examples mark the right candidates."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("scipy")

from retrieval.evaluation import Case
from retrieval.features import NAMES
from retrieval.fitting.confidence import CEILINGS
from retrieval.fitting.confidence import FLOORS as ALL_FLOORS
from retrieval.fitting.measured import examples_of, judged, measured_cases
from retrieval.fitting.regression import Example, Judged, cross_validated, fit_logistic, fit_softmax, share_first
from retrieval.opening import open_library
from retrieval.sources.bulk import BulkArticle
from tests.newsroom import CHILLI, FLOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval.fitting.regression import Array

FLOORS = ALL_FLOORS["lexical"]
TRUE = np.array([2.0, -1.5, 0.0, 0.7])


def made_up(count: int, weights: Array, *, seed: int = 0, groups: int = 12) -> list[Example]:
    """Questions of eight candidates, of which one is right as the softmax of `weights` would have it."""
    random = np.random.default_rng(seed)
    examples = []
    for number in range(count):
        rows = random.normal(size=(8, len(weights))) * np.array([1.0, 0.5, 2.0, 1.0])
        chances = np.exp(rows @ weights)
        right = np.zeros(8, dtype=bool)
        right[random.choice(8, p=chances / chances.sum())] = True
        examples.append(Example(rows, right, f"article {number % groups}"))
    return examples


def test_softmax_finds_the_weights_that_the_examples_were_made_with() -> None:
    found = fit_softmax(made_up(4000, TRUE), range(4), 1e-6, np.zeros(4))
    assert found == pytest.approx(TRUE, abs=0.12)


def test_softmax_changes_only_the_free_weights_and_starts_from_the_base() -> None:
    base = np.array([2.0, 9.0, 0.0, 0.7])
    found = fit_softmax(made_up(4000, TRUE), [1], 1e-6, base)
    assert list(found[[0, 2, 3]]) == list(base[[0, 2, 3]])
    assert found[1] == pytest.approx(-1.5, abs=0.12)


def test_heavier_penalty_keeps_the_weights_nearer_to_the_base() -> None:
    examples = made_up(300, TRUE)
    lengths = [float(np.linalg.norm(fit_softmax(examples, range(4), penalty, np.zeros(4)))) for penalty in (0, 0.1, 10)]
    assert all(loose > tight for loose, tight in pairwise(lengths))
    assert lengths[-1] < 0.1


def test_softmax_takes_several_right_candidates_and_features_that_never_vary() -> None:
    examples = [
        Example(np.array([[3.0, 1.0], [2.0, 1.0], [0.0, 1.0]]), np.array([True, True, False])),
        Example(np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]), np.array([False, False, True])),
    ]
    found = fit_softmax(examples, range(2), 0.01, np.zeros(2))
    assert found[0] > 0.5
    assert found[1] == pytest.approx(0.0, abs=1e-6)
    assert share_first(examples, found) == 1.0


def test_share_first_counts_examples_and_breaks_ties_by_order() -> None:
    rows = np.array([[1.0], [1.0], [0.0]])
    examples = [Example(rows, np.array([index == right for index in range(3)])) for right in range(3)]
    assert share_first(examples, np.array([1.0])) == pytest.approx(1 / 3)
    assert share_first(examples[:1], np.array([1.0])) == 1.0
    assert share_first(examples[2:], np.array([-1.0])) == 1.0


def test_cross_validation_does_not_reward_what_holds_in_one_article_only() -> None:
    # In each article another feature tells the right one: learnt by heart it is perfect, elsewhere it is worth nothing.
    examples = []
    for number in range(12):
        rows = np.random.default_rng(number).normal(size=(6, 12)) * 0.01
        rows[2, number] = 5.0
        examples.append(Example(rows, np.arange(6) == 2, f"article {number}"))
    everything = fit_softmax(examples, range(12), 1e-4, np.zeros(12))
    assert share_first(examples, everything) == 1.0
    assert cross_validated(examples, range(12), 1e-4, np.zeros(12)) < 0.6


def signals(count: int, chance: Callable[[dict[str, float]], float], *, seed: int = 1) -> Judged:
    """Made-up signals of first passages, which are right as `chance` (log odds) would have it."""
    random = np.random.default_rng(seed)
    names = ("constant", *FLOORS, *CEILINGS)
    rows = [{name: 1.0 if name == "constant" else float(random.normal()) for name in names} for _ in range(count)]
    return Judged(rows, [bool(random.random() < 1 / (1 + np.exp(-chance(row)))) for row in rows])


def test_logistic_finds_the_weights_that_the_outcomes_were_made_with() -> None:
    true = {
        "constant": -0.5,
        "coverage": 1.5,
        "near": 1.2,
        "evidence": 0.6,
        "sentence": 0.0,
        "unseen": -2.0,
        "elsewhere": -2.5,
    }
    group = signals(20_000, lambda row: sum(weight * row[name] for name, weight in true.items()))
    found = fit_logistic([group], [1.0], FLOORS, CEILINGS, penalty=1e-4)
    assert {name: found[name] for name in true} == pytest.approx(true, abs=0.15)


def test_logistic_holds_every_floor_and_ceiling_whatever_the_data_say() -> None:
    group = signals(
        2000, lambda row: 1.0 - 2 * sum(row[name] for name in FLOORS) + 2 * sum(row[name] for name in CEILINGS)
    )
    found = fit_logistic([group], [1.0], FLOORS, CEILINGS)
    assert {name: found[name] for name in FLOORS} == pytest.approx(FLOORS)
    assert {name: found[name] for name in CEILINGS} == pytest.approx(CEILINGS)
    assert found["constant"] > 0  # which is free


def test_logistic_lets_a_group_count_its_share_however_many_questions_it_has() -> None:
    many = signals(6000, lambda row: -2.0, seed=1)
    few = signals(300, lambda row: 2.0, seed=2)
    constants = [
        fit_logistic([many, few], shares, FLOORS, CEILINGS)["constant"]
        for shares in ((1.0, 0.01), (1.0, 1.0), (0.01, 1.0))
    ]
    assert constants == sorted(constants)
    assert constants[0] < -1.0 < abs(constants[1]) + 1.0 < 1.5
    assert constants[2] > 1.0


def test_constant_alone_is_the_log_odds_of_being_right() -> None:
    found = fit_logistic([Judged([{"constant": 1.0}] * 100, [True] * 75 + [False] * 25)], [1.0], {}, {})
    assert found["constant"] == pytest.approx(math.log(3), abs=0.02)


def test_logistic_counts_a_question_as_told() -> None:
    rows = [{"constant": 1.0}] * 4
    found = fit_logistic([Judged(rows, [True, False, False, False], [3.0, 1.0, 1.0, 1.0])], [1.0], {}, {}, penalty=0.0)
    assert found["constant"] == pytest.approx(0.0, abs=1e-3)


async def test_examples_mark_the_candidates_that_answer(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk([BulkArticle(1, "banjir", FLOOD, (0, 3, 5)), BulkArticle(2, "cabai", CHILLI, (3, 4))])
        cases = [
            case("berapa warga yang mengungsi?", "banjir", 3),
            case("siapa pedagang yang pasokannya berkurang?", "cabai", 4),
            case("berapa warga yang mengungsi?", "banjir", 7),  # a paragraph that is no candidate
        ]
        measured = await measured_cases(library, cases, article=True)
        examples = examples_of(measured, semantic=False)
    found = judged(measured)
    assert found.right == [True, True, False]
    assert found.rows[0]["coverage"] > 0
    assert [example.right.tolist() for example in examples] == [[False, True, False], [False, True]]
    assert [example.group for example in examples] == ["banjir", "cabai"]
    assert [example.rows.shape for example in examples] == [(3, len(NAMES)), (2, len(NAMES))]


def case(question: str, article: str, *gold: int) -> Case:
    return Case("", question, article, tuple(gold), "")
