"""Somebody's place in a chat has changed: who runs a group is asked anew, and a group that has added us is greeted."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.hearing.membership import Arrival, is_about_admins, is_mute, is_there, is_to_greet
from bot.screens import helping
from bot.texts import texts_of
from bot.transport.refusals import is_shut_out
from bot.transport.sending import post

if TYPE_CHECKING:
    from telegram import Bot, ChatMemberUpdated, Update
    from telegram.ext import ContextTypes

    from bot.desk import Desk

_log = logging.getLogger(__name__)
_GRACE: Final = 1.0
"""Seconds until a supergroup is greeted: a group that has become one adds the bot too, and tells of its past only just
before or after that."""


async def heed(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Do what a change of somebody's place, or of our own, asks for. Raises TelegramError."""
    change = update.my_chat_member or update.chat_member
    if change is None:
        return
    # Before anything is awaited, so that what is said next is judged by it.
    if update.my_chat_member or is_about_admins(change):
        desk.admins.changed(change.chat.id)
    if update.my_chat_member and is_to_greet(_arrival(change)):
        desk.greeted.note(change.chat.id, change.date)
        if change.chat.type == ChatType.SUPERGROUP:
            await asyncio.sleep(_GRACE)
            if desk.greeted.is_moved(change.chat.id):
                return
        await _greet(desk, context.bot, change)


def _arrival(change: ChatMemberUpdated) -> Arrival:
    old, new = change.old_chat_member, change.new_chat_member
    return Arrival(
        group=change.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP},
        before=is_there(old),
        now=is_there(new),
        mute=is_mute(new),
        age=datetime.now(UTC) - change.date,
    )


async def _greet(desk: Desk, bot: Bot, change: ChatMemberUpdated) -> None:
    """Say how to use us, to who added us and to all."""
    chosen = (await desk.library.chats.settings(str(change.chat.id))).language
    texts = texts_of(chosen) if chosen else desk.texts_for(change.from_user)
    try:
        await post(bot, change.chat.id, helping.welcome(f"@{bot.username}", texts))
    except TelegramError as error:
        if not is_shut_out(error):
            raise
        _log.info("a group could not be greeted: %s", error.message)
