"""Each update in its turn, and those that somebody waits for not forgotten before they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING

from telegram import Update

from bot.service.watching import Attended
from bot.transport.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message

    from bot.service.watching import Watch
    from bot.transport.inbox import Inbox


class Attending(Attended):
    """The order of updates, with an inbox: an update stays in it until it has been handled.

    When the bot stops, those whose turn has not come stay there for the next start.
    """

    def __init__(self, watch: Watch, inbox: Inbox) -> None:
        super().__init__(watch)
        self._inbox = inbox
        self._tell: Callable[[Message], object] | None = None

    def tells(self, tell: Callable[[Message], object]) -> None:
        """Let `tell` begin to tell the writer of a message that it is let go."""
        self._tell = tell

    def tell_full(self, update: object) -> bool:
        """Tell who waits for an answer."""
        message = update.effective_message if isinstance(update, Update) and update.update_id in self._inbox else None
        if message is None or self._tell is None:
            return False
        self._tell(message)
        return True

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await `coroutine` when it is its turn, or close it when the line is too long or the bot stops."""
        delivery = self._delivery_of(update)
        if delivery is None:
            await super().do_process_update(update, coroutine)
            return
        begun = False

        async def handle() -> None:
            nonlocal begun
            if delivery.stopping.is_set():
                delivery.leave()
                return
            begun = True
            delivery.begin()
            await coroutine

        try:
            with delivery.at_work():
                await super().do_process_update(update, handle())
        except asyncio.CancelledError:
            delivery.leave()
            raise
        finally:
            if not begun and isinstance(coroutine, Coroutine):
                coroutine.close()  # or Python warns that it was never awaited
            delivery.finish()

    def _delivery_of(self, update: object) -> Delivery | None:
        chat = update.effective_chat if isinstance(update, Update) else None
        # One that was handed over again is but a number, which the other one still needs.
        if not isinstance(update, Update) or chat is None or update.update_id not in self._inbox:
            return None
        return Delivery(self._inbox, update.update_id, chat.id)
