"""Where the words of a question stand in a passage: what features, sentences and candidate answers all begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.question import Question


@dataclass(frozen=True, slots=True)
class Held:
    """An alternative of an asked term that a passage has: which one of them, its weight, its places in words."""

    alternative: int
    weight: float
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class Match:
    """A question and a passage, with what the passage `held` of each asked term, in the order of the alternatives."""

    question: Question
    text: AnalysedPassage
    held: tuple[tuple[Held, ...], ...]

    @property
    def weights(self) -> list[float]:
        """For each asked term the weight of the first alternative that the passage has; 0 when it has none."""
        return [held[0].weight if held else 0.0 for held in self.held]


def match(question: Question, text: AnalysedPassage) -> Match:
    """Look the asked terms up in the passage."""
    positions = text.positions
    held = tuple(
        tuple(
            Held(number, weight, positions[name])
            for number, (name, weight) in enumerate(term.alternatives)
            if name in positions
        )
        for term in question.terms
    )
    return Match(question, text, held)
