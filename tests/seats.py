"""Where people sit in the tests of who may do what: chats in which they give commands and press buttons."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Final

from bot import buttons
from bot.texts import texts_of
from retrieval.intake import slug
from retrieval.layout import DATABASE
from tests.botprocess import running
from tests.double import BotApiDouble, Group, Person
from tests.newsroom import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiogram.types import User

    from tests.botprocess import BotProcess
    from tests.double import BotMessage
    from tests.double.speakers import Talker
    from tests.double.topics import Topic

ID: Final = texts_of("id")
PROBLEMS: Final = dict(ID.problems)
WHO: Final = "siapa menlu Pakistan?"
"""A question that the public library answers."""
_EDITORS: Final = range(940_000, 940_200)
EDITORS: Final = iter(_EDITORS)
"""Ids of the bot's admins, another one for each scene: nobody gets many messages at once."""
IDS: Final = count(940_200)
"""Ids of everybody else."""
_towns = count(1)


@asynccontextmanager
async def wordy_bot(home: Path, shadow: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    """A bot that cannot draw, so that statistics come in words at once; `shadow` is an empty folder."""
    (shadow / "matplotlib.py").write_text("raise ImportError")
    environment = {"ADMIN_IDS": ",".join(map(str, _EDITORS)), "PYTHONPATH": f"{shadow}:{ROOT}"}
    async with BotApiDouble() as telegram, running(telegram, home, **environment) as bot:
        yield bot, telegram


class Story:
    """An article that nobody else has."""

    def __init__(self, kind: str = "Pasar") -> None:
        self.town = f"Kencana{next(_towns):04}"
        self.title = f"{kind} {self.town} Diperbaiki"
        self.ref = slug(self.title)
        self.text = f"{self.title}\n\n{kind} di {self.town} diperbaiki oleh warga desa mulai Senin (5/2/2024) pagi."


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a place: a private chat, a group, or a topic of a group."""

    room: Person | Group
    who: Talker
    topic: Topic | None = None
    own: Story | None = None
    """An article of the group's own."""

    @property
    def user(self) -> User:
        """The person."""
        return self.who.speaker.user

    @property
    def library(self) -> str:
        """What an editor there edits."""
        return ID.own_library if isinstance(self.room, Group) else ID.public_library

    async def orders(self, command: str, argument: str = "") -> BotMessage:
        """Give a command; what the bot says to it, which stands where it was given."""
        text = f"/{command}@kutip_bot {argument}".strip()
        if isinstance(self.room, Person):
            return await self.room.asks(text)
        shown = await self.room.asks(self.who, text, topic=self.topic)
        assert shown.topic == (self.topic.id if self.topic else None)
        return shown

    async def forges(self, shown: BotMessage, press: buttons.Press) -> str:
        """Press a button that is not there; the toast."""
        return await self.room.forges(self.user, shown, buttons.encode(press))


def rows(home: Path, sql: str, *parameters: str | int) -> list[tuple[object, ...]]:
    """What the bot's database tells."""
    with closing(sqlite3.connect(home / "data" / DATABASE)) as database:
        return list(database.execute(sql, parameters))


class May(Enum):
    """What somebody may edit, and look into as its editor."""

    PUBLIC = "the public library"
    OWN = "the group's own articles"
    NOTHING = "nothing"
    NOT_HERE = "nothing here, but the public library in private"


def as_editor(seat: Seat, may: May) -> str:
    """What is said to somebody who wants to edit and may not."""
    if may is May.NOT_HERE:
        return ID.edit_in_private
    return ID.edit_refused_in_group if isinstance(seat.room, Group) else ID.edit_refused_in_private


def at_desk(seat: Seat, may: May) -> str:
    """What is said to somebody who wants to look into what is for editors, and may not."""
    if may is May.NOT_HERE:
        return ID.desk_in_private
    return ID.desk_refused_in_group if isinstance(seat.room, Group) else ID.desk_refused_in_private


def at_settings(seat: Seat, may: May) -> str:
    """The same of a chat's settings; everybody sets their own private chat."""
    return ID.settings_refused if isinstance(seat.room, Group) else ""


def for_all(seat: Seat, may: May) -> str:
    """Nobody is refused."""
    return ""
