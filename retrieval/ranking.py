"""Candidates → an order: a weighted sum of what was measured about each; the few best are put in order by reading.

The weights are data (`data/weights.json`), fitted by `python -m retrieval.fitting`; this module only applies them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from retrieval.features import NAMES, Candidate, Cosines, Matrix, with_similarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.semantic import PairReading

Reach = Literal["library", "loose", "article"]
"""Where the candidates come from: a shortlist of the whole library, one of passages that have no titles (and so lack
most of what speaks for a passage of a library), or all passages of one article."""


class ReadingWeights(BaseModel):
    """What the reading of a passage counts beside its score; see `PairReading` for the two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: float
    margin: float


class ReachWeights(BaseModel):
    """One weight a feature name, by words alone and with meaning, and what reading adds to the latter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, float]
    meaning: dict[str, float]
    reading: ReadingWeights

    def vector(self, *, semantic: bool) -> list[float]:
        """The weights in the order of the features; a feature without a weight counts nothing."""
        chosen = self.meaning if semantic else self.words
        return [chosen.get(name, 0.0) for name in NAMES]


class RankingWeights(BaseModel):
    """The weights for each reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    library: ReachWeights
    loose: ReachWeights
    article: ReachWeights

    def of(self, reach: Reach) -> ReachWeights:
        """The weights for this reach."""
        return {"library": self.library, "loose": self.loose, "article": self.article}[reach]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place: its score and the features it was given for."""

    candidate: Candidate
    score: float
    features: Mapping[str, float]
    cosine: float | None
    """Similarity of the question and the passage under its title; `None` without semantics."""
    reading: PairReading | None = None
    """What reading it told; `None` for all but the few best."""


@cache
def ranking_weights() -> RankingWeights:
    """The weights that ship with this version."""
    text = files("retrieval").joinpath("data", "weights.json").read_text(encoding="utf-8")
    return RankingWeights.model_validate_json(text)


def rank(
    candidates: Sequence[Candidate], table: Matrix, *, reach: Reach, cosines: Cosines | None = None
) -> list[Ranked]:
    """The candidates, best first; equal scores in the order of their ids, so that every run gives the same.

    `table` holds their `features`, `cosines` the similarities of the question to each, both in their order.
    """
    if cosines is not None:
        table = with_similarity(table, cosines)
    weights = np.array(ranking_weights().of(reach).vector(semantic=cosines is not None))
    rows = table.tolist()  # at once: number by number it takes ten times as long
    scores = [round(score, 9) for score in (table @ weights).tolist()]
    order = sorted(range(len(candidates)), key=lambda index: (-scores[index], candidates[index].passage))
    return [
        Ranked(
            candidate=candidates[index],
            score=scores[index],
            features=dict(zip(NAMES, rows[index], strict=True)),
            cosine=None if cosines is None else float(cosines[index]),
        )
        for index in order
    ]


def reordered(ranked: Sequence[Ranked], readings: Mapping[int, PairReading], reach: Reach) -> list[Ranked]:
    """The same with those that were read (by passage id) in front, in the order of their scores and readings."""
    weights = ranking_weights().of(reach).reading
    read = list[Ranked]()
    for entry in ranked:
        if (reading := readings.get(entry.candidate.passage)) is not None:
            told = weights.relevance * reading.relevance + weights.margin * reading.margin
            read.append(replace(entry, score=round(entry.score + told, 9), reading=reading))
    if not read:
        return list(ranked)
    read.sort(key=lambda entry: (-entry.score, entry.candidate.passage))
    rest = [entry for entry in ranked if entry.candidate.passage not in readings]
    # Those that were not read have scores of another kind: they are lowered until none is above those that were.
    excess = max(0.0, rest[0].score - read[-1].score) if rest else 0.0
    return read + [replace(entry, score=round(entry.score - excess, 9)) for entry in rest]
