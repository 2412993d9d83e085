"""Whether an answer has arrived of which nothing was heard: the line broke, or the bot died, before Telegram's word.

The Bot API knows no way to ask what was sent, and takes the same message twice. But it refuses to make a message what
it is already: an edit of the right number, with the same words and buttons, is "not modified", and one of any other
number is refused for another reason. In the chat of the answer no message of ours can be hit but the answer: its calls
are made one at a time, and what is known to be another message is not tried.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from telegram import Message
from telegram.error import BadRequest, NetworkError

from bot.transport import refusals
from bot.transport.delivery import current
from bot.transport.pacing import aside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_TRIES: Final = 3
_PAUSE: Final = 0.5


def can_tell() -> bool:
    """Whether `arrived` would look for the answer to the update at work."""
    delivery = current()
    return delivery is not None and delivery.in_doubt


async def arrived(asked: Message, edit: Callable[[int], Awaitable[Message | bool]]) -> Message | None:
    """The answer to `asked` if it has arrived although its sending broke off, now or in a former run of the bot.

    `edit` makes the message of a number in that chat what is to be sent. None when there is no such doubt, and when it
    has not arrived, or nothing can tell. Raises TelegramError when Telegram cannot be asked; the doubt stays then.
    """
    delivery = current()
    if delivery is None or not delivery.in_doubt or not delivery.is_in(asked.chat_id):
        return None
    for number in await delivery.candidates():
        if found := await _told(asked, number, edit):
            _log.info("an answer had arrived although its sending broke off; it is not sent again")
            delivery.sent(found)
            return found
    delivery.refused(asked.chat_id)
    return None


async def _told(asked: Message, number: int, edit: Callable[[int], Awaitable[Message | bool]]) -> Message | None:
    """The message of a number if it is the answer. An edit can be repeated. Raises TelegramError."""
    for attempt in range(1, _TRIES + 1):
        try:
            with aside():
                changed = await edit(number)
        except BadRequest as error:
            return _message(asked, number) if refusals.is_unchanged(error) else None
        except NetworkError:
            if attempt == _TRIES:
                raise
            await asyncio.sleep(_PAUSE)
        else:  # it said something else until now; the article was changed meanwhile, say
            return changed if isinstance(changed, Message) and _is_reply(changed, asked) else None
    return None


def _is_reply(message: Message, asked: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.message_id == asked.message_id


def _message(asked: Message, number: int) -> Message:
    """What Telegram would have told of it, as far as anybody looks at that."""
    message = Message(number, datetime.now(UTC), asked.chat)
    message.set_bot(asked.get_bot())
    return message
