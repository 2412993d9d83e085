"""What readers asked and did not get, and what editors did about it."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, Final

from retrieval.analysis import analyzer
from retrieval.filing import as_json
from retrieval.kept_passages import context_terms
from retrieval.misses import Miss, clustered, left_of, miss_of, missed_turns, misses, understood
from retrieval.purging import leave_traces
from retrieval.question import parse_question
from retrieval.scope import EVERYONE, PUBLIC, Scope
from retrieval.sense import sense
from retrieval.turns import turn_of_row

__all__ = ["MOST_ASKED", "Miss", "Pinning", "Unanswered"]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.audit import Editor
    from retrieval.chats import Chats
    from retrieval.database import Database, Transaction
    from retrieval.misses import Missed
    from retrieval.pins import Highlights, Pin, Pins
    from retrieval.store import Store, StoredPassage
    from retrieval.turns import Turn

MOST_ASKED: Final = 50
"""Misses that are asked again when an article was added: each takes as long as a question."""


class Pinning(Enum):
    """What came of pinning a passage for a miss; but for the first, nothing happened."""

    DONE = auto()
    MISS_GONE = auto()
    """The miss is not open, or not any more."""
    PASSAGE_GONE = auto()
    """It is no longer there, or the owner's readers do not see it."""
    TOO_VAGUE = auto()
    """The question has no topic to know it by."""


