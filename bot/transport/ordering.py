"""Updates of one chat in order, those of different chats in parallel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from telegram import Chat, Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import Awaitable

_log = logging.getLogger(__name__)
_Key: TypeAlias = tuple[int | str, int | None]

LONGEST_LINE: Final = 500
"""Updates of a chat that may wait as long as it goes on: after a pause of the bot, a lively group's come at once."""
LONGEST_STUCK_LINE: Final = 50
"""The same once it is stuck: more than people ask while answers wait for Telegram's limit, or press a button."""
STUCK: Final = 5.0
"""Seconds after which a line is stuck whose first update is under way still."""


@dataclass(slots=True, eq=False)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0
    """Updates under way or waiting."""
    moved_at: float = 0.0
    """When the last update got under way, by the event loop's clock."""
    let_go: int = 0
    told: bool = False
    """Whether somebody has been told of that."""

    def is_full(self, now: float) -> bool:
        """Whether no more may wait."""
        return self.length >= (LONGEST_STUCK_LINE if now - self.moved_at > STUCK else LONGEST_LINE)


class ChatOrder(BaseUpdateProcessor):
    """Runs updates as they come, except that those of one chat (or of one person, outside of chats) wait in line.

    The presses of each message have a line of their own: an answer may have to wait for Telegram's limit, and a press
    is to be acknowledged within seconds. In a private chat, what is written waits for the presses before it all the
    same, for it may go on from what they showed. In a group others have pressed.

    A line that is `LONGEST_LINE` long, or stuck and `LONGEST_STUCK_LINE`, takes no more: what comes then is let go,
    unanswered. All updates share the places of `max_concurrent_updates`; if one chat could take them all, who floods a
    group would stop the bot for everybody. So who has fifty questions unanswered loses the rest, and nobody else does.
    """

    def __init__(self, max_concurrent_updates: int = 4096) -> None:
        super().__init__(max_concurrent_updates)
        self._lines: dict[_Key, _Line] = {}

    @property
    def waiting_lines(self) -> int:
        """How many lines of chats have an update under way or waiting."""
        return len(self._lines)

    @property
    def waiting(self) -> int:
        """How many updates wait for another one of their chat."""
        return sum(line.length for line in self._lines.values()) - len(self._lines)

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await `coroutine` when it is its turn, or close it when the line is too long."""
        key = _line_of(update)
        if key is None:
            await coroutine
            return
        line = self._lines.setdefault(key, _Line(moved_at=_now()))
        if line.is_full(_now()):
            line.told = line.told or self.tell_full(update)
            _let_go(line, key, coroutine)
            return
        line.length += 1
        presses = self._presses_before(update)
        try:
            async with line.lock:  # asyncio's locks are granted in the order they were asked for
                for lock in presses:
                    async with lock:
                        pass
                line.moved_at = _now()
                await coroutine
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[key]
                if line.let_go:
                    _log.info("chat %s has caught up; %d update(s) were let go", key[0], line.let_go)

    def tell_full(self, update: object) -> bool:
        """Begin to tell who waits for what comes of an update that it is let go, and return whether that is somebody.

        By itself it tells nobody. Of a line that is full somebody is told once, until all that waited there is done.
        """
        return False

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free."""

    def _presses_before(self, update: object) -> list[asyncio.Lock]:
        """The lines of presses that what is written in a private chat waits for."""
        if not isinstance(update, Update) or update.callback_query:
            return []
        chat = update.effective_chat
        if chat is None or chat.type != Chat.PRIVATE:
            return []
        return [line.lock for (place, pressed), line in self._lines.items() if place == chat.id and pressed is not None]


def _let_go(line: _Line, key: _Key, coroutine: Awaitable[object]) -> None:
    """Do without an update; the first of a line is told."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()  # or Python warns that it was never awaited
    if not line.let_go:
        _log.warning("%d updates of chat %s wait; until it has caught up, more are let go", line.length, key[0])
    line.let_go += 1


def _now() -> float:
    return asyncio.get_running_loop().time()


def _line_of(update: object) -> _Key | None:
    """The chat or person of an update, and the message that was pressed if it is a press.

    A message of inline or guest mode stands for itself: it has nothing to do with the private chat of who presses.
    """
    if not isinstance(update, Update) or update.chat_member or update.my_chat_member:
        return None  # who runs a group is to be known before what is said next there
    chat, person, query = update.effective_chat, update.effective_user, update.callback_query
    if query and query.inline_message_id:
        return query.inline_message_id, None
    if chat is None:
        return (person.id, None) if person else None
    pressed = query.message if query else None
    return chat.id, pressed.message_id if pressed else None
