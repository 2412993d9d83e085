"""Where a message of the bot lands: its thread, and what it replies to."""

from dataclasses import dataclass, field
from typing import Final

from aiogram.types import ExternalReplyInfo, Message, ReplyParameters, TextQuote

from . import tdlib
from .chats import ChatState, GroupState
from .composing import given
from .elsewhere import told_of
from .refusal import bad_request
from .speaking import unnested
from .topics import Thread, reply_thread, requested_thread
from .world import World, now

_QUOTE_UNITS: Final = 1024


@dataclass(frozen=True, slots=True)
class Landing:
    """The thread of a message, and the original and the quote that it shows; an original from elsewhere is told of."""

    thread: Thread = field(default_factory=Thread)
    original: Message | None = None
    external: ExternalReplyInfo | None = None
    quote: TextQuote | None = None

    def fields(self) -> dict[str, object]:
        """The message's fields, only those that Telegram sets."""
        told = {"reply_to_message": self.original, "external_reply": self.external, "quote": self.quote}
        return self.thread.fields() | {name: value for name, value in told.items() if value is not None}


def land(world: World, state: ChatState, wanted: ReplyParameters | None, thread_id: int | None) -> Landing:
    """Find where a message with these parameters lands. Raises `Refusal` (400, 403) where Telegram would."""
    source = _source(world, state, wanted)
    original = source.messages.get(wanted.message_id or 0) if wanted else None
    if wanted is not None and original is None and not given(wanted.allow_sending_without_reply):
        raise bad_request("message to be replied not found")
    quote = _quote(world, original, wanted) if wanted is not None and original is not None else None
    here = original if source is state else None
    if thread_id is None:
        thread = reply_thread(state.chat, here)
    else:
        topics = state.topics if isinstance(state, GroupState) else {}
        as_admin = isinstance(state, GroupState) and state.bot_status == "administrator"
        thread = requested_thread(state.chat, state.messages, topics, thread_id, as_admin=as_admin)
    if original is not None and (here is None or thread != reply_thread(state.chat, here)):
        # Not only of another chat: a message of another topic counts as from elsewhere too.
        return Landing(thread, _opening(state, thread), told_of(source, original), quote)
    shown = unnested(here) if here is not None else _opening(state, thread)
    return Landing(thread, shown, None, quote)


def compose_own(world: World, state: ChatState, landing: Landing, **content: object) -> Message:
    """A new message of the bot; what is None in `content` is left out."""
    return Message.model_validate(
        {
            "message_id": world.next_message_id(state),
            "date": now(),
            "chat": state.chat,
            **({"sender_chat": state.chat} if state.chat.type == "channel" else {"from_user": world.bot}),
            **landing.fields(),
            **{name: value for name, value in content.items() if value is not None},
        }
    )


def _source(world: World, state: ChatState, wanted: ReplyParameters | None) -> ChatState:
    if wanted is None or wanted.chat_id is None:
        return state
    source = world.chat(wanted.chat_id)
    if source is not state and not isinstance(source, GroupState):
        world.journal.violation("reply_parameters.chat_id: a message of a private chat cannot be replied to elsewhere")
        raise bad_request("message to be replied not found")
    return source


def _opening(state: ChatState, thread: Thread) -> Message | None:
    return state.messages.get(thread.id or 0) if thread.is_topic else None


def _quote(world: World, original: Message, wanted: ReplyParameters) -> TextQuote | None:
    if wanted.quote is None:
        return None
    text = original.text or original.caption or ""
    part = tdlib.parse(wanted.quote, given(wanted.quote_parse_mode), world.users).text
    position = tdlib.find_quote(text, part, wanted.quote_position or 0)
    if position is None or not part or tdlib.utf16_length(part) > _QUOTE_UNITS:
        raise bad_request("QUOTE_TEXT_INVALID")
    return TextQuote(text=part, position=position, is_manual=True)
