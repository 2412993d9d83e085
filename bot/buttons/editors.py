"""Presses of editors: at articles, at what was asked in vain, and at the figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowQuestions:
    """Show a page of what readers asked an article in place of what is in view; `page` from 0, `shelf` as before."""

    article: int
    page: int
    shelf: int = 0


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
class ShowPins:
    """Show a page of the answers that editors chose in place of what is in view; `page` counts from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowPin:
    """Show one of them in place of what is in view; `page` is the one to go back to."""

    pin: int
    page: int


@dataclass(frozen=True, slots=True)
class RemovePin:
    """Answer with it no more."""

    pin: int


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


EditorsPress = (
    ShowQuestions
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
    | ShowPins
    | ShowPin
    | RemovePin
    | IgnoreMiss
    | RecallMiss
    | Tell
    | ShowFigures
    | SendTables
)
