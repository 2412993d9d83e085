"""From the double's record of requests to the time that people waited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel, RootModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.double import Exchange

Place = tuple[int, int]
"""A message: the id of its chat, and its number there."""

_PERCENTILES: Final = (50, 90, 99)


class _Chat(BaseModel):
    id: int


class _Message(BaseModel):
    message_id: int
    chat: _Chat
    reply_to_message: _Message | None = None


class _Update(BaseModel):
    message: _Message | None = None


class _Updates(RootModel[list[_Update]]):
    pass


@dataclass(frozen=True, slots=True)
class Wait:
    """From the moment that the bot was `handed` a question to that when its answer was `received`, in seconds."""

    handed: float
    received: float

    @property
    def milliseconds(self) -> float:
        """How long that is."""
        return (self.received - self.handed) * 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """How long `questions` waited, as percentiles in milliseconds, and over how long a time they all were answered.

    `cpu_ms` is the processor time that the bot spent on each, all its threads together; None where the system does not
    tell. `all_ms` is from the first question handed over to the last answer received.
    """

    questions: int
    p50: float
    p90: float
    p99: float
    all_ms: float
    cpu_ms: float | None


def waits(exchanges: Iterable[Exchange]) -> dict[Place, Wait]:
    """How long each question waited whose answer was a reply to it, by the place of the question.

    It begins when the response to `getUpdates` that held it had been written, and ends when the request with the
    answer, headers and body, had been read.
    """
    handed: dict[Place, float] = {}
    found: dict[Place, Wait] = {}
    for exchange in exchanges:
        for question in questions_in(exchange):
            handed.setdefault(question, exchange.answered)
        if (place := replied_to(exchange)) is not None:
            found.setdefault(place, Wait(handed[place], exchange.received))
    return found


def questions_in(exchange: Exchange) -> list[Place]:
    """The messages that the bot was handed by it."""
    if exchange.method != "getUpdates":
        return []
    updates = _Updates.model_validate(exchange.result).root
    return [(told.message.chat.id, told.message.message_id) for told in updates if told.message is not None]


def replied_to(exchange: Exchange) -> Place | None:
    """The message that the bot replied to by it; None when it sent none, or as no reply."""
    if exchange.method != "sendMessage":
        return None
    sent = _Message.model_validate(exchange.result)
    return None if sent.reply_to_message is None else (sent.chat.id, sent.reply_to_message.message_id)


def figures(waited: Sequence[Wait], cpu: float | None) -> Figures:
    """The figures of questions that took `cpu` seconds of processor time together. There must be one at least."""
    p50, p90, p99 = (float(value) for value in np.percentile([wait.milliseconds for wait in waited], _PERCENTILES))
    span = max(wait.received for wait in waited) - min(wait.handed for wait in waited)
    return Figures(
        questions=len(waited),
        p50=round(p50, 2),
        p90=round(p90, 2),
        p99=round(p99, 2),
        all_ms=round(span * 1000, 2),
        cpu_ms=None if cpu is None else round(cpu / len(waited) * 1000, 2),
    )
