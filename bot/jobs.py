"""What an editor has begun and may still call off, and what was asked of one: kept in memory, for some minutes at most.

A restart loses none of it that matters: what was being read was not added, and a reply to what we ask counts by itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable

    from bot.addressing import Request
    from bot.reading import Harvest

PATIENCE: Final = 600.0
"""Seconds for which the next message in a private chat counts as what we have asked for."""
_ALBUM: Final = 30.0
"""Seconds within which the files of an album arrive."""


class Jobs:
    """Readings under way, each under a number that no other has, not even after a restart."""

    def __init__(self) -> None:
        self._numbers = count(time.time_ns() // 1_000_000)
        self._tasks: dict[int, tuple[int, Task[Harvest]]] = {}

    def add(self, chat: int, task: Task[Harvest]) -> int:
        """Keep a reading that was begun in a chat until it ends; its number."""
        number = next(self._numbers)
        self._tasks[number] = (chat, task)
        task.add_done_callback(lambda _: self._tasks.pop(number, None))
        return number

    def cancel(self, chat: int, number: int) -> bool:
        """Stop a reading of this chat; False when it has ended by itself, or is another chat's."""
        of, task = self._tasks.get(number, (None, None))
        return task is not None and of == chat and task.cancel()


@dataclass(frozen=True, slots=True)
class _Awaited:
    request: Request
    until: float
    album: str | None = None


class Awaiting:
    """What was asked of each person in their private chat, and may come in the next message."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._asked: dict[int, _Awaited] = {}

    def ask(self, chat: int, request: Request) -> None:
        """Something was asked for in a chat, in place of what was asked for before."""
        self._sweep()
        self._asked[chat] = _Awaited(request, self._now() + PATIENCE)

    def awaited(self, chat: int, album: str | None) -> Request | None:
        """What the next message of a chat may give; of one that gave it, only what belongs to the same album."""
        self._sweep()
        found = self._asked.get(chat)
        return found.request if found and found.album in {None, album} else None

    def given(self, chat: int, request: Request, album: str | None) -> None:
        """It was given; further files of an album may follow."""
        if album is None:
            self._asked.pop(chat, None)
        else:
            self._asked[chat] = _Awaited(request, self._now() + _ALBUM, album)

    def _sweep(self) -> None:
        now = self._now()
        self._asked = {chat: one for chat, one in self._asked.items() if one.until > now}
