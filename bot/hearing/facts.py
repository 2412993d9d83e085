"""From Telegram's update to the facts that the decision is made from, and to the place where it was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeGuard

from telegram import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    Update,
)
from telegram.constants import ChatType
from telegram.ext import filters

from bot.addressing import Facts, Replied
from bot.conversation import Place
from bot.editing.requests import request_in
from bot.editing.submissions import Lacking, submission_in, words_of
from bot.hearing.mentions import cut_out, marked
from bot.typesetting.markup import sound

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, MessageOrigin


_CALLING: Final = frozenset({MessageEntity.BOT_COMMAND, MessageEntity.MENTION, MessageEntity.TEXT_MENTION})


@dataclass(frozen=True, slots=True)
class _Said:
    """A message's words without the bot's name, and what follows the command at its start."""

    text: str
    command: str
    command_for: str
    argument: str
    mentioned: bool

    @property
    def words(self) -> str:
        """What is said, without the command."""
        return self.argument if self.command else self.text


def facts_of(update: Update, bot_id: int, bot_name: str, now: datetime | None = None) -> Facts | None:
    """The facts of a new or edited message, or of a guest's; None when the update has none of them.

    `now` is aware of its time zone.
    """
    message = update.message or update.edited_message or update.guest_message
    if message is None:
        return None
    said = _said(message, bot_id, bot_name)
    return Facts(
        private=is_private(message) and message is not update.guest_message,
        text=said.text,
        command=said.command,
        command_for=said.command_for,
        argument=said.argument,
        mentioned=said.mentioned,
        replied=_replied(message, bot_id, bot_name),
        bot_name=bot_name,
        age=(now or datetime.now(UTC)) - (message.edit_date or message.date),
        edited=message is update.edited_message,
        from_bot=_is_bots(message),
        via_bot=message.via_bot is not None,
        forwarded=message.forward_origin is not None,
        channel_post=bool(message.is_automatic_forward),
        service=_is_notice(message),
        guest=message is update.guest_message,
        substantial=not isinstance(submission_in(message, words_of(message)), Lacking),
        moved=_moved(message),
    )


def is_private(message: MaybeInaccessibleMessage) -> bool:
    """Whether a message is in somebody's own chat with the bot."""
    return message.chat.type == ChatType.PRIVATE


def is_shown(message: MaybeInaccessibleMessage) -> TypeGuard[Message]:
    """Whether Telegram shows us a message, rather than naming it: of an old one we learn its number and chat alone."""
    # PTB makes a Message of both, the latter with a date of zero.
    return isinstance(message, Message) and message.is_accessible


def topic_of(message: MaybeInaccessibleMessage) -> int | None:
    """The forum topic of a message; elsewhere a thread's id is only that of its first message, and names no topic."""
    return message.message_thread_id if is_shown(message) and message.is_topic_message else None


def place_of(message: Message, *, writer: Message | None = None) -> Place:
    """Where a conversation is held, and with whom: the message's writer, or that of another message there.

    All who write as the same group or channel are one person.
    """
    source = writer or message
    who = source.sender_chat or source.from_user or source.chat
    return Place(message.chat_id, who.id, topic_of(message), guest=message.guest_query_id is not None)


def replied_message(message: Message) -> Message | None:
    """The message that a message replies to. What is just said in a topic "replies" to the notice that opened it."""
    replied = message.reply_to_message
    if replied is None or replied.message_id == topic_of(message) or _is_notice(replied):
        return None
    return replied


def replied_id(message: Message) -> int | None:
    """The number of the message of this chat that a message replies to.

    Telegram tells of one in another topic as if it were of another chat: nothing of it but its number and its writer.
    """
    replied = replied_message(message)
    if replied is not None:
        return replied.message_id
    elsewhere = message.external_reply
    return elsewhere.message_id if elsewhere and elsewhere.chat and elsewhere.chat.id == message.chat_id else None


