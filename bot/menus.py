"""The commands menu and the texts on the bot's profile, in every language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.texts import LANGUAGES, texts_of

if TYPE_CHECKING:
    from telegram import Bot

_log = logging.getLogger(__name__)


async def set_menus(bot: Bot, default: str) -> None:
    """Tell Telegram the commands and descriptions: in `default` for everybody, and in each language for its speakers.

    What Telegram does not take is logged, and otherwise does no harm: it goes on showing what it was told before.
    """
    for language in (None, *LANGUAGES):
        texts = texts_of(language or default)
        menu = [BotCommand(name, meaning) for name, meaning in texts.menu]
        for telling in (
            bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats(), language_code=language),
            bot.set_my_commands(menu, scope=BotCommandScopeAllGroupChats(), language_code=language),
            bot.set_my_short_description(texts.about, language_code=language),
            bot.set_my_description(texts.description, language_code=language),
        ):
            try:
                await telling
            except TelegramError as error:
                _log.warning("Telegram did not take the commands menu or a description: %s", error.message)
