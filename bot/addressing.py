"""Whom a message speaks to and what it wants: one pure decision, from the facts of an update to what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.courtesy import Courtesy, courtesy_of

TOO_OLD: Final = timedelta(hours=1)
"""Messages older than this, found waiting after downtime, are let rest: their askers have moved on."""

_ASK: Final = frozenset({"tanya", "ask"})


class Command(StrEnum):
    """What a command does, whatever its name in whichever language."""

    START = "start"
    HELP = "help"
    ASK = "ask"
    ARTICLES = "articles"


COMMANDS: Final = {
    "start": Command.START,
    "bantuan": Command.HELP,
    "help": Command.HELP,
    "tanya": Command.ASK,
    "ask": Command.ASK,
    "artikel": Command.ARTICLES,
    "articles": Command.ARTICLES,
}


class Reason(StrEnum):
    """Why a message is not answered."""

    NOT_PRIVATE = "only private chats are answered"
    FROM_BOT = "sent by a bot"
    VIA_BOT = "sent through a bot's inline results"
    SERVICE = "a notice, such as a pinned message"
    OLD = "waited too long"
    OTHER_BOT = "a command for another bot"
    ALBUM = "another picture of an album that was answered"
    EDITED_COMMAND = "an edited command that has been carried out"


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know of a message in order to decide.

    `text` is the text or caption; `command` and `command_for` come from a command at its very start (`tanya` and
    `KutipBot` of `/tanya@KutipBot`), in small letters, and `argument` is what follows it; `replied_text` is the
    text of somebody's message that this one replies to, or of the part of it that was quoted.
    """

    private: bool
    text: str = ""
    command: str = ""
    command_for: str = ""
    argument: str = ""
    replied_text: str = ""
    bot_name: str = ""
    age: timedelta = timedelta(0)
    edited: bool = False
    from_bot: bool = False
    via_bot: bool = False
    service: bool = False
    album_seen: bool = False


@dataclass(frozen=True, slots=True)
class Ignore:
    """Say nothing."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Question:
    """Answer this."""

    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Carry out a command other than a question."""

    command: Command


@dataclass(frozen=True, slots=True)
class AskBack:
    """The command to ask came without a question: ask for it."""


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """Point to the help."""


@dataclass(frozen=True, slots=True)
class Wordless:
    """Nothing to read in it: a sticker, a voice, mere emoji."""


@dataclass(frozen=True, slots=True)
class BeKind:
    """Return a greeting or thanks."""

    courtesy: Courtesy


Decision = Ignore | Question | Run | AskBack | UnknownCommand | Wordless | BeKind


def decide(facts: Facts) -> Decision:
    """What is to be done about a message."""
    if (reason := _why_silent(facts)) is not None:
        return Ignore(reason)
    if facts.command:
        return _obey(facts)
    return _read(facts.text)


def _why_silent(facts: Facts) -> Reason | None:
    if not facts.private:
        return Reason.NOT_PRIVATE
    if facts.service:
        return Reason.SERVICE
    if facts.from_bot:
        return Reason.FROM_BOT
    if facts.via_bot:
        return Reason.VIA_BOT
    if facts.age > TOO_OLD:
        return Reason.OLD
    if facts.command_for and facts.command_for != facts.bot_name.lower():
        return Reason.OTHER_BOT
    if facts.album_seen and not facts.text:
        return Reason.ALBUM
    return None


def _obey(facts: Facts) -> Decision:
    if facts.command in _ASK:
        asked = facts.argument or facts.replied_text
        return _read(asked) if asked else AskBack()
    if facts.edited:
        return Ignore(Reason.EDITED_COMMAND)
    command = COMMANDS.get(facts.command)
    return Run(command) if command else UnknownCommand()


def _read(text: str) -> Decision:
    if not any(character.isalnum() for character in text):
        return Wordless()
    courtesy = courtesy_of(text)
    return BeKind(courtesy) if courtesy else Question(text)