def in_thread(message: MaybeInaccessibleMessage) -> bool:
    """Whether a message stands in a thread that is no topic, as comments on a channel's post do, or it may do so.

    What is to stand there too must be a reply.
    """
    if is_shown(message):
        return message.message_thread_id is not None and not message.is_topic_message
    return message.chat.type == ChatType.SUPERGROUP and not message.chat.is_forum


def author_of(message: Message, *, theirs: bool) -> int | None:
    """Who wrote the question in a message; None if that is who sent it, or nobody knows.

    When it is `theirs`, it stands in the message replied to, or in the part that was quoted from elsewhere.
    """
    if not theirs:
        return _origin(message.forward_origin)
    there = replied_message(message)
    if there is None:
        return _origin(message.external_reply.origin) if message.external_reply else None
    return _origin(there.forward_origin) or place_of(message, writer=there).person


def quoted_part(message: Message) -> str:
    """The part that a reply's writer has picked out of the message replied to."""
    return sound(message.quote.text).strip() if message.quote else ""


def _said(message: Message, bot_id: int, bot_name: str) -> _Said:
    text = message.text or message.caption or ""
    entities = {
        entity: written
        for entity, written in marked(text, message.entities if message.text else message.caption_entities)
        if entity.type in _CALLING
    }
    commands = {
        entity: written
        for entity, written in entities.items()
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0
    }
    mentions = [
        entity
        for entity, written in entities.items()
        if written.lower() == f"@{bot_name}".lower() or (entity.user is not None and entity.user.id == bot_id)
    ]
    command, _, command_for = "".join(commands.values()).removeprefix("/").lower().partition("@")
    named = [(entity.offset, entity.length) for entity in mentions]
    called = [(entity.offset, entity.length) for entity in commands]
    return _Said(
        text=sound(cut_out(text, named)).strip(),
        command=command,
        command_for=command_for,
        argument=sound(cut_out(text, named + called)).strip() if called else "",
        mentioned=bool(mentions),
    )


def _replied(message: Message, bot_id: int, bot_name: str) -> Replied | None:
    replied = replied_message(message)
    if replied is None:
        return _replied_elsewhere(message, bot_id)
    ours = replied.from_user is not None and replied.from_user.id == bot_id
    part = "" if ours else quoted_part(message)
    return Replied(
        part or _said(replied, bot_id, bot_name).words,
        ours,
        bots=not ours and _is_bots(replied),
        request=request_in(replied) if ours else None,
    )


def _replied_elsewhere(message: Message, bot_id: int) -> Replied | None:
    """What was quoted from another chat, or another topic: of ours, only what we said in this very chat counts."""
    if message.external_reply is None:
        return None
    origin = message.external_reply.origin
    if isinstance(origin, MessageOriginUser) and origin.sender_user.id == bot_id:
        return Replied(ours=True) if replied_id(message) is not None else None
    part = quoted_part(message)
    return Replied(part) if part else None


def _origin(origin: MessageOrigin | None) -> int | None:
    """Who wrote what was forwarded or quoted from elsewhere, unless they hide that."""
    match origin:
        case MessageOriginUser():
            return origin.sender_user.id
        case MessageOriginChat():
            return origin.sender_chat.id
        case MessageOriginChannel():
            return origin.chat.id
        case _:
            return None


def _is_bots(message: Message) -> bool:
    # People who write as their group or channel have a bot of Telegram's for a sender.
    return message.sender_chat is None and (message.from_user is None or message.from_user.is_bot)


def _is_notice(message: Message) -> bool:
    if message.text or message.caption:  # a notice has neither, and looking for each kind of notice takes its time
        return False
    return bool(filters.StatusUpdate.ALL.check_update(Update(0, message=message)))


def _moved(message: Message) -> tuple[int, int] | None:
    if message.migrate_to_chat_id:
        return message.chat_id, message.migrate_to_chat_id
    return (message.migrate_from_chat_id, message.chat_id) if message.migrate_from_chat_id else None
