"""Which of the best passages are looked at, and which are read closely."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.features import Candidate
from retrieval.kept_passages import analysed
from retrieval.question import parse_question
from retrieval.second_look import CLEAR, CLOSE, CLOSELY, GLANCED, USUALLY, second_look
from tests.newsroom import ranked_of
from tests.test_vectorising import Letters, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.ranking import Reach
    from retrieval.semantic import Glance, PairReading


class Relevances(Letters):
    """Gives the passages the relevance that they are listed with, and one more after close reading."""

    def __init__(self, relevances: dict[str, float]) -> None:
        super().__init__()
        self.relevances = relevances

    def glance(self, question: str, title: str, passage: str, longest: int = 25) -> Glance:
        made = super().glance(question, title, passage, longest)
        return replace(made, reading=replace(made.reading, relevance=self.relevances[passage], margin=0.0))

    def read_on(self, glance: Glance) -> PairReading:
        return replace(glance.reading, relevance=glance.reading.relevance + 1)


async def looked_at(directory: Path, reach: Reach, *relevances: float, step: float = 0.0) -> list[float | None]:
    """What is known, in the end, of the relevance of passages that a glance tells these relevances of, best first.

    Each passage's score is `step` behind that of the one before it.
    """
    question = parse_question("banjir Demak")
    async with newsroom(directory) as room:
        stored = await room.store.passages_of(1, 2, 3)
        passages = {one.id: one for one in stored}
        candidates = [Candidate(one.id, one.article.id, 1, analysed(one.passage.text), (), 0.0) for one in stored]
        ranked = ranked_of(question, candidates, {term.term: 1.0 for term in question.terms}, reach=reach)
        ranked = [replace(entry, score=-step * place) for place, entry in enumerate(ranked)]
        order = [entry.candidate.passage for entry in ranked]
        told = [*relevances, *[0.0] * (len(order) - len(relevances))]
        encoder = Relevances({passages[one].passage.text: value for one, value in zip(order, told, strict=True)})
        readings = await second_look(room.vectoriser(encoder), question, ranked, passages, reach)
    return [readings[one].relevance if one in readings else None for one in order[: len(relevances)]]


async def test_the_best_two_of_a_library_get_a_glance(tmp_path: Path) -> None:
    assert USUALLY == 2
    assert "library" not in CLOSELY
    told = await looked_at(tmp_path, "library", 1.0, -2.0, 3.0, 4.0, 5.0, step=CLOSE / 2)
    assert told == [1.0, -2.0, None, None, None]


async def test_the_best_four_of_a_library_get_a_glance_when_the_third_is_hardly_behind(tmp_path: Path) -> None:
    assert GLANCED == 4
    told = await looked_at(tmp_path, "library", 1.0, -2.0, 3.0, 4.0, 5.0, step=CLOSE / 2 - 0.01)
    assert told == [1.0, -2.0, 3.0, 4.0, None]


async def test_the_best_of_a_library_gets_a_glance_alone_when_the_second_is_far_behind(tmp_path: Path) -> None:
    assert await looked_at(tmp_path, "library", 1.0, -2.0, 3.0, step=CLEAR + 0.01) == [1.0, None, None]
    assert await looked_at(tmp_path, "library", 1.0, -2.0, 3.0, step=CLEAR) == [1.0, -2.0, None]


@pytest.mark.parametrize("reach", ["article", "loose"])
async def test_the_best_of_an_article_are_read_closely_too(tmp_path: Path, reach: Reach) -> None:
    assert reach in CLOSELY
    assert await looked_at(tmp_path, reach, 1.0, -2.0, 3.0, 4.0, 5.0, step=2 * CLOSE) == [2.0, -1.0, 4.0, 5.0, None]


async def test_where_nothing_was_found_nothing_is_looked_at(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(Relevances({}))
        assert await second_look(vectoriser, parse_question("banjir"), [], {}, "library") == {}
