"""Whom a message speaks to and what it wants: one pure decision, from the facts of an update to what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.hearing.courtesy import Courtesy, courtesy_of
from bot.hearing.mentions import ends_in_question_mark, has_words, is_reaction, names_somebody, points_elsewhere

TOO_OLD: Final = timedelta(hours=1)
"""Messages older than this, found waiting after downtime, are let rest: their askers have moved on."""

_ASK: Final = frozenset({"tanya", "ask"})


class Command(StrEnum):
    """What a command does, whatever its name in whichever language."""

    START = "start"
    HELP = "help"
    ASK = "ask"
    ARTICLES = "articles"
    FOCUS = "focus"
    SETTINGS = "settings"
    PRIVACY = "privacy"
    FORGET = "forget"
    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    UNDO = "undo"
    STATISTICS = "statistics"
    STATUS = "status"
    UNANSWERED = "unanswered"


COMMANDS: Final = {
    "start": Command.START,
    "bantuan": Command.HELP,
    "help": Command.HELP,
    "tanya": Command.ASK,
    "ask": Command.ASK,
    "artikel": Command.ARTICLES,
    "articles": Command.ARTICLES,
    "fokus": Command.FOCUS,
    "focus": Command.FOCUS,
    "atur": Command.SETTINGS,
    "settings": Command.SETTINGS,
    "privasi": Command.PRIVACY,
    "privacy": Command.PRIVACY,
    "hapusdata": Command.FORGET,
    "deletedata": Command.FORGET,
    "tambah": Command.ADD,
    "add": Command.ADD,
    "ganti": Command.REPLACE,
    "replace": Command.REPLACE,
    "hapus": Command.REMOVE,
    "remove": Command.REMOVE,
    "urungkan": Command.UNDO,
    "undo": Command.UNDO,
    "statistik": Command.STATISTICS,
    "statistics": Command.STATISTICS,
    "stats": Command.STATISTICS,
    "status": Command.STATUS,
    "belum": Command.UNANSWERED,
    "unanswered": Command.UNANSWERED,
}
_EVERY_BOTS: Final = frozenset(
    {"start", "help", "settings", "privacy", "add", "replace", "remove", "undo", "statistics", "stats", "status"}
)
"""Commands that many bots know: in a group, only those with our name are ours."""


class Wanted(StrEnum):
    """What we ask an editor for."""

    ARTICLE = "article"
    REPLACEMENT = "replacement"
    TITLE = "title"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Request:
    """Something that we have asked an editor for: the article of this id is to be replaced, or to get a new title.

    Or words of the passage that answers the `miss`.
    """

    wanted: Wanted
    article: int | None = None
    miss: int | None = None


class Reason(StrEnum):
    """Why a message is not answered."""

    NOT_ADDRESSED = "said to others in a group"
    CHANNEL_POST = "a channel's post in the group that discusses it"
    FORWARDED = "forwarded to a group, so not said to us"
    FROM_BOT = "sent by a bot"
    VIA_BOT = "sent through a bot's inline results"
    SERVICE = "a notice, such as a pinned message"
    OLD = "waited too long"
    OTHER_BOT = "a command for another bot"
    ALBUM = "another picture of an album that was answered"
    EDITED_COMMAND = "an edited command, or an edited article, that has been dealt with"
    THANKS = "thanks in a group, where a reply to them would be noise"
    REACTION = "laughter or wonder in a group"
    WORDLESS = "a reply without words in a group"


@dataclass(frozen=True, slots=True)
class Replied:
    """The message that a message replies to: its text, or the part that was quoted.

    `ours` if the bot wrote it, `bots` if another one did; `request` is what the bot asks for in it.
    """

    text: str = ""
    ours: bool = False
    bots: bool = False
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know of a message in order to decide.

    `text` is its text or caption without the bot's name, of which `mentioned` tells; `command` and `command_for` come
    from a command at its very start (`tanya` and `kutip_bot` of `/tanya@Kutip_Bot`), in small letters, and `argument`
    is what follows it. `from_bot` is not true of people who write as a group or channel; `moved` holds the ids of a
    group and of the supergroup that it has become. `guest` is true where the bot is no member and was called for one
    answer; `listens` where the group wants to have its questions answered without calling. `awaited` is what we have
    asked its writer for a moment ago, and `substantial` tells whether an article could be in it.
    """

    private: bool
    text: str = ""
    command: str = ""
    command_for: str = ""
    argument: str = ""
    mentioned: bool = False
    replied: Replied | None = None
    bot_name: str = ""
    age: timedelta = timedelta(0)
    edited: bool = False
    from_bot: bool = False
    via_bot: bool = False
    forwarded: bool = False
    channel_post: bool = False
    service: bool = False
    album_seen: bool = False
    guest: bool = False
    listens: bool = False
    awaited: Request | None = None
    substantial: bool = False
    moved: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """What is said, without the command."""
        return self.argument if self.command else self.text


