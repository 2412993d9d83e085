"""The first greeting, and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import render
from bot.facts import is_private
from bot.sending import reply
from bot.topics import topics_of

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk


async def greet(desk: Desk, message: Message) -> None:
    """Say hello, what the bot does, and offer topics from the library at hand."""
    person = message.from_user
    topics = await topics_of(desk.library, desk.scope)
    await reply(message, render.greeting(person.first_name if person else "", topics, desk.texts_for(person)))


async def show_help(desk: Desk, message: Message) -> None:
    """Say how to use the bot: in a group, briefly how to address it there."""
    texts = desk.texts_for(message.from_user)
    if not is_private(message):
        name = f"@{message.get_bot().username}"
        await reply(message, render.sentence(texts.help_in_group.format(name=name)))
        return
    topics = await topics_of(desk.library, desk.scope, limit=1)
    await reply(message, render.help_page(next(iter(topics), None), texts))
