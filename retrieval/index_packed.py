"""What was found out about passages, kept in an SQLite file beside tantivy's segments.

Not in the segments: tantivy maps these into memory, and over 150,000 passages that would be 60 MB more of it after some
hundred questions. Nothing depends on this file: what it lacks is found out anew, in nine times the time.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from retrieval.errors import Cause
from retrieval.filing import as_json
from retrieval.storage import cause_of, remove_database

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from retrieval.index import IndexedPassage

logger = logging.getLogger(__name__)

PACKED: Final = "packed.sqlite3"
_BUSY_SECONDS: Final = 10.0


class PackedPassages:
    """The packed passages of an index. Its lock sees to it that one process writes at a time; threads may share it.

    What is written is there after `commit`. Writing raises `sqlite3.Error` where the disk refuses. A file that is
    damaged is given up, with a warning in the log: nothing more is kept by this one, nor read, and the next process,
    which finds no file, makes the index anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: sqlite3.Connection | None = None
        self._reading = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._given_up = False
        self._closed = False

    def put(self, articles: Collection[int], passages: Sequence[IndexedPassage]) -> None:
        """Keep what was found out about these passages, in the place of all that is kept of these articles."""
        rows = [(one.id, one.article, one.packed) for one in passages]
        self.remove(articles)
        self._write(lambda writer: writer.executemany("INSERT OR REPLACE INTO packed VALUES (?, ?, ?)", rows))

    def remove(self, articles: Collection[int]) -> None:
        """Forget all that is kept of these articles."""
        ids = as_json(articles)
        self._write(
            lambda writer: writer.execute(
                "DELETE FROM packed WHERE article IN (SELECT value FROM json_each(?))", (ids,)
            )
        )

    def clear(self) -> None:
        """Forget everything."""
        self._write(_cleared)

    def commit(self) -> None:
        """Make what was written visible to everybody."""
        if self._writer is not None:
            self._write(lambda writer: writer.execute("COMMIT"))
        self.rollback()

    def rollback(self) -> None:
        """Forget what was written since the last commit."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def of(self, passages: Collection[int]) -> dict[int, bytes]:
        """What was found out about these passages, by id; without those of which nothing is kept, or can be read."""
        with self._reading:
            try:
                if self._reader is None:
                    if self._given_up or self._closed or not self._path.exists():
                        return {}
                    self._reader = _connected(self._path)
                    self._reader.execute("PRAGMA query_only = ON")
                return dict(
                    self._reader.execute(
                        "SELECT passage, data FROM packed WHERE passage IN (SELECT value FROM json_each(?))",
                        (as_json(passages),),
                    )
                )
            except (sqlite3.Error, OSError) as error:
                self._let_reader_go()
                if cause_of(error, self._path.parent) is Cause.DAMAGED:
                    self._give_up(error)
                else:
                    logger.warning("What was found out about passages cannot be read, and is found out anew. %s", error)
                return {}

    def renew(self) -> None:
        """Open the file anew at the next reading: another process may have put another in its place."""
        with self._reading:
            self._let_reader_go()

    def close(self) -> None:
        """Give everything back; what was not committed is forgotten, and who still asks is told nothing."""
        self._closed = True
        self.rollback()
        self.renew()

    def _write(self, change: Callable[[sqlite3.Connection], object]) -> None:
        if self._given_up:
            return
        try:
            if self._writer is None:
                self._writer = _connected(self._path)
                self._writer.execute("PRAGMA journal_mode = WAL")
                # A power cut may cost what was committed last: it is found out anew then.
                self._writer.execute("PRAGMA synchronous = NORMAL")
                self._writer.execute("BEGIN IMMEDIATE")
                _made(self._writer)
            change(self._writer)
        except sqlite3.Error as error:
            self.rollback()
            if cause_of(error, self._path.parent) is not Cause.DAMAGED:
                raise
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        logger.warning("%s is damaged (%s): passages are analysed anew for each question.", self._path, error)
        self._given_up = True
        with suppress(OSError):  # where the disk refuses that too, the next process finds it damaged again
            remove_database(self._path)

    def _let_reader_go(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def start_empty(path: Path) -> None:
    """Leave an empty file at `path`, whatever was there. Raises `sqlite3.Error` or `OSError`."""
    remove_database(path)
    with closing(PackedPassages(path)) as packed:
        packed.clear()
        packed.commit()


def _made(writer: sqlite3.Connection) -> None:
    writer.execute(
        "CREATE TABLE IF NOT EXISTS packed (passage INTEGER PRIMARY KEY, article INTEGER NOT NULL, data BLOB NOT NULL) "
        "STRICT"
    )
    writer.execute("CREATE INDEX IF NOT EXISTS packed_by_article ON packed (article)")


def _cleared(writer: sqlite3.Connection) -> None:
    writer.execute("DROP TABLE packed")
    _made(writer)


def _connected(path: Path) -> sqlite3.Connection:
    # One thread at a time uses it, not always the same.
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
