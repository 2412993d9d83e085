"""The threads of a chat: a forum's topics, and the replies in other supergroups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiogram.types import Chat, Message

from .refusal import bad_request

GENERAL: Final = 1
"""The id of the General topic, which only chat actions may name."""

ICON_COLOUR: Final = 0x6FB9F0


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a forum; its `id` is the number of the service message that opened it. General is no such topic."""

    id: int
    name: str
    closed: bool = False
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a message stands, as Telegram tells of it."""

    id: int | None = None
    is_topic: bool = False

    def fields(self) -> dict[str, object]:
        """The message's fields; only those that Telegram sets."""
        known: dict[str, object] = {} if self.id is None else {"message_thread_id": self.id}
        return known | {"is_topic_message": True} if self.is_topic else known


def topic_thread(topic_id: int) -> Thread:
    """The thread of a topic."""
    return Thread(topic_id, is_topic=True)


def reply_thread(chat: Chat, original: Message | None) -> Thread:
    """The thread that a reply to `original` gets into.

    In a forum that is the topic of `original`, and General has none. In other supergroups it is the first message of
    the chain of replies, and the message is then no topic message; elsewhere there are no threads.
    """
    if original is None or chat.type != "supergroup":
        return Thread()
    if chat.is_forum:
        return Thread(original.message_thread_id, is_topic=True) if original.is_topic_message else Thread()
    return Thread(original.message_thread_id or original.message_id)


def requested_thread(
    chat: Chat, messages: Mapping[int, Message], topics: Mapping[int, Topic], wanted: int, *, as_admin: bool
) -> Thread:
    """The topic that a request of the bot names; into a closed one it may write only `as_admin`.

    Raises `Refusal` (400) when it may not, or when it is no topic, General (1) among them.
    """
    opening = messages.get(wanted)
    if opening is None or chat.type != "supergroup" or (chat.is_forum and opening.message_thread_id != wanted):
        raise bad_request("message thread not found")
    if not opening.is_topic_message:
        raise bad_request("message thread is not a forum topic thread")
    if topics[wanted].closed and not as_admin:
        raise bad_request("TOPIC_CLOSED")
    return topic_thread(wanted)


def opening_of(message: Message, messages: Mapping[int, Message]) -> Message | None:
    """What a message in a topic replies to when it replies to nothing else: the message that opened the topic."""
    return messages.get(message.message_thread_id or 0) if message.is_topic_message else None
