"""What happens when something goes wrong: the log gets the details, whoever waits for an answer one kind sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.addressing import Ignore, MoveChat, decide
from bot.handlers import guest, inline
from bot.hearing.facts import facts_of, topic_of
from bot.screens import render
from bot.transport import refusals
from bot.transport.delivery import current
from bot.transport.sending import post, reply
from retrieval.errors import Cause, KutipError, StorageError

if TYPE_CHECKING:
    from telegram import Message
    from telegram.ext import ContextTypes

    from bot.desk import Desk
    from bot.screens.render import Screen

_log = logging.getLogger(__name__)


async def explain(desk: Desk, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log an error that a handler let through, and tell whom it concerns if that makes sense."""
    error = context.error
    if isinstance(error, TelegramError) and refusals.is_shut_out(error):
        _log.info("not delivered, the bot is blocked, was removed or may not write there: %s", error.message)
        return
    if isinstance(error, RetryAfter) or (isinstance(error, TelegramError) and refusals.is_broken_line(error)):
        delivery = current()
        if delivery is not None and delivery.stopping.is_set():
            delivery.leave()
            _log.info("not delivered before the stop, and left for the next start: %s", error.message)
        else:
            _log.error("not delivered: %s", error.message)  # no way to tell anybody
        return
    if isinstance(error, StorageError):  # which the admins are told once, not for each who is in trouble by it
        _log.warning("an update could not be handled: %s", error)
    elif isinstance(error, KutipError):  # its message says what to do; where it was raised says nothing more
        _log.error("an update could not be handled: %s", error)
    else:
        _log.error("an update could not be handled", exc_info=error)
    if not isinstance(update, Update) or update.callback_query:
        return  # nobody to tell, or told by the toast
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
        # In the person's language, not the chat's: that is in the database, which may be what is wrong.
        texts = desk.texts_for(message.from_user)
        not_stored = isinstance(context.error, StorageError) and context.error.cause is not Cause.DAMAGED
        await _reply(message, render.sentence(texts.not_stored if not_stored else texts.trouble))


async def _reply(message: Message, screen: Screen) -> None:
    """Reply, or speak without replying when that is refused, which may be what was wrong. Raises TelegramError."""
    try:
        await reply(message, screen)
    except BadRequest:
        await post(message.get_bot(), message.chat_id, screen, topic=topic_of(message))
