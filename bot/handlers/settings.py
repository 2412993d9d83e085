"""A chat's settings: shown by `/atur` and changed by the buttons below, in a group by those who run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.access import Actor, may_change_settings
from bot.buttons import Setting
from bot.handlers import ask
from bot.screens import chat_settings, menus, render
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import Bot, MaybeInaccessibleMessage, Message, User

    from bot.buttons import Choose
    from bot.desk import Desk, Room
    from bot.screens.render import Screen


async def show(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/atur`: show the settings to who may change them. Raises TelegramError."""
    bot = message.get_bot()
    if message.sender_chat is not None:  # an anonymous administrator; or somebody as a channel, or another group
        actor = Actor(private=room.private, as_chat=message.sender_chat == message.chat)
    else:
        actor = await _actor(desk, room, bot, message.from_user)
    if may_change_settings(actor):
        await reply(message, await _screen(desk, room, bot))
    else:
        await reply(message, render.sentence(room.texts.settings_refused))


async def choose(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, person: User, choice: Choose) -> str:
    """Obey a button of the settings in the message `shown`; what to say in a toast. Raises TelegramError."""
    change = chat_settings.change_of(choice)
    if change is None or choice.setting not in chat_settings.offered(private=room.private):
        return room.texts.stale
    bot = shown.get_bot()
    if not may_change_settings(await _actor(desk, room, bot, person)):
        return room.texts.settings_refused
    settings = await desk.library.chats.alter(str(room.chat), change)
    room = await desk.room(shown, person)  # from now on in the language that was chosen
    await ask.turn_to(room, shown, await _screen(desk, room, bot))
    if choice.setting is Setting.LANGUAGE:
        if room.private:
            await menus.set_persons_menu(bot, room.chat, settings.language, desk.settings)
        else:
            await menus.set_own_menu(bot, room.chat, settings.language, private=False)
    return room.texts.settings_states[choice.setting][chat_settings.value_of(settings, choice.setting)]


async def take_along(desk: Desk, bot: Bot, chat: int) -> None:
    """Show the menu in its language again in a chat that has got a new id."""
    language = (await desk.library.chats.settings(str(chat))).language
    if language:
        await menus.set_own_menu(bot, chat, language, private=False)


async def _actor(desk: Desk, room: Room, bot: Bot, person: User | None) -> Actor:
    """Whoever writes or presses as a person; an anonymous administrator presses as one."""
    if room.private or person is None:
        return Actor(private=room.private)
    return Actor(admin=person.id in (await desk.admins.of(bot, room.chat, person.id)).people)


async def _screen(desk: Desk, room: Room, bot: Bot) -> Screen:
    blind = False
    if room.settings.listens and not room.private and not (await desk.admins.of(bot, room.chat)).bot:
        # Asked anew: the reader may just have changed it.
        blind = not (await bot.get_me()).can_read_all_group_messages
    articles = await desk.library.count(room.scope)
    return chat_settings.screen(room.settings, room.texts, private=room.private, articles=articles, blind=blind)
