"""The delivery of one answer: how far it got, and how long it is tried for."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from telegram.error import RetryAfter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import Message
    from telegram.error import TelegramError

    from bot.transport.inbox import Inbox
    from retrieval.turns import Turn

_log = logging.getLogger(__name__)

EXPIRY: Final = 600.0
"""Seconds after which an answer is given up that does not get through."""
_PAUSES: Final = (0.5, 3.0, 6.0, 12.0, 24.0)
"""Seconds before each attempt, the last one again and again."""
_TO_HEAR: Final = 2.0
"""Seconds that who looks for an answer of a former run waits for the first updates. There may be none to come."""
_HASTE: Final = 4.0
"""The same as `EXPIRY` for what is no answer to a message: a press is repeated sooner than that."""


class Delivery:
    """The answering of one update of the inbox."""

    def __init__(self, inbox: Inbox, number: int, chat: int) -> None:
        """Of the update of this number, said in `chat`."""
        waiting = inbox.of(number)
        self._inbox = inbox
        self._number = number
        self._chat = chat
        self.replayed = waiting.left
        """Whether it was handed over to a former run of the bot."""
        self.begun_before = waiting.begun > 0
        """Whether that one had begun to handle it."""
        self.answer_before = waiting.answer
        """The message by which it had answered, if Telegram is known to have taken that."""
        self.turn_before: Turn | None = None
        """The turn that it had remembered without noting where that is shown."""
        self.in_doubt = waiting.answer is None and waiting.after is not None
        """Whether an answer was sent, now or by a former run, and it is not known if Telegram has taken it."""
        self.left = False
        """Whether the next run of the bot is to see to it."""

    @property
    def stopping(self) -> asyncio.Event:
        """Set when the bot stops."""
        return self._inbox.stopping

    def begin(self) -> None:
        """It is being handled."""
        self._inbox.begin(self._number)

    def is_in(self, chat: int) -> bool:
        """Whether the update was said in `chat`, where its answer is noted."""
        return chat == self._chat

    def sending(self, chat: int) -> None:
        """A message leaves for `chat`."""
        if self.is_in(chat):
            self._inbox.sending(self._number, self._inbox.numbers.last(chat))

    def sent(self, message: Message) -> None:
        """Telegram has taken this message."""
        if self.is_in(message.chat_id):
            self._inbox.answered(self._number, self._chat, message.message_id)
            self.in_doubt = False
        else:
            self._inbox.said(message.chat_id, message.message_id)

    def missed(self, chat: int) -> None:
        """Of the message that left for `chat` nothing is heard any more: Telegram may have taken it."""
        self.in_doubt = self.is_in(chat) and not self._is_answered

    def refused(self, chat: int) -> None:
        """The message that left for `chat` was not taken."""
        if self.is_in(chat):
            self._inbox.sending(self._number, None)
            self.in_doubt = False

    async def candidates(self) -> list[int]:
        """The numbers that the message may have which is in doubt; the likeliest first.

        At the start it waits for a moment until updates were fetched: their numbers are others'.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._inbox.heard.wait(), _TO_HEAR)
        after = self._inbox.of(self._number).after if self._number in self._inbox else None
        return [] if after is None else self._inbox.numbers.candidates(self._chat, after)

    @property
    def _is_answered(self) -> bool:
        return self._number not in self._inbox or self._inbox.of(self._number).answer is not None

    def leave(self) -> None:
        """Leave it for the next start."""
        self.left = True

    def finish(self) -> None:
        """It has been handled, or is left."""
        if not self.left:
            self._inbox.finish(self._number)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """What is done meanwhile is done for this update."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)


_CURRENT: Final[ContextVar[Delivery | None]] = ContextVar("delivery", default=None)
"""Whose answer is being made: the calls of Telegram do not say what they are made for."""


def current() -> Delivery | None:
    """The delivery at work; None for what is no answer to a message."""
    return _CURRENT.get()


class Patience:
    """The pauses between the attempts at one message, which grow; time is the event loop's."""

    def __init__(self) -> None:
        """Begin now; an answer to a message is tried for longer than what else there is to say."""
        self._delivery = current()
        self._ends = asyncio.get_running_loop().time() + (EXPIRY if self._delivery else _HASTE)
        self._pauses = chain(_PAUSES, repeat(_PAUSES[-1]))

    async def outlasts(self, error: TelegramError) -> bool:
        """Wait before the next attempt at what failed so; False, at once, when there is to be none.

        So it is when the bot stops, and when time would be up by then. What Telegram has demanded pauses for, again and
        again, is tried no more unless it is an answer.
        """
        pause, stopping = next(self._pauses), self._delivery.stopping if self._delivery else None
        if isinstance(error, RetryAfter):
            # The public attribute is a number or a timedelta, as an environment variable says, and warns of it.
            pause = max(pause, error._retry_after.total_seconds())
        given_up = isinstance(error, RetryAfter) and stopping is None
        if given_up or asyncio.get_running_loop().time() + pause > self._ends:
            return False
        if stopping is None or not stopping.is_set():
            _log.warning("a message could not be sent (%s); trying again in %g s", error.message, pause)
        if stopping is None:
            await asyncio.sleep(pause)
            return True
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)
        return not stopping.is_set()
