"""What an index holds at one moment, and which of it a scope may see."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from retrieval.index_documents import (
    articles_in,
    articles_of,
    narrowed,
    passages_of_owner,
    passages_with,
    private_articles,
    query_of,
    search,
)
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import tantivy

    from retrieval.index_documents import Scored
    from retrieval.scope import Scope

MOST_HIDDEN: Final = 1000
"""So many articles that a scope may not see are dropped from what was found; more are kept out while searching."""
MOST_COUNTS: Final = 20_000
"""Frequencies of terms that are kept: some 3 MB."""
MOST_TERMS: Final = 100_000
"""Terms that are kept by what they begin with, 6 MB; 160,000 passages have 66,000. Every third question has a word that
is looked for among those that begin alike, and reading these from the index takes 0.2 ms each time."""


class View:
    """A committed state of the index: its revision and a searcher over contents at least as new."""

    def __init__(self, revision: int, searcher: tantivy.Searcher) -> None:
        self.revision = revision
        self.searcher = searcher
        self.size = searcher.num_docs - articles_in(searcher)
        """Passages, of all owners."""
        self._public = passages_of_owner(searcher, PUBLIC)
        self._terms: dict[str, Sequence[str]] = {}
        self._counts: dict[tuple[Scope | None, str], int] = {}

    def find(
        self,
        terms: Mapping[str, float],
        fields: Mapping[str, float],
        scope: Scope,
        limit: int,
        within: Collection[int] | None = None,
    ) -> list[Scored]:
        """The `limit` best by the terms in these fields that the scope may see, and what ties with them.

        Only of the articles `within`, if they are given.
        """
        query = query_of(terms, fields)
        # What hardly anything is hidden from need not be looked up for every posting: 0.6 ms become 0.3, as tantivy
        # leaves out then what cannot be among the best.
        hidden = self._hidden_from(scope)
        found = None
        if hidden is not None:
            found = search(self.searcher, narrowed(query, within=within), limit, hidden)
        if found is None:
            found = search(self.searcher, narrowed(query, scope, within), limit)
        return found or []

    def frequencies(self, terms: Sequence[str], scope: Scope | None) -> tuple[int, dict[str, int]]:
        """How many passages the scope may see, or all there are, and in how many of their bodies each term stands."""
        counts = {term: self._count(term, None) for term in terms}
        if scope is None:
            return self.size, counts
        visible = sum(
            self._public if owner == PUBLIC else passages_of_owner(self.searcher, owner) for owner in scope.owners
        )
        if visible == self.size:
            return self.size, counts
        return visible, {term: self._count(term, scope) if count else 0 for term, count in counts.items()}

    def terms_from(self, prefix: str) -> Sequence[str]:
        """The bodies' terms that begin so, most frequent first."""
        known = self._terms.get(prefix)
        if known is None:
            known = tuple(term for term, _ in self.searcher.terms_with_prefix("body", prefix))
            if len(known) + sum(map(len, self._terms.values())) > MOST_TERMS:
                self._terms = {}
            if known:  # what nothing begins with would be kept for everything that anybody types
                self._terms[prefix] = known
        return known

    def _count(self, term: str, scope: Scope | None) -> int:
        # Counting takes 0.05 ms a term, without a scope 0.002, and a question asks for each again and again.
        known = self._counts.get((scope, term))
        if known is None:
            if len(self._counts) >= MOST_COUNTS:
                self._counts.clear()
            # tantivy counts deleted passages in until their segment is merged.
            known = self._counts[scope, term] = (
                min(self.searcher.doc_freq("body", term), self.size)
                if scope is None
                else passages_with(self.searcher, term, scope)
            )
        return known

    def _hidden_from(self, scope: Scope) -> AbstractSet[int] | None:
        """The articles that the scope may not see; `None` if they are many."""
        if not scope.public or self._private is None:
            return None
        if not self._private or scope.own == PUBLIC:
            return self._private
        return self._private - articles_of(self.searcher, scope.own, MOST_HIDDEN)

    @cached_property
    def _private(self) -> AbstractSet[int] | None:
        """The articles that are not of the public library; `None` if they are many."""
        found = private_articles(self.searcher, MOST_HIDDEN + 1)
        return found if len(found) <= MOST_HIDDEN else None
