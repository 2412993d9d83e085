"""The forty questions about the seed article, written before anything was tuned: the level reached is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.evaluation import evaluate, read_cases, report
from retrieval.opening import open_library
from tests.newsroom import ROOT, SEEDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.answer import Answer
    from retrieval.evaluation.run import Outcome
    from retrieval.semantic import Mode

QUESTIONS = ROOT / "tests" / "questions" / "seed.jsonl"


@pytest.fixture(params=["off", "auto"])
def semantic(request: pytest.FixtureRequest) -> Mode:
    """Both with meaning and without."""
    mode: Mode = request.param
    return mode


@pytest.fixture
def data(semantic: Mode, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An empty data directory, with the encoder if it is wanted."""
    directory: Path = request.getfixturevalue("semantic_data") if semantic == "auto" else tmp_path
    return directory


async def test_seed_questions_reach_their_level(semantic: Mode, data: Path) -> None:
    async with open_library(data, semantic=semantic, seeds=SEEDS) as library:
        assert library.semantic == (semantic == "auto")
        outcomes = await evaluate(library, read_cases(QUESTIONS), "library")
    found = report(outcomes).overall
    missed = "\n".join(
        f"{outcome.case.id} {outcome.case.question} {list(outcome.case.gold)} {outcome.answer.status} {outcome.origins}"
        for outcome in outcomes
        if not _right(outcome)
    )
    assert len([outcome for outcome in outcomes if outcome.case.answerable]) == 30
    assert found["passage@1"] >= 0.85, missed
    assert found["passage@3"] >= 0.95, missed
    assert found["false answers"] <= 0.3, missed


async def test_the_dead_are_counted_and_the_minister_is_named(semantic: Mode, data: Path) -> None:
    async with open_library(data, semantic=semantic, seeds=SEEDS) as library:
        dead = await library.ask("berapa korban tewas?")
        minister = await library.ask("siapa menlu Pakistan?")
        iran = await library.ask("kalau Iran?", context=minister.context)
    texts = [quote.text for quote in dead.quotes]
    assert any(words in texts[0] for words in ("Sembilan orang tewas", "menewaskan dua anak"))
    assert all(
        any(words in text for text in texts) for words in ("Sembilan orang tewas", "menewaskan dua anak")
    )  # both are among its passages
    assert any(words in bold for bold in dead.quotes[0].bold for words in ("Sembilan orang", "dua anak"))
    assert _sections(dead) == ["", ""]
    assert minister.quotes[0].text.startswith("Pada Senin, Menteri Luar Negeri Iran")
    assert (minister.quotes[0].section, minister.quotes[0].bold) == ("", ("Jalil Abbas Jilani",))
    assert iran.quotes[0].passage == minister.quotes[0].passage
    assert iran.quotes[0].bold == ("Hossein Amirabdollahian",)


def _sections(answer: Answer) -> Sequence[str]:
    return [quote.section for quote in answer.quotes if "tewas" in quote.text or "menewaskan" in quote.text]


def _right(outcome: Outcome) -> bool:
    if not outcome.case.answerable:
        return outcome.answer.status != "answered"
    return bool(outcome.origins) and not set(outcome.origins[0]).isdisjoint(outcome.case.gold)
