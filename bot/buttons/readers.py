"""Presses of readers, and of those who set up a chat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


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
    `bot.screens.chat_settings.SPOKEN`.
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


ReadersPress = (
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
)
