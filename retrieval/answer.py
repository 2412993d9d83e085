"""What asking the library gives back: an outcome, the passages to quote, and what a follow-up needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from retrieval.timing import Stage


class Status(StrEnum):
    """The three outcomes of a question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    """The quotes may hold the answer; whoever shows them says that they may not."""
    NOT_FOUND = "not_found"
    """Nothing to quote; the nearest passages may be carried along, but they are no answer."""


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What is shown of an article beside a quote and in lists."""

    id: int
    ref: str
    title: str
    publisher: str
    date: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage and the answer within it.

    `highlights` are `(start, end)` offsets in Python characters into `text`, ordered, disjoint, maybe none;
    `score` only orders the quotes of one answer.
    """

    passage: int
    article: ArticleCard
    section: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float

    @property
    def bold(self) -> tuple[str, ...]:
        """The highlighted words."""
        return tuple(self.text[start:end] for start, end in self.highlights)


@dataclass(frozen=True, slots=True)
class Context:
    """What is remembered of a turn so that the next question can lean on it.

    `question` is complete by itself (a follow-up as it was understood); `answer` holds the words that were in bold.
    """

    question: str
    article: int | None = None
    passage: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question, with up to three quotes, best first."""

    question: str
    status: Status
    confidence: float
    """The estimated probability, 0 to 1, that the first quote answers."""
    quotes: tuple[Quote, ...]
    context: Context
    ms: float
    """Wall-clock milliseconds from question to answer."""
    within: ArticleCard | None = None
    """The one article that was searched, when it was only one: the caller's, or that of the turn leant on."""
    choices: tuple[ArticleCard, ...] = ()
    """Two or three articles that fit about equally well, best first, when the question does not tell which is meant.

    The status is unsure then, and the first quote is of the first of them.
    """
    also: tuple[ArticleCard, ...] = ()
    """Other articles, at most five, that report the same as the first quote."""
    timings: Mapping[Stage, float] = field(default_factory=dict, compare=False)
    """Milliseconds of `ms` by stage, as far as they are known; see `retrieval.timing`."""

    @property
    def quotable(self) -> tuple[Quote, ...]:
        """The quotes that may be shown as an answer: none when nothing was found."""
        return () if self.status is Status.NOT_FOUND else self.quotes
