"""Pins: passages that editors chose as the answer to a question, whatever its words."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from retrieval.audit import moment
from retrieval.clustering import same
from retrieval.purging import leave_traces
from retrieval.question import parse_question
from retrieval.sense import Sense, sense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.audit import Editor
    from retrieval.database import Database, Row, Transaction
    from retrieval.scope import Scope
    from retrieval.store import State, Store, StoredPassage

Highlights = tuple[tuple[int, int], ...]
"""`(start, end)` character offsets into a passage's text."""

_CHANGED: Final = "UPDATE library SET pins = lower(hex(randomblob(8)))"
"""Not a number that grows: a backup that is put back would bring an older one again."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A passage that answers a question in the owner's library from now on; `question` is what that asks for.

    `passage` is the passage's id when it was chosen, `content` the SHA-256 of its text: an article that is replaced
    may hold the same text under another id. Without `highlights` the reader finds what is in bold.
    """

    id: int
    owner: str
    question: Sense
    article: int
    passage: int
    content: str
    highlights: Highlights


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin, as it was found for a question, and its passage as it is now."""

    pin: Pin
    passage: StoredPassage


class Pins:
    """The pins of a database.

    They are held in memory, and read anew whenever a look at one value of the database tells that somebody, in this
    process or another, has changed them.
    """

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store
        self._state = ""
        self._held: Mapping[str, Mapping[str, Sequence[Pin]]] = {}

    async def find(self, question: str, scope: Scope, article: int | None, state: State) -> Pinned | None:
        """The passage pinned for a question by an owner that the scope sees: its own pins before public ones.

        Of several that one owner has pinned, the last. Only a passage of this article, if one is given. None when there
        is no such pin, or its passage is gone or not for this scope. `state` is the store's.
        """
        await self._follow(state)
        if self._held.keys().isdisjoint(scope.owners):
            return None
        # As it was typed: mended with the library's words, "Irak" might be taken for a slip of "Iran".
        asked = sense(parse_question(question))
        names = {name for topic in asked.needed for name in topic.names}
        for owner in sorted(scope.owners, key=lambda owner: owner != scope.own):
            held = self._held.get(owner, {})
            near = {pin.id: pin for name in names for pin in held.get(name, ())}
            for _, pin in sorted(near.items(), reverse=True):
                if article not in {None, pin.article} or not same(pin.question, asked):
                    continue
                passage = await self.passage(pin, scope)
                if passage is not None:
                    return Pinned(pin, passage)
        return None

    async def pins(self, owner: str) -> list[Pin]:
        """The owner's pins, newest first; those whose passages are gone among them."""
        rows = await self._database.fetch("SELECT * FROM pin WHERE owner = ? ORDER BY id DESC", (owner,))
        return [_pin(row) for row in rows]

    async def add(
        self,
        transaction: Transaction,
        owner: str,
        question: Sense,
        passage: StoredPassage,
        highlights: Highlights,
        by: Editor,
    ) -> int:
        """Pin a passage for a question; the pin's id."""
        rows = await transaction.fetch(
            "INSERT INTO pin (owner, question, article, passage, content, highlights, at, person) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                owner,
                _senses().dump_json(question).decode(),
                passage.article.id,
                passage.id,
                _digest(passage.passage.text),
                _spans().dump_json(highlights).decode(),
                moment(datetime.now(UTC)),
                by.person,
            ),
        )
        await transaction.execute(_CHANGED)
        return rows[0].integer("id")

    async def remove(self, transaction: Transaction, owner: str, pin: int) -> bool:
        """Take a pin of the owner's away; False if there is none of this id."""
        removed = await transaction.execute("DELETE FROM pin WHERE id = ? AND owner = ?", (pin, owner))
        if removed:
            await transaction.execute(_CHANGED)
            await leave_traces(transaction)
        return bool(removed)

    async def _follow(self, state: State) -> None:
        if state.pins == self._state:
            return
        # Pins that are changed meanwhile are read once more for the next question.
        rows = await self._database.fetch("SELECT * FROM pin")
        self._held = await asyncio.to_thread(_by_term, rows)
        self._state = state.pins

    async def passage(self, pin: Pin, scope: Scope) -> StoredPassage | None:
        """The pin's passage as it is now, if the scope may see it."""
        found = await self._store.passages([pin.passage])
        if not found:
            found = [
                passage
                for passage in await self._store.passages_of(pin.article)
                if _digest(passage.passage.text) == pin.content
            ]
        return next((passage for passage in found if passage.owner in scope.owners), None)


async def move_pins(transaction: Transaction, old: str, new: str) -> None:
    """Make the owner `new` that of all pins of the owner `old`; to be done before the articles move.

    Where `new` has the article already, which stays then, its passage of the same text is pinned.
    """
    await transaction.execute(
        "UPDATE pin SET article = b.id FROM article AS a JOIN article AS b ON b.owner = ?2 "
        "AND (b.content = a.content OR (b.url = a.url AND b.url <> '')) "
        "WHERE pin.owner = ?1 AND a.owner = ?1 AND a.id = pin.article",
        (old, new),
    )
    if await transaction.execute("UPDATE pin SET owner = ? WHERE owner = ?", (new, old)):
        await transaction.execute(_CHANGED)


def _by_term(rows: Sequence[Row]) -> dict[str, dict[str, list[Pin]]]:
    """The pins by their owner and a needed topic of their question, the one that the fewest have, by all its terms."""
    pins = [_pin(row) for row in rows]
    common = Counter(topic.term for pin in pins for topic in pin.question.needed)
    held: dict[str, dict[str, list[Pin]]] = {}
    for pin in pins:
        rarest = min(pin.question.needed, key=lambda topic: common[topic.term], default=None)
        for term in rarest.names if rarest else ():
            held.setdefault(pin.owner, {}).setdefault(term, []).append(pin)
    return held


def _pin(row: Row) -> Pin:
    return Pin(
        id=row.integer("id"),
        owner=row.text("owner"),
        question=_senses().validate_json(row.text("question")),
        article=row.integer("article"),
        passage=row.integer("passage"),
        content=row.text("content"),
        highlights=_spans().validate_json(row.text("highlights")),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _senses() -> TypeAdapter[Sense]:
    return TypeAdapter(Sense)


@cache
def _spans() -> TypeAdapter[Highlights]:
    return TypeAdapter(Highlights)
