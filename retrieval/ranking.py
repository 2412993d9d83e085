"""Candidates → an order: a weighted sum of what was measured about each.

The weights are data (`data/weights.json`), fitted by `python -m retrieval.fitting`; this module only applies them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from retrieval.features import NAMES, Candidate, Cosines, features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.question import Question

Reach = Literal["library", "article"]
"""Where the candidates come from: a shortlist of the whole library, or all passages of one article."""


class RankingWeights(BaseModel):
    """One weight a feature name, for each reach, without and with semantics."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    library: dict[str, float]
    library_semantic: dict[str, float]
    article: dict[str, float]
    article_semantic: dict[str, float]

    def vector(self, reach: Reach, *, semantic: bool) -> list[float]:
        """The weights in the order of the features; a feature without a weight counts nothing."""
        chosen = {
            ("library", False): self.library,
            ("library", True): self.library_semantic,
            ("article", False): self.article,
            ("article", True): self.article_semantic,
        }[reach, semantic]
        return [chosen.get(name, 0.0) for name in NAMES]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place: its score and the features it was given for."""

    candidate: Candidate
    score: float
    features: Mapping[str, float]
    cosine: float | None
    """Similarity of the question and the passage under its title; `None` without semantics."""


@cache
def ranking_weights() -> RankingWeights:
    """The weights that ship with this version."""
    text = files("retrieval").joinpath("data", "weights.json").read_text(encoding="utf-8")
    return RankingWeights.model_validate_json(text)


def rank(
    question: Question,
    candidates: Sequence[Candidate],
    idf: Mapping[str, float],
    *,
    reach: Reach,
    cosines: Cosines | None = None,
) -> list[Ranked]:
    """The candidates, best first; equal scores in the order of their ids, so that every run gives the same.

    `idf` knows every asked term; `cosines` are in the order of `candidates`.
    """
    table = features(question, candidates, idf, cosines)
    weights = np.array(ranking_weights().vector(reach, semantic=cosines is not None))
    scores = [round(float(score), 9) for score in table @ weights]
    order = sorted(range(len(candidates)), key=lambda index: (-scores[index], candidates[index].passage))
    return [
        Ranked(
            candidate=candidates[index],
            score=scores[index],
            features=dict(zip(NAMES, map(float, table[index]), strict=True)),
            cosine=None if cosines is None else float(cosines[index]),
        )
        for index in order
    ]
