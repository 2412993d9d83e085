"""Updates of one chat in order, those of different chats in parallel."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from telegram import Chat, Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import Awaitable

_Line: TypeAlias = tuple[int | str, int | None]


class ChatOrder(BaseUpdateProcessor):
    """Runs updates as they come, except that those of one chat (or of one person, outside of chats) wait in line.

    In a group, the presses of each message have a line of their own: where many ask, an answer may have to wait for
    Telegram's limit, and a press is to be acknowledged within seconds. So have those of a message that was sent through
    inline or guest mode: it has nothing to do with the private chat of who presses.
    """

    def __init__(self, max_concurrent_updates: int = 1024) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: dict[_Line, asyncio.Lock] = {}
        self._waiting: Counter[_Line] = Counter()

    @property
    def waiting_lines(self) -> int:
        """How many lines of chats have an update under way or waiting."""
        return len(self._locks)

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await `coroutine` when it is its turn."""
        key = _line_of(update)
        if key is None:
            await coroutine
            return
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] += 1
        try:
            async with lock:  # asyncio's locks are granted in the order they were asked for
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to free."""


def _line_of(update: object) -> _Line | None:
    """The chat or person of an update, and the message that was pressed if it is a press in a group.

    A message of inline or guest mode stands for itself.
    """
    if not isinstance(update, Update):
        return None
    chat, person, query = update.effective_chat, update.effective_user, update.callback_query
    if query and query.inline_message_id:
        return query.inline_message_id, None
    if chat is None:
        return (person.id, None) if person else None
    pressed = query.message if query and chat.type != Chat.PRIVATE else None
    return chat.id, pressed.message_id if pressed else None
