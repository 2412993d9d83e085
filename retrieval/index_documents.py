"""What tantivy holds of passages and articles, and how it is asked for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import tantivy

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from retrieval.index import IndexedPassage, TermGroup
    from retrieval.scope import Scope

ANALYZER: Final = "terms"
"""What tantivy calls the analysis: our terms, with spaces between them."""
_SCORE_DIGITS: Final = 4
"""Scores are rounded: tantivy adds single-precision floats in an order that depends on the segments."""
_ARTICLE: Final = "article"
"""The kind of the documents that stand for whole articles; those of passages have none."""
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


def passages_of_owner(searcher: tantivy.Searcher, owner: str) -> int:
    """How many passages an owner has."""
    article = (tantivy.Occur.MustNot, belonging_to("kind", _ARTICLE))
    return _count(searcher, tantivy.Query.boolean_query([(tantivy.Occur.Must, belonging_to("owner", owner)), article]))


def passages_with(searcher: tantivy.Searcher, term: str, scope: Scope) -> int:
    """In how many bodies that the scope may see a term stands."""
    stands = (tantivy.Occur.Must, tantivy.Query.term_query(schema(), "body", term, "freq"))
    return _count(searcher, tantivy.Query.boolean_query([stands, (tantivy.Occur.Must, _visible(scope))]))


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found = searcher.search(query, limit=1, count=True)
    return found.count or 0  # type: ignore[attr-defined]  # the package's stubs leave it out


def query_of(
    groups: Sequence[TermGroup],
    scope: Scope,
    fields: Mapping[str, float],
    within: Collection[int] | None = None,
) -> tantivy.Query:
    """What has a term of the groups in one of the `fields` (with the weight of each), that the scope may see.

    Only of the articles `within`, if they are given.
    """
    term, should, must = _term_query, tantivy.Occur.Should, tantivy.Occur.Must
    scored = list[tuple[tantivy.Occur, tantivy.Query]]()
    for group in groups:
        alternatives = [
            # Nothing is found by a field that does not count.
            [term(field, text, weight * of) for field, of in fields.items() if of > 0]
            for text, weight in group.terms
        ]
        if len(alternatives) == 1:
            # Flat sums are twice as fast as nested ones.
            scored.extend((should, query) for query in alternatives[0])
        elif alternatives:
            sums = [tantivy.Query.boolean_query([(should, query) for query in pair]) for pair in alternatives]
            scored.append((should, tantivy.Query.disjunction_max_query(sums)))
    clauses = [(must, tantivy.Query.boolean_query(scored)), (must, _unscored(_visible(scope)))]
    if within is not None:
        any_of = tantivy.Query.boolean_query([(should, belonging_to("article", article)) for article in sorted(within)])
        clauses.append((must, _unscored(any_of)))
    return tantivy.Query.boolean_query(clauses)


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


def search(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
    """The best passages with their rounded scores: `limit` of them and those that tie with the last."""
    wanted = limit
    while True:
        # tantivy breaks ties by place in the segments, which is not the same in every index of the same passages.
        wanted = min(2 * wanted, _TIES * limit)
        found = [
            (round(float(score), _SCORE_DIGITS), address)
            for score, address in searcher.search(query, limit=wanted, count=False).hits
        ]
        if len(found) < wanted or found[-1][0] < found[limit - 1][0] or wanted == _TIES * limit:
            return [(score, address) for score, address in found if score >= found[min(limit, len(found)) - 1][0]]
