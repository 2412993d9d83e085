"""When more is asked than can be answered, that is said once, kindly, and then nothing until it is better."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.addressing import AskBack, BeKind, Question, UnknownCommand, Wordless
from bot.conversation import utc_now
from bot.hearing.facts import place_of
from bot.screens import render
from bot.transport.limits import Excess
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import Message

    from bot.addressing import Decision
    from bot.desk import Desk, Room

_log = logging.getLogger(__name__)


async def is_too_much(desk: Desk, room: Room, message: Message, decision: Decision) -> bool:
    """Whether a message is one too many of its writer's, or of its group's; who was speaking to us is told so once."""
    if not isinstance(decision, Question | AskBack | Wordless | BeKind | UnknownCommand):
        return False
    sent = message.edit_date or message.date
    admission = desk.limits.admit(place_of(message).person, None if room.private else room.chat, sent, utc_now())
    if admission.excess is None:
        return False
    _log.debug("message %d of chat %d is one too many (%s)", message.message_id, room.chat, admission.excess.name)
    overheard = isinstance(decision, Question) and decision.overheard
    if not admission.told and not overheard:
        words = room.texts.asks_too_fast if admission.excess is Excess.PERSON else room.texts.group_asks_too_fast
        await reply(message, render.sentence(words.format(seconds=admission.seconds)))
    return True


async def tell_full(desk: Desk, message: Message) -> None:
    """Tell the writer of a message that it is let go, and others behind it, because too many wait in its chat."""
    try:
        room = await desk.room(message, message.from_user)
        await reply(message, render.sentence(room.texts.line_is_full))
    except TelegramError as error:
        _log.info("nobody could be told that too many wait: %s", error.message)
