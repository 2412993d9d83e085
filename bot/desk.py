"""What every handler works with, and what it must know of the place where something is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.conversation import Place, utc_now
from bot.editing.jobs import Awaiting, Jobs
from bot.editing.tellings import Tellings
from bot.hearing.admins import AdminLists
from bot.hearing.albums import Albums
from bot.hearing.facts import is_private, is_shown, topic_of
from bot.hearing.membership import Greeted
from bot.service.watching import Watch
from bot.texts import Texts, language_for, texts_of
from bot.transport.inbox import Inbox
from retrieval.asking import QUOTES
from retrieval.errors import KutipError
from retrieval.scope import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import MaybeInaccessibleMessage, User

    from bot.conversation import Conversations
    from bot.settings import Settings
    from bot.transport.limits import Limits
    from bot.transport.pacing import Pacing
    from retrieval.answer import Answer, ArticleCard, Context
    from retrieval.chats import ChatSettings
    from retrieval.library import Library
    from retrieval.sources.web import Fetch
    from retrieval.turns import Turn


class LostTopicError(KutipError):
    """Nobody knows any more in which topic of a forum a message stands."""


@dataclass(frozen=True, slots=True)
class Room:
    """The place of a message: its chat's settings, what is seen there, and the words for whoever acts there now.

    `known_topic` is its forum topic, None outside of one; where that is `lost`, `topic` is to raise.
    """

    chat: int
    known_topic: int | None
    private: bool
    settings: ChatSettings
    scope: Scope
    texts: Texts
    lost: bool = False

    @property
    def topic(self) -> int | None:
        """The forum topic, None outside of one. Raises LostTopicError: what belongs to a topic must not go astray."""
        if self.lost:
            raise LostTopicError("it is not known in which topic of the forum this message stands")
        return self.known_topic

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
    limits: Limits
    fetch: Fetch
    """How pages are fetched that editors name: in the program always `retrieval.web.fetch`, with its strict guard."""
    opened: datetime = field(default_factory=utc_now)
    """Since when the bot runs."""
    jobs: Jobs = field(default_factory=Jobs)
    awaiting: Awaiting = field(default_factory=Awaiting)
    admins: AdminLists = field(default_factory=AdminLists)
    albums: Albums = field(default_factory=Albums)
    greeted: Greeted = field(default_factory=Greeted)
    watch: Watch = field(default_factory=Watch)
    tellings: Tellings = field(default_factory=Tellings)
    inbox: Inbox = field(default_factory=Inbox)

    async def move(self, old: int, new: int) -> None:
        """A group has become a supergroup: all that is kept of it goes along, and what is just being read there."""
        self.greeted.moved(new)
        async with self.jobs.storing:
            await self.library.move_chat(str(old), str(new))
            self.jobs.moved(old, new)
        self.admins.changed(old)
        self.admins.changed(new)

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        article: int | None = None,
        context: Context | None = None,
        most: int = QUOTES,
    ) -> Answer:
        """What the library answers to somebody's question, as `Library.ask` does; whoever watches is told."""
        answer = await self.library.ask(question, scope=scope, article=article, context=context, most=most)
        self.watch.answered(answer)
        return answer

    async def room(self, message: MaybeInaccessibleMessage, person: User | None, *, turn: int | None = None) -> Room:
        """The place of a message, with `person` acting; `turn` is the one that the pressed button below it carries.

        Of an old message Telegram does not tell the topic: it is that of the turn, or of the one which it shows.
        """
        own = str(message.chat.id)
        settings = await self.library.chats.settings(own)
        shown = is_shown(message)
        place = None if shown else await self._place(message, turn)
        return Room(
            chat=message.chat.id,
            known_topic=place.topic if place else topic_of(message),
            private=is_private(message),
            settings=settings,
            scope=Scope(own, settings.public),
            texts=texts_of(settings.language) if settings.language else self.texts_for(person),
            lost=not shown and place is None and bool(message.chat.is_forum),
        )

    async def _place(self, message: MaybeInaccessibleMessage, turn: int | None) -> Place | None:
        """Where one of the bot's messages stands, by what is remembered of it; None when nothing is."""
        chat = message.chat.id
        found = None if turn is None else await self.conversations.turn_in(chat, turn)
        found = found or await self.conversations.shown_in(chat, message.message_id)
        return Place.of(found) if found else None

    async def focus(self, room: Room) -> ArticleCard | None:
        """The article that is talked about in a place; None for all of them, or when that one is gone or hidden."""
        article = await self.library.chats.focus(str(room.chat), room.topic)
        return None if article is None else await self.library.card(article, room.scope)

    def texts_for(self, person: User | None) -> Texts:
        """The texts in somebody's language."""
        return texts_of(language_for(person.language_code if person else None, self.settings.language))
