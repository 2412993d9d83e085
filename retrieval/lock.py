"""A lock between processes that waits a bounded time and that no killed process leaves behind."""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

_POLL_SECONDS = 0.02


class FileLock:
    """An exclusive lock (flock) on a file that stays; the system gives it back when the process that holds it dies.

    `wait` is the number of seconds that `acquire` waits at most. Two locks on one path exclude each other, also
    within a process, unless both are `shared`.
    """

    def __init__(self, path: Path, wait: float, *, shared: bool = False) -> None:
        self._path = path
        self._wait = wait
        self._kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock; `LibraryError` if somebody else has held it all the time that was to be waited."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        end = time.monotonic() + self._wait
        try:
            while True:
                try:
                    fcntl.flock(handle, self._kind | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise LibraryError(
                            f"Another process has been writing the index in {self._path.parent} for more than "
                            f"{self._wait:.0f} seconds; try again when it is done."
                        ) from None
                    time.sleep(_POLL_SECONDS)
                else:
                    self._handle = handle
                    return
        except BaseException:
            os.close(handle)
            raise

    def release(self) -> None:
        """Give the lock back; harmless where it is not held."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
