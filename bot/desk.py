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
    from retrieval.turns import Turn


@dataclass(frozen=True, slots=True)
class Desk:
    """The open library, the conversations and the settings."""

    settings: Settings
    library: Library
    conversations: Conversations

    @property
    def scope(self) -> Scope:
        """What every chat sees."""
        return EVERYONE

    def texts_for(self, person: User | None) -> Texts:
        """The texts in somebody's language."""
        return texts_of(language_for(person.language_code if person else None, self.settings.language))

    def texts_about(self, turn: Turn, person: User, *, private: bool) -> Texts:
        """The texts to show a turn in after `person` pressed a button: in a group, still in its asker's language."""
        return self.texts_for(person) if private else texts_of(turn.language or self.settings.language)
