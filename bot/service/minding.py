"""Minding the library: what the disk does is told to the admins, and looked into until it is well again."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from retrieval.errors import Cause, KutipError, LibraryError, StorageError
from retrieval.storage import cause_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.service.reporting import Reports
    from bot.texts import Texts
    from bot.transport.inbox import Inbox
    from retrieval.library import Library
    from retrieval.storage import Storage

_log = logging.getLogger(__name__)
TROUBLE: Final = "disk"
"""The kind of the trouble; see `Reports`."""
_PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between looks whether it is well again; then `_PATIENT`."""
_PATIENT: Final = 30.0
_SETTLED: Final = 60.0
"""Seconds after the start, when the first questions have been answered, until the library is looked at closely."""
_EVERY: Final = 24 * 60 * 60.0


@asynccontextmanager
async def minding(
    library: Library, inbox: Inbox, reports: Reports, *, after: float = _SETTLED, every: float = _EVERY
) -> AsyncIterator[None]:
    """Meanwhile tell the admins when the library can no longer be written or read as it should, and when it can again.

    Some time `after` the start, and `every` so many seconds, its database and its index are looked at closely: an index
    that is damaged is made anew, a database that is damaged is told of.
    """
    inbox.troubled = partial(_blame, library.storage)
    tasks = [
        asyncio.create_task(_heed(library, reports), name="heeding the disk"),
        asyncio.create_task(_look(library, after, every), name="looking at the library"),
    ]
    try:
        yield
    finally:
        inbox.troubled = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def told(cause: Cause, texts: Texts) -> str:
    """What the admins are told of a trouble."""
    return dict(texts.disk_troubles)[cause.value]


def _blame(storage: Storage, error: OSError) -> None:
    """Tell the storage that the inbox cannot be written."""
    storage.failed(
        StorageError(f"the inbox cannot be written: {error}", cause_of(error, storage.directory) or Cause.FAILING)
    )


def _well(texts: Texts) -> str:
    return texts.disk_well


async def _heed(library: Library, reports: Reports) -> None:
    while True:
        error = await library.storage.until_trouble()
        reports.begins(TROUBLE, partial(told, error.cause))
        for pause in chain(_PAUSES, repeat(_PATIENT)):
            await asyncio.sleep(pause)
            if await _is_well(library):
                break
        reports.ends(TROUBLE, _well)


async def _is_well(library: Library) -> bool:
    try:
        await library.try_out()
    except KutipError as error:
        _log.debug("the disk is not well yet: %s", error)
        return False
    except Exception:  # noqa: BLE001 - what nobody thought of must not end the heeding
        _log.exception("it could not be seen whether the disk is well")
        return False
    return True


async def _sound_for(library: Library, seconds: float) -> None:
    """Wait so long, or until the index cannot be read: where nobody asks, nobody else would find out."""
    end = asyncio.get_running_loop().time() + seconds
    while (left := end - asyncio.get_running_loop().time()) > 0:
        await asyncio.sleep(min(left, _PATIENT))
        try:
            await library.vitals.read_index()
        except LibraryError:
            return


async def _look(library: Library, after: float, every: float) -> None:
    pause = after
    while True:
        await _sound_for(library, pause)
        pause = every
        try:
            findings = await library.check(closely=False)
        except Exception:  # noqa: BLE001 - whatever it is, answers go on, and the next look may tell
            _log.exception("the library could not be looked at")
            continue
        for finding in findings:
            _log.log(logging.DEBUG if finding.ok else logging.WARNING, "%s: %s", finding.name, finding.message)
