"""What the bot leaves behind when it is killed, and how an answer came twice: for whoever looks for the reason."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.transport.inbox import NAME
from retrieval.layout import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from aiogram.types import Update

    from tests.double import Exchange, Group, Person

Asked: TypeAlias = tuple[int, int]
"""A question: its chat and the number of its message there."""


@dataclass(frozen=True, slots=True)
class Death:
    """One kill, and what was there of each question afterwards, before the bot was started again.

    `moment` is the event loop's. `inbox` tells how far the inbox knew an answer to be, `turns` by which message a
    stored turn is known to be shown, and the `unconfirmed` updates are those that Telegram hands over again.
    """

    moment: float
    inbox: Mapping[Asked, str]
    turns: Mapping[Asked, int | None]
    unconfirmed: frozenset[Asked]

    @classmethod
    def seen(cls, moment: float, data: Path, pending: Iterable[Update]) -> Death:
        """Look at what is in `DATA_DIR` after a kill, and at what waits at Telegram."""
        asked = (update.message for update in pending)
        return cls(
            moment,
            _inbox(data / NAME),
            _turns(data / DATABASE),
            frozenset((message.chat.id, message.message_id) for message in asked if message is not None),
        )

    def witness(self, asked: Asked, first: float) -> Witness:
        """What it tells of a question whose answer was taken at the moment `first`."""
        shown = self.turns.get(asked)
        turn = "not stored" if asked not in self.turns else "not tied" if shown is None else f"tied to #{shown}"
        again = asked in self.unconfirmed
        return Witness(_ms(self.moment - first), self.inbox.get(asked, "not there"), turn, handed_over_again=again)


@dataclass(frozen=True, slots=True)
class Witness:
    """A kill, so many milliseconds `after` an answer was taken (below 0: before), and what was known of its question.

    In the `inbox` it is told, begun, sending, answered or done, or not there; its `turn` is stored, and tied to a
    message, or not; and Telegram hands it over again when it was not confirmed.
    """

    after: float
    inbox: str
    turn: str
    handed_over_again: bool


@dataclass(frozen=True, slots=True)
class Twice:
    """A question that was answered more than once: when Telegram took the answers, in seconds of the run.

    `responses` tells for each how many milliseconds later Telegram's response was written; None when it never was:
    the connection was dropped, or the bot was dead. The `deaths` are those from just before the first answer to the
    last one; without any, one process has sent both.
    """

    chat: str
    question: int
    taken: tuple[float, ...]
    responses: tuple[float | None, ...]
    deaths: tuple[Witness, ...]


_JUST_BEFORE = 1.0
"""Seconds: what a bot has sent before it is killed may be taken a moment later."""


def twice(
    room: Person | Group, question: int, began: float, deaths: Sequence[Death], exchanges: Sequence[Exchange]
) -> Twice:
    """The story of a question of `room` that has several answers."""
    taken = [
        (said.message_id, at) for said, at in zip(room.said, room.said_at, strict=True) if said.reply_to == question
    ]
    written = {
        _message(exchange.result): exchange.answered for exchange in exchanges if exchange.method == "sendMessage"
    }
    first, last = taken[0][1], taken[-1][1]
    return Twice(
        room.name,
        question,
        tuple(round(at - began, 4) for _, at in taken),
        tuple(_ms(written[room.id, number] - at) if (room.id, number) in written else None for number, at in taken),
        tuple(
            death.witness((room.id, question), first) for death in deaths if first - _JUST_BEFORE < death.moment < last
        ),
    )


def _message(result: Any) -> Asked:  # Any: a message as JSON
    return result["chat"]["id"], result["message_id"]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _inbox(path: Path) -> dict[Asked, str]:
    """How far each question was, as the lines of the inbox tell, without the code that they are for."""
    known: dict[int, Asked] = {}
    stages: dict[Asked, str] = {}
    for noted in _lines(path):
        for number, stage in _stages(noted):
            if "told" in noted and (message := noted["told"].get("message")):
                known[number] = (message["chat"]["id"], message["message_id"])
            if number in known:
                stages[known[number]] = stage
    return stages


def _lines(path: Path) -> Iterator[dict[str, Any]]:  # Any: the values of JSON
    if path.exists():
        for line in path.read_bytes().splitlines():
            with suppress(ValueError):  # one that death has cut short
                yield json.loads(line)


def _stages(noted: dict[str, Any]) -> list[tuple[int, str]]:
    if "told" in noted:
        number = noted["told"]["update_id"]
        if noted.get("message") is not None:
            return [(number, f"answered by #{noted['message']}")]
        if noted.get("after") is not None:
            return [(number, "sending")]
        return [(number, "begun" if noted.get("times") else "told")]
    if "begun" in noted:
        return [(noted["begun"], "begun")]
    if "answered" in noted:
        return [(noted["answered"], f"answered by #{noted['message']}")]
    if "sending" in noted:
        return [(noted["sending"], "begun" if noted["after"] is None else "sending")]
    return [(number, "done") for number in noted.get("done", ())]


def _turns(path: Path) -> dict[Asked, int | None]:
    """By which message each stored turn is shown; the last of each question counts."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        turns = database.execute("SELECT chat, question_message, message FROM turn ORDER BY id")
        return {(int(chat), asked): shown for chat, asked, shown in turns if asked is not None}
