"""Whether the bot can answer at this moment: its store, its index, and the way that updates come."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable, Coroutine

    from retrieval.storage import Storage

_log = logging.getLogger(__name__)

_FRESH: Final = 1.0
"""Seconds for which what was found out is told again."""
_PATIENCE: Final = 1.0
"""Seconds within which a part must answer."""
LONGEST_SILENCE: Final = 90.0
"""Seconds without a getUpdates that succeeds: polls end by themselves after ten, and tries follow fast."""


@dataclass(frozen=True, slots=True)
class Working:
    """Which parts work; `updates` means that they are fetched, or can be sent."""

    store: bool = False
    index: bool = False
    updates: bool = False

    @property
    def failing(self) -> list[str]:
        """The names of those that do not."""
        return [name for name, works in asdict(self).items() if not works]

    @property
    def well(self) -> bool:
        """Whether all of it does."""
        return not self.failing


class Readable(Protocol):
    """What answers stand on. Both raise what is wrong."""

    async def read_store(self) -> None:
        """Read the store as questions do."""

    async def read_index(self) -> None:
        """Read the index as questions do."""


class Health:
    """Looks when it is asked. Until a part is there it does not work."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._looks: dict[str, Callable[[], Coroutine[None, None, None]]] = {}
        self._looking: dict[str, Task[None]] = {}
        self._receives: Callable[[], bool] | None = None
        self._fetched_at: float | None = None
        self._seen_at: float | None = None
        self._storage: Storage | None = None
        self._condition = Working()
        self._lock = asyncio.Lock()

    def opened(self, vitals: Readable, storage: Storage | None = None) -> None:
        """The library can be looked at; `storage` knows whether it can be written too."""
        self._looks = {"store": vitals.read_store, "index": vitals.read_index}
        self._storage = storage

    @property
    def stores(self) -> bool:
        """Whether what is to be kept can be: answers do without, so that readiness does not depend on it."""
        return self._storage is not None and self._storage.trouble is None

    def started(self, receives: Callable[[], bool] | None) -> None:
        """`receives` says whether updates can be sent; without it they are fetched."""
        self._receives = receives
        self.fetched()  # nearly: the first poll has begun, and lasts until something comes

    def fetched(self) -> None:
        """A getUpdates has succeeded."""
        self._fetched_at = self._now()

    async def condition(self) -> Working:
        """What works now, or did a second ago at most."""
        async with self._lock:  # who asks at the same time is told the same
            if self._seen_at is None or self._now() - self._seen_at >= _FRESH:
                store, index = await asyncio.gather(self._look("store"), self._look("index"))
                self._note(Working(store, index, self._updates()))
                self._seen_at = self._now()
            return self._condition

    def _updates(self) -> bool:
        if self._receives is not None:
            return self._receives()
        return self._fetched_at is not None and self._now() - self._fetched_at < LONGEST_SILENCE

    async def _look(self, part: str) -> bool:
        """Whether a part answers in time. One that hangs is not asked again until it has answered."""
        if part not in self._looks:
            return False
        task = self._looking.get(part)
        if task is None:
            task = self._looking[part] = asyncio.create_task(self._looks[part]())
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
        if not done:
            _log.debug("the %s does not answer", part)
            return False
        del self._looking[part]
        if (error := task.exception()) is not None:  # for the operator; who asks is told no more than the part
            worked = getattr(self._condition, part)
            _log.log(logging.WARNING if worked else logging.DEBUG, "the %s cannot be read: %s", part, error)
        return error is None

    def _note(self, found: Working) -> None:
        if found.well and not self._condition.well:
            _log.info("health: all is well")
        elif self._condition.well and not found.well:
            _log.warning("health: %s not working", " and ".join(found.failing))
        self._condition = found
