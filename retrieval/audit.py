"""The record of what people changed in the library: who, when, which article, and what was there before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from retrieval.store import card_of_row
from retrieval.versions import to_json

if TYPE_CHECKING:
    from retrieval.answer import ArticleCard
    from retrieval.database import Row, Transaction
    from retrieval.versions import Version


class ChangeKind(StrEnum):
    """What became of an article."""

    ADDED = "added"
    REPLACED = "replaced"
    """Its text, its title or both; it kept its id."""
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    """It was there already, just like this; nothing is recorded."""
    RESTORED = "restored"
    """An undo: what it was before is back, or it is gone, if it was not there before."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who asked for a change, and in which chat: Telegram ids as text, `""` once they are forgotten."""

    person: str
    chat: str


FEED: Final = Editor("", "feed")
"""Who adds what comes by a feed: nobody, and in no chat."""
TERMINAL: Final = Editor("", "terminal")
"""Whoever sits at the command line: nobody that Telegram knows."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the library. `at` is in UTC; `id` is 0 for one that changed nothing.

    `card` and the number of `passages` are those of the article as the change left it, or as it was when it was
    removed; an undo that took an article out leaves it with 0 passages.
    """

    id: int
    kind: ChangeKind
    card: ArticleCard
    passages: int
    at: datetime
    by: Editor
    owner: str
    undone: bool


async def record(transaction: Transaction, change: Change, revision: int, before: tuple[Version, ...] = ()) -> Change:
    """Write down a change that made this revision, with what was there before; the change with its id."""
    card = change.card
    rows = await transaction.fetch(
        "INSERT INTO change (owner, kind, at, person, chat, revision, article, ref, title, publisher, published, url, "
        "passages, before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            change.owner,
            change.kind.value,
            moment(change.at),
            change.by.person,
            change.by.chat,
            revision,
            card.id,
            card.ref,
            card.title,
            card.publisher,
            card.date.isoformat() if card.date else None,
            card.url,
            change.passages,
            to_json(before) if before else None,
        ),
    )
    return replace(change, id=rows[0].integer("id"))


def change_of_row(row: Row) -> Change:
    """The change in a row of the view `audit`."""
    return Change(
        id=row.integer("change"),
        kind=ChangeKind(row.text("kind")),
        card=card_of_row(row),
        passages=row.integer("passages"),
        at=datetime.fromisoformat(row.text("at")),
        by=Editor(row.text("person"), row.text("chat")),
        owner=row.text("owner"),
        undone=row.integer_or_none("undone_by") is not None,
    )


def moment(when: datetime) -> str:
    """A time as the database keeps it: UTC, to the microsecond, so that text order is time order."""
    if when.tzinfo is None:
        raise ValueError(f"The time {when} names no time zone.")
    return when.astimezone(UTC).isoformat(timespec="microseconds")
