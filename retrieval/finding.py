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
RANKED = 24
"""Of what words found, the best that are looked at closely; looking costs 0.3 ms each, and an encoding the first
time. With 40 or 100 the development questions fare no better, with 14 three in a hundred are answered worse."""
RANKED_BY_MEANING = 20
"""The same where similarity helps to choose them: for 420 questions a right one is quoted first as often as with 24, a
millisecond sooner."""


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
        self, groups: Sequence[TermGroup], scope: Scope, meaning: Meaning, *, articles: bool, near: bool
    ) -> Findings:
        """The same and, if `near`, those whose vectors are nearest to the question's.

        Raises `EncoderError` if the engine fails, `UnreadyError` if what words find best is still being encoded: beside
        what has its vectors it would not be seen.
        """
        # The encoding goes on while words are looked up. To analyse passages meanwhile gains nothing: Python does one
        # thing at a time, and what is waited for would wait for that.
        nearby = asyncio.create_task(self._nearby(meaning, scope, NEAREST if near else 0), name="nearby")
        try:
            worded = await self._shortlist(groups, scope, articles=articles)
            found_near = await nearby
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
        meaning.vectoriser.check_ready(
            one.passage for one in worded.found[:RANKED_BY_MEANING] if one.passage not in cosines
        )
        best = kept(found, cosines, RANKED_BY_MEANING)
        stored = await self._store.passages([one.passage for one in best])
        return Findings(best, stored, listed, cosines)

    async def _shortlist(self, groups: Sequence[TermGroup], scope: Scope, *, articles: bool) -> Shortlist:
        opened = OPENED if articles else 0
        return await asyncio.to_thread(shortlist, self._index, groups, scope, SHORTLIST, opened)

    async def _nearby(self, meaning: Meaning, scope: Scope, limit: int) -> Mapping[int, int]:
        """The articles of the passages whose vectors are nearest, by passage id, nearest first."""
        nearest = await meaning.vectoriser.nearest(meaning.vector, limit) if limit else []
        return await self._store.places(nearest, scope)
