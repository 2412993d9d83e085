"""Finds the passages that may answer a question: by their words, by those of their article, and by meaning."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysed import analysed
from retrieval.shortlisting import OPENED, Found, Shortlist, joined, kept, shortlist, within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.index import PassageIndex, TermGroup
    from retrieval.question import QuestionType
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
RANKED = 24
"""Of the shortlist, the best that are looked at closely; looking costs 0.3 ms each, and an encoding the first
time. With 40 or 100 the development questions fare no better, with 14 three in a hundred are answered worse."""


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
        stored = await self._store.passages([one.passage for one in best])
        return Findings(best, stored, [one.passage for one in found], {})

    async def by_meaning_too(
        self,
        kind: QuestionType,
        groups: Sequence[TermGroup],
        scope: Scope,
        meaning: Meaning,
        *,
        articles: bool,
        near: bool,
    ) -> Findings:
        """The same and, if `near`, those whose vectors are nearest to the question's.

        Raises `EncoderError` if the engine fails.
        """
        # Everything that can goes on at the same time: the encoding takes as long as finding by words.
        nearby = asyncio.create_task(self._nearby(meaning, scope, NEAREST if near else 0), name="nearby")
        try:
            worded = await self._shortlist(groups, scope, articles=articles)
            ahead = asyncio.create_task(self._read_ahead(kind, worded.found[:RANKED]), name="reading ahead")
            try:
                found_near = await nearby
            finally:
                known = await ahead
        finally:
            nearby.cancel()
        listed = joined([one.passage for one in worded.found], list(found_near), SHORTLIST)
        by_id = {one.passage: one for one in worded.found}
        # What only meaning found scores nothing by words: its own have hardly any (looking them up changed no answer).
        found = [
            by_id.get(passage) or Found(passage, found_near[passage], 0.0, worded.wholes.get(found_near[passage], 0.0))
            for passage in listed
        ]
        cosines = await meaning.vectoriser.known_cosines(meaning.vector, listed)
        best = kept(found, cosines, RANKED)
        further = await self._store.passages([one.passage for one in best if one.passage not in known])
        known |= {one.id: one for one in further}
        # What was removed meanwhile is in neither.
        return Findings(best, [known[one.passage] for one in best if one.passage in known], listed, cosines)

    async def _shortlist(self, groups: Sequence[TermGroup], scope: Scope, *, articles: bool) -> Shortlist:
        opened = OPENED if articles else 0
        return await asyncio.to_thread(shortlist, self._index, groups, scope, SHORTLIST, opened)

    async def _nearby(self, meaning: Meaning, scope: Scope, limit: int) -> Mapping[int, int]:
        """The articles of the passages whose vectors are nearest, by passage id, nearest first."""
        nearest = await meaning.vectoriser.nearest(meaning.vector, limit) if limit else []
        return await self._store.places(nearest, scope)

    async def _read_ahead(self, kind: QuestionType, found: Sequence[Found]) -> dict[int, StoredPassage]:
        """The passages that words found best, analysed while their rivals are looked for: most will be ranked."""
        stored = await self._store.passages([one.passage for one in found])

        def analyse() -> None:
            for one in stored:
                analysed(one.passage.text).evidence(kind)

        await asyncio.to_thread(analyse)
        return {one.id: one for one in stored}
