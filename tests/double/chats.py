"""What Telegram knows of one chat, and whether the bot may read or write there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Literal, TypeAlias

from aiogram.types import Chat, Message, User

from .flood import Flood
from .prompts import Prompt
from .refusal import Refusal, bad_request
from .topics import Topic
from .view import BotMessage

Presence: TypeAlias = Literal["member", "administrator", "left", "kicked"]
"""What the bot is in a group or channel."""

_FIRST_MESSAGE: Final = 2
"""The first message of a supergroup tells of its creation."""


@dataclass(slots=True)
class ChatState:
    """One chat. `said` holds every message that the bot sent or edited, as it then was, in order.

    `said_at` tells when, by the event loop's clock. `faded` are the numbers of messages that the bot is no longer shown
    when their buttons are pressed.
    """

    chat: Chat
    messages: dict[int, Message] = field(default_factory=dict)
    edits: dict[int, int] = field(default_factory=dict)
    said: list[BotMessage] = field(default_factory=list)
    said_at: list[float] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    prompts: dict[int, Prompt] = field(default_factory=dict)
    faded: set[int] = field(default_factory=set)
    bot_is_blocked: bool = False

    def view(self, message: Message) -> BotMessage:
        """`message` as it is on the screen now."""
        return BotMessage(message, self.edits.get(message.message_id, 0))

    def place(self, message: Message | None = None) -> str:
        """Where a transcript says that something happened: nothing for a private chat."""
        return ""

    def check_readable(self) -> None:
        """Raise `Refusal` when the bot may not look into this chat."""

    def check_writable(self) -> None:
        """Raise `Refusal` when the bot may not write here."""
        if self.bot_is_blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")

    def admit_message(self) -> None:
        """Count a message or an edit of the bot. Raises `Refusal` (429) when it is one too many."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is in a group or channel."""

    user: User
    status: Literal["creator", "administrator", "member"] = "member"
    anonymous: bool = False
    title: str | None = None


@dataclass(slots=True)
class GroupState(ChatState):
    """A group, supergroup or channel; `privacy` is whether the bot gets there only what is meant for it."""

    standings: dict[int, Standing] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    bot_status: Presence = "member"
    privacy: bool = True
    linked: "GroupState | None" = None
    migrated_to: int | None = None
    flood: Flood | None = None
    message_ids: Iterator[int] = field(default_factory=lambda: count(_FIRST_MESSAGE))

    @property
    def bot_is_here(self) -> bool:
        """Whether the bot is a member."""
        return self.bot_status in {"member", "administrator"}

    def place(self, message: Message | None = None) -> str:
        """The title, and the topic where `message` stands in one."""
        topic = self.topics.get(message.message_thread_id or 0) if message and message.is_topic_message else None
        return f" ({self.chat.title} › {topic.name})" if topic else f" ({self.chat.title})"

    def check_readable(self) -> None:
        """Raise `Refusal` (403) as Telegram does: a basic group can be looked up by a bot that has left it."""
        if self.chat.type != "group" and not (self.chat.username and self.bot_status == "left"):
            self._check_presence()

    def check_writable(self) -> None:
        """Raise `Refusal`: 400 with the new id when the group has become a supergroup, 403 when the bot is not in."""
        if self.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": self.migrated_to},
            )
        self._check_presence()

    def check_members_readable(self) -> None:
        """Raise `Refusal` when the bot may not ask who is here; a group that has moved on has nobody any more."""
        if self.chat.type == "group":
            self.check_writable()
        else:
            self.check_readable()

    def admit_message(self) -> None:
        """Count a message or an edit of the bot. Raises `Refusal` (429) when it is one too many."""
        if self.flood is not None:
            self.flood.admit()

    def standing(self, user_id: int) -> Standing:
        """What somebody is here. Raises `Refusal` (400) when they are not."""
        found = self.standings.get(user_id)
        if found is None:
            raise bad_request("user not found")
        return found

    def delete_topic(self, number: int) -> None:
        """Take away a topic with all its messages."""
        del self.topics[number]
        for message in list(self.messages.values()):
            if message.is_topic_message and message.message_thread_id == number:
                del self.messages[message.message_id]

    def _check_presence(self) -> None:
        if self.bot_status == "kicked":
            raise Refusal(403, f"Forbidden: bot was kicked from the {self.chat.type} chat")
        if self.bot_status == "left":
            raise Refusal(403, f"Forbidden: bot is not a member of the {self.chat.type} chat")
