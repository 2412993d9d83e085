"""Those who can be heard in a group: people, and what stands in for them."""

from dataclasses import dataclass
from typing import Final, Protocol

from aiogram.types import Chat, User

GROUP_ANONYMOUS_BOT: Final = User(id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot")
CHANNEL_BOT: Final = User(id=136817688, is_bot=True, first_name="Channel", username="Channel_Bot")
TELEGRAM: Final = User(id=777000, is_bot=False, first_name="Telegram")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a message is from: a `user`, who may speak for a `chat`. Another bot may be one that talks to bots."""

    user: User
    chat: Chat | None = None
    title: str | None = None
    talks_to_bots: bool = False

    @property
    def speaker(self) -> "Speaker":
        """Itself."""
        return self

    @property
    def name(self) -> str:
        """The name for transcripts."""
        if self.chat is None:
            return self.user.first_name
        return f"{self.chat.title} [{self.title}]" if self.title else self.chat.title or ""

    def fields(self) -> dict[str, object]:
        """The fields of a message that tell whom it is from."""
        return (
            {"from_user": self.user}
            | ({"sender_chat": self.chat} if self.chat else {})
            | ({"author_signature": self.title} if self.title else {})
        )


class Talker(Protocol):
    """Whoever can speak in a group."""

    @property
    def speaker(self) -> Speaker:
        """As whom they speak."""
        ...
