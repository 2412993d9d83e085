"""Where the words of a question stand in a passage: what features, sentences and candidate answers all begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.question import Question


class Held(NamedTuple):
    """An alternative of an asked term that a passage has: which one of them, its weight, its places in words.

    `times` is how often the passage has it, which differs where one is a phrase of several words.
    """

    alternative: int
    weight: float
    places: Sequence[int]
    times: int


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


def matches(question: Question, texts: Iterable[AnalysedPassage]) -> list[Match]:
    """Look the asked terms up in each of the passages."""
    asked = [
        (place, number, name, weight)
        for place, term in enumerate(question.terms)
        for number, (name, weight) in enumerate(term.alternatives)
    ]
    found = []
    for text in texts:
        words = text.words
        positions = words.positions
        held: list[tuple[Held, ...]] = [()] * len(question.terms)
        for place, number, name, weight in asked:
            if name in positions:
                held[place] += (Held(number, weight, positions[name], words.times(name)),)
        found.append(Match(question, text, tuple(held)))
    return found
