"""What tantivy holds of passages and articles, and how it is asked for them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import tantivy

from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from retrieval.index import IndexedPassage
    from retrieval.scope import Scope

ANALYZER: Final = "terms"
"""What tantivy calls the analysis: our terms, with spaces between them."""
_SCORE_DIGITS: Final = 4
"""Scores are rounded: tantivy adds single-precision floats in an order that depends on the segments."""
_ARTICLE: Final = "article"
"""The kind of the documents that stand for whole articles; those of passages have none."""
_SPARE: Final = 4
"""The part of the limit that is fetched beyond it, at first: a tie at its end seldom needs more."""
_TIES: Final = 16
"""At most so many times the limit is fetched in order to settle ties at its end by passage id."""


@cache
def schema() -> tantivy.Schema:
    """The fields: terms to score by, and what passages are filtered by and known by."""
    builder = tantivy.SchemaBuilder()
    for name in ("body", "context", "whole"):
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="freq")
    for name in ("owner", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("article", indexed=True, fast=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()


def document_of(passage: IndexedPassage) -> tantivy.Document:
    """What stands for a passage."""
    document = tantivy.Document()
    document.add_text("body", " ".join(passage.body))
    document.add_text("context", " ".join(passage.context))
    document.add_text("owner", passage.owner)
    document.add_unsigned("article", passage.article)
    document.add_unsigned("passage", passage.id)
    return document


class Whole:
    """All terms of an article, gathered from its passages: the title once, each heading once."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._terms: list[str] = []
        self._contexts = set[tuple[str, ...]]()

    def add(self, passage: IndexedPassage) -> None:
        """Take in the article's next passage."""
        self._terms += passage.body
        if passage.context not in self._contexts:
            self._contexts.add(passage.context)
            self._terms += passage.context

    def document(self, article: int) -> tantivy.Document:
        """What stands for the article with this id."""
        document = tantivy.Document()
        document.add_text("whole", " ".join(self._terms))
        document.add_text("owner", self._owner)
        document.add_text("kind", _ARTICLE)
        document.add_unsigned("article", article)
        return document


def articles_in(searcher: tantivy.Searcher) -> int:
    """How many of the documents are articles, not passages."""
    return _count(searcher, belonging_to("kind", _ARTICLE))


def private_articles(searcher: tantivy.Searcher, most: int) -> set[int]:
    """The articles that are not of the public library, at most so many."""
    public = (tantivy.Occur.MustNot, belonging_to("owner", PUBLIC))
    return _articles(searcher, public, most)


def articles_of(searcher: tantivy.Searcher, owner: str, most: int) -> set[int]:
    """The articles of an owner, at most so many."""
    return _articles(searcher, (tantivy.Occur.Must, belonging_to("owner", owner)), most)


def _articles(searcher: tantivy.Searcher, clause: tuple[tantivy.Occur, tantivy.Query], most: int) -> set[int]:
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, belonging_to("kind", _ARTICLE)), clause])
    addresses = [address for _, address in searcher.search(query, limit=most, count=False).hits]
    return {int(article or 0) for article in searcher.fast_field_values("article", addresses)}


def passages_of_owner(searcher: tantivy.Searcher, owner: str) -> int:
    """How many passages an owner has."""
    article = (tantivy.Occur.MustNot, belonging_to("kind", _ARTICLE))
    return _count(searcher, tantivy.Query.boolean_query([(tantivy.Occur.Must, belonging_to("owner", owner)), article]))


def passages_in(searcher: tantivy.Searcher) -> set[int]:
    """The ids of all passages."""
    every, must_not = (tantivy.Occur.Must, tantivy.Query.all_query()), tantivy.Occur.MustNot
    query = tantivy.Query.boolean_query([every, (must_not, belonging_to("kind", _ARTICLE))])
    found = searcher.search(query, limit=max(1, searcher.num_docs), count=False)
    return {int(id_ or 0) for id_ in searcher.fast_field_values("passage", [address for _, address in found.hits])}


