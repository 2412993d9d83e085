"""The store: the truth about articles and their passages."""

from __future__ import annotations

import asyncio
import datetime
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from retrieval.analysis.analyzer import unaccented
from retrieval.answer import ArticleCard, Quote
from retrieval.article import Passage
from retrieval.documents import from_document
from retrieval.errors import ArticleError
from retrieval.filing import as_json, exchange, put_in
from retrieval.intake import Draft, NewArticle, draft
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from retrieval.article import Article
    from retrieval.database import Database, Row
    from retrieval.scope import Scope

__all__ = ["Changes", "NewArticle", "State", "Store", "Stored", "StoredPassage", "card_of_row", "unknown"]

_WORDS = 6
"""How many words of a search count."""
_STATE = "SELECT revision, pins FROM library"
_PASSAGES = "SELECT * FROM quotable WHERE passage IN (SELECT value FROM json_each(?))"
_PASSAGES_OF = "SELECT * FROM quotable WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id, position"


@dataclass(frozen=True, slots=True)
class State:
    """The number of the library's last change, and a name of its pins as they are."""

    revision: int
    pins: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an article that was put: its id and reference, and how many passages it has.

    `replaced` tells that it took the place of an article that was there (or is that very article, unchanged).
    """

    id: int
    ref: str
    replaced: bool
    passages: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its ids; `origins` are the source's own numbers of the paragraphs it covers."""

    id: int
    article: ArticleCard
    owner: str
    passage: Passage
    origins: tuple[int, ...]

    def quoted(self, highlights: tuple[tuple[int, int], ...], score: float = 0.0) -> Quote:
        """The passage as a quote with these words in bold; see `Quote` for both."""
        return Quote(self.id, self.article, self.passage.section, self.passage.text, highlights, score)


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index at an older revision has to do to reflect `revision`.

    Articles `removed` are to be taken out, those `changed` to be written anew, whole. `restart` tells that the older
    revision is not one of this database's past (a backup was put back): clear the index, then write the `changed`.
    """

    changed: tuple[int, ...]
    removed: tuple[int, ...]
    revision: int
    restart: bool = False


class Store:
    """The articles of a database. Every change is one transaction, whole or not at all, and makes a new revision.

    References are unique among the articles of one owner. Article and passage ids are never used again; an article
    that is replaced keeps its id and gets new passages.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Writing

    async def put(
        self,
        article: Article,
        passages: Sequence[Passage],
        *,
        ref: str | None = None,
        owner: str = PUBLIC,
        origins: Sequence[int] | None = None,
    ) -> Stored:
        """Store an article, replacing the owner's article of the same reference, else address, else content.

        Without a `ref` a replaced article keeps its own and a new one gets one made of its title. `origins[i]` is the
        source's own number of paragraph `i`. Putting what is there already changes nothing. Raises `ArticleError` if
        there are no passages or the text is none.
        """
        (outcome,) = await self.put_many([NewArticle(article, passages, ref, owner, origins)])
        if isinstance(outcome, ArticleError):
            raise outcome
        return outcome

    async def put_many(self, articles: Iterable[NewArticle]) -> list[Stored | ArticleError]:
        """Store many articles, as `put` would one after the other, in one transaction and one revision.

        One outcome for each, in order; an article that cannot be stored has its error there and keeps none of the
        others out. Give some hundreds at a time: others who write wait meanwhile.
        """
        drafts = await asyncio.to_thread(lambda: [_draft_or_error(article) for article in articles])
        good = [one for one in drafts if isinstance(one, Draft)]
        async with self._database.transaction() as transaction:
            places = iter(await put_in(transaction, good))
        outcomes = list[Stored | ArticleError]()
        for one in drafts:
            if isinstance(one, ArticleError):
                outcomes.append(one)
            else:
                placed = next(places)
                outcomes.append(Stored(placed.id, placed.ref, placed.replaced, len(one.new.passages)))
        return outcomes

    async def remove(self, ref: str, owner: str = PUBLIC) -> ArticleCard:
        """Remove the owner's article of this reference, with all that hangs on it; what it was."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch("SELECT * FROM card WHERE owner = ? AND ref = ?", (owner, ref))
            if not rows:
                raise unknown(ref)
            card = card_of_row(rows[0])
            await exchange(transaction, [card.id], [])
        return card

    # Reading

    async def card(self, ref: str, scope: Scope) -> ArticleCard:
        """The article of this reference that the scope may see, its own before a public one; else `ArticleError`."""
        rows = await self._database.fetch(
            "SELECT * FROM card WHERE owner IN (SELECT value FROM json_each(?)) AND ref = ? "
            "ORDER BY owner = ? DESC LIMIT 1",
            (as_json(scope.owners), ref, scope.own),
        )
        if not rows:
            raise unknown(ref)
        return card_of_row(rows[0])

    async def card_of(self, article: int, scope: Scope) -> ArticleCard:
        """The article of this id if the scope may see it; else `ArticleError`."""
        rows = await self._database.fetch(
            "SELECT * FROM card WHERE id = ? AND owner IN (SELECT value FROM json_each(?))",
            (article, as_json(scope.owners)),
        )
        if not rows:
            raise unknown(str(article))
        return card_of_row(rows[0])

    async def cards_of(self, articles: Sequence[int], scope: Scope) -> list[ArticleCard]:
        """The articles of these ids, in their order, without those that are gone or that the scope may not see."""
        rows = await self._database.fetch(
            "SELECT * FROM card WHERE id IN (SELECT value FROM json_each(?)) "
            "AND owner IN (SELECT value FROM json_each(?))",
            (as_json(articles), as_json(scope.owners)),
        )
        found = {card.id: card for card in map(card_of_row, rows)}
        return [found[id_] for id_ in articles if id_ in found]

    async def cards(self, scope: Scope, *, search: str = "", limit: int = 20, offset: int = 0) -> list[ArticleCard]:
        """The articles that the scope may see, by date of publication (or addition), newest first.

        With `search`, those whose title, publisher and reference contain all its words (the first six of them) or parts
        of words, whatever their case and accents.
        """
        words = _words(search)
        other = PUBLIC if scope.public and scope.own != PUBLIC else None
        # One branch an owner: SQLite merges them in the order of their index instead of sorting the library.
        rows = await self._database.fetch(
            "SELECT * FROM card WHERE owner = ?1 AND instr(folded, ?5) AND instr(folded, ?6) AND instr(folded, ?7) "
            "AND instr(folded, ?8) AND instr(folded, ?9) AND instr(folded, ?10) UNION ALL "
            "SELECT * FROM card WHERE owner = ?2 AND instr(folded, ?5) AND instr(folded, ?6) AND instr(folded, ?7) "
            "AND instr(folded, ?8) AND instr(folded, ?9) AND instr(folded, ?10) "
            "ORDER BY day DESC, id DESC LIMIT ?3 OFFSET ?4",
            (scope.own, other, limit, offset, *words),
        )
        return [card_of_row(row) for row in rows]

    async def count(self, scope: Scope, *, search: str = "") -> int:
        """How many articles the scope may see; with `search`, as in `cards`."""
        rows = await self._database.fetch(
            "SELECT count(*) AS n FROM card WHERE owner IN (SELECT value FROM json_each(?1)) AND instr(folded, ?2) "
            "AND instr(folded, ?3) AND instr(folded, ?4) AND instr(folded, ?5) AND instr(folded, ?6) "
            "AND instr(folded, ?7)"
            if search
            else "SELECT count(*) AS n FROM card WHERE owner IN (SELECT value FROM json_each(?1))",
            (as_json(scope.owners), *(_words(search) if search else ())),
        )
        return rows[0].integer("n")

    async def article(self, article: int) -> Article:
        """The whole article of this id; `ArticleError` if there is none."""
        rows = await self._database.fetch("SELECT document FROM article WHERE id = ?", (article,))
        if not rows:
            raise unknown(str(article))
        return from_document(rows[0].text("document"))

    async def owner_of(self, article: int) -> str:
        """Whose the article of this id is; `ArticleError` if there is none."""
        rows = await self._database.fetch("SELECT owner FROM article WHERE id = ?", (article,))
        if not rows:
            raise unknown(str(article))
        return rows[0].text("owner")

    async def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The passages of these ids, in their order; those that are gone are left out."""
        return _in_order(await self._database.fetch(_PASSAGES, (as_json(ids),)), ids)

    def passages_blocking(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The same, in the thread that calls; see `Database.fetch_blocking`."""
        return _in_order(self._database.fetch_blocking(_PASSAGES, (as_json(ids),)), ids)

    async def passages_of(self, *articles: int) -> list[StoredPassage]:
        """All passages of these articles, article by article in the order of their ids, in reading order."""
        return [*_stored(await self._database.fetch(_PASSAGES_OF, (as_json(articles),)))]

    def passages_of_blocking(self, *articles: int) -> list[StoredPassage]:
        """The same, in the thread that calls; see `Database.fetch_blocking`."""
        return [*_stored(self._database.fetch_blocking(_PASSAGES_OF, (as_json(articles),)))]

    # Following

    async def identity(self) -> str:
        """What tells this library from every other; a backup that is put back is the same library."""
        rows = await self._database.fetch("SELECT identity FROM library")
        return rows[0].text("identity")

    async def state(self) -> State:
        """What tells whether anything that answers depend on has changed."""
        return _state(await self._database.fetch(_STATE))

    def state_blocking(self) -> State:
        """The same, in the thread that calls; see `Database.fetch_blocking`."""
        return _state(self._database.fetch_blocking(_STATE))

    async def revision(self) -> int:
        """The number of the library's last change, made by any process; 0 for a library that never held anything."""
        rows = await self._database.fetch("SELECT revision FROM library")
        return rows[0].integer("revision")

    async def all_ids(self) -> tuple[int, ...]:
        """The ids of all articles, everybody's."""
        rows = await self._database.fetch("SELECT id FROM article ORDER BY id")
        return tuple(row.integer("id") for row in rows)

    async def passage_ids(self) -> set[int]:
        """The ids of all passages, everybody's."""
        rows = await self._database.fetch("SELECT id FROM passage")
        return {row.integer("id") for row in rows}

    async def count_passages(self) -> int:
        """How many passages there are, everybody's; it takes a millisecond for 150,000."""
        rows = await self._database.fetch("SELECT count(*) AS n FROM passage")
        return rows[0].integer("n")

    async def changes_since(self, revision: int) -> Changes:
        """What has changed since the library was at `revision`: each article once, however often it changed."""
        # One statement, so that it is one moment's view.
        rows = await self._database.fetch(
            "WITH since AS (SELECT revision AS now, iif(?1 > revision, 0, ?1) AS past FROM library) "
            "SELECT 'now' AS kind, now AS id FROM since "
            "UNION ALL SELECT 'changed', id FROM article WHERE revision > (SELECT past FROM since) "
            "UNION ALL SELECT 'removed', article FROM removed WHERE revision > (SELECT past FROM since)",
            (revision,),
        )
        ids = {
            kind: [row.integer("id") for row in rows if row.text("kind") == kind]
            for kind in ("now", "changed", "removed")
        }
        (now,) = ids["now"]
        return Changes(tuple(ids["changed"]), tuple(ids["removed"]), now, restart=revision > now)


def _words(search: str) -> list[str]:
    """The words of a search, always as many: a table-valued function for each row would cost ten times as much."""
    return [*unaccented(search).split(), *[""] * _WORDS][:_WORDS]


def _draft_or_error(article: NewArticle) -> Draft | ArticleError:
    try:
        return draft(article)
    except ArticleError as error:
        return error


def unknown(ref: str) -> ArticleError:
    """The error for a reference or an id that names no article."""
    return ArticleError(f"There is no article “{ref}”.")


def card_of_row(row: Row) -> ArticleCard:
    """The card in a row of the view of that name."""
    published = row.text_or_none("published")
    return ArticleCard(
        id=row.integer("id"),
        ref=row.text("ref"),
        title=row.text("title"),
        publisher=row.text("publisher"),
        date=datetime.date.fromisoformat(published) if published else None,
        url=row.text("url"),
    )


def _state(rows: Sequence[Row]) -> State:
    return State(rows[0].integer("revision"), rows[0].text("pins"))


def _in_order(rows: Sequence[Row], ids: Sequence[int]) -> list[StoredPassage]:
    found = {passage.id: passage for passage in _stored(rows)}
    return [found[id_] for id_ in ids if id_ in found]


def _stored(rows: Iterable[Row]) -> Iterator[StoredPassage]:
    cards: dict[int, ArticleCard] = {}
    for row in rows:
        article = row.integer("id")
        if article not in cards:
            cards[article] = card_of_row(row)
        yield _passage(row, cards[article])


def _passage(row: Row, card: ArticleCard) -> StoredPassage:
    passage = Passage(
        position=row.integer("position"),
        section=row.text("section"),
        text=row.text("body"),
        first=row.integer("first"),
        last=row.integer("last"),
    )
    return StoredPassage(
        id=row.integer("passage"),
        article=card,
        owner=row.text("owner"),
        passage=passage,
        origins=_numbers().validate_json(row.text("origins")),
    )


@cache
def _numbers() -> TypeAdapter[tuple[int, ...]]:
    return TypeAdapter(tuple[int, ...])
