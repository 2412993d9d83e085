"""What happens when something goes wrong: the log gets the details, whoever waits for an answer one kind sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot import render
from bot.addressing import Ignore, MoveChat, decide
from bot.facts import facts_of
from bot.handlers import guest, inline
from bot.sending import reply
from retrieval.errors import KutipError

if TYPE_CHECKING:
    from telegram.ext import ContextTypes

    from bot.desk import Desk

_log = logging.getLogger(__name__)
_SHUT: Final = (
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
)
"""What Telegram says where the bot may read but not write, or of a topic that was deleted meanwhile."""


async def explain(desk: Desk, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log an error that a handler let through, and tell whom it concerns if that makes sense."""
    error = context.error
    if isinstance(error, TelegramError) and _shut_out(error):
        _log.info("not delivered, the bot is blocked, was removed or may not write there: %s", error.message)
        return
    if isinstance(error, KutipError):  # its message says what to do; where it was raised says nothing more
        _log.error("an update could not be handled: %s", error)
    else:
        _log.error("an update could not be handled", exc_info=error)
    unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if unreachable or not isinstance(update, Update) or update.callback_query:
        return  # nobody to tell, no way to tell, or told by the toast
    try:
        await _apologise(desk, update, context)
    except TelegramError as again:
        _log.info("the apology could not be sent either: %s", again.message)


async def _apologise(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.inline_query:
        await inline.apologise(desk, update)
        return
    message = update.effective_message
    facts = facts_of(update, context.bot.id, context.bot.username or "")
    if message is None or facts is None or isinstance(decide(facts), Ignore | MoveChat):
        return  # nobody waits for an answer
    if facts.guest:
        await guest.apologise(desk, message)
    else:
        await reply(message, render.sentence((await desk.room(message, message.from_user)).texts.trouble))


def _shut_out(error: TelegramError) -> bool:
    reason = error.message.lower()
    return isinstance(error, Forbidden) or any(words in reason for words in _SHUT)
