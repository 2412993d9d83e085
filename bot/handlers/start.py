"""The first greeting, and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import render
from bot.sending import reply
from bot.topics import topics_of

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk, Room


async def greet(desk: Desk, room: Room, message: Message) -> None:
    """Say hello, what the bot does, and offer topics from the library at hand."""
    person = message.from_user
    topics = await topics_of(desk.library, room.scope)
    await reply(message, render.greeting(person.first_name if person else "", topics, room.texts))


async def show_help(desk: Desk, room: Room, message: Message) -> None:
    """Say how to use the bot: in a group, briefly how to address it there."""
    if not room.private:
        name = f"@{message.get_bot().username}"
        await reply(message, render.sentence(room.texts.help_in_group.format(name=name)))
        return
    topics = await topics_of(desk.library, room.scope, limit=1)
    await reply(message, render.help_page(next(iter(topics), None), room.texts))
