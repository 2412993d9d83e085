"""Who runs a group: asked of Telegram anew each time, so that who is no admin any more has no say from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.error import ChatMigrated

if TYPE_CHECKING:
    from telegram import Bot


@dataclass(frozen=True, slots=True)
class Admins:
    """The owner and the administrators of a group: the people, by id, and whether the bot is among them."""

    people: frozenset[int]
    bot: bool


async def admins_of(bot: Bot, group: int) -> Admins:
    """Who runs a group, also after it has become a supergroup. Raises TelegramError.

    The whole list, since Telegram promises to tell of a single member only those bots that are admins themselves.
    """
    try:
        members = await bot.get_chat_administrators(group)
    except ChatMigrated as moved:
        members = await bot.get_chat_administrators(moved.new_chat_id)
    return Admins(
        people=frozenset(member.user.id for member in members if not member.user.is_bot),
        bot=any(member.user.id == bot.id for member in members),
    )
