"""The way of a question through the library: shortlist → ranking → reading → answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrieval.analysed import analysed, context_terms
from retrieval.analysis import analyzer
from retrieval.answer import Answer, Context, Quote, Status
from retrieval.bm25 import lucene_idf
from retrieval.errors import EncoderError
from retrieval.features import Candidate, Cosines
from retrieval.followup import resolve
from retrieval.index import Hit, PassageIndex, TermGroup
from retrieval.question import Question, parse_question
from retrieval.ranking import Ranked, Reach, rank
from retrieval.reader import highlights, judge
from retrieval.spelling import mend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.scope import Scope
    from retrieval.semantic import Vector
    from retrieval.store import Store, StoredPassage
    from retrieval.vectorising import Vectoriser

logger = logging.getLogger(__name__)

SHORTLIST = 60
"""Passages of the library that are ranked. Beyond it hardly any right passage is found, and ranking costs time."""
SEMANTIC_TOP = 32
"""Of them, the best by words alone that are compared by meaning too. Always as many, whether their vectors are
stored or still to be computed, so that the answer does not depend on what was encoded before."""
CONTEXT_WEIGHT = 0.5
"""What a match in the title or heading counts beside one in the passage's own text."""
CARRIED = 0.4
"""What a word carried over from the turn before counts beside one that was just asked: with 1, the old question drowns
the new one (dev follow-ups in their article, by words alone: right first for 50 %, with 0.4 for 58 %)."""
QUOTES = 3
LONGEST_QUESTION = 1000
"""Characters of a question that are read, with what it takes over from the turn before: more is a pasted text or a
long conversation, and the cost must stay bounded."""
MOST_TERMS = 40
"""Topic words of a question that count, the rarest that the library has."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A question and its candidates, ready to be ranked.

    `cosines` are those of `candidates`, in order, `None` without semantics; `rest` were not compared by meaning.
    """

    question: Question
    reach: Reach
    idf: Mapping[str, float]
    candidates: Sequence[Candidate]
    passages: Mapping[int, StoredPassage]
    cosines: Cosines | None = None
    rest: Sequence[Candidate] = ()


