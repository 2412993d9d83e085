"""Work that goes on beside the answering: giving passages their meaning vectors."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from retrieval.errors import KutipError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from retrieval.library import Library

_log = logging.getLogger(__name__)
_BATCH: Final = 16
_LOOK_AGAIN: Final = 60.0
"""Seconds until it is looked whether another process has added something."""


@asynccontextmanager
async def encoding(library: Library) -> AsyncIterator[None]:
    """Meanwhile, give meaning vectors to the passages that lack one, in small batches; ends within one batch."""
    stop = asyncio.Event()
    task = asyncio.create_task(_encode(library, stop), name="encoding")
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
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_AGAIN)