def passages_with(searcher: tantivy.Searcher, term: str, scope: Scope) -> int:
    """In how many bodies that the scope may see a term stands."""
    stands = (tantivy.Occur.Must, tantivy.Query.term_query(schema(), "body", term, "freq"))
    return _count(searcher, tantivy.Query.boolean_query([stands, (tantivy.Occur.Must, _visible(scope))]))


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found = searcher.search(query, limit=1, count=True)
    return found.count or 0  # type: ignore[attr-defined]  # the package's stubs leave it out


def query_of(terms: Mapping[str, float], fields: Mapping[str, float]) -> tantivy.Query:
    """What has one of the `terms` in one of the `fields`, each with its weight."""
    return _query_of(tuple(terms.items()), tuple(fields.items()))


@lru_cache(maxsize=8)  # a question is asked of all passages, and then of the best articles'
def _query_of(terms: tuple[tuple[str, float], ...], fields: tuple[tuple[str, float], ...]) -> tantivy.Query:
    # Nothing is found by a field that does not count.
    counted = [(field, of) for field, of in fields if of > 0]
    return tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Should, _term_query(field, term, weight * of))
            for term, weight in terms
            for field, of in counted
        ]
    )


def narrowed(query: tantivy.Query, scope: Scope | None = None, within: Collection[int] | None = None) -> tantivy.Query:
    """The same, of what the `scope` may see, and of the articles `within`, if they are given.

    Without both, tantivy leaves out most of what cannot be among the best (block-max WAND): a third of the time.
    """
    should, must = tantivy.Occur.Should, tantivy.Occur.Must
    clauses = [(must, query)]
    if scope is not None:
        clauses.append((must, _unscored(_visible(scope))))
    if within is not None:
        any_of = tantivy.Query.boolean_query([(should, belonging_to("article", article)) for article in sorted(within)])
        clauses.append((must, _unscored(any_of)))
    return tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else query


def _term_query(field: str, text: str, weight: float) -> tantivy.Query:
    return tantivy.Query.boost_query(tantivy.Query.term_query(schema(), field, text, "freq"), weight)


def belonging_to(field: str, value: str | int) -> tantivy.Query:
    """What belongs to an article or owner. Deletions go by it too: tantivy-py's by term find no unsigned numbers."""
    return tantivy.Query.term_query(schema(), field, value, "basic")


def _visible(scope: Scope) -> tantivy.Query:
    owners = [(tantivy.Occur.Should, belonging_to("owner", owner)) for owner in sorted(scope.owners)]
    return tantivy.Query.boolean_query(owners)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


Scored: TypeAlias = "tuple[float, int, tantivy.DocAddress]"
"""A document that was found: its rounded score, negative, so that the best come first in order; its article; where it
is."""


def search(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, hidden: AbstractSet[int] = frozenset()
) -> list[Scored] | None:
    """What is found best, best first: `limit` documents of articles that are not `hidden`, and what ties with the last.

    `None` if so much is hidden that they are not among `_TIES` times as many.
    """
    wanted = limit + limit // _SPARE + 1
    while True:
        hits = searcher.search(query, limit=wanted, count=False).hits
        addresses = [address for _, address in hits]
        articles = [int(article or 0) for article in searcher.fast_field_values("article", addresses)]
        # Column by column: one by one, 126 of them take 0.1 ms, which is half of the search itself.
        scores = (-np.round(np.array([score for score, _ in hits]), _SCORE_DIGITS)).tolist()
        found = [one for one in zip(scores, articles, addresses, strict=True) if one[1] not in hidden]
        all_there_are = len(hits) < wanted
        if len(found) >= limit:
            # tantivy breaks ties by place in the segments, which is not the same in every index of the same passages.
            last = found[limit - 1][0]
            if all_there_are or found[-1][0] > last or wanted >= _TIES * limit:
                return [one for one in found if one[0] <= last]
        elif all_there_are:
            return found
        elif wanted >= _TIES * limit:
            return None
        wanted = min(2 * wanted, _TIES * limit)