class Asking:
    """Answers questions from a store and the index that follows it. Everything awaited is SQLite or a thread."""

    def __init__(self, store: Store, index: PassageIndex, vectoriser: Vectoriser | None) -> None:
        self._store = store
        self._index = index
        self._vectoriser = vectoriser

    async def ask(self, question: str, scope: Scope, article: int | None, context: Context | None) -> Answer:
        """Answer `question`, within one article if its id is given, as a follow-up of `context` if it leans on it."""
        start = time.perf_counter()
        question = question.strip()[:LONGEST_QUESTION].strip()
        resolved = resolve(question, context)
        text = resolved.text[:LONGEST_QUESTION]
        # A follow-up is first asked of the article that was quoted; a topic that it does not have is looked for
        # everywhere, so that nobody is locked into an article.
        focus = context.article if context and resolved.follows else None
        for within in dict.fromkeys((article,) if article is not None else (focus, None)):
            measured = await self.measure(text, scope, within, own=resolved.own)
            ranked = await asyncio.to_thread(order, measured)
            confidence = judge(measured.question, ranked, measured.idf)
            if confidence.status is not Status.NOT_FOUND and (
                within is None or _speaks_of(measured, question, wholly=resolved.own is None)
            ):
                break
        quotes = await asyncio.to_thread(_quotes, measured, ranked[:QUOTES])
        best = quotes[0] if quotes else None
        return Answer(
            question=question,
            status=confidence.status,
            confidence=confidence.value,
            quotes=quotes,
            context=Context(
                question=text,
                article=best.article.id if best else (context.article if context else None),
                passage=best.passage if best else None,
                answer=", ".join(best.bold) if best and confidence.status is not Status.NOT_FOUND else "",
            ),
            ms=round((time.perf_counter() - start) * 1000, 2),
        )

    async def measure(self, text: str, scope: Scope, article: int | None = None, *, own: int | None = None) -> Measured:
        """Everything that ranking needs to know: the candidates for a complete question and how near they are to it.

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
            return await self._compared(await self._worded(question, carried, reach, scope, article), asked)
        finally:
            if asked is not None:
                asked.cancel()

    async def _worded(
        self, question: Question, carried: AbstractSet[str], reach: Reach, scope: Scope, article: int | None
    ) -> Measured:
        """The candidates, measured by their words."""
        hits = await asyncio.to_thread(self._shortlist, question, carried, scope, article)
        if article is None:
            stored = await self._store.passages([hit.passage for hit in hits])
        else:
            stored = [passage for passage in await self._store.passages_of(article) if passage.owner in scope.owners]
        return await asyncio.to_thread(self._measured, question, carried, reach, hits, stored)

    async def _compared(self, measured: Measured, asked: asyncio.Future[Vector] | None) -> Measured:
        """The same with the similarities of the best by words, if there is an encoder and it works."""
        if self._vectoriser is None or asked is None or not measured.candidates:
            return measured
        first = await asyncio.to_thread(order, measured)
        top = [entry.candidate for entry in first[:SEMANTIC_TOP]]
        try:
            cosines = await self._vectoriser.cosines(asked, [measured.passages[one.passage] for one in top])
        except EncoderError as error:
            logger.warning("This question is answered by its words alone. %s", error)
            return measured
        rest = [entry.candidate for entry in first[SEMANTIC_TOP:]]
        return replace(measured, candidates=top, cosines=np.asarray(cosines, dtype=np.float32), rest=rest)

    def _understood(self, text: str) -> Question:
        question = mend(parse_question(text), self._index.frequencies, self._index.similar_terms)
        if len(question.terms) <= MOST_TERMS:
            return question
        _, counts = self._index.frequencies([name for term in question.terms for name, _ in term.alternatives])
        held = {term: sum(counts[name] for name, _ in term.alternatives) for term in question.terms}
        # Those that no passage has find nothing, so they come last.
        kept = set(sorted(question.terms, key=lambda term: (not held[term], held[term], term.word))[:MOST_TERMS])
        return replace(question, terms=tuple(term for term in question.terms if term in kept))

    def _shortlist(self, question: Question, carried: AbstractSet[str], scope: Scope, article: int | None) -> list[Hit]:
        groups = [
            TermGroup(tuple((name, weight * _share(term.term, carried)) for name, weight in term.alternatives))
            for term in question.terms
        ]
        limit = SHORTLIST if article is None else 10 * SHORTLIST
        return self._index.shortlist(groups, scope, limit, context_weight=CONTEXT_WEIGHT, article=article)

    def _measured(
        self,
        question: Question,
        carried: AbstractSet[str],
        reach: Reach,
        hits: Sequence[Hit],
        stored: Sequence[StoredPassage],
    ) -> Measured:
        scores = {hit.passage: hit.score for hit in hits}
        candidates = [
            Candidate(
                passage=one.id,
                article=one.article.id,
                position=one.passage.position,
                text=analysed(one.passage.text),
                context=context_terms(one.article.title, one.passage.section),
                library_score=scores.get(one.id, 0.0),
            )
            for one in stored
        ]
        if len({one.article for one in candidates}) == 1:
            reach = "article"
            question = _mended_within(question, candidates)
        size, counts = self._index.frequencies([term.term for term in question.terms])
        idf = {term: lucene_idf(size, count) * _share(term, carried) for term, count in counts.items()}
        return Measured(question, reach, idf, candidates, {one.id: one for one in stored})


def _carried(question: Question, text: str, own: int | None) -> frozenset[str]:
    """The terms that stand behind the first `own` characters of the text."""
    if own is None:
        return frozenset()
    asked = len(analyzer().words(text[:own]))
    return frozenset(term.term for term in question.terms if term.word >= asked)


def _share(term: str, carried: AbstractSet[str]) -> float:
    return CARRIED if term in carried else 1.0


def order(measured: Measured) -> list[Ranked]:
    """The candidates in the order in which they are quoted; those beyond the semantic comparison come last."""
    ranked = rank(measured.question, measured.candidates, measured.idf, reach=measured.reach, cosines=measured.cosines)
    if measured.rest:
        ranked += rank(measured.question, measured.rest, measured.idf, reach=measured.reach)
    return ranked


def _speaks_of(measured: Measured, question: str, *, wholly: bool) -> bool:
    """Whether the candidates have a topic word of `question`, all of them if `wholly`; also if it has none.

    A follow-up that was completed with the words of the turn before always finds those ("kapan itu?"), so its own are
    looked at. One that needed no completing must find all: "biaya renovasi Pasar Senen?" has left the article on
    Pasar Minggu, though both are markets.
    """
    held = {term for one in measured.candidates for term in one.spoken}
    found = [bool(term.weight_in(held)) for term in parse_question(question).terms]
    return not found or (all(found) if wholly else any(found))


def _mended_within(question: Question, candidates: Sequence[Candidate]) -> Question:
    """Within one article a typing error is repaired by that article's own words, however common it is elsewhere."""
    held = Counter(term for one in candidates for term in one.spoken)
    return mend(question, lambda terms: (len(candidates), {term: held[term] for term in terms}), lambda _: sorted(held))


def _quotes(measured: Measured, ranked: Sequence[Ranked]) -> tuple[Quote, ...]:
    return tuple(
        measured.passages[entry.candidate.passage].quoted(
            highlights(measured.question, entry.candidate.text, measured.idf), round(entry.score, 6)
        )
        for entry in ranked
    )
