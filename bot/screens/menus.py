"""The commands menus and the texts on the bot's profile, in every language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
)
from telegram.error import TelegramError

from bot.addressing import COMMANDS, Command
from bot.texts import LANGUAGES, texts_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from telegram import Bot, BotCommandScope

    from bot.settings import Settings
    from bot.texts import Texts

_log = logging.getLogger(__name__)
_IN_GROUPS: Final = frozenset({Command.ASK, Command.ARTICLES, Command.FOCUS, Command.HELP, Command.PRIVACY})
_EDITING: Final = frozenset(
    {
        Command.ADD,
        Command.REPLACE,
        Command.REMOVE,
        Command.UNDO,
        Command.UNANSWERED,
        Command.STATISTICS,
        Command.STATUS,
    }
)
_FOR_ADMINS: Final = _IN_GROUPS | {Command.SETTINGS} | _EDITING
_IN_PRIVATE: Final = _IN_GROUPS | {Command.SETTINGS, Command.FORGET}
_FOR_EDITORS: Final = _IN_PRIVATE | _EDITING


async def set_menus(bot: Bot, default: str) -> None:
    """Tell Telegram the commands and descriptions: in `default` for everybody, and in each language for its speakers.

    What Telegram does not take is logged, and otherwise does no harm: it goes on showing what it was told before.
    """
    for language in (None, *LANGUAGES):
        texts = texts_of(language or default)
        for scope, commands in (
            (BotCommandScopeAllPrivateChats(), _IN_PRIVATE),
            (BotCommandScopeAllGroupChats(), _IN_GROUPS),
            (BotCommandScopeAllChatAdministrators(), _FOR_ADMINS),
        ):
            await _tell(bot.set_my_commands(_menu(texts, commands), scope=scope, language_code=language))
        await _tell(bot.set_my_short_description(texts.about, language_code=language))
        await _tell(bot.set_my_description(texts.description, language_code=language))


async def set_editors_menu(bot: Bot, person: int, default: str, *, language: str = "") -> None:
    """Show the editor's commands to one of the bot's admins in their private chat: in `language`, or in their own,
    else in `default`, when that is `""`. Before they have ever written to the bot, Telegram does not take it.
    """
    for spoken in (None, *LANGUAGES):
        texts = texts_of(language or spoken or default)
        telling = bot.set_my_commands(
            _menu(texts, _FOR_EDITORS), scope=BotCommandScopeChat(person), language_code=spoken
        )
        if not await _tell(telling, quietly=True):
            return


async def set_persons_menu(bot: Bot, person: int, language: str, settings: Settings) -> None:
    """Show the menu of somebody's private chat in one language, or again in their own when that is `""`."""
    if person in settings.admin_ids:
        await set_editors_menu(bot, person, settings.language, language=language)
    else:
        await set_own_menu(bot, person, language, private=True)


async def set_own_menu(bot: Bot, chat: int, language: str, *, private: bool) -> None:
    """Show a chat's menu in one language to everybody there, or again in each person's own when that is `""`.

    What Telegram does not take is logged. Of a private chat, `set_persons_menu` knows whose it is.
    """
    places: list[tuple[BotCommandScope, frozenset[Command]]] = (
        [(BotCommandScopeChat(chat), _IN_PRIVATE)]
        if private
        else [(BotCommandScopeChat(chat), _IN_GROUPS), (BotCommandScopeChatAdministrators(chat), _FOR_ADMINS)]
    )
    for scope, commands in places:
        if language:
            await _tell(bot.set_my_commands(_menu(texts_of(language), commands), scope=scope))
        else:
            await _tell(bot.delete_my_commands(scope=scope))


def _menu(texts: Texts, commands: frozenset[Command]) -> Sequence[BotCommand]:
    return [BotCommand(name, meaning) for name, meaning in texts.menu if COMMANDS[name] in commands]


async def _tell(telling: Awaitable[bool], *, quietly: bool = False) -> bool:
    """Whether Telegram has taken it."""
    try:
        await telling
    except TelegramError as error:
        level = logging.INFO if quietly else logging.WARNING
        _log.log(level, "Telegram did not take the commands menu or a description: %s", error.message)
        return False
    return True
