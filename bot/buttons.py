"""What a button carries: a press as a value, and as the at most 64 bytes that Telegram keeps for us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_VERSION: Final = "1"
_MOST_BYTES: Final = 64
_FORM: Final = re.compile(r"1\.(?P<verb>[a-z])(?P<numbers>(?:\.(?:0|[1-9]\d{0,17})){0,11})")


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether a turn's answer helped; `shown` is the quote in view."""

    turn: int
    helpful: bool
    shown: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """Show quote number `shown` of a turn in place of the one in view; `voted` keeps the vote's buttons away."""

    turn: int
    shown: int
    voted: bool


@dataclass(frozen=True, slots=True)
class OpenOutline:
    """Send an article's outline as a new message."""

    article: int


@dataclass(frozen=True, slots=True)
class ShowOutline:
    """Show an article's outline in place of what is in view; `page` counts from 0.

    `shelf` is the page of the list of articles to go back to.
    """

    article: int
    page: int
    shelf: int = 0


@dataclass(frozen=True, slots=True)
class ShowSection:
    """Show a page of an article's section in place of what is in view; both count from 0. `shelf` as in ShowOutline."""

    article: int
    section: int
    page: int
    shelf: int = 0


@dataclass(frozen=True, slots=True)
class OpenList:
    """Send the list of articles as a new message."""


@dataclass(frozen=True, slots=True)
class ShowList:
    """Show a page of the list of articles in place of what is in view; `page` counts from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class AskTopic:
    """Ask about a section of an article, or about its title when `section` is None."""

    article: int
    section: int | None


@dataclass(frozen=True, slots=True)
class AskWithin:
    """Ask a turn's question again, of this article alone."""

    turn: int
    article: int


@dataclass(frozen=True, slots=True)
class AskEverywhere:
    """Ask a turn's question again, of all articles."""

    turn: int


@dataclass(frozen=True, slots=True)
class Part:
    """A passage and the first words of it in bold: `start` and `end` in characters, both 0 for none."""

    passage: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Flip:
    """Show part number `shown` in place of the one in view, in a message that was sent through inline or guest mode.

    It carries all that it needs, for such a message belongs to no chat of ours: at most three parts, whether the answer
    was unsure, and the place in `bot.texts.LANGUAGES` of the language that its furniture is in, whoever presses.
    """

    shown: int
    unsure: bool
    parts: tuple[Part, ...]
    language: int = 0


@dataclass(frozen=True, slots=True)
class FocusOn:
    """Talk about this article from now on, in the chat and topic of the message; about all again when it is None."""

    article: int | None


class Setting(IntEnum):
    """What can be set for a chat; the value behind it is 0 or 1, and of LANGUAGE a place in
    `bot.chat_settings.SPOKEN`.
    """

    LANGUAGE = 0
    LISTENS = 1
    PUBLIC = 2


@dataclass(frozen=True, slots=True)
class Choose:
    """Set something of the chat in which the message is."""

    setting: Setting
    value: int


@dataclass(frozen=True, slots=True)
class OfferToForget:
    """Ask whoever pressed whether all that is kept of them is to be removed."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Remove what is kept of this person, or keep it after all: theirs alone to press."""

    person: int
    remove: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the changes of these numbers, `first` to `last`, that the editor of the first one made."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rename:
    """Ask for another title of this article."""

    article: int


@dataclass(frozen=True, slots=True)
class Replace:
    """Ask for what is to replace this article."""

    article: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Remove this article."""

    article: int


@dataclass(frozen=True, slots=True)
class ShowDiscarded:
    """Send what was judged to be no part of this article, as a new message."""

    article: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop reading what somebody gave us; the number is that of a job."""

    job: int


Press = (
    Vote
    | Turnover
    | OpenOutline
    | ShowOutline
    | ShowSection
    | OpenList
    | ShowList
    | AskTopic
    | AskWithin
    | AskEverywhere
    | Flip
    | FocusOn
    | Choose
    | OfferToForget
    | Forget
    | Undo
    | Rename
    | Replace
    | Withdraw
    | ShowDiscarded
    | Cancel
)


