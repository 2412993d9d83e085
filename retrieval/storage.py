"""The disk under the library: why it refuses something, and whether it does so still."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
import sqlite3
from typing import TYPE_CHECKING, Final

from retrieval.errors import Cause, StorageError

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

PROBE: Final = ".room.unfinished"
"""What is written beside the database to see whether there is room."""
_ROOM: Final = 2 << 20
"""Bytes that must fit on the disk for it to be well again: some articles, with their places in the index."""
_NO_ROOM: Final = 64 << 10
"""Bytes: with fewer left, SQLite cannot make the files that it needs beside a database."""
_CAUSES: Final = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EFBIG: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.READ_ONLY,
    errno.EPERM: Cause.READ_ONLY,
    errno.EIO: Cause.FAILING,
}
_NUMBERED: Final = re.compile(r"\bos error (\d+)\b")
"""How tantivy tells in an error's text which error of the system it met."""


def cause_of(error: BaseException, directory: Path) -> Cause | None:
    """What is the matter with the disk of `directory`, by an error of SQLite's, the system's or tantivy's.

    `None` where the disk is not to blame.
    """
    if isinstance(error, sqlite3.DatabaseError):
        return _cause_in_sqlite(str(getattr(error, "sqlite_errorname", "")), directory)
    if isinstance(error, OSError) and error.errno is not None:
        return _CAUSES.get(error.errno)
    numbered = _NUMBERED.search(str(error))
    return _CAUSES.get(int(numbered[1])) if numbered else None


def _cause_in_sqlite(name: str, directory: Path) -> Cause | None:
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Cause.DAMAGED
    if name.startswith("SQLITE_FULL"):
        return Cause.FULL
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return Cause.READ_ONLY
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):  # which keep to themselves what the system said
        return _state_of(directory) or (Cause.FAILING if name.startswith("SQLITE_IOERR") else Cause.READ_ONLY)
    return None


def _state_of(directory: Path) -> Cause | None:
    """What the file system says about itself, if that explains anything."""
    try:
        state = os.statvfs(directory)
    except OSError:
        return Cause.FAILING
    if state.f_flag & os.ST_RDONLY:
        return Cause.READ_ONLY
    # Some file systems count no blocks at all.
    return Cause.FULL if state.f_blocks and state.f_bavail * state.f_frsize < _NO_ROOM else None


def check_room(directory: Path) -> None:
    """Write a file of some size to the disk, and remove it. Raises `StorageError` if that cannot be done."""
    path = directory / PROBE
    try:
        try:
            with path.open("wb") as file:
                file.write(bytes(_ROOM))
                file.flush()
                os.fsync(file.fileno())  # many file systems find out only now that there is no room
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        cause = cause_of(error, directory) or Cause.FAILING
        raise StorageError(f"{directory} takes no files ({error.strerror}).", cause) from error


def remove_database(path: Path) -> None:
    """Remove a database file of SQLite's with the files beside it, as far as they are there. Raises OSError."""
    for ending in ("-journal", "-wal", "-shm", ""):  # itself last: as long as it is there, it can be done again
        path.with_name(path.name + ending).unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have a file, or the names in a directory, on the disk now, against a power cut. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Storage:
    """Whether everything can be read and written in a directory, as far as anybody has noticed.

    Whoever meets trouble tells it; who looks after the library waits for it, and for its end. All in one event loop.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.trouble: StorageError | None = None
        """What went wrong the last time, until it is known to be well again."""
        self._met = asyncio.Event()

    def failed(self, error: StorageError) -> None:
        """Something could not be read or written."""
        before = self.trouble
        # Where the contents are damaged, that is what is to be told, whatever else fails of it.
        if before is None or before.cause is not Cause.DAMAGED:
            self.trouble = error
        if before is None:
            logger.warning("trouble with the disk: %s", error)
        self._met.set()

    def recovered(self) -> None:
        """Everything can be read and written."""
        if self.trouble is not None:
            logger.info("the disk is well again: %s", self.directory)
        self.trouble = None
        self._met.clear()

    async def until_trouble(self) -> StorageError:
        """Wait until something goes wrong, or has; what that is."""
        while self.trouble is None:
            await self._met.wait()
        return self.trouble

    async def try_out(self) -> None:
        """Write to the disk as much as must fit. Raises `StorageError` if that cannot be done."""
        await asyncio.to_thread(check_room, self.directory)
