"""What a button carries: a press as a value, and as the at most 64 bytes that Telegram keeps for us."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, fields
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_VERSION: Final = "1"
_MOST_BYTES: Final = 64
_FORM: Final = re.compile(r"1\.(?P<verb>[a-z]{1,2})(?P<numbers>(?:\.(?:0|[1-9]\d{0,17})){0,11})")


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
class ShowQuestions:
    """Show a page of what readers asked an article in place of what is in view; `page` from 0, `shelf` as before."""

    article: int
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


@dataclass(frozen=True, slots=True)
class OpenMisses:
    """Send the list of what was asked and not answered, as a new message."""


@dataclass(frozen=True, slots=True)
class ShowMisses:
    """Show a page of that list in place of what is in view; `page` counts from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowMiss:
    """Show one entry of that list in place of what is in view; `page` is the one to go back to."""

    miss: int
    page: int


@dataclass(frozen=True, slots=True)
class AskForArticle:
    """Ask for an article to add."""


@dataclass(frozen=True, slots=True)
class SeekPassage:
    """Show the passages that come nearest to a miss, in place of what is in view."""

    miss: int


@dataclass(frozen=True, slots=True)
class ShowPassage:
    """Show number `shown` of the passages that may answer a miss, in place of the one in view."""

    miss: int
    shown: int
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """Answer a miss by this passage from now on."""

    miss: int
    passage: int


@dataclass(frozen=True, slots=True)
class Unpin:
    """Take that back."""

    miss: int


@dataclass(frozen=True, slots=True)
class IgnoreMiss:
    """Show a miss no more; `page` as in ShowMiss."""

    miss: int
    page: int


@dataclass(frozen=True, slots=True)
class RecallMiss:
    """Show an ignored miss again; `page` as in ShowMiss."""

    miss: int
    page: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell those who asked it that a miss is answered now."""

    miss: int


@dataclass(frozen=True, slots=True)
class ShowFigures:
    """Show the figures of the last so many days in place of those in view."""

    days: int


@dataclass(frozen=True, slots=True)
class SendTables:
    """Send the figures of the last so many days as files, in new messages."""

    days: int


Press = (
    Vote
    | Turnover
    | OpenOutline
    | ShowOutline
    | ShowSection
    | ShowQuestions
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
    | OpenMisses
    | ShowMisses
    | ShowMiss
    | AskForArticle
    | SeekPassage
    | ShowPassage
    | Pin
    | Unpin
    | IgnoreMiss
    | RecallMiss
    | Tell
    | ShowFigures
    | SendTables
)


_PLAIN: Final[Mapping[str, type[Press]]] = {
    "t": Turnover,
    "o": OpenOutline,
    "a": ShowOutline,
    "s": ShowSection,
    "aq": ShowQuestions,
    "k": OpenList,
    "l": ShowList,
    "w": AskWithin,
    "e": AskEverywhere,
    "c": Choose,
    "x": OfferToForget,
    "d": Forget,
    "u": Undo,
    "r": Rename,
    "g": Replace,
    "h": Withdraw,
    "b": ShowDiscarded,
    "j": Cancel,
    "mo": OpenMisses,
    "ml": ShowMisses,
    "ms": ShowMiss,
    "ma": AskForArticle,
    "mn": SeekPassage,
    "mp": Pin,
    "mu": Unpin,
    "mi": IgnoreMiss,
    "mr": RecallMiss,
    "mt": Tell,
    "st": ShowFigures,
    "sc": SendTables,
}
"""Presses that are written as a verb and the numbers of their fields, in order; the others have a rule of their own.

A verb (one or two letters) keeps its meaning for ever: buttons live as long as the messages that they are under.
"""


def encode(press: Press) -> str:
    """The press as callback data."""
    match press:
        case Vote(turn, helpful, shown):
            return _join("y" if helpful else "n", turn, shown)
        case AskTopic(article, section):
            return _join("q", article, 0 if section is None else section + 1)
        case FocusOn(article):
            return _join("f", article or 0)
        case Flip():
            return _flip(press)
        case ShowPassage(miss, shown, passages):
            return _passages(miss, shown, passages)
        case _:
            return _join(_verbs()[type(press)], *map(int, astuple(press)))


def decode(data: str) -> Press | None:
    """The press that callback data stands for; None when it is not of ours, or of another version."""
    match = _FORM.fullmatch(data)
    if match is None:
        return None
    numbers = [int(number) for number in match["numbers"].split(".")[1:]]
    match match["verb"], numbers:
        case "y" | "n" as verb, [turn, shown]:
            return Vote(turn, verb == "y", shown)
        case "q", [article, section]:
            return AskTopic(article, section - 1 if section else None)
        case "f", [article]:
            return FocusOn(article or None)
        case "i", [shown, manner, *rest] if rest and len(rest) % 3 == 0:
            parts = tuple(Part(*rest[at : at + 3]) for at in range(0, len(rest), 3))
            return Flip(shown, bool(manner % 2), parts, manner // 2)
        case "mv", [miss, shown, *passages] if passages:
            return ShowPassage(miss, shown, tuple(passages))
        case verb, _ if verb in _PLAIN:
            return _plain(_PLAIN[verb], numbers)
        case _:
            return None


@cache
def _verbs() -> Mapping[type[Press], str]:
    return {kind: verb for verb, kind in _PLAIN.items()}


def _plain(kind: type[Press], numbers: Sequence[int]) -> Press | None:
    """The press of this kind with these numbers in its fields; None when they do not fit."""
    types = [field.type for field in fields(kind)]
    if len(types) != len(numbers):
        return None
    values: list[int] = []
    for name, number in zip(types, numbers, strict=True):
        if (name == "bool" and number > 1) or (name == "Setting" and number not in set(Setting)):
            return None
        values.append(bool(number) if name == "bool" else Setting(number) if name == "Setting" else number)
    make: Callable[..., Press] = kind
    return make(*values)


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


def _passages(miss: int, shown: int, passages: Sequence[int]) -> str:
    """A choice of passages in 64 bytes: the last ones go, should they not suffice."""
    for count in range(len(passages), 1, -1):
        data = _join("mv", miss, shown % count, *passages[:count])
        if len(data) <= _MOST_BYTES:
            return data
    return _join("mv", miss, 0, passages[0])


def _join(verb: str, *numbers: int) -> str:
    return ".".join((_VERSION, verb, *map(str, numbers)))
