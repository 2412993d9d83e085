"""What a button carries: a press as a value, and as the at most 64 bytes that Telegram keeps for us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_VERSION: Final = "1"
_FORM: Final = re.compile(r"1\.(?P<verb>[a-z])(?P<numbers>(?:\.(?:0|[1-9]\d{0,17})){0,4})")


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
        case _:
            return None


def _join(verb: str, *numbers: int) -> str:
    return ".".join((_VERSION, verb, *map(str, numbers)))
