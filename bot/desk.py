"""What every handler works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts import Texts, language_for, texts_of
from retrieval.scope import EVERYONE, Scope

if TYPE_CHECKING:
    from telegram import User

    from bot.conversation import Conversations
    from bot.settings import Settings
    from retrieval.library import Library


@dataclass(frozen=True, slots=True)
class Desk:
    """The open library, the conversations and the settings."""

    settings: Settings
    library: Library
    conversations: Conversations

    @property
    def scope(self) -> Scope:
        """What a private chat sees."""
        return EVERYONE

    def texts_for(self, person: User | None) -> Texts:
        """The texts in somebody's language."""
        return texts_of(language_for(person.language_code if person else None, self.settings.language))
