"""Messages to Telegram: a reply, an edit. A refusal of our markup never costs the reader the answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.cutting import shorten

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, Message

    from bot.render import Screen

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


async def reply(message: Message, screen: Screen) -> Message:
    """Answer somebody's message; if it was deleted meanwhile, the answer comes all the same."""

    async def send(text: str, mode: ParseMode | None) -> Message:
        return await message.reply_text(
            text,
            parse_mode=mode,
            reply_markup=screen.keyboard,
            link_preview_options=screen.preview,
            do_quote=True,
            allow_sending_without_reply=True,
        )

    return await _once_more_as_plain_text(screen, send)


async def post(bot: Bot, chat: int, screen: Screen, *, topic: int | None = None) -> Message:
    """Send a message that answers none in particular."""

    async def send(text: str, mode: ParseMode | None) -> Message:
        return await bot.send_message(
            chat,
            text,
            parse_mode=mode,
            reply_markup=screen.keyboard,
            link_preview_options=screen.preview,
            message_thread_id=topic,
        )

    return await _once_more_as_plain_text(screen, send)


async def change(bot: Bot, chat: int, message: int, screen: Screen) -> bool:
    """Make one of the bot's messages show `screen`; False when it is gone or can no longer be edited."""

    async def edit(text: str, mode: ParseMode | None) -> object:
        return await bot.edit_message_text(
            text,
            chat_id=chat,
            message_id=message,
            parse_mode=mode,
            reply_markup=screen.keyboard,
            link_preview_options=screen.preview,
        )

    try:
        await _once_more_as_plain_text(screen, edit)
    except BadRequest as error:
        reason = error.message.lower()
        if "not modified" in reason:
            return True
        if "message to edit not found" in reason or "can't be edited" in reason or "message_id_invalid" in reason:
            return False
        raise
    return True


async def _once_more_as_plain_text(screen: Screen, send: Callable[[str, ParseMode | None], Awaitable[_T]]) -> _T:
    try:
        return await send(screen.text.html, ParseMode.HTML)
    except BadRequest as error:
        if "parse entities" not in error.message.lower():
            raise
        _log.warning("Telegram could not read our markup (%s); sent as plain text", error.message)
        return await send(shorten(screen.text.plain, 4096), None)
