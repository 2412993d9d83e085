"""What is remembered of feeds: when they were asked, which of their entries were seen, and which are still to be read.

A kill loses no entry and takes none twice: entries become seen, and wait, in one transaction with the edition of the
feed that had them; an article is stored in one transaction with the end of its entry's waiting.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.audit import FEED, Change, ChangeKind, moment, record
from retrieval.feed_schedule import FeedState
from retrieval.filing import as_json, exchange, plan_for
from retrieval.intake import NewArticle, draft
from retrieval.passages import passages_of
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article
    from retrieval.database import Database, Row, Transaction, Value
    from retrieval.sources.entries import Entry
    from retrieval.web import Edition

AT_FIRST: Final = 20
"""How many entries of a feed that is new to us are read: the newest ones."""
MOST_WAITING: Final = 200
"""How many entries of a feed wait to be read; of more, the oldest ones are let go."""
TRIES: Final = 3
"""How often a page is asked for that cannot be reached."""
REMEMBERED: Final = timedelta(days=30)
"""How long a feed is remembered that the settings do not have any more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry whose article is still to be read; `tries` of them have failed."""

    id: int
    link: str
    title: str
    author: str
    date: date | None
    tries: int


class Feeds:
    """The feeds of a database. Methods raise `LibraryError` when it fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def choose(self, addresses: Sequence[str], now: datetime) -> None:
        """Follow these feeds, in place of those before; what has not been followed for a month is forgotten.

        A feed that is followed again begins anew, also if it was gone for good, but takes no entry that it had before.
        """
        chosen = as_json(addresses)
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "DELETE FROM feed WHERE left_at < ? AND address NOT IN (SELECT value FROM json_each(?))",
                (moment(now - REMEMBERED), chosen),
            )
            await transaction.execute(
                "UPDATE feed SET left_at = ? WHERE left_at IS NULL AND address NOT IN (SELECT value FROM json_each(?))",
                (moment(now), chosen),
            )
            await transaction.execute(
                "UPDATE feed SET left_at = NULL, gone = 0, failures = 0, trouble = '', rest_until = NULL, moved = '' "
                "WHERE left_at IS NOT NULL AND address IN (SELECT value FROM json_each(?))",
                (chosen,),
            )
            await transaction.execute(
                "INSERT INTO feed (address) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
                (chosen,),
            )

    async def feeds(self) -> list[FeedState]:
        """The feeds that are followed, in the order in which they were first."""
        rows = await self._database.fetch(
            "SELECT f.*, (SELECT count(*) FROM feed_waiting AS w WHERE w.feed = f.id) AS waiting "
            "FROM feed AS f WHERE left_at IS NULL ORDER BY id"
        )
        return [_state(row) for row in rows]

    async def ask(self, feed: int, now: datetime) -> None:
        """A feed is about to be asked: whatever comes of it, it was."""
        await self._database.record("UPDATE feed SET asked_at = ? WHERE id = ?", (moment(now), feed))

    async def fail(self, feed: FeedState, trouble: str, rest_until: datetime, *, gone: bool) -> None:
        """Asking a feed has failed; a feed that has moved is asked where it was before the next time."""
        await self._database.record(
            "UPDATE feed SET failures = failures + 1, trouble = ?, rest_until = ?, gone = ?, moved = '', "
            "etag = iif(moved = '', etag, ''), modified = iif(moved = '', modified, '') WHERE id = ?",
            (trouble, moment(rest_until), gone, feed.id),
        )

    async def rest(self, feed: int, until: datetime) -> None:
        """Leave a feed alone until then, at least."""
        await self._database.record(
            "UPDATE feed SET rest_until = max(coalesce(rest_until, ''), ?) WHERE id = ?", (moment(until), feed)
        )

    async def work(
        self,
        feed: FeedState,
        entries: Sequence[Entry] | None,
        now: datetime,
        *,
        edition: Edition,
        moved: str,
        rest_until: datetime,
    ) -> None:
        """Asking a feed went well: it is of this edition, has `moved` there, and has these entries, newest first.

        None for the edition that is known: its entries are those of the last time. Those never seen begin to wait, at
        the first time only the newest ones; those whose articles the library has, or other feeds had, do not.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE feed SET failures = 0, trouble = '', worked_at = ?, rest_until = ?, etag = ?, modified = ?, "
                "moved = ? WHERE id = ?",
                (moment(now), moment(rest_until), edition.etag, edition.modified, moved, feed.id),
            )
            if entries is not None:
                await self._see(transaction, feed, entries)

    async def waiting(self, feed: int, limit: int) -> list[Waiting]:
        """What is to be read of a feed, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM feed_waiting WHERE feed = ? ORDER BY id DESC LIMIT ?", (feed, limit)
        )
        return [
            Waiting(
                id=row.integer("id"),
                link=row.text("link"),
                title=row.text("title"),
                author=row.text("author"),
                date=date.fromisoformat(published) if (published := row.text_or_none("published")) else None,
                tries=row.integer("tries"),
            )
            for row in rows
        ]

    async def let_go(self, entry: Waiting) -> None:
        """Nothing is to be had of an entry."""
        await self._database.record("DELETE FROM feed_waiting WHERE id = ?", (entry.id,))

    async def try_again(self, entry: Waiting) -> bool:
        """An entry's page could not be reached: whether it waits on, because it was not tried often enough."""
        if entry.tries + 1 >= TRIES:
            await self.let_go(entry)
            return False
        await self._database.record("UPDATE feed_waiting SET tries = tries + 1 WHERE id = ?", (entry.id,))
        return True

    async def take(self, entry: Waiting, article: Article, now: datetime) -> Change | None:
        """Add the article of an entry to the public library, and end its waiting.

        None, and the library stays as it is, where it has an article of this address or content, and where an editor
        has taken that out: whatever people did stands. Raises `ArticleError` if the article cannot be stored.
        """
        passages = await asyncio.to_thread(passages_of, article)
        ready = await asyncio.to_thread(draft, NewArticle(article, passages))
        async with self._database.transaction() as transaction:
            if not await transaction.execute("DELETE FROM feed_waiting WHERE id = ?", (entry.id,)):
                return None
            plan = await plan_for(transaction, [ready])
            place = plan.place(ready)
            if place.replaced or await _was_here(transaction, article.url):
                return None
            card, count = place.shown
            change = Change(0, ChangeKind.ADDED, card, count, now, FEED, PUBLIC, undone=False)
            return await record(transaction, change, await exchange(transaction, plan.removed, plan.written))

    async def _see(self, transaction: Transaction, feed: FeedState, entries: Sequence[Entry]) -> None:
        digests = [_digest(entry.key) for entry in entries]
        places = [_digest(entry.place.partition("://")[2]) for entry in entries]
        known = await _there(
            transaction, "SELECT entry AS found FROM feed_seen WHERE feed = ?2 AND entry", digests, feed.id
        )
        taken = await _there(transaction, "SELECT place AS found FROM feed_seen WHERE ?2 AND place", places, 1)
        ours = await _there(
            transaction,
            "SELECT url AS found FROM article WHERE owner = ?2 AND url",
            [one.place for one in entries],
            PUBLIC,
        )
        await transaction.execute_many(
            "INSERT OR IGNORE INTO feed_seen (feed, entry, place) VALUES (?, ?, ?)",
            [(feed.id, digest, place) for digest, place in zip(digests, places, strict=True) if digest not in known],
        )
        wanted: list[Entry] = []
        for at, entry in enumerate(entries[: AT_FIRST if feed.worked_at is None else None]):
            if digests[at] not in known and places[at] not in taken and entry.place not in ours:
                taken.add(places[at])
                wanted.append(entry)
        await transaction.execute_many(
            "INSERT INTO feed_waiting (feed, link, title, author, published) VALUES (?, ?, ?, ?, ?)",
            [
                (feed.id, one.link, one.title, one.author, one.date.isoformat() if one.date else None)
                for one in reversed(wanted)
            ],
        )
        await transaction.execute(
            "DELETE FROM feed_waiting WHERE feed = ?1 AND id NOT IN "
            "(SELECT id FROM feed_waiting WHERE feed = ?1 ORDER BY id DESC LIMIT ?2)",
            (feed.id, MOST_WAITING),
        )


