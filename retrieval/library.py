"""The library: the one door to articles and answers, for whatever edge stands in front of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from retrieval.answer import Status
from retrieval.asked import Asked
from retrieval.asking import QUOTES, Asking, OutdatedError
from retrieval.chats import Chats
from retrieval.checking import Checking, Finding
from retrieval.editing import Editing
from retrieval.errors import LibraryError, StorageError
from retrieval.exporting import exported
from retrieval.feeds import Feeds
from retrieval.following import Follower
from retrieval.holdings import Holdings, holdings
from retrieval.importing import Importing
from retrieval.intake import NewArticle
from retrieval.layout import INDEX
from retrieval.passages import passages_of
from retrieval.pins import Pins
from retrieval.purging import purge
from retrieval.restoring import Ready, back_up_beside, put_back, ready
from retrieval.scope import EVERYONE, PUBLIC, Scope
from retrieval.statistics import Statistics
from retrieval.turns import TurnQuote, Turns
from retrieval.unanswered import Unanswered
from retrieval.vitals import Vitals

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Sequence
    from pathlib import Path

    from retrieval.answer import Answer, ArticleCard, Context, Quote
    from retrieval.article import Article, Passage
    from retrieval.audit import Change, Editor
    from retrieval.chats import ChatSettings
    from retrieval.database import Database
    from retrieval.importing import BulkReport, ImportProgress
    from retrieval.index import PassageIndex
    from retrieval.sources.bulk import BulkLine
    from retrieval.store import Store, Stored
    from retrieval.unanswered import Miss
    from retrieval.vectorising import Vectoriser

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article to be read: what is shown of it in lists, and all that is stored of it."""

    card: ArticleCard
    article: Article
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed with a person: how many questions, and the settings that their private chat had."""

    questions: int
    settings: ChatSettings


class Library:
    """Articles in, answers out. The index follows the store before every question, also after another process's change.

    Made by `open_library`. Methods raise `ArticleError` for an article that is not there or cannot be stored and
    `LibraryError` when the database or the index fails.
    """

    def __init__(
        self,
        database: Database,
        store: Store,
        index: PassageIndex,
        vectoriser: Vectoriser | None,
        notices: Sequence[str],
    ) -> None:
        self._database = database
        self._index = index
        self._vectoriser = vectoriser
        self.store = store
        self.turns = Turns(database)
        self.chats = Chats(database)
        self.editing = Editing(database)
        self.statistics = Statistics(database)
        self.asked = Asked(database)
        self.feeds = Feeds(database)
        self.importing = Importing(database)
        self.notices = tuple(notices)
        """What the operator should know about the start, such as a seed that could not be read."""
        self.storage = database.storage
        """Whether the disk does what it should, as far as anybody has noticed."""
        self._follower = Follower(store, index, database.storage)
        self._checking = Checking(database, index, self._follower)
        pins = Pins(database, store)
        self.unanswered = Unanswered(database, store, self.chats, pins)
        self.asking = Asking(store, index, vectoriser, pins, self._follower.level)
        self.vitals = Vitals(database, store, index, vectoriser)

    async def follow(self) -> None:
        """Bring the index in step with the store, whatever it takes."""
        await self._follower.catch_up()

    async def compare(self) -> None:
        """Make the index anew if it does not have as many passages as the database, which costs nothing to see."""
        await self._follower.agree(closely=False)

    @property
    def semantic(self) -> bool:
        """Whether questions are compared with passages by meaning too."""
        return self._vectoriser is not None

    async def ask(
        self,
        question: str,
        *,
        scope: Scope = EVERYONE,
        article: int | str | None = None,
        context: Context | None = None,
        most: int = QUOTES,
    ) -> Answer:
        """Answer a question from what `scope` may see; only from the article of this id or reference if one is given.

        `context` is the turn before it in the same conversation, on which it may lean ("kalau Iran?"); there are at
        most `most` quotes in the answer.
        """
        within = None if article is None else (await self._card(article, scope)).id
        ask = partial(self.asking.ask, question, scope, within, context, most)
        try:
            with suppress(OutdatedError):  # mostly nothing has changed
                return await ask(None, whole=True)
            return await ask(await self._follower.catch_up_soon(hurried=True), whole=True)
        except OutdatedError as error:
            logger.debug("This question is asked again. %s", error)
        except LibraryError as error:
            if isinstance(error, StorageError) or not await self._follower.mended():
                raise
        return await ask(await self._follower.catch_up_soon())

    async def add(self, article: Article, *, ref: str | None = None, owner: str = PUBLIC) -> Stored:
        """Add an article, or replace the one of the same reference, address or content; it can be asked at once."""
        passages = await asyncio.to_thread(passages_of, article)
        stored = await self.store.put(article, passages, ref=ref, owner=owner)
        await self.follow()
        return stored

    async def add_bulk(
        self, lines: Iterable[BulkLine], *, owner: str = PUBLIC, progress: Callable[[int], None] | None = None
    ) -> BulkReport:
        """Add many articles, batch by batch; `progress` is told the number of the last line that is safely in.

        A line that cannot be added is reported and keeps none of the others out. Interrupted, what was told is in.
        """
        told = None if progress is None else lambda report: progress(report.line)
        report = await self.importing.put(lines, owner, told)
        await self.follow()
        return report

    async def add_file(
        self, path: Path, *, progress: Callable[[ImportProgress], None] | None = None, restart: bool = False
    ) -> BulkReport:
        """Add the articles of a `.jsonl` or `.jsonl.gz` file to the public library; see `Importing.put_file`.

        Interrupted, what was told is in, and the same again goes on from there.
        """
        return await self.importing.put_file(path, progress=progress, restart=restart, last=self.follow)

    async def remove(self, ref: str, *, owner: str = PUBLIC) -> ArticleCard:
        """Remove an article and return what it was."""
        card = await self.store.remove(ref, owner)
        await self.follow()
        return card

    async def edit(
        self, article: Article, *, by: Editor, owner: str, ref: str | None = None, most: int | None = None
    ) -> Change:
        """Add an article for an editor, or replace the owner's of the same address or content; it can be asked at once.

        With a `ref` it replaces the owner's article of that reference; raises `ArticleError` if there is none, and
        `QuotaError` if the owner would have more than `most` articles by it.
        """
        passages = await asyncio.to_thread(passages_of, article)
        return await self._edited(self.editing.put(NewArticle(article, passages, ref, owner), by, most=most))

    async def withdraw(self, ref: str, *, by: Editor, owner: str) -> Change:
        """Remove an article for an editor; raises `ArticleError` if the owner has none of this reference."""
        return await self._edited(self.editing.remove(ref, by, owner))

    async def rename(self, article: int, title: str, *, by: Editor, owner: str) -> Change:
        """Give the owner's article of this id another title; raises `ArticleError` if there is none, or no title."""
        return await self._edited(self.editing.rename(article, title, by, owner))

    async def undo(self, *, by: Editor, owner: str, change: int | None = None, most: int | None = None) -> Change:
        """Undo the owner's last change that is neither undone nor an undo, or that very one; else `UndoError`.

        Raises `QuotaError` if the owner would have more than `most` articles by it.
        """
        return await self._edited(self.editing.undo(change, by, owner, most=most))

    async def _edited(self, editing: Coroutine[None, None, Change]) -> Change:
        change = await editing
        try:
            await self.follow()
        except StorageError as error:  # it is stored, and whoever is told that it is not would do it again
            logger.warning("A change is stored; the index follows when there is room. %s", error)
        return change

    async def changes(self, owner: str, *, limit: int = 20, offset: int = 0) -> list[Change]:
        """What editors changed of the owner's articles, newest first."""
        return await self.editing.changes(owner, limit=limit, offset=offset)

    async def move_chat(self, old: str, new: str) -> None:
        """Give all that is kept of a chat to another one, that it has become; see `Chats.move`."""
        await self.chats.move(old, new)
        await self.follow()

    async def answers_to_misses(self, owner: str, article: int) -> list[Miss]:
        """The owner's open misses that this article answers now, most asked first.

        Each is asked as the owner's readers ask it; those alone that the article speaks of at all, and of these only
        so many as `Unanswered.speaking_of` gives. It takes twice the time of all these questions.
        """
        scope = await self.unanswered.scope(owner)
        answered = []
        for miss in await self.unanswered.speaking_of(owner, article):
            answer = await self.ask(miss.wording, scope=scope)
            if answer.status is Status.ANSWERED and answer.quotes[0].article.id == article:
                answered.append(miss)
            await asyncio.sleep(answer.ms / 1000)  # half of the time is for whoever asks meanwhile
        return answered

    async def articles(self, scope: Scope, *, search: str = "", limit: int = 20, offset: int = 0) -> list[ArticleCard]:
        """The articles that `scope` may see, newest first; `search` is looked for in their titles."""
        return await self.store.cards(scope, search=search, limit=limit, offset=offset)

    async def count(self, scope: Scope, *, search: str = "") -> int:
        """How many articles `scope` may see; `search` as in `articles`."""
        return await self.store.count(scope, search=search)

    async def holdings(self, owner: str) -> Holdings:
        """How much an owner has, and what the library takes on the disk."""
        encoder = self._vectoriser.encoder_name if self._vectoriser else None
        return await holdings(self._database, self._database.path.parent / INDEX, owner, encoder)

    async def open_article(self, article: int | str, scope: Scope) -> OpenArticle:
        """An article to be read, by its id or its reference."""
        card = await self._card(article, scope)
        passages = await self.store.passages_of(card.id)
        return OpenArticle(card, await self.store.article(card.id), tuple(stored.passage for stored in passages))

    async def _card(self, article: int | str, scope: Scope) -> ArticleCard:
        return await (
            self.store.card(article, scope) if isinstance(article, str) else self.store.card_of(article, scope)
        )

    async def card(self, article: int, scope: Scope) -> ArticleCard | None:
        """What is shown of the article of this id; None when it is gone, or not for this scope."""
        return next(iter(await self.store.cards_of([article], scope)), None)

    async def quotes(self, quotes: Sequence[TurnQuote], scope: Scope) -> list[Quote]:
        """The quotes of a remembered turn; passages that are gone, or not for this scope any more, are left out."""
        found = {passage.id: passage for passage in await self.store.passages([quote.passage for quote in quotes])}
        return [
            stored.quoted(quote.highlights)
            for quote in quotes
            if (stored := found.get(quote.passage)) and stored.owner in scope.owners
        ]

    async def also(self, quote: TurnQuote, scope: Scope) -> list[ArticleCard]:
        """The other articles that report the same as a remembered quote, as far as they are there for this scope."""
        return await self.store.cards_of(quote.also, scope) if quote.also else []

    async def encode_pending(self, limit: int) -> int:
        """Compute vectors that are still missing, at most `limit`; how many that was, 0 when none is left to do."""
        return 0 if self._vectoriser is None else await self._vectoriser.encode_pending(limit)

    async def forget_person(self, person: str) -> Forgotten:
        """Remove all that is kept of a person, whole or not at all, and then every trace of it, as far as can be.

        That is: their questions, also those that others passed on or went on from, and the pins made for them alone,
        their votes, and what was chosen in their private chat, which has their id.
        """
        async with self._database.transaction() as transaction:
            settings = await self.chats.forget(transaction, person)
            await self.unanswered.forget_person(transaction, person)
            questions = await self.turns.forget_person(transaction, person)
        self.asking.kept.clear()
        await purge(self._database)
        return Forgotten(questions, settings)

    async def backup(self, target: Path, *, replace: bool = False) -> None:
        """Copy the database, whole and consistent, to a file that does not exist yet unless to `replace` it."""
        await self._database.backup(target, replace=replace)

    def exported(self, owner: str | None = PUBLIC) -> AsyncGenerator[str, None]:
        """The owner's articles, or with `None` everybody's, as bulk lines without their ends; see `exporting`."""
        return exported(self._database, owner)

    async def backup_beside(self) -> Path:
        """A backup beside the database, named after the time; where that is."""
        return await back_up_beside(self._database)

    @asynccontextmanager
    async def ready_to_restore(self, file: Path) -> AsyncIterator[Ready]:
        """A backup, checked, and prepared for `restore`; raises `LibraryError` if it cannot be put back."""
        async with ready(file, self._database.path) as backup:
            yield backup

    async def restore(self, backup: Ready) -> None:
        """Put everything back that the backup holds, whole or not at all; every process that is running follows."""
        await put_back(self._database, backup)
        await purge(self._database)
        try:
            await self.follow()
        except LibraryError as error:
            logger.warning("The backup was put back; the index follows at the next question. %s", error)

    async def close(self) -> None:
        """Stop what goes on in the background."""
        await self._follower.close()
        if self._vectoriser is not None:
            await self._vectoriser.settle()
            await asyncio.to_thread(self._vectoriser.close)

    async def try_out(self) -> None:
        """See whether what was in trouble is well again, and if so, say so to `storage` and catch up.

        Raises `LibraryError` if it is not.
        """
        await self._checking.try_out()

    async def check(self, *, closely: bool = True) -> list[Finding]:
        """Look at the database and the index, and say how they are; an index that is damaged is made anew.

        Looked at `closely`, each article is compared with what was stored, which takes a processor 2 s for 19,000.
        """
        return await self._checking.check(closely=closely)