def encode(press: Press) -> str:
    """The press as callback data."""
    match press:
        case Vote(turn, helpful, shown):
            return _join("y" if helpful else "n", turn, shown)
        case Turnover(turn, shown, voted):
            return _join("t", turn, shown, int(voted))
        case OpenOutline(article):
            return _join("o", article)
        case ShowOutline(article, page, shelf):
            return _join("a", article, page, shelf)
        case ShowSection(article, section, page, shelf):
            return _join("s", article, section, page, shelf)
        case OpenList():
            return _join("k")
        case ShowList(page):
            return _join("l", page)
        case AskTopic(article, section):
            return _join("q", article, 0 if section is None else section + 1)
        case AskWithin(turn, article):
            return _join("w", turn, article)
        case AskEverywhere(turn):
            return _join("e", turn)
        case Flip():
            return _flip(press)
        case FocusOn(article):
            return _join("f", article or 0)
        case Choose(setting, value):
            return _join("c", setting, value)
        case OfferToForget():
            return _join("x")
        case Forget(person, remove):
            return _join("d", person, int(remove))
        case Undo(first, last):
            return _join("u", first, last)
        case Rename(article):
            return _join("r", article)
        case Replace(article):
            return _join("g", article)
        case Withdraw(article):
            return _join("h", article)
        case ShowDiscarded(article):
            return _join("b", article)
        case Cancel(job):
            return _join("j", job)


def decode(data: str) -> Press | None:
    """The press that callback data stands for; None when it is not of ours, or of another version."""
    match = _FORM.fullmatch(data)
    if match is None:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")[1:]]
    match match["verb"], numbers:
        case "y" | "n" as verb, [turn, shown]:
            return Vote(turn, verb == "y", shown)
        case "t", [turn, shown, (0 | 1) as voted]:
            return Turnover(turn, shown, bool(voted))
        case "o", [article]:
            return OpenOutline(article)
        case "a", [article, page, shelf]:
            return ShowOutline(article, page, shelf)
        case "s", [article, section, page, shelf]:
            return ShowSection(article, section, page, shelf)
        case "k", []:
            return OpenList()
        case "l", [page]:
            return ShowList(page)
        case "q", [article, section]:
            return AskTopic(article, section - 1 if section else None)
        case "w", [turn, article]:
            return AskWithin(turn, article)
        case "e", [turn]:
            return AskEverywhere(turn)
        case "i", [shown, manner, *rest] if rest and len(rest) % 3 == 0:
            parts = tuple(Part(*rest[at : at + 3]) for at in range(0, len(rest), 3))
            return Flip(shown, bool(manner % 2), parts, manner // 2)
        case "f", [article]:
            return FocusOn(article or None)
        case "c", [setting, value] if setting in set(Setting):
            return Choose(Setting(setting), value)
        case "x", []:
            return OfferToForget()
        case "d", [person, (0 | 1) as remove]:
            return Forget(person, bool(remove))
        case ("u" | "r" | "g" | "h" | "b" | "j") as verb, _:
            return _decode_editing(verb, numbers)
        case _:
            return None


def _decode_editing(verb: str, numbers: list[int]) -> Press | None:
    match verb, numbers:
        case "u", [first, last]:
            return Undo(first, last)
        case "r", [article]:
            return Rename(article)
        case "g", [article]:
            return Replace(article)
        case "h", [article]:
            return Withdraw(article)
        case "b", [article]:
            return ShowDiscarded(article)
        case "j", [job]:
            return Cancel(job)
        case _:
            return None


def _flip(flip: Flip) -> str:
    """A flip in 64 bytes: should they not suffice, what is in bold goes first, from the last part on, then parts."""
    parts = list(flip.parts)
    bare = len(parts)
    while True:
        numbers = [number for part in parts for number in (part.passage, part.start, part.end)]
        data = _join("i", flip.shown % len(parts), 2 * flip.language + int(flip.unsure), *numbers)
        if len(data) <= _MOST_BYTES:
            return data
        if bare:
            bare -= 1
            parts[bare] = Part(parts[bare].passage)
        else:
            parts.pop()


def _join(verb: str, *numbers: int) -> str:
    return ".".join((_VERSION, verb, *map(str, numbers)))
