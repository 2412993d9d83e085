"""The state behind the double: who is there, what was said where, and what the bot said of itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePosixPath
from typing import Final

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import BotCommand, Chat, Message, User

from .changes import Changes
from .journal import Journal
from .refusal import Refusal, bad_request
from .updates import UpdateQueue
from .view import BotMessage

_FIRST_NEWCOMER: Final = 990_000_001


@dataclass(slots=True)
class ChatState:
    """One chat. `said` holds every message that the bot sent or edited, as it then was, in order."""

    chat: Chat
    messages: dict[int, Message] = field(default_factory=dict)
    edits: dict[int, int] = field(default_factory=dict)
    said: list[BotMessage] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    bot_is_blocked: bool = False

    def view(self, message: Message) -> BotMessage:
        """`message` as it is on the screen now."""
        return BotMessage(message, self.edits.get(message.message_id, 0))


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

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.journal = Journal()
        self.changes = Changes(self.journal.text)
        self.queue = UpdateQueue(self.changes, self.journal)
        self.users: dict[int, User] = {}
        self.chats: dict[int, ChatState] = {}
        self.pressed: dict[str, PressedButton] = {}
        self.files: dict[str, StoredFile] = {}
        self.profile = Profile()
        # Private chats share one sequence of message numbers, as in a bot's real account.
        self._message_ids = count(101)
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
        """The chat that a request names. Raises `Refusal` (400) when there is none."""
        # A form holds numbers as text, and the models leave them so because a name would be text too.
        state = next((state for number, state in self.chats.items() if str(number) == str(chat_id)), None)
        if state is None:
            raise bad_request("chat not found")
        return state

    def writable(self, chat_id: int | str | None) -> ChatState:
        """The chat that a request names, if the bot may write there. Raises `Refusal` (400, 403) if not."""
        state = self.chat(chat_id)
        if state.bot_is_blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return state

    def store(self, folder: str, name: str, content: bytes) -> StoredFile:
        """Keep a file on Telegram's side; of its `name` only the ending is kept in the path."""
        suffix = PurePosixPath(name).suffix
        kept = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        number = len(self.files)
        stored = StoredFile(f"BQACAgUAAxkBAAI{number:04}", f"{folder}/file_{number}{kept}", content)
        self.files[stored.file_id] = stored
        return stored

    def next_message_id(self) -> int:
        """The number of a new message."""
        return next(self._message_ids)

    def next_query_id(self) -> str:
        """The id of a new callback query."""
        return str(next(self._query_ids))

    def next_newcomer_id(self) -> int:
        """The id of a person whom no test named."""
        return next(self._newcomers)

    async def bot_said(self, state: ChatState, message: Message) -> None:
        """Keep a message of the bot, new or edited, and tell everybody who listens."""
        again = message.message_id in state.messages
        if again:
            state.edits[message.message_id] = state.edits.get(message.message_id, 0) + 1
        state.messages[message.message_id] = message
        view = state.view(message)
        state.said.append(view)
        self.journal.note(
            f"{self.bot.first_name} edits #{message.message_id}" if again else self.bot.first_name, view.screen()
        )
        await self.changes.announce()


def now() -> datetime:
    """The present second, as Telegram dates messages."""
    return datetime.now(UTC).replace(microsecond=0)
