"""Pictures and documents to Telegram, as `bot.transport.sending` does it with texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InputMediaPhoto
from telegram.constants import MessageLimit, ParseMode

from bot.transport.sending import deliver, redraw, written

if TYPE_CHECKING:
    from telegram import Bot, Message, ReplyParameters

    from bot.screens.render import Screen


async def post_picture(
    bot: Bot, chat: int, picture: bytes, screen: Screen, *, topic: int | None = None, under: int | None = None
) -> Message:
    """Send a PNG with `screen` as its caption, in a forum topic if one is given, or where the group went.

    It replies to the message `under` if that is given and still there. Raises TelegramError, as these all do.
    """

    async def send(
        to: int, where: int | None, target: ReplyParameters | None, shown: Screen, mode: ParseMode | None
    ) -> Message:
        return await bot.send_photo(
            to,
            picture,
            caption=_caption(shown, mode),
            parse_mode=mode,
            reply_markup=shown.keyboard,
            message_thread_id=where,
            reply_parameters=target,
        )

    return await deliver(send, chat, screen, topic=topic, under=under)


async def post_document(
    bot: Bot,
    chat: int,
    content: bytes,
    name: str,
    screen: Screen,
    *,
    topic: int | None = None,
    under: int | None = None,
) -> Message:
    """The same with a file of this name."""

    async def send(
        to: int, where: int | None, target: ReplyParameters | None, shown: Screen, mode: ParseMode | None
    ) -> Message:
        return await bot.send_document(
            to,
            content,
            filename=name,
            caption=_caption(shown, mode),
            parse_mode=mode,
            reply_markup=shown.keyboard,
            message_thread_id=where,
            reply_parameters=target,
        )

    return await deliver(send, chat, screen, topic=topic, under=under)


async def change_picture(bot: Bot, chat: int, message: int, picture: bytes, screen: Screen) -> bool:
    """Make one of the bot's messages, a picture or a text, show this one; False when it is gone or past editing."""

    async def edit(shown: Screen, mode: ParseMode | None) -> object:
        return await bot.edit_message_media(
            InputMediaPhoto(picture, caption=_caption(shown, mode), parse_mode=mode),
            chat_id=chat,
            message_id=message,
            reply_markup=shown.keyboard,
        )

    return await redraw(screen, edit)


def _caption(screen: Screen, mode: ParseMode | None) -> str:
    return written(screen, mode, MessageLimit.CAPTION_LENGTH)
