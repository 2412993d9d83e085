"""From what somebody says to the message that Telegram makes of it."""

from datetime import datetime

from aiogram.types import Message, TextQuote

from .chats import ChatState, GroupState
from .contents import Content
from .elsewhere import told_of
from .speakers import Speaker
from .tdlib import find_quote
from .topics import Topic, opening_of, reply_thread, topic_thread
from .view import BotMessage
from .world import World, now


def spoken(
    world: World,
    state: ChatState,
    speaker: Speaker,
    content: Content,
    *,
    reply_to: Message | BotMessage | None = None,
    quote: str | None = None,
    topic: Topic | None = None,
    via: Speaker | None = None,
    at: datetime | None = None,
) -> Message:
    """Put a message of `speaker` into a chat and return it.

    It may reply to one of the chat, to a `quote` of it, and stand in a `topic`; by default a reply stands where its
    original does. From another topic its original counts as from elsewhere. Raises ValueError when what is replied to
    or quoted is not there.
    """
    original = _original(state, reply_to)
    if topic is not None and (not isinstance(state, GroupState) or topic.id not in state.topics):
        raise ValueError(f"there is no topic {topic.name!r} here")
    thread = topic_thread(topic.id) if topic else reply_thread(state.chat, original)
    elsewhere = original is not None and thread != reply_thread(state.chat, original)
    message = Message.model_validate(
        {
            "message_id": world.next_message_id(state),
            "date": at or now(),
            "chat": state.chat,
            **speaker.fields(),
            **thread.fields(),
            **({"quote": _quoted(original, quote)} if quote is not None else {}),
            **({"via_bot": via.user} if via else {}),
            **({"external_reply": told_of(state, original)} if original is not None and elsewhere else {}),
            **content.fields,
        }
    )
    replied = opening_of(message, state.messages) if original is None or elsewhere else original
    if replied is not None:
        message = message.model_copy(update={"reply_to_message": unnested(replied)})
    state.messages[message.message_id] = message
    return message


def unnested(message: Message) -> Message:
    """A message as it travels inside a reply: a reply never nests on the wire."""
    return message.model_copy(update={"reply_to_message": None})


def _original(state: ChatState, reply_to: Message | BotMessage | None) -> Message | None:
    if reply_to is None:
        return None
    if reply_to.message_id not in state.messages:
        raise ValueError(f"there is no message #{reply_to.message_id} to reply to")
    return state.messages[reply_to.message_id]


def _quoted(original: Message | None, quote: str) -> TextQuote:
    text = (original.text or original.caption or "") if original else ""
    position = find_quote(text, quote, 0)
    if position is None:
        raise ValueError(f"{quote!r} is no part of {text!r}")
    return TextQuote(text=quote, position=position, is_manual=True)
