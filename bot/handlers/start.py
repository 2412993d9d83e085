"""The first greeting, and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens import helping, menus, render
from bot.screens.topics import Topic, topics_of, topics_within
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk, Room
    from retrieval.answer import ArticleCard


async def greet(desk: Desk, room: Room, message: Message) -> None:
    """Say hello, what the bot does, and offer topics from the library at hand."""
    person = message.from_user
    topics = await topics_of(desk.library, room.scope)
    await reply(message, render.greeting(person.first_name if person else "", topics, room.texts))
    if room.private and room.chat in desk.settings.admin_ids:  # Telegram took no menu of theirs before they came
        await menus.set_persons_menu(message.get_bot(), room.chat, room.settings.language, desk.settings)


async def show_help(desk: Desk, room: Room, message: Message) -> None:
    """Say how to use the bot: in a group, briefly how to address it there."""
    pinned = await desk.focus(room)
    topics = await _topics(desk, room, pinned)
    bot = message.get_bot()
    name = f"@{bot.username}"
    if room.private:
        inline = name if bot.supports_inline_queries else ""
        editor = room.chat in desk.settings.admin_ids
        await reply(message, helping.page(topics, pinned, room.texts, inline=inline, editor=editor))
    else:
        await reply(message, helping.in_group(name, next(iter(topics), None), pinned, room.texts))


async def _topics(desk: Desk, room: Room, pinned: ArticleCard | None) -> tuple[Topic, ...]:
    """Topics of the pinned article, or of all that is seen in the place."""
    if pinned is None:
        return await topics_of(desk.library, room.scope)
    found = await topics_within(desk.library, pinned.id, room.scope)
    return found or ((Topic(pinned.id, None, pinned.title),) if pinned.title else ())