class Unanswered:
    """The misses of a database, and what is done about them.

    They are derived from the remembered turns whenever they are looked at, so that they are forgotten with those. The
    public library's are those of private chats, and a chat's own are those of that chat; nobody sees any other's, and
    those of guest mode are nobody's.
    """

    def __init__(self, database: Database, store: Store, chats: Chats, pins: Pins) -> None:
        self._database = database
        self._store = store
        self._chats = chats
        self._pins = pins

    # Looking

    async def misses(self, owner: str) -> list[Miss]:
        """The owner's open misses, most asked first, then newest.

        One that was ignored stays hidden for as long as any turn of that time is remembered. One that was pinned or
        told is open again when it is missed again afterwards, and then it is that alone.
        """
        return await asyncio.to_thread(misses, await missed_turns(self._database, owner))

    async def miss(self, owner: str, miss_id: int) -> Miss | None:
        """The owner's open miss that has this turn, the oldest or another one; None when there is none any more."""
        missed = await self._open_with(owner, miss_id)
        return miss_of(missed) if missed else None

    async def speaking_of(self, owner: str, article: int) -> list[Miss]:
        """The open misses of which this article has a topic word, at most `MOST_ASKED`, in the order of `misses`."""
        misses = await self.misses(owner)
        passages = await self._store.passages_of(article) if misses else []
        return await asyncio.to_thread(_speaking_of, misses, passages)

    async def scope(self, owner: str) -> Scope:
        """What an owner's readers see: their own articles and, unless they turned it off, the public ones."""
        return EVERYONE if owner == PUBLIC else Scope(owner, (await self._chats.settings(owner)).public)

    # Settling

    async def ignore(self, owner: str, miss_id: int, by: Editor) -> bool:
        """Hide a miss; False if it is not open."""
        missed = await self._open_with(owner, miss_id)
        async with self._database.transaction() as transaction:
            return bool(await _settle(transaction, missed, "ignored", by.person))

    async def unignore(self, owner: str, miss_id: int) -> bool:
        """Show a miss again that was hidden; False if it was not."""
        turns = [missed.id for missed in await self._cluster_with(owner, miss_id)]
        async with self._database.transaction() as transaction:
            shown = await transaction.execute(
                "DELETE FROM settled WHERE how = 'ignored' AND turn IN (SELECT value FROM json_each(?))",
                (as_json(turns),),
            )
        return bool(shown)

    async def pin(self, owner: str, miss_id: int, passage: int, highlights: Highlights, by: Editor) -> Pinning:
        """Answer the question of a miss, as it was asked last, by this passage from now on; see `Pins.find`.

        `highlights` are put in bold; when there are none, what the reader finds.
        """
        missed, scope = await self._open_with(owner, miss_id), await self.scope(owner)
        chosen = [one for one in await self._store.passages([passage]) if one.owner in scope.owners]
        if not missed:
            return Pinning.MISS_GONE
        if not chosen:
            return Pinning.PASSAGE_GONE
        question = sense(parse_question(missed[0].wording))
        if not question.needed:
            return Pinning.TOO_VAGUE
        async with self._database.transaction() as transaction:
            # Another editor may have pinned it a moment ago, or all of it may be forgotten, and with it what was asked.
            there = await transaction.fetch(
                "SELECT turn.id FROM turn LEFT JOIN settled ON settled.turn = turn.id AND how = 'pinned' "
                "WHERE turn.id IN (SELECT value FROM json_each(?)) AND how IS NULL LIMIT 1",
                (as_json(one.id for one in missed),),
            )
            if not there:
                return Pinning.MISS_GONE
            pin = await self._pins.add(transaction, owner, question, chosen[0], highlights, by)
            await _settle(transaction, missed, "pinned", by.person, pin)
        return Pinning.DONE

    async def unpin(self, owner: str, miss_id: int) -> bool:
        """Take the pin of a miss away, which is open again; False if it has none."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch("SELECT pin FROM settled WHERE how = 'pinned' AND turn = ?", (miss_id,))
            return bool(rows) and await self._pins.remove(transaction, owner, rows[0].integer("pin"))

    async def pins(self, owner: str) -> list[Pin]:
        """The owner's pins, newest first; they stay when the turns that they were made for are forgotten."""
        return await self._pins.pins(owner)

    async def passage_of(self, pin: Pin) -> StoredPassage | None:
        """A pin's passage as it is now; None when it is gone, or its owner's readers do not see it any more."""
        return await self._pins.passage(pin, await self.scope(pin.owner))

    async def remove_pin(self, owner: str, pin: int) -> bool:
        """Take a pin away; what it settled is open again. False if the owner has none of this id."""
        async with self._database.transaction() as transaction:
            return await self._pins.remove(transaction, owner, pin)

    async def claim(self, owner: str, miss_id: int) -> list[Turn]:
        """The turns whose askers are to be told now: never again, and to nobody else who claims them; newest first.

        One for each person in their private chat, and for each topic of a group, where all see it: the newest.
        """
        cluster = await self._cluster_with(owner, miss_id)
        async with self._database.transaction() as transaction:
            told = await _settle(transaction, cluster, "told", "")
            rows = await transaction.fetch(
                "SELECT * FROM turn WHERE id IN (SELECT value FROM json_each(?)) ORDER BY asked_at DESC, id DESC",
                (as_json(told),),
            )
        newest: dict[str, Turn] = {}
        for turn in map(turn_of_row, rows):
            newest.setdefault(turn.conversation.rpartition(":")[0], turn)  # without the asker
        return list(newest.values())

    async def release(self, turns: Sequence[Turn]) -> None:
        """Give back turns that were claimed and whose askers were not told: they are open again, and can be claimed."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_RELEASE, (as_json(turn.id for turn in turns),))
            await transaction.execute(
                "DELETE FROM settled WHERE how = 'told' AND turn IN (SELECT value FROM json_each(?))",
                (as_json(turn.id for turn in turns),),
            )

    async def forget_person(self, transaction: Transaction, person: str) -> None:
        """Remove the pins that tell of this person's words alone, and who it was that settled misses and made pins.

        To be done while their turns are there; whoever commits the transaction purges. A pin whose question others
        have asked too, in words that are not taken over from theirs, stays.
        """
        understood.cache_clear()
        for pin in await transaction.fetch(_THEIR_PINS, (person,)):
            await self._pins.remove(transaction, pin.text("owner"), pin.integer("id"))
        edits = await transaction.execute("UPDATE settled SET person = '' WHERE person = ?", (person,))
        if edits + await transaction.execute("UPDATE pin SET person = '' WHERE person = ?", (person,)):
            await leave_traces(transaction)

    async def _cluster_with(self, owner: str, turn: int) -> list[Missed]:
        """What was asked in the same sense as this turn, settled or not, newest first; nothing if it is no miss."""
        for cluster in await asyncio.to_thread(clustered, await missed_turns(self._database, owner)):
            if any(missed.id == turn for missed in cluster):
                return cluster
        return []

    async def _open_with(self, owner: str, turn: int) -> list[Missed]:
        """The same, and of that what is open; nothing if this turn is not."""
        left = left_of(await self._cluster_with(owner, turn))
        return left if any(missed.id == turn for missed in left) else []


# Those who were told, so that what they had missed does not cover what the others have.
_RELEASE: Final = """
UPDATE settled SET until = '' WHERE how = 'told' AND until IN (
    SELECT until FROM settled WHERE how = 'told' AND turn IN (SELECT value FROM json_each(?1))
)
"""
_THEIR_PINS: Final = """
WITH RECURSIVE said (id) AS (
    SELECT id FROM turn WHERE person = ?1 OR author = ?1
    UNION SELECT turn.id FROM turn JOIN said ON turn.leans_on = said.id
)
SELECT pin.id, pin.owner FROM pin JOIN settled ON settled.pin = pin.id
GROUP BY pin.id HAVING min(settled.turn IN (SELECT id FROM said))
"""


async def _settle(
    transaction: Transaction, missed: Sequence[Missed], how: str, person: str, pin: int | None = None
) -> list[int]:
    """Note what was done about these turns; those that are not forgotten and that it was not done about before."""
    rows = await transaction.fetch(
        "INSERT INTO settled (turn, how, until, person, pin) SELECT id, ?2, ?3, ?4, ?5 FROM turn "
        "WHERE id IN (SELECT value FROM json_each(?1)) ON CONFLICT DO NOTHING RETURNING turn",
        (
            as_json(one.id for one in missed),
            how,
            max((one.at for one in missed), default=""),
            person,
            pin,
        ),
    )
    return [row.integer("turn") for row in rows]


def _speaking_of(misses: Sequence[Miss], passages: Sequence[StoredPassage]) -> list[Miss]:
    """The first `MOST_ASKED` of these misses of whose topic words one stands in the passages of an article."""
    held = {
        term
        for one in passages
        for term in (*analyzer().terms(one.passage.text), *context_terms(one.article.title, one.passage.section))
    }
    return list(islice((miss for miss in misses if not held.isdisjoint(understood(miss.wording).names)), MOST_ASKED))
