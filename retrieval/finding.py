"""Finds the passages that may answer a question: by their words, by those of their article, and by meaning."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.shortlisting import OPENED, Found, Shortlist, joined, kept, shortlist, within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.index import PassageIndex, TermGroup
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
"""Of the shortlist, the best that are looked at closely: that costs 0.2 ms each, and an encoding the first time. With
24, 40 or 100 no set of questions fares better (development, FacQA, TyDi); with 16 one in a hundred fares worse."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question that is being encoded, and who compares it with passages."""

    vectoriser: Vectoriser
    vector: asyncio.Future[Vector]


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages worth ranking, `best` first, and the same `stored` in that order.

    `listed` holds the ids of the shortlist that they were taken from, best first; `cosines` the similarities that were
    known for it, by passage id.
    """

    best: Sequence[Found]
    stored: Sequence[StoredPassage]
    listed: Sequence[int]
    cosines: Mapping[int, float]


class Finder:
    """Looks into a store and the index that follows it."""

    def __init__(self, store: Store, index: PassageIndex) -> None:
        self._store = store
        self._index = index

    async def inside(self, article: int, groups: Sequence[TermGroup], scope: Scope) -> Findings:
        """All passages of one article that the scope may see, in reading order."""
        found = await asyncio.to_thread(within, self._index, groups, scope, {article: 0.0}, MOST_OF_ARTICLE)
        stored = [passage for passage in await self._store.passages_of(article) if passage.owner in scope.owners]
        return Findings(found, stored, [one.passage for one in found], {})

    async def by_words(self, groups: Sequence[TermGroup], scope: Scope, *, articles: bool) -> Findings:
        """Passages of the library by words; with `articles` those of the best articles too."""
        found = (await self._shortlist(groups, scope, articles=articles)).found
        best = kept(found, {}, RANKED)
        return Findings(best, await self._seen(best, scope), [one.passage for one in found], {})

    async def by_meaning_too(
        self, groups: Sequence[TermGroup], scope: Scope, meaning: Meaning, *, articles: bool, near: bool
    ) -> Findings:
        """The same and, if `near`, those whose vectors are nearest to the question's.

        Raises `EncoderError` if the engine fails, `UnreadyError` if what words find best is still being encoded: beside
        what has its vectors it would not be seen.
        """
        # The encoding goes on while words are looked up. To analyse passages meanwhile gains nothing: Python does one
        # thing at a time, and what is waited for would wait for that.
        nearby = asyncio.create_task(meaning.vectoriser.nearest(meaning.vector, NEAREST if near else 0))
        try:
            worded = await self._shortlist(groups, scope, articles=articles)
            nearest = await nearby
        finally:
            nearby.cancel()
        by_id = {one.passage: one for one in worded.found}
        # Read at once: one after the other they would wait for each other, a millisecond and a half.
        placed = await meaning.vectoriser.placed(dict.fromkeys((*by_id, *nearest)), scope)
        listed = joined(list(by_id), [passage for passage in nearest if passage in placed], SHORTLIST)
        # What only meaning found scores nothing by words: its own have hardly any (looking them up changed no answer).
        found = [by_id.get(passage) or _unworded(passage, placed[passage].article, worded) for passage in listed]
        known = {passage: placed[passage].vector for passage in listed if passage in placed}
        cosines = await meaning.vectoriser.compared(meaning.vector, known)
        meaning.vectoriser.check_ready(one.passage for one in worded.found[:RANKED] if one.passage not in cosines)
        best = kept(found, cosines, RANKED)
        return Findings(best, await self._seen(best, scope), listed, cosines)

    async def _seen(self, found: Sequence[Found], scope: Scope) -> list[StoredPassage]:
        """What is stored of these passages; the index sees to the scope, and that the store does too costs nothing."""
        stored = await self._store.passages([one.passage for one in found])
        return [one for one in stored if one.owner in scope.owners]

    async def _shortlist(self, groups: Sequence[TermGroup], scope: Scope, *, articles: bool) -> Shortlist:
        opened = OPENED if articles else 0
        return await shortlist(self._index, groups, scope, SHORTLIST, opened)


def _unworded(passage: int, article: int, worded: Shortlist) -> Found:
    """A passage that words did not find, though they may have found its article."""
    return Found(passage, article, 0.0, worded.wholes.get(article, 0.0))