async def _there(transaction: Transaction, query: str, values: Sequence[str], argument: Value) -> set[str]:
    """Which of these values a query, which ends with the column they are looked for in, finds."""
    rows = await transaction.fetch(f"{query} IN (SELECT value FROM json_each(?1))", (as_json(values), argument))  # noqa: S608 - ours
    return {row.text("found") for row in rows}


async def _was_here(transaction: Transaction, url: str) -> bool:
    """Whether the public library once had an article of this address, which somebody has taken out or replaced."""
    return bool(
        url and await transaction.fetch("SELECT 1 FROM change WHERE owner = ? AND url = ? LIMIT 1", (PUBLIC, url))
    )


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:32]


def _state(row: Row) -> FeedState:
    def time(name: str) -> datetime | None:
        return datetime.fromisoformat(found) if (found := row.text_or_none(name)) else None

    return FeedState(
        id=row.integer("id"),
        address=row.text("address"),
        moved=row.text("moved"),
        etag=row.text("etag"),
        modified=row.text("modified"),
        asked_at=time("asked_at"),
        worked_at=time("worked_at"),
        rest_until=time("rest_until"),
        failures=row.integer("failures"),
        trouble=row.text("trouble"),
        gone=bool(row.integer("gone")),
        waiting=row.integer("waiting"),
    )
