"""What an editor has begun and may still call off, and what was asked of one: kept in memory, for some minutes at most.

A restart loses none of it that matters: what was being read was not added, and a reply to what we ask counts by itself.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable

    from bot.addressing import Request
    from bot.editing.reading import Harvest

PATIENCE: Final = 600.0
"""Seconds for which the next message in a private chat counts as what we have asked for."""
_ALBUM: Final = 30.0
"""Seconds within which the files of an album arrive."""


READ_AT_ONCE: Final = 2
"""A reading may take a process of a gigabyte, and anybody can found a group and be its admin."""
DRAWN_AT_ONCE: Final = 1
"""A picture takes a process of some hundred megabytes, and all of a processor for a second."""
MOST_OPEN: Final = 10
"""Readings of a chat under way or in line: as many as an album has files."""

_MOST_MOVED: Final = 1000
"""Groups that have got another id and are remembered: far more than do so while something is read."""


class Jobs:
    """Readings under way, each under a number that no other has, not even after a restart."""

    def __init__(self) -> None:
        self._first = time.time_ns() // 1_000_000
        self._numbers = count(self._first)
        self._tasks: dict[int, tuple[int, Task[Harvest]]] = {}
        self._moved: dict[int, int] = {}
        self.reading = asyncio.Semaphore(READ_AT_ONCE)
        """To be held by whoever reads."""
        self.drawing = asyncio.Semaphore(DRAWN_AT_ONCE)
        """To be held by whoever draws."""
        self.drawn_for: set[int] = set()
        """Chats for which a picture is drawn, or waits for that: one for each, or a single group could keep the others
        from theirs.
        """
        self.storing = asyncio.Lock()
        """To be held by whoever stores what was read: so the changes of an archive have no others among them."""
        self.stopping = False

    def moved(self, old: int, new: int) -> None:
        """A group has got another id; to be told holding `storing`, so that all is stored under one of the two."""
        self._moved[old] = new
        while len(self._moved) > _MOST_MOVED:
            del self._moved[next(iter(self._moved))]

    def now(self, chat: int) -> int:
        """The id of a group now, if it had this one when a reading was begun there; to be asked holding `storing`."""
        return self._moved.get(chat, chat)

    @property
    def under_way(self) -> int:
        """How many readings have not ended."""
        return len(self._tasks)

    def reading_for(self, chat: int | None) -> int:
        """How many readings of this chat have not ended; when it is None, of all private chats."""
        return sum(of > 0 if chat is None else of == chat for of, _ in self._tasks.values())

    def is_full(self, chat: int) -> bool:
        """Whether a chat must wait until some of its readings have ended."""
        return sum(of == chat for of, _ in self._tasks.values()) >= MOST_OPEN

    def is_ours(self, number: int) -> bool:
        """Whether a reading was begun since the start of the process."""
        return number >= self._first

    def stop(self) -> None:
        """Call off all that is under way, and whatever is begun from now on: the process is about to end."""
        self.stopping = True
        for _, task in self._tasks.values():
            task.cancel()

    def add(self, chat: int, task: Task[Harvest]) -> int:
        """Keep a reading that was begun in a chat until it ends; its number."""
        number = next(self._numbers)
        self._tasks[number] = (chat, task)
        task.add_done_callback(lambda _: self._tasks.pop(number, None))
        if self.stopping:
            task.cancel()
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
