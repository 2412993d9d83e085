"""From Telegram's update to the facts that the decision is made from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from telegram import MessageEntity
from telegram.constants import ChatType
from telegram.ext import filters

from bot.addressing import Facts
from bot.markup import sound

if TYPE_CHECKING:
    from telegram import Message, Update


def facts_of(update: Update, bot_id: int, bot_name: str, now: datetime | None = None) -> Facts | None:
    """The facts of a new or edited message; None when the update has none. `now` is aware of its time zone."""
    message = update.message or update.edited_message
    if message is None:
        return None
    text = message.text or message.caption or ""
    command, command_for, argument = _command_of(message, text)
    written = message.edit_date or message.date
    return Facts(
        private=message.chat.type == ChatType.PRIVATE,
        text=sound(text).strip(),
        command=command,
        command_for=command_for,
        argument=sound(argument).strip(),
        replied_text=sound(_replied_text(message, bot_id)).strip(),
        bot_name=bot_name,
        age=(now or datetime.now(UTC)) - written,
        edited=message is update.edited_message,
        from_bot=message.from_user is None or message.from_user.is_bot,
        via_bot=message.via_bot is not None,
        service=bool(filters.StatusUpdate.ALL.check_update(update)),
    )


def _command_of(message: Message, text: str) -> tuple[str, str, str]:
    kinds: list[str | None] = [MessageEntity.BOT_COMMAND]
    entities = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    for entity, written in entities.items():
        if entity.offset == 0:
            name, _, whom = written.removeprefix("/").lower().partition("@")
            return name, whom, text[len(written) :]
    return "", "", ""


def _replied_text(message: Message, bot_id: int) -> str:
    if message.quote:
        return message.quote.text
    replied = message.reply_to_message
    if replied is None or (replied.from_user and replied.from_user.id == bot_id):
        return ""
    return replied.text or replied.caption or ""