@dataclass(frozen=True, slots=True)
class Ignore:
    """Say nothing."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Question:
    """Answer this. When it is `theirs`, it stands in the message that was replied to, and the answer goes there.

    When it was `overheard`, nobody asked us: only an answer that is sure is welcome.
    """

    text: str
    theirs: bool = False
    overheard: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Carry out a command other than a question; `argument` is what follows it."""

    command: Command
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """Take this for what we have asked for."""

    request: Request


@dataclass(frozen=True, slots=True)
class AskBack:
    """We were called without a question: ask for it."""


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


@dataclass(frozen=True, slots=True)
class MoveChat:
    """A group has become a supergroup, with another id: take along all that is kept of it."""

    old: int
    new: int


Decision = Ignore | Question | Run | Take | AskBack | UnknownCommand | Wordless | BeKind | MoveChat


def decide(facts: Facts) -> Decision:
    """What is to be done about a message."""
    if facts.moved is not None:
        return MoveChat(*facts.moved)
    if (reason := _why_silent(facts)) is not None:
        return Ignore(reason)
    if facts.guest:
        return _asked(facts)
    if facts.command:
        return _obey(facts)
    if (request := _given(facts)) is not None:
        return Ignore(Reason.EDITED_COMMAND) if facts.edited else Take(request)
    if facts.private:
        return AskBack() if facts.mentioned and not facts.text else _read(facts.text, facts)
    return _listen(facts)


def _why_silent(facts: Facts) -> Reason | None:
    if facts.service:
        return Reason.SERVICE
    if facts.channel_post:
        return Reason.CHANNEL_POST
    if facts.from_bot:
        return Reason.FROM_BOT
    if facts.via_bot:
        return Reason.VIA_BOT
    if facts.age > TOO_OLD:
        return Reason.OLD
    if facts.command_for and facts.command_for != facts.bot_name.lower():
        return Reason.OTHER_BOT
    if facts.forwarded and not facts.private:
        return Reason.FORWARDED
    if facts.album_seen and not (facts.text or facts.mentioned or facts.awaited):
        return Reason.ALBUM
    return None


def _given(facts: Facts) -> Request | None:
    """What a message gives us of what we have asked for: as a reply to that, or right after it.

    A question may come right after it too; so there only what could be an article is taken for one.
    """
    if facts.replied and facts.replied.request:
        return facts.replied.request
    return facts.awaited if facts.substantial else None


def _obey(facts: Facts) -> Decision:
    if facts.command in _ASK:
        return _asked(facts)
    if facts.edited:
        return Ignore(Reason.EDITED_COMMAND)
    command = COMMANDS.get(facts.command)
    if facts.private:
        return Run(command, facts.argument) if command else UnknownCommand()
    to_us = bool(facts.command_for) or facts.mentioned
    if facts.command in _EVERY_BOTS and not to_us:
        return Ignore(Reason.NOT_ADDRESSED)
    if command is Command.START:  # from the button that adds us to a group
        return Run(Command.HELP)
    if command:
        return Run(command, facts.argument)
    return UnknownCommand() if to_us else Ignore(Reason.NOT_ADDRESSED)


def _listen(facts: Facts) -> Decision:
    """What is to be done about words, or the lack of them, in a group."""
    if not facts.mentioned and not (facts.replied and facts.replied.ours):
        return Question(facts.text, overheard=True) if _is_overheard(facts) else Ignore(Reason.NOT_ADDRESSED)
    if is_reaction(facts.text):
        return Ignore(Reason.REACTION)
    if facts.mentioned:
        return _asked(facts)
    return _read(facts.text, facts) if has_words(facts.text) else Ignore(Reason.WORDLESS)


def _is_overheard(facts: Facts) -> bool:
    """Whether the words ask something of whoever knows it, where people want that answered: of nobody by name."""
    asks_nobody = not names_somebody(facts.text) and not (facts.replied and facts.replied.bots)
    return facts.listens and asks_nobody and ends_in_question_mark(facts.text)


def _asked(facts: Facts) -> Decision:
    """We were called, by command or by name: the question is in the same words, or in the message replied to."""
    if facts.replied and not facts.replied.ours and points_elsewhere(facts.words):
        there = _read(facts.replied.text, facts)
        if isinstance(there, Question):
            return Question(there.text, theirs=True)
        return there if isinstance(there, Wordless) else AskBack()
    if not has_words(facts.words):
        return Wordless() if facts.private and facts.words else AskBack()
    return _read(facts.words, facts)


def _read(text: str, facts: Facts) -> Decision:
    if not has_words(text):
        return Wordless()
    if facts.guest and is_reaction(text):  # silence would be a failure there: whoever calls a guest is answered
        return BeKind(Courtesy.THANKS)
    courtesy = courtesy_of(text)
    if courtesy is Courtesy.THANKS and not (facts.private or facts.guest):
        return Ignore(Reason.THANKS)
    return BeKind(courtesy) if courtesy else Question(text)
