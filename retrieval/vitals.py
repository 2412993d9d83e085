"""Whether the library can answer at this moment, and how large it is, for whoever looks after it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from retrieval.database import Database
    from retrieval.index import PassageIndex
    from retrieval.store import Store
    from retrieval.vectorising import Vectoriser

_BUSY_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Size:
    """Articles and passages of all scopes, and how many of these the encoder, if there is one, has no vector of yet."""

    articles: int
    passages: int
    without_vector: int


class Vitals:
    """Cheap reads of what the library stands on. Raises `LibraryError` where it does not hold."""

    def __init__(self, database: Database, store: Store, index: PassageIndex, vectoriser: Vectoriser | None) -> None:
        self._database = database
        self._store = store
        self._index = index
        self._vectoriser = vectoriser

    async def read_store(self) -> None:
        """Read the database as questions do, and as a process does that has just begun."""
        await self._store.revision()
        # An open connection hardly notices that its file is gone.
        await asyncio.to_thread(self._read_afresh)

    async def read_index(self) -> None:
        """Read the index as questions do."""
        await asyncio.to_thread(lambda: (self._index.revision, self._index.frequencies(("dan",))))

    async def size(self) -> Size:
        """How much there is."""
        rows = await self._database.fetch("SELECT count(*) AS n FROM article")
        passages, _ = await asyncio.to_thread(self._index.frequencies, ())
        without = await self._vectoriser.lacking() if self._vectoriser else 0
        return Size(rows[0].integer("n"), passages, without)

    def _read_afresh(self) -> None:
        path = self._database.path
        try:
            # By SQLite: whoever opens and closes the file by themselves takes its locks away from it.
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", _BUSY_SECONDS, uri=True)) as fresh:
                fresh.execute("SELECT revision FROM library").fetchone()
        except sqlite3.Error as error:
            raise LibraryError(f"{path} cannot be read ({error}); see that it is there, whole, and readable") from error
