"""Everything that ranking needs to know of a question: its candidates, measured by words, by meaning, by reading."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from retrieval.analysed import analysed, context_terms
from retrieval.analysis import analyzer
from retrieval.bm25 import lucene_idf
from retrieval.errors import EncoderError
from retrieval.features import Candidate, Cosines
from retrieval.index import PassageIndex, TermGroup
from retrieval.question import Question, parse_question
from retrieval.ranking import Ranked, Reach, rank, reordered
from retrieval.shortlisting import Found, shortlist, within
from retrieval.spelling import mend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.scope import Scope
    from retrieval.semantic import PairReading, Vector
    from retrieval.store import Store, StoredPassage
    from retrieval.vectorising import Vectoriser

logger = logging.getLogger(__name__)

SHORTLIST = 100
"""Passages of the library that are ranked. Beyond it hardly any right passage is found, and ranking costs time."""
MOST_OF_ARTICLE = 600
"""Passages of one article that are scored by their words."""
SEMANTIC_TOP = 32
"""Of them, the best by words alone that are compared by meaning too. Always as many, whether their vectors are
stored or still to be computed, so that the answer does not depend on what was encoded before."""
READ: Mapping[Reach, int] = {"library": 3, "loose": 3, "article": 4}
"""The best passages that are read together with the question, some 10 ms each."""
CARRIED = 0.4
"""What a word carried over from the turn before counts beside one that was just asked: with 1, the old question drowns
the new one (dev follow-ups in their article, by words alone: right first for 50 %, with 0.4 for 58 %)."""
MOST_TERMS = 40
"""Topic words of a question that count, the rarest that the library has."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A question and its candidates, ready to be ranked.

    `cosines` are those of `candidates`, in order, `None` without semantics; `rest` were not compared by meaning.
    `readings` are those of the few best, by passage id. `shortlist` holds the passages' ids as they were found, best
    first.
    """

    question: Question
    reach: Reach
    idf: Mapping[str, float]
    candidates: Sequence[Candidate]
    passages: Mapping[int, StoredPassage]
    cosines: Cosines | None = None
    rest: Sequence[Candidate] = ()
    shortlist: Sequence[int] = ()
    readings: Mapping[int, PairReading] = field(default_factory=dict)

    def unread(self) -> Measured:
        """The same before anything was read."""
        return replace(self, readings={})


def order(measured: Measured) -> list[Ranked]:
    """The candidates in the order in which they are quoted; those beyond the semantic comparison come last."""
    ranked = rank(measured.question, measured.candidates, measured.idf, reach=measured.reach, cosines=measured.cosines)
    if measured.rest:
        ranked += rank(measured.question, measured.rest, measured.idf, reach=measured.reach)
    return reordered(ranked, measured.readings, measured.reach)


class Measuring:
    """Measures questions against a store, the index that follows it, and an encoder if there is one."""

    def __init__(self, store: Store, index: PassageIndex, vectoriser: Vectoriser | None) -> None:
        self._store = store
        self._index = index
        self._vectoriser = vectoriser

    async def measure(self, text: str, scope: Scope, article: int | None = None, *, own: int | None = None) -> Measured:
        """Everything about a complete question, within one article if its id is given.

        Behind its first `own` characters the text only says what a follow-up is about, and counts less.
        """
        question = await asyncio.to_thread(self._understood, text)
        carried = _carried(question, text, own)
        reach: Reach = "library" if article is None else "article"
        if not question.terms:
            return Measured(question, reach, {}, [], {})
        # Begun now, so that it is done by the time that the candidates are known.
        asked = None if self._vectoriser is None else self._vectoriser.begin(text)
        try:
            worded = await self._worded(question, carried, reach, scope, article)
            if self._vectoriser is None or asked is None or not worded.candidates:
                return worded
            return await self._read(self._vectoriser, await self._compared(self._vectoriser, worded, asked))
        finally:
            if asked is not None:
                asked.cancel()

    def _understood(self, text: str) -> Question:
        question = mend(parse_question(text), self._index.frequencies, self._index.similar_terms)
        if len(question.terms) <= MOST_TERMS:
            return question
        _, counts = self._index.frequencies([name for term in question.terms for name, _ in term.alternatives])
        held = {term: sum(counts[name] for name, _ in term.alternatives) for term in question.terms}
        # Those that no passage has find nothing, so they come last.
        kept = set(sorted(question.terms, key=lambda term: (not held[term], held[term], term.word))[:MOST_TERMS])
        return replace(question, terms=tuple(term for term in question.terms if term in kept))

    async def _worded(
        self, question: Question, carried: AbstractSet[str], reach: Reach, scope: Scope, article: int | None
    ) -> Measured:
        """The candidates, measured by their words."""
        found = await asyncio.to_thread(self._shortlist, question, carried, scope, article)
        if article is None:
            stored = await self._store.passages([one.passage for one in found])
        else:
            stored = [passage for passage in await self._store.passages_of(article) if passage.owner in scope.owners]
        return await asyncio.to_thread(self._measured, question, carried, reach, found, stored)

    def _shortlist(
        self, question: Question, carried: AbstractSet[str], scope: Scope, article: int | None
    ) -> list[Found]:
        groups = [
            TermGroup(tuple((name, weight * _share(term.term, carried)) for name, weight in term.alternatives))
            for term in question.terms
        ]
        if article is None:
            return shortlist(self._index, groups, scope, SHORTLIST)
        return within(self._index, groups, scope, article, MOST_OF_ARTICLE)

    def _measured(
        self,
        question: Question,
        carried: AbstractSet[str],
        reach: Reach,
        found: Sequence[Found],
        stored: Sequence[StoredPassage],
    ) -> Measured:
        scores = {one.passage: one for one in found}
        nothing = Found(0, 0, 0.0)
        candidates = [
            Candidate(
                passage=one.id,
                article=one.article.id,
                position=one.passage.position,
                text=analysed(one.passage.text),
                context=context_terms(one.article.title, one.passage.section),
                library_score=scores.get(one.id, nothing).words,
                whole_score=scores.get(one.id, nothing).whole,
            )
            for one in stored
        ]
        if len({one.article for one in candidates}) == 1:
            reach = "article"
            question = _mended_within(question, candidates)
        elif not any(one.context for one in candidates):
            reach = "loose"
        size, counts = self._index.frequencies([term.term for term in question.terms])
        idf = {term: lucene_idf(size, count) * _share(term, carried) for term, count in counts.items()}
        passages = {one.id: one for one in stored}
        return Measured(question, reach, idf, candidates, passages, shortlist=[one.passage for one in found])

    async def _compared(self, vectoriser: Vectoriser, measured: Measured, asked: asyncio.Future[Vector]) -> Measured:
        """The same with the similarities of the best by words, if the encoder works."""
        first = await asyncio.to_thread(order, measured)
        top = [entry.candidate for entry in first[:SEMANTIC_TOP]]
        try:
            cosines = await vectoriser.cosines(asked, [measured.passages[one.passage] for one in top])
        except EncoderError as error:
            logger.warning("This question is answered by its words alone. %s", error)
            return measured
        rest = [entry.candidate for entry in first[SEMANTIC_TOP:]]
        return replace(measured, candidates=top, cosines=np.asarray(cosines, dtype=np.float32), rest=rest)

    async def _read(self, vectoriser: Vectoriser, measured: Measured) -> Measured:
        """The same with the few best of them read, if the encoder works."""
        if measured.cosines is None:
            return measured
        first = await asyncio.to_thread(order, measured)
        top = [measured.passages[entry.candidate.passage] for entry in first[: READ[measured.reach]]]
        try:
            readings = await vectoriser.readings(measured.question.text, top)
        except EncoderError as error:
            logger.warning("This question is answered without a second look. %s", error)
            return measured
        return replace(measured, readings=readings)


def _carried(question: Question, text: str, own: int | None) -> frozenset[str]:
    """The terms that stand behind the first `own` characters of the text."""
    if own is None:
        return frozenset()
    asked = len(analyzer().words(text[:own]))
    return frozenset(term.term for term in question.terms if term.word >= asked)


def _share(term: str, carried: AbstractSet[str]) -> float:
    return CARRIED if term in carried else 1.0


def _mended_within(question: Question, candidates: Sequence[Candidate]) -> Question:
    """Within one article a typing error is repaired by that article's own words, however common it is elsewhere."""
    held = Counter(term for one in candidates for term in one.spoken)
    return mend(question, lambda terms: (len(candidates), {term: held[term] for term in terms}), lambda _: sorted(held))
