"""The passage index: which passages of a whole library are worth ranking for a question.

The index is a servant of the store: it holds only what analysis made of it, it remembers the store's revision that it
reflects, and whatever is wrong with it is cured by filling it again. Nothing here knows the engine; see
`index_tantivy.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from retrieval.scope import Scope


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as it is indexed: its ids, its article's owner, and its terms, already analysed.

    `body` holds the terms of the passage's own text, `context` those of its title, heading and the like.
    A term is any text without white space. `packed` is what was found out about it, for `PassageIndex.packed`.
    """

    id: int
    article: int
    owner: str
    body: tuple[str, ...]
    context: tuple[str, ...] = ()
    packed: bytes = b""


class Hit(NamedTuple):
    """A shortlisted passage; `score` is a weighted BM25 sum, above 0, comparable within one shortlist only.

    A tuple, as hundreds are made for a question.
    """

    passage: int
    article: int
    score: float


class ArticleHit(NamedTuple):
    """An article found as a whole; `score` is a BM25 sum, above 0, comparable among the articles of one question."""

    article: int
    score: float


class PassageIndex(Protocol):
    """An inverted index of passages, and of the articles that they make up.

    Every method blocks: call it through a thread from async code.

    Reading and writing may happen in different threads and processes at once; readers see whole commits only.
    One process writes at a time: the first `add`, `remove` or `clear` takes the writer's place, waiting a bounded
    time for it, and `commit` or `rollback` gives it back. `LibraryError` says when the index cannot be used.
    """

    @property
    def revision(self) -> int:
        """The store's revision that was last committed here, by any process; 0 for an index that holds nothing.

        It may lag behind the contents (a process was killed between the two), never lead them: applying the
        store's changes since then once more is harmless.
        """
        ...

    def add(self, passages: Iterable[IndexedPassage]) -> None:
        """Write passages, to be seen after `commit`.

        Every article among them is replaced whole, so one article's passages must come in one call.
        """
        ...

    def remove(self, articles: Collection[int]) -> None:
        """Take out all passages of these articles; ids that are not there are ignored."""
        ...

    def clear(self) -> None:
        """Take out everything, for a rebuild; like all writes, to be seen after `commit`."""
        ...

    def commit(self, revision: int) -> None:
        """Make what was written durable and visible, as the state of the store at `revision`."""
        ...

    def rollback(self) -> None:
        """Forget what was written since the last commit and give the writer's place back; harmless without."""
        ...

    def shortlist(
        self,
        terms: Mapping[str, float],
        scope: Scope,
        limit: int,
        *,
        context_weight: float,
        within: Collection[int] | None = None,
    ) -> list[Hit]:
        """The `limit` best passages that the scope may see, best first; ties by passage id, so always the same.

        A passage's score is the sum over the terms, each of a weight above 0, of `weight × (BM25 in the body +
        context_weight × BM25 in the context)`, Lucene's formula with k1 = 1.2 and b = 0.75. Passages without any of
        the terms are never hits. `within` limits the search to these articles; statistics stay the library's, in which
        an article counts as one document more, without body and context.
        """
        ...

    def articles(self, terms: Mapping[str, float], scope: Scope, limit: int) -> list[ArticleHit]:
        """The `limit` best articles that the scope may see, best first; ties by id.

        An article's score is the sum over the terms of `weight × BM25` in all of its text, title and headings included:
        words of a question that stand in different paragraphs meet here.
        """
        ...

    def frequencies(self, terms: Sequence[str], scope: Scope | None = None) -> tuple[int, dict[str, int]]:
        """How many passages the scope may see, or all there are, and in how many of their bodies each term stands (0
        for an unknown one).
        """
        ...

    def similar_terms(self, term: str) -> Sequence[str]:
        """The bodies' terms that begin with the same letters as `term`, most frequent first; near misses are there.

        They are the whole library's: `frequencies` tells which of them a scope may see.
        """
        ...

    def packed(self, passages: Collection[int]) -> dict[int, bytes]:
        """What was found out about these passages when they were indexed, by id, without those that are not there."""
        ...

    def passages(self) -> set[int]:
        """The ids of all passages that there are; it takes a second for a million."""
        ...

    def mend(self) -> bool:
        """Look whether everything is as it was written, and begin with an empty index if not; whether that was so.

        What is uncommitted is forgotten then. Raises `LibraryError` if the index cannot be made anew either.
        """
        ...

    def close(self) -> None:
        """Give everything back; uncommitted writes are forgotten. Nothing may be called afterwards."""
        ...
