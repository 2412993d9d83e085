"""Work that goes on beside the answering: giving passages their meaning vectors, and forgetting old turns."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.errors import KutipError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from retrieval.library import Library
    from retrieval.turns import Turns

_log = logging.getLogger(__name__)
_BATCH: Final = 16
_LOOK_AGAIN: Final = 60.0
"""Seconds until it is looked whether another process has added something."""
_FORGET_EVERY: Final = 6 * 60 * 60.0
"""Seconds until turns are looked for that have become too old meanwhile."""


@asynccontextmanager
async def encoding(library: Library) -> AsyncIterator[None]:
    """Meanwhile, give meaning vectors to the passages that lack one, in small batches; ends within one batch."""
    async with _beside("encoding", lambda stop: _encode(library, stop)):
        yield


@asynccontextmanager
async def forgetting(turns: Turns, days: int, *, every: float = _FORGET_EVERY) -> AsyncIterator[None]:
    """Remove the turns that were asked more than `days` ago: before anything else, and then `every` so many seconds.

    What cannot be removed is logged, and tried again the next time.
    """
    await _forget(turns, days)
    async with _beside("forgetting", lambda stop: _keep_forgetting(turns, days, every, stop)):
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


async def _encode(library: Library, stop: asyncio.Event) -> None:
    while library.semantic and not stop.is_set():
        try:
            if await library.encode_pending(_BATCH):
                continue
        except KutipError:  # answers go on without vectors, and a later try may work
            _log.exception("passages could not be encoded")
        await _wait(stop, _LOOK_AGAIN)


async def _keep_forgetting(turns: Turns, days: int, every: float, stop: asyncio.Event) -> None:
    while not await _wait(stop, every):
        await _forget(turns, days)


async def _forget(turns: Turns, days: int) -> None:
    try:
        forgotten = await turns.forget_before(datetime.now(UTC) - timedelta(days=days))
    except KutipError as error:
        _log.warning("questions older than %d days could not be removed: %s", days, error)
    else:
        if forgotten:
            _log.info("%d question(s) older than %d days removed", forgotten, days)


async def _wait(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until `stop` is set; whether it is."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
