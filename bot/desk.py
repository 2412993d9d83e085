"""What every handler works with, and what it must know of the place where something is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.facts import is_private, topic_of
from bot.texts import Texts, language_for, texts_of
from retrieval.scope import Scope

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, User

    from bot.conversation import Conversations
    from bot.pacing import Pacing
    from bot.settings import Settings
    from retrieval.answer import ArticleCard
    from retrieval.chats import ChatSettings
    from retrieval.library import Library
    from retrieval.turns import Turn


@dataclass(frozen=True, slots=True)
class Room:
    """The place of a message: its chat's settings, what is seen there, and the words for whoever acts there now."""

    chat: int
    topic: int | None
    private: bool
    settings: ChatSettings
    scope: Scope
    texts: Texts

    def texts_about(self, turn: Turn) -> Texts:
        """The texts to show a turn in when somebody presses a button: in a group, still in its asker's language."""
        if self.private or self.settings.language:
            return self.texts
        return texts_of(turn.language or self.texts.language)


@dataclass(frozen=True, slots=True)
class Desk:
    """The open library, the conversations, the settings, and how fast Telegram is called."""

    settings: Settings
    library: Library
    conversations: Conversations
    pacing: Pacing

    async def room(self, message: MaybeInaccessibleMessage, person: User | None) -> Room:
        """The place of a message, with `person` acting."""
        own = str(message.chat.id)
        settings = await self.library.chats.settings(own)
        return Room(
            chat=message.chat.id,
            topic=topic_of(message),
            private=is_private(message),
            settings=settings,
            scope=Scope(own, settings.public),
            texts=texts_of(settings.language) if settings.language else self.texts_for(person),
        )

    async def focus(self, room: Room) -> ArticleCard | None:
        """The article that is talked about in a place; None for all of them, or when that one is gone or hidden."""
        article = await self.library.chats.focus(str(room.chat), room.topic)
        return None if article is None else await self.library.card(article, room.scope)

    def texts_for(self, person: User | None) -> Texts:
        """The texts in somebody's language."""
        return texts_of(language_for(person.language_code if person else None, self.settings.language))
