"""Fits the weights of the ranking: which candidate of a question is the right one, by conditional regression.

Each reach is fitted on its own kind of questions: loose passages on FacQA and TyDi over their pooled passages, the
library and the single article on chat questions about news. What reading adds is tried on questions that
the cross-encoder has not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.evaluation.cases import read_cases
from retrieval.evaluation.run import open_for
from retrieval.features import NAMES
from retrieval.fitting.measured import examples_of, measured_cases, read_examples, sample
from retrieval.fitting.regression import cross_validated, fit_softmax, share_first
from retrieval.opening import open_library
from retrieval.ranking import RankingWeights, ReachWeights, ReadingWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from retrieval.evaluation.cases import Case
    from retrieval.fitting.regression import Array, Example
    from retrieval.library import Library
    from retrieval.measuring import Measured
    from retrieval.ranking import Reach

VOID_IN_COLLECTIONS = ("article", "whole", "coverage_context", "title", "aspect", "around", "lead")
"""Features that say nothing, or the same as another, where every passage is an article without a title."""
VOID_IN_ARTICLES = ("article", "whole")
"""Features that are the same for all passages of an article."""
TRUSTED_SIMILARITY = 3.0
"""Half of what the collections give it: e5 has seen questions like TyDi's, so on them it looks better than it is."""
PENALTY = {"library": (1e-3, 1e-3), "loose": (1e-3, 1e-3), "article": (3e-2, 1e-2)}
"""How dear weights are, by words alone and with meaning, chosen on dev: within an article words alone put a right one
first for 68 % with 0.03, for 66 % with 0.01."""
SIMILARITY = "similarity"


async def fit_ranking(
    collections: Path, seen: Path, unseen: Path, data: Path, say: Callable[[str], None]
) -> RankingWeights:
    """Fit all weights. The chat questions in `seen` were read by the cross-encoder in training, `unseen` were not.

    `data` is a data directory whose library holds their articles.
    """
    async with open_for(collections / "facqa-train.csv", data, "on") as library:
        while await library.encode_pending(500):
            pass
        train = [*read_cases(collections / "facqa-train.csv"), *sample(collections / "tydi-train.json", 2500)]
        loose = _fit_loose(await measured_cases(library, train, article=False, reading=False), say)
    async with open_library(data, semantic="on") as library:
        first, second = (_stand_alone(read_cases(path)) for path in (seen, unseen))
        wide = await _fit_reach(library, first, second, say, article=False)
        narrow = await _fit_reach(library, first, second, say, article=True)
    return RankingWeights(library=wide, loose=loose, article=narrow)


def _fit_loose(measured: Sequence[tuple[Case, Measured]], say: Callable[[str], None]) -> ReachWeights:
    """By words; with meaning the mean of the fits without and with it, and `TRUSTED_SIMILARITY`."""
    free = _columns(leaving=(*VOID_IN_COLLECTIONS, SIMILARITY))
    words = _fit(examples_of(measured, semantic=False), free, "loose", say, semantic=False)
    meaning = _fit(examples_of(measured, semantic=True), [*free, NAMES.index(SIMILARITY)], "loose", say, semantic=True)
    fused = (words + meaning) / 2
    fused[NAMES.index(SIMILARITY)] = TRUSTED_SIMILARITY
    return ReachWeights(words=_named(words), meaning=_named(fused), reading=READING["loose"])


READING: Final[dict[Reach, ReadingWeights]] = {
    "library": ReadingWeights(relevance=0.1, margin=0.15),
    "loose": ReadingWeights(relevance=0.0, margin=0.1),
    "article": ReadingWeights(relevance=0.0, margin=0.2),
}
"""Chosen on 1,245 chat questions that the cross-encoder has not seen (fitted to them: 0.14 and 0.11 for the library,
-0.2 and 0.3 for the article), for loose passages on the validation questions, among many that do as well: between 0.1
and 0.3 for the margin a right passage comes first for 48 to 49 % of the library's, for 84 to 85 % of the article's."""


async def _fit_reach(
    library: Library, seen: Sequence[Case], unseen: Sequence[Case], say: Callable[[str], None], *, article: bool
) -> ReachWeights:
    reach: Reach = "article" if article else "library"
    left = VOID_IN_ARTICLES if article else ()
    later = await measured_cases(library, unseen, article=article)
    measured = [*await measured_cases(library, seen, article=article, reading=False), *later]
    words = _fit(
        examples_of(measured, semantic=False), _columns(leaving=(*left, SIMILARITY)), reach, say, semantic=False
    )
    meaning = _fit(examples_of(measured, semantic=True), _columns(leaving=left), reach, say, semantic=True)
    _try_reading(read_examples(later), READING[reach], say)
    return ReachWeights(words=_named(words), meaning=_named(meaning), reading=READING[reach])


def _try_reading(examples: Sequence[Example], weights: ReadingWeights, say: Callable[[str], None]) -> None:
    """Tell what reading adds to the score before it, by these weights and by ones fitted to these very examples."""
    before = np.array([1.0, 0.0, 0.0])
    chosen = np.array([1.0, weights.relevance, weights.margin])
    fitted = fit_softmax(examples, range(3), 1e-3, before)
    say(
        f"reading: right first {share_first(examples, before):.3f} before, {share_first(examples, chosen):.3f} after, "
        f"{share_first(examples, fitted):.3f} with {fitted / max(float(fitted[0]), 0.1)}"
    )


def _fit(
    examples: Sequence[Example], free: Sequence[int], reach: str, say: Callable[[str], None], *, semantic: bool
) -> Array:
    zero, penalty = np.zeros(len(NAMES)), PENALTY[reach][semantic]
    weights = fit_softmax(examples, free, penalty, zero)
    say(
        f"{reach}: right first {share_first(examples, weights):.3f}, on articles unseen "
        f"{cross_validated(examples, free, penalty, zero):.3f}"
    )
    return weights


def _columns(*, leaving: Sequence[str]) -> list[int]:
    return [index for index, name in enumerate(NAMES) if name not in leaving]


def _stand_alone(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.answerable and not case.followup_of]


def _named(weights: Array) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True) if weight}
