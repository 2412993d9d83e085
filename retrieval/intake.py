"""Articles on their way into the store: what is written of each, and which of those already there it replaces. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.analysis.analyzer import unaccented
from retrieval.answer import ArticleCard
from retrieval.documents import to_document
from retrieval.errors import ArticleError
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.article import Article, Passage

_SLUG_LENGTH = 48
_NAMELESS = "artikel"


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article about to be stored, with the passages made of it.

    `ref` is the reference people use for it (`None`: made of the title); `origins[i]` is the source's own number of
    the article's paragraph `i` (`None`: they are the same).
    """

    article: Article
    passages: Sequence[Passage]
    ref: str | None = None
    owner: str = PUBLIC
    origins: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is stored of a new article, before it has an id and a reference."""

    new: NewArticle
    document: str
    content: str
    """SHA-256 of title, headings and paragraphs."""
    whole: str
    """SHA-256 of all that is stored, but for the reference."""
    origins: tuple[tuple[int, ...], ...]
    """The source's paragraph numbers of each passage."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is in the store: what it may be recognised by."""

    id: int
    owner: str
    ref: str
    url: str
    content: str
    whole: str
    added_at: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft's place: the id and reference it is stored under, whether it replaces, or is there already as it is.

    `passages` are the ids that its passages had when it was there before; empty for passages that are new.
    """

    draft: Draft
    id: int
    ref: str
    added_at: str
    replaced: bool
    unchanged: bool = False
    passages: tuple[int, ...] = ()

    @property
    def shown(self) -> tuple[ArticleCard, int]:
        """What is shown of the article, and how many passages it has."""
        new = self.draft.new
        card = ArticleCard(
            self.id, self.ref, new.article.title, new.article.publisher, new.article.date, new.article.url
        )
        return card, len(new.passages)


@dataclass(slots=True)
class Plan:
    """Where drafts go, one after the other, among the articles that the store has.

    `next_id` is the first article id never used, `now` the time that new articles are added at, `known` every article
    that shares an owner and a reference, address or content with a draft, `taken` the (owner, reference) pairs that
    new references must stay clear of.
    """

    next_id: int
    now: str
    known: Iterable[Known] = ()
    taken: set[tuple[str, str]] = field(default_factory=set)
    placed: dict[int, Placed] = field(default_factory=dict, init=False)
    """What is to be there in the end, by id."""
    removed: set[int] = field(default_factory=set, init=False)
    """Ids that are to be there no more."""
    _articles: dict[int, Known] = field(default_factory=dict, init=False)
    _ids: dict[tuple[str, str, str], int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for article in self.known:
            self._remember(article)

    @property
    def written(self) -> list[Placed]:
        """What of `placed` is to be written."""
        return [placed for placed in self.placed.values() if not placed.unchanged]

    def place(self, draft: Draft) -> Placed:
        """Decide where a draft goes. It replaces the article of its reference, else address, else content.

        Should these be several articles, they turn out to be one, and the others go.
        """
        new = draft.new
        ref = new.ref or None
        keys = _keys(new.owner, ref or "", new.article.url, draft.content)
        same = list(dict.fromkeys(self._ids[key] for key in keys if key in self._ids))
        old = self._articles[same[0]] if same else None
        for article in same:
            self._forget(self._articles[article])
        for article in same[1:]:
            self.placed.pop(article, None)
            self.removed.add(article)
        if old is None:
            placed = Placed(draft, self.next_id, ref or self._free_ref(new), self.now, replaced=False)
            self.next_id += 1
        else:
            ref = ref or old.ref
            unchanged = (old.whole, old.ref) == (draft.whole, ref) and (
                old.id not in self.placed or self.placed[old.id].unchanged
            )
            placed = Placed(draft, old.id, ref, old.added_at, replaced=True, unchanged=unchanged)
        self.placed[placed.id] = placed
        self._remember(
            Known(placed.id, new.owner, placed.ref, new.article.url, draft.content, draft.whole, placed.added_at)
        )
        return placed

    def _free_ref(self, new: NewArticle) -> str:
        base = slug(new.article.title)
        ref, number = base, 1
        while any((owner, ref) in self.taken for owner in (new.owner, PUBLIC)):
            number += 1
            ref = f"{base}-{number}"
        return ref

    def _remember(self, article: Known) -> None:
        self._articles[article.id] = article
        self.taken.add((article.owner, article.ref))
        for key in _keys(article.owner, article.ref, article.url, article.content):
            self._ids[key] = article.id

    def _forget(self, article: Known) -> None:
        self.taken.discard((article.owner, article.ref))
        for key in _keys(article.owner, article.ref, article.url, article.content):
            self._ids.pop(key, None)


def _keys(owner: str, ref: str, url: str, content: str) -> list[tuple[str, str, str]]:
    """What makes two articles the same, strongest first."""
    named = (("ref", ref), ("url", url), ("content", content))
    return [(owner, kind, value) for kind, value in named if value]


def draft(new: NewArticle) -> Draft:
    """Prepare an article for the store. Raises `ArticleError` if it cannot be stored as text or has no passages."""
    if not new.passages:
        raise ArticleError(f"The article “{new.article.title}” has no text to quote.")
    origins = range(len(new.article.paragraphs)) if new.origins is None else new.origins
    return drafted(new, tuple(tuple(origins[passage.first : passage.last + 1]) for passage in new.passages))


def drafted(new: NewArticle, covered: tuple[tuple[int, ...], ...]) -> Draft:
    """The draft of an article whose passages cover these paragraphs of the source; errors are as for `draft`."""
    article = new.article
    content = [article.title, [[section.heading, section.paragraphs] for section in article.sections]]
    passages = [[passage.section, passage.text, passage.first, passage.last] for passage in new.passages]
    try:
        document = to_document(article)
        return Draft(new, document, _digest(content), _digest([document, passages, covered]), covered)
    except ValueError as error:
        # Half a surrogate pair, from a broken JSON escape.
        raise ArticleError(f"The article “{article.title!a}” contains characters that are no text.") from error


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def slug(title: str) -> str:
    """A reference made of a title: its ASCII words joined by `-`, at most 48 characters, cut at a word."""
    words = re.findall("[a-z0-9]+", unaccented(title).encode("ascii", "ignore").decode())
    if not words:
        return _NAMELESS
    whole = "-".join(words)
    if len(whole) <= _SLUG_LENGTH:
        return whole
    return whole[: _SLUG_LENGTH + 1].rpartition("-")[0] or whole[:_SLUG_LENGTH]
