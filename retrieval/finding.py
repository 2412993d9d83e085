"""Finds the passages that may answer a question: by their words, by those of their article, and by meaning."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.shortlisting import OPENED, Found, Shortlist, joined, kept, shortlist, within
from retrieval.vectorising import unheeded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.index import PassageIndex
    from retrieval.scope import Scope
    from retrieval.semantic import Vector
    from retrieval.store import Store, StoredPassage
    from retrieval.vectorising import Vectoriser

SHORTLIST = 100
"""Passages of the library that are found. Beyond it there is hardly any right one."""
MOST_OF_ARTICLE = 600
"""Passages of one article that are scored by their words."""
NEAREST = 100
"""Passages found by meaning, of all whose vectors are stored."""
RANKED = 20
"""Of the shortlist, the best that are looked at closely: that costs 0.15 ms each, and an encoding the first time. With
24, 40 or 100 no set of questions fares better (development, FacQA, TyDi); with 16 one in a hundred fares worse."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question that is being encoded, and then looked for among all passages, while words are looked up."""

    vectoriser: Vectoriser
    vector: asyncio.Future[Vector]
    nearest: asyncio.Future[list[int]]

    @classmethod
    def of(cls, vectoriser: Vectoriser, question: str, *, near: bool) -> Meaning:
        """Begin with a question; without `near` no passages are looked for. To be cancelled at the end."""
        vector = vectoriser.begin(question)
        nearest = unheeded(asyncio.create_task(vectoriser.nearest(vector, NEAREST if near else 0)))
        return cls(vectoriser, vector, nearest)

    def cancel(self) -> None:
        """Leave off what is not done yet."""
        self.nearest.cancel()
        self.vector.cancel()


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages worth ranking, `best` first.

    `listed` holds the ids of the shortlist that they were taken from, best first; `cosines` the similarities that were
    known for it, by passage id.
    """

    best: Sequence[Found]
    listed: Sequence[int]
    cosines: Mapping[int, float]


class Finder:
    """Looks into a store and the index that follows it: first `look_up`, then what is made of it."""

    def __init__(self, store: Store, index: PassageIndex) -> None:
        self._store = store
        self._index = index

    def look_up(self, terms: Mapping[str, float], scope: Scope, article: int | None, *, articles: bool) -> Shortlist:
        """What words find, in one article if its id is given; with `articles` the best articles speak for passages.

        It blocks.
        """
        if article is not None:
            return Shortlist(tuple(within(self._index, terms, scope, {article: 0.0}, MOST_OF_ARTICLE)), {})
        return shortlist(self._index, terms, scope, SHORTLIST, OPENED if articles else 0)

    def by_words(self, worded: Shortlist, article: int | None) -> Findings:
        """The best of the library by words; of one article all that have any."""
        best = worded.found if article is not None else worded.found[:RANKED]
        return Findings(best, [one.passage for one in worded.found], {})

    async def by_meaning_too(self, worded: Shortlist, meaning: Meaning, scope: Scope) -> Findings:
        """The same and those whose vectors are nearest to the question's.

        Raises `EncoderError` if the engine fails, `UnreadyError` if what words find best is still being encoded: beside
        what has its vectors it would not be seen.
        """
        nearest = await meaning.nearest
        by_id = {one.passage: one for one in worded.found}
        # Read at once: one after the other they would wait for each other, a millisecond and a half.
        placed = await meaning.vectoriser.placed(dict.fromkeys((*by_id, *nearest)), scope)
        listed = joined(list(by_id), [passage for passage in nearest if passage in placed], SHORTLIST)
        # What only meaning found scores nothing by words: its own have hardly any (looking them up changed no answer).
        found = [by_id.get(passage) or _unworded(passage, placed[passage].article, worded) for passage in listed]
        known = {passage: placed[passage].vector for passage in listed if passage in placed}
        cosines = await meaning.vectoriser.compared(meaning.vector, known)
        meaning.vectoriser.check_ready(one.passage for one in worded.found[:RANKED] if one.passage not in cosines)
        return Findings(kept(found, cosines, RANKED), listed, cosines)

    def stored(self, findings: Findings, scope: Scope, article: int | None) -> list[StoredPassage]:
        """What is stored of the best, best first; of one article all its passages, in reading order. It blocks."""
        if article is None:
            stored = self._store.passages_blocking([one.passage for one in findings.best])
        else:
            stored = self._store.passages_of_blocking(article)
        # The index sees to the scope; that it is looked at once more costs nothing.
        return [one for one in stored if one.owner in scope.owners]


def _unworded(passage: int, article: int, worded: Shortlist) -> Found:
    """A passage that words did not find, though they may have found its article."""
    return Found(passage, article, 0.0, worded.wholes.get(article, 0.0))
