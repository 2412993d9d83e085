"""What happens when something goes wrong: the log gets the details, the person one kind sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot import render
from bot.sending import reply
from retrieval.errors import KutipError

if TYPE_CHECKING:
    from telegram.ext import ContextTypes

    from bot.desk import Desk

_log = logging.getLogger(__name__)


async def explain(desk: Desk, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log an error that a handler let through, and tell whom it concerns if that makes sense."""
    error = context.error
    if isinstance(error, Forbidden):
        _log.info("not delivered, the person has blocked the bot or left: %s", error.message)
        return
    if isinstance(error, KutipError):  # its message says what to do; where it was raised says nothing more
        _log.error("an update could not be handled: %s", error)
    else:
        _log.error("an update could not be handled", exc_info=error)
    unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if unreachable or not isinstance(update, Update) or update.callback_query:
        return  # nobody to tell, no way to tell, or told by the toast
    message = update.effective_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return
    try:
        await reply(message, render.sentence(desk.texts_for(message.from_user).trouble))
    except TelegramError as again:
        _log.info("the apology could not be sent either: %s", again.message)
