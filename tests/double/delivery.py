"""From what is said in a group to what the bot gets of it."""

from datetime import datetime

from aiogram.types import Message

from .chats import GroupState
from .contents import Content
from .guests import call_guest
from .privacy import mentions, reaches
from .speakers import Speaker
from .speaking import spoken
from .topics import Topic
from .view import BotMessage
from .world import World


async def say(
    world: World,
    state: GroupState,
    speaker: Speaker,
    content: Content,
    *,
    reply_to: Message | BotMessage | None = None,
    quote: str | None = None,
    topic: Topic | None = None,
    via: Speaker | None = None,
    at: datetime | None = None,
) -> Message:
    """Put a message into a group, and give it to the bot if Telegram would. Raises ValueError as `spoken` does."""
    message = spoken(world, state, speaker, content, reply_to=reply_to, quote=quote, topic=topic, via=via, at=at)
    name = f"{speaker.name} via {via.name}" if via else speaker.name
    await _give(world, state, speaker, message, f"{name}{state.place(message)}", content.shown)
    return message


async def edit(world: World, state: GroupState, speaker: Speaker, message: Message, content: Content) -> Message:
    """Change what a message of a group holds, and tell the bot if Telegram would."""
    state.messages[message.message_id] = message
    deed = f"{speaker.name} edits #{message.message_id}{state.place(message)}"
    await _give(world, state, speaker, message, deed, content.shown)
    return message


async def _give(world: World, state: GroupState, speaker: Speaker, message: Message, who: str, shown: str) -> None:
    if not state.bot_is_here:
        calls = message.edit_date is None and bool(world.bot.supports_guest_queries) and mentions(message, world.bot)
        world.journal.note(who if calls else f"{who}, unseen by the bot", shown)
        if calls:
            await call_guest(world, message)
        return
    seen = reaches(
        message,
        world.bot,
        sees_everything=not state.privacy or state.bot_status == "administrator",
        bots_may_talk=speaker.talks_to_bots,
    )
    world.journal.note(who if seen else f"{who}, unseen by the bot", shown)
    if seen and message.edit_date is None:
        await world.queue.emit(message=message)
    elif seen:
        await world.queue.emit(edited_message=message)
