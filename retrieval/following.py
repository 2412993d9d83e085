"""Keeping the index in step with the store, which is the truth."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from retrieval import analysis
from retrieval.analysed import context_terms
from retrieval.analysis import analyzer
from retrieval.index import IndexedPassage, PassageIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.store import Store, StoredPassage

logger = logging.getLogger(__name__)

FINGERPRINT = f"articles-terms-{analysis.VERSION}"
"""Names how terms are made: an index of other terms is rebuilt."""
PATIENCE = 3.0
"""Seconds that a question waits for the index to catch up: enough for some hundred articles. An import of thousands
takes longer; meanwhile the question is answered from what the index holds."""
ARTICLES_AT_ONCE = 200
"""Articles read from the store between writes to the index: bounds the memory of a rebuild."""


def indexed(stored: StoredPassage) -> IndexedPassage:
    """The terms of a passage, as they go into the index."""
    return IndexedPassage(
        id=stored.id,
        article=stored.article.id,
        owner=stored.owner,
        body=analyzer().terms(stored.passage.text),
        context=context_terms(stored.article.title, stored.passage.section),
    )


class Follower:
    """Brings the index to the store's revision: at start, after a change, and when another process made one."""

    def __init__(self, store: Store, index: PassageIndex) -> None:
        self._store = store
        self._index = index
        self._turn = asyncio.Lock()
        self._under_way: asyncio.Task[int] | None = None

    async def catch_up_soon(self) -> None:
        """Catch up for a question: what takes longer than `PATIENCE` goes on in the background.

        Raises `LibraryError` only if the index cannot be read either.
        """
        if await self._store.revision() == self._index.revision:
            return
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self.catch_up(), name="catching up")
            self._under_way.add_done_callback(_log_failure)
        await asyncio.wait({self._under_way}, timeout=PATIENCE)

    async def close(self) -> None:
        """Stop what goes on in the background; the index is then as it was before."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def catch_up(self) -> int:
        """Apply to the index what the store has gained and lost since; how many articles that was.

        Raises `LibraryError` if the index cannot be written; it is then as it was, and the next call tries again.
        """
        if await self._store.revision() == self._index.revision:
            return 0
        async with self._turn:
            changes = await self._store.changes_since(self._index.revision)
            if changes.revision == self._index.revision and not changes.restart:
                return 0
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
        done = len(changes.changed) + len(changes.removed)
        logger.info("the index is at revision %d, after changes to %d article(s)", changes.revision, done)
        return done

    def _write(self, articles: Sequence[int], passages: Sequence[StoredPassage]) -> None:
        # An article may have gone since the changes were read: its old passages go now, its removal comes later.
        gone = set(articles) - {passage.article.id for passage in passages}
        if gone:
            self._index.remove(gone)
        self._index.add(indexed(passage) for passage in passages)


def _log_failure(task: asyncio.Task[int]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.warning("The index could not follow the latest changes and is asked as it is. %s", error)
