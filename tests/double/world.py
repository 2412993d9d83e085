"""The state behind the double: who is there, what was said where, and what the bot said of itself."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import BotCommand, Chat, Message, User

from .changes import Changes
from .chats import ChatState, GroupState
from .journal import Journal
from .refusal import bad_request
from .updates import UpdateQueue

if TYPE_CHECKING:
    from .queries import GuestQuery, InlineRequest

_FIRST_NEWCOMER: Final = 990_000_001
_FIRST_GROUP: Final = 4_100_000_001
_FIRST_SUPERGROUP: Final = 1_002_100_000_001


@dataclass(slots=True)
class PressedButton:
    """A callback query: who pressed what, and how the bot answered, if it did."""

    by: User
    label: str
    answer: AnswerCallbackQuery | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on Telegram's side."""

    file_id: str
    path: str
    content: bytes


@dataclass(slots=True)
class Profile:
    """What the bot tells of itself, by language code ("" for all others) and, for commands, by scope as JSON too."""

    commands: dict[tuple[str, str], list[BotCommand]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)


class World:
    """Everything that Telegram would know."""

    def __init__(self, bot: User, *, inline_feedback: bool = False) -> None:
        self.bot = bot
        self.inline_feedback = inline_feedback
        self.journal = Journal()
        self.changes = Changes(self.journal.text)
        self.queue = UpdateQueue(self.changes, self.journal)
        self.users: dict[int, User] = {}
        self.chats: dict[int, ChatState] = {}
        self.pressed: dict[str, PressedButton] = {}
        self.inline_requests: dict[str, InlineRequest] = {}
        self.guest_queries: dict[str, GuestQuery] = {}
        self.inline_messages: dict[str, tuple[ChatState, int]] = {}
        self.files: dict[str, StoredFile] = {}
        self.addresses: dict[str, str] = {}
        self.profile = Profile()
        # Private chats and basic groups share one sequence of message numbers, as in a bot's real account.
        self._message_ids = count(101)
        self._group_ids = count(_FIRST_GROUP)
        self._supergroup_ids = count(_FIRST_SUPERGROUP)
        self._query_ids = count(4_000_000_000_000_001)
        self._newcomers = count(_FIRST_NEWCOMER)

    def meet(self, user: User) -> ChatState:
        """Let `user` open a private chat with the bot. Raises ValueError when they have one already."""
        if user.id in self.users:
            raise ValueError(f"there is a person {user.id} already")
        self.users[user.id] = user
        chat = Chat(
            id=user.id, type="private", first_name=user.first_name, last_name=user.last_name, username=user.username
        )
        self.chats[user.id] = ChatState(chat)
        return self.chats[user.id]

    def chat(self, chat_id: int | str | None) -> ChatState:
        """The chat that a request names, if the bot may look into it. Raises `Refusal` (400, 403) if not."""
        state = self._find(chat_id)
        state.check_readable()
        return state

    def writable(self, chat_id: int | str | None) -> ChatState:
        """The chat that a request names, if the bot may write there. Raises `Refusal` (400, 403) if not."""
        state = self._find(chat_id)
        state.check_writable()
        return state

    def with_members(self, chat_id: int | str | None) -> ChatState:
        """The chat that a request names, if the bot may ask who is there. Raises `Refusal` (400, 403) if not."""
        state = self._find(chat_id)
        if isinstance(state, GroupState):
            state.check_members_readable()
        return state

    def store(self, folder: str, name: str, content: bytes) -> StoredFile:
        """Keep a file on Telegram's side; of its `name` only the ending is kept in the path."""
        suffix = PurePosixPath(name).suffix
        kept = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        number = len(self.files)
        stored = StoredFile(f"BQACAgUAAxkBAAI{number:04}", f"{folder}/file_{number}{kept}", content)
        self.files[stored.file_id] = stored
        return stored

    def next_message_id(self, state: ChatState) -> int:
        """The number of a new message: supergroups and channels count for themselves."""
        if isinstance(state, GroupState) and state.chat.type != "group":
            return next(state.message_ids)
        return next(self._message_ids)

    def next_chat_id(self, kind: str) -> int:
        """The id of a new "group", "supergroup" or "channel"."""
        return -next(self._group_ids if kind == "group" else self._supergroup_ids)

    def next_query_id(self) -> str:
        """The id of a new callback query."""
        return str(next(self._query_ids))

    def next_newcomer_id(self) -> int:
        """The id of a person whom no test named."""
        return next(self._newcomers)

    def next_inline_id(self, state: ChatState, message: Message) -> str:
        """The id by which the bot may edit `message`, which it sent by way of inline or guest mode."""
        inline_id = f"AQAAAK{next(self._query_ids)}"
        self.inline_messages[inline_id] = (state, message.message_id)
        return inline_id

    def inline_id(self, message: Message) -> str | None:
        """The id that `next_inline_id` gave to `message`, if it did."""
        return next(
            (
                inline_id
                for inline_id, (state, number) in self.inline_messages.items()
                if number == message.message_id and state.chat.id == message.chat.id
            ),
            None,
        )

    async def bot_said(self, state: ChatState, message: Message) -> None:
        """Keep a message of the bot, new or edited, and tell everybody who listens. Raises `Refusal` (429)."""
        state.admit_message()
        again = message.message_id in state.messages
        if again:
            state.edits[message.message_id] = state.edits.get(message.message_id, 0) + 1
        state.messages[message.message_id] = message
        view = state.view(message)
        state.said.append(view)
        state.said_at.append(asyncio.get_running_loop().time())
        deed = f"{self.bot.first_name} edits #{message.message_id}" if again else self.bot.first_name
        self.journal.note(f"{deed}{state.place(message)}", view.screen())
        await self.changes.announce()

    def _find(self, chat_id: int | str | None) -> ChatState:
        # A form holds numbers as text, and the models leave them so because a name would be text too.
        for number, state in self.chats.items():
            name = f"@{state.chat.username}" if isinstance(state, GroupState) and state.chat.username else None
            if str(chat_id) in {str(number), name}:
                return state
        raise bad_request("chat not found")


def now() -> datetime:
    """The present second, as Telegram dates messages."""
    return datetime.now(UTC).replace(microsecond=0)
