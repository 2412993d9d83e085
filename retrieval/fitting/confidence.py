"""Fits how sure Kutip is that the first passage answers: one logistic regression by words, one with meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from retrieval.evaluation.cases import read_cases
from retrieval.evaluation.run import open_for
from retrieval.fitting.measured import judged, measured_cases, sample
from retrieval.fitting.regression import fit_logistic
from retrieval.opening import open_library
from retrieval.reader import ConfidenceWeights, confidence_weights

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.semantic import Mode

FLOORS: Final[dict[str, dict[str, float]]] = {
    "lexical": {
        "coverage": 0.3,
        "coverage_context": 0.0,
        "sentence": 0.0,
        "near": 1.0,
        "evidence": 0.4,
        "margin": 0.0,
        "cosine": 0.0,
        "relevance": 0.0,
        "span": 0.0,
    },
    "semantic": dict.fromkeys(
        ("coverage", "coverage_context", "sentence", "near", "evidence", "margin", "cosine", "relevance", "span"), 0.0
    ),
}
"""The least that a signal may count for the confidence. Where every question is about its passage's topic, the
collections teach that words mean nothing; among chat questions without semantics they part right from wrong."""
CEILINGS: Final = {"unseen": -1.0, "elsewhere": -2.0}
"""The most that a signal may count: what an article never speaks of must tell against it, similar or not, and a place
that it never names too ("siapa presiden Indonesia?" of an article on Iran, which half as much lets through). Reading
sees most of that by itself: without the bounds, five of a hundred unanswerable questions less would get an answer."""
SHARES: Final[dict[str, tuple[float, ...]]] = {"lexical": (0.1, 0.1, 1.0, 0.1), "semantic": (0.1, 0.1, 1.0, 0.5)}
"""What FacQA, IDK-MRC, and the chat questions within their article and over the library count. What is to be learnt is
to tell questions that an article leaves open, and only the second and third have any; IDK-MRC's are about Wikipedia. By
words alone hardly anything tells whether a library's quote is right: with a bigger share of it, nothing is sure."""
WRONG: Final = 0.25
"""What a wrong passage counts beside an unanswerable question, within an article: with 1, of kabar-dev's unanswerable
questions 33 to 39 % are answered when 80 % of the others are, with 0.25 28 to 36 %."""


async def fit_confidence(collections: Path, chat: Path, data: Path) -> ConfidenceWeights:
    """Fit to the ranking in place; the thresholds stay as they are. `chat` holds questions that no reader has seen."""
    # Of the collections the validation questions: the cross-encoder has read the others.
    pools = [sample(collections / "facqa-valid.csv", 700), sample(collections / "idk-mrc-valid.json", 1500)]
    asked = [case for case in read_cases(chat) if not case.followup_of]
    fitted = {}
    modes: dict[str, Mode] = {"lexical": "off", "semantic": "on"}
    for kind, mode in modes.items():
        groups = []
        async with open_for(collections / "facqa-train.csv", data, mode) as library:
            for cases in pools:
                groups.append(judged(await measured_cases(library, cases, article=False)))
        async with open_library(data, semantic=mode) as library:
            groups.append(judged(await measured_cases(library, asked, article=True), wrong=WRONG))
            found = [case for case in asked if case.answerable]
            groups.append(judged(await measured_cases(library, found, article=False), by_answer=True))
        fitted[kind] = fit_logistic(groups, SHARES[kind], FLOORS[kind], CEILINGS)
    kept = confidence_weights()
    return ConfidenceWeights(
        lexical=kept.lexical.model_copy(update={"weights": fitted["lexical"]}),
        semantic=kept.semantic.model_copy(update={"weights": fitted["semantic"]}),
    )
