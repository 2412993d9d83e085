"""What was asked and what became of it, counted while it happens, so that nothing needs to be kept for hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel

from benchmarks.timing import Wait, questions_in, replied_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.timing import Place
    from tests.double import Exchange


class _Entity(BaseModel):
    type: str


class _Sent(BaseModel):
    entities: list[_Entity] = []


@dataclass(frozen=True, slots=True)
class Replied:
    """A question that was answered: how long that took, and whether by a quote."""

    wait: Wait
    quoted: bool


@dataclass(slots=True, eq=False)
class Ledger:
    """Questions by their places; `again` counts answers that came to one that was answered before."""

    again: int = 0
    _handed: dict[Place, float] = field(default_factory=dict)
    _open: set[Place] = field(default_factory=set)
    _closed: set[Place] = field(default_factory=set)
    _replied: dict[Place, Replied] = field(default_factory=dict)

    def asked(self, place: Place) -> None:
        """A question was asked there."""
        self._open.add(place)

    def heed(self, exchanges: Iterable[Exchange]) -> list[Replied]:
        """The questions that these answered, or some before them. What was not asked as a question counts for nothing.

        Raises KeyError for a reply to what the bot was never handed.
        """
        for exchange in exchanges:
            for handed in questions_in(exchange):
                self._handed.setdefault(handed, exchange.answered)
            if (place := replied_to(exchange)) is None:
                continue
            if place in self._closed or place in self._replied:
                self.again += 1
                continue
            sent = _Sent.model_validate(exchange.result)
            quoted = any(entity.type.endswith("blockquote") for entity in sent.entities)
            self._replied[place] = Replied(Wait(self._handed[place], exchange.received), quoted)
        answered = self._open & self._replied.keys()
        for place in answered:
            del self._handed[place]
        self._open -= answered
        self._closed |= answered
        return [self._replied.pop(place) for place in answered]
