"""Keeping the index in step with the store, which is the truth."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from retrieval.analysed import AnalysedPassage
from retrieval.errors import LibraryError, StorageError
from retrieval.index import IndexedPassage, PassageIndex
from retrieval.kept_passages import context_terms
from retrieval.packing import VERSION, packed
from retrieval.store import Changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.storage import Storage
    from retrieval.store import State, Store, StoredPassage

logger = logging.getLogger(__name__)

FINGERPRINT = f"articles-terms-{VERSION}"
"""Names how passages are analysed: an index of another analysis is rebuilt."""
PATIENCE = 3.0
"""Seconds that questions wait for the index, all together: it catches up with some hundred articles in them. An import
of thousands takes longer; meanwhile they are answered from what the index holds."""
ARTICLES_AT_ONCE = 200
"""Articles read from the store between writes to the index: bounds the memory of a rebuild."""


def indexed(stored: StoredPassage) -> IndexedPassage:
    """A passage as it goes into the index: its terms, and what ranking would have to find out about it."""
    passage = AnalysedPassage(stored.passage.text)
    return IndexedPassage(
        id=stored.id,
        article=stored.article.id,
        owner=stored.owner,
        body=passage.words.terms,
        context=context_terms(stored.article.title, stored.passage.section),
        packed=packed(passage),
    )


class Follower:
    """Brings the index to the store's revision: at start, after a change, and when another process made one.

    `storage` is told when the disk is to blame that it cannot.
    """

    def __init__(self, store: Store, index: PassageIndex, storage: Storage | None = None) -> None:
        self._store = store
        self._index = index
        self._storage = storage
        self._turn = asyncio.Lock()
        self._awaited = 0
        """How many wait with what they tell until the index has caught up."""
        self._under_way: asyncio.Task[int] | None = None
        self._since = 0.0
        """When this began, in the loop's seconds."""
        self._failing = False
        self._empty = False
        """The index was found damaged, and is not filled yet: until it is, there is nothing to be asked."""

    def level(self) -> State | None:
        """The store's state if the index is at its revision; `None` if it has to catch up first.

        It blocks. Raises `LibraryError` if either cannot be read.
        """
        state = self._store.state_blocking()
        return state if state.revision == self._index.revision else None

    async def catch_up_soon(self, *, hurried: bool = False) -> State:
        """Catch up for a question: what takes longer than `PATIENCE` goes on in the background.

        A question that is `hurried` does not wait while somebody is, with a change of which nobody was told yet: it may
        be answered as if it had come before, unless what it finds has gone by that change. The store's state before it.
        Raises `LibraryError` only if the index cannot be read either.
        """
        state = await self._store.state()
        if not await self._is_behind(state.revision):
            return state
        # A change that could not be indexed was told all the same; and what is empty answers nothing.
        if hurried and self._awaited and not self._failing and self._index.revision:
            return state
        now = asyncio.get_running_loop().time()
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._follow(), name="catching up")
            self._under_way.add_done_callback(self._log_failure)
            self._since = now
        left = max(0.0, self._since + PATIENCE - now)
        await asyncio.wait({self._under_way}, timeout=None if self._empty else left)
        return state

    async def _is_behind(self, revision: int) -> bool:
        """Whether the index is not that of the store's `revision`."""
        try:
            return revision != self._index.revision
        except LibraryError as error:
            if isinstance(error, StorageError) or not await self.mended():
                raise
            return True

    async def mended(self) -> bool:
        """Make the index anew if it is damaged, empty, for the next `catch_up` to fill; whether it was.

        Raises `LibraryError` if it cannot be made.
        """
        async with self._turn:
            # Somebody else may have had it mended while we waited.
            mended = await asyncio.to_thread(self._index.mend)
            self._empty = self._empty or mended
            return self._empty

    async def agree(self, *, closely: bool = True) -> int:
        """Make the index anew if it holds other passages than the store at the same revision; how many differed.

        Unless to look `closely`, at their number only. It takes the time of a rebuild if they differ, else next to
        none. Raises `LibraryError` if it cannot be made.
        """
        async with self._turn:
            revision = await self._store.revision()
            differing = await self._differing(closely=closely)
            if not differing or revision != self._index.revision or revision != await self._store.revision():
                return 0
            logger.warning("The index has %d passage(s) that differ from the database's; it is made anew.", differing)
            await self._written(Changes(await self._store.all_ids(), (), revision, restart=True))
        return differing

    async def _differing(self, *, closely: bool) -> int:
        if not closely:
            held, _ = await asyncio.to_thread(self._index.frequencies, ())
            return abs(held - await self._store.count_passages())
        return len(await asyncio.to_thread(self._index.passages) ^ await self._store.passage_ids())

    async def close(self) -> None:
        """Stop what goes on in the background; the index is then as it was before."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def catch_up(self) -> int:
        """Apply to the index what the store has gained and lost since; how many articles that was.

        For who changed the store: they tell nobody before. Raises `LibraryError` if the index cannot be written; it is
        then as it was, and the next call tries again.
        """
        self._awaited += 1
        try:
            return await self._follow()
        finally:
            self._awaited -= 1

    async def _follow(self) -> int:
        try:
            if not await self._is_behind(await self._store.revision()):
                return 0
            done = await self._caught_up_whatever_it_takes()
        except LibraryError as error:
            await self._blame(error)
            raise
        self._failing = self._empty = False
        return done

    async def _caught_up_whatever_it_takes(self) -> int:
        try:
            return await self._caught_up()
        except LibraryError as error:
            if isinstance(error, StorageError) or not await self.mended():
                raise
            return await self._caught_up()

    async def _caught_up(self) -> int:
        async with self._turn:
            changes = await self._store.changes_since(self._index.revision)
            if changes.revision == self._index.revision and not changes.restart:
                return 0
            await self._written(changes)
        done = len(changes.changed) + len(changes.removed)
        logger.info("the index is at revision %d, after changes to %d article(s)", changes.revision, done)
        return done

    async def _written(self, changes: Changes) -> None:
        """Apply changes to the index, all or none."""
        try:
            if changes.restart:
                await asyncio.to_thread(self._index.clear)
            if changes.removed:
                await asyncio.to_thread(self._index.remove, changes.removed)
            for first in range(0, len(changes.changed), ARTICLES_AT_ONCE):
                batch = changes.changed[first : first + ARTICLES_AT_ONCE]
                await asyncio.to_thread(self._write, batch, await self._store.passages_of(*batch))
            await asyncio.to_thread(self._index.commit, changes.revision)
        except BaseException:
            await asyncio.to_thread(self._index.rollback)
            raise

    def _write(self, articles: Sequence[int], passages: Sequence[StoredPassage]) -> None:
        # An article may have gone since the changes were read: its old passages go now, its removal comes later.
        gone = set(articles) - {passage.article.id for passage in passages}
        if gone:
            self._index.remove(gone)
        self._index.add(indexed(passage) for passage in passages)

    async def _blame(self, error: LibraryError) -> None:
        """Tell the storage if the disk is the reason, which tantivy does not say where a thread of its own met it."""
        if self._storage is None:
            return
        try:
            if not isinstance(error, StorageError):
                await self._storage.try_out()
        except StorageError as found:
            error = found
        if isinstance(error, StorageError):
            self._storage.failed(error)

    def _log_failure(self, task: asyncio.Task[int]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        # Each question tries again, and one that failed has told it.
        level = logging.DEBUG if self._failing else logging.WARNING
        logger.log(level, "The index could not follow the latest changes and is asked as it is. %s", error)
        self._failing = True
