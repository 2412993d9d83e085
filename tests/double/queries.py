"""What the bot is asked outside of its chats, and what it answered."""

from dataclasses import dataclass

from aiogram.methods import AnswerGuestQuery, AnswerInlineQuery
from aiogram.types import Message, User


@dataclass(slots=True)
class InlineRequest:
    """An inline query: who typed what, and how the bot answered, if it did."""

    by: User
    query: str
    answer: AnswerInlineQuery | None = None


@dataclass(slots=True)
class GuestQuery:
    """A message in a chat that the bot is no member of and that calls it, and how the bot answered, if it did."""

    message: Message
    answer: AnswerGuestQuery | None = None
