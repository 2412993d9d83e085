"""Work that goes on beside the answering: giving passages their meaning vectors, forgetting what is old, tidying up."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from bot import memory
from retrieval.editing import UNDOABLE
from retrieval.errors import KutipError
from retrieval.restoring import forget_safe_copies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from retrieval.editing import Editing
    from retrieval.turns import Turns

_log = logging.getLogger(__name__)
_BATCH: Final = 16
_LOOK_AGAIN: Final = 60.0
"""Seconds until it is looked whether another process has added something."""
_FORGET_EVERY: Final = 6 * 60 * 60.0
"""Seconds until turns are looked for that have become too old meanwhile."""


class Encodes(Protocol):
    """What a library does to give passages their vectors."""

    @property
    def semantic(self) -> bool:
        """Whether it searches by meaning at all."""

    async def encode_pending(self, limit: int) -> int:
        """Compute at most `limit` vectors that are missing; how many that was."""


@asynccontextmanager
async def encoding(library: Encodes, *, every: float = _LOOK_AGAIN) -> AsyncIterator[None]:
    """Meanwhile, give meaning vectors to the passages that lack one, in small batches; ends within one batch.

    What fails is logged, and tried again after `every` seconds, as it is looked then for new passages.
    """
    async with _beside("encoding", lambda stop: _encode(library, every, stop)):
        yield


@asynccontextmanager
async def forgetting(
    turns: Turns, editing: Editing, folder: Path, days: int, *, every: float = _FORGET_EVERY
) -> AsyncIterator[None]:
    """Remove the turns that were asked more than `days` ago, and old articles that no undo puts back any more.

    So are what restores have left in `folder` so many days ago, beside the database: there are turns in it too.
    Before anything else, and then `every` so many seconds. What cannot be removed is logged, and tried again the next
    time.
    """
    await _forget(turns, editing, folder, days)
    async with _beside("forgetting", lambda stop: _keep_forgetting(turns, editing, folder, days, every, stop)):
        yield


@asynccontextmanager
async def tidying(*, every: float = memory.TIDY_EVERY) -> AsyncIterator[None]:
    """Free the memory of what nothing needs any more, `every` so many seconds."""
    memory.settle()
    async with _beside("tidying", lambda stop: _keep_tidying(every, stop)):
        yield


@asynccontextmanager
async def _beside(name: str, work: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> AsyncIterator[None]:
    """Let `work` go on meanwhile; at the end its event is set, and it is waited for."""
    stop = asyncio.Event()
    task = asyncio.create_task(work(stop), name=name)
    try:
        yield
    finally:
        stop.set()
        await task


async def _encode(library: Encodes, every: float, stop: asyncio.Event) -> None:
    while library.semantic and not stop.is_set():
        try:
            if await library.encode_pending(_BATCH):
                continue
        except Exception:  # noqa: BLE001 - whatever it is, answers go on without vectors, and a later try may work
            _log.exception("passages could not be encoded")
        await _wait(stop, every)


async def _keep_forgetting(
    turns: Turns, editing: Editing, folder: Path, days: int, every: float, stop: asyncio.Event
) -> None:
    while not await _wait(stop, every):
        await _forget(turns, editing, folder, days)


async def _keep_tidying(every: float, stop: asyncio.Event) -> None:
    while not await _wait(stop, every):
        memory.tidy()


async def _forget(turns: Turns, editing: Editing, folder: Path, days: int) -> None:
    now = datetime.now(UTC)
    try:
        forgotten = await turns.forget_before(now - timedelta(days=days))
        versions = await editing.forget_old_versions(now - UNDOABLE)
        copies = await asyncio.to_thread(forget_safe_copies, folder, now - timedelta(days=days))
    except KutipError as error:
        _log.warning("questions older than %d days could not be removed: %s", days, error)
        return
    except Exception:  # noqa: BLE001 - what nobody thought of must not end the forgetting
        _log.exception("questions older than %d days could not be removed", days)
        return
    if forgotten:
        _log.info("%d question(s) older than %d days removed", forgotten, days)
    if versions:
        _log.info("%d change(s) can no longer be undone", versions)
    if copies:
        _log.info("%d backup(s) removed that were made before a restore, more than %d days ago", copies, days)


async def _wait(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until `stop` is set; whether it is."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
