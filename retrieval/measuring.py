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
from retrieval.features import Candidate, Cosines, Matrix, features
from retrieval.index import PassageIndex, TermGroup
from retrieval.question import Question, QuestionType, parse_question
from retrieval.ranking import Ranked, Reach, rank, reordered
from retrieval.semantic.cross_encoder import LONGEST_ANSWER
from retrieval.shortlisting import OPENED, Found, Shortlist, joined, kept, shortlist, within
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
"""Passages of the library that are found. Beyond it there is hardly any right one."""
MOST_OF_ARTICLE = 600
"""Passages of one article that are scored by their words."""
NEAREST = 100
"""Passages found by meaning, of all whose vectors are stored."""
RANKED = 24
"""Of the shortlist, the best that are looked at closely; looking costs 0.3 ms each, and an encoding the first
time. With 40 or 100 the development questions fare no better."""
AT_ONCE = 2
"""Passages read side by side; after each pair it is seen whether more are needed."""
CLEAR = 1.5
"""Log odds from which a passage is taken to answer, so that no further one is read."""
READ: Mapping[Reach, int] = {"library": 4, "loose": 4, "article": 4}
"""The best passages that are read together with the question, at most: two take some 12 ms. kabar-dev, library, the
answer in the first quote: 54 % with none or three, 56 with four, 54 with five or eight."""
LONGEST: Mapping[QuestionType, int] = {
    QuestionType.WHO: 8,
    QuestionType.HOWMANY: 8,
    QuestionType.WHEN: 8,
    QuestionType.WHERE: 10,
}
"""Words of an answer at most, where its type bounds them: "A bertemu dengan menteri B" is no answer to "siapa". Of the
answers in FacQA and to the chat questions 96 to 100 % are no longer."""
CARRIED: Mapping[Reach, float] = {"library": 0.4, "loose": 0.4, "article": 0.05}
"""What a word carried over from the turn before counts beside one that was just asked. In the library it finds the
article; within the article it only pulls back to the old passage (360 follow-ups, by words: right first for 63 % with
0.4, for 74 % with 0.05)."""
MOST_TERMS = 40
"""Topic words of a question that count, the rarest that the library has."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a question is measured with besides the words of passages; all of it, unless to see what each part adds."""

    articles: bool = True
    """The score of the whole article, and what its other passages hold."""
    near: bool = True
    """Passages found by meaning alone, of the whole library."""
    reading: bool = True
    """The few best read together with the question."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A question and its candidates, ready to be ranked.

    `table` holds what features can tell by words, a row a candidate. `cosines` are those of `candidates`, in order,
    `None` without semantics. `readings` are those of the few best, by passage id.
    `shortlist` holds the passages' ids as they were found, best first.
    """

    question: Question
    reach: Reach
    idf: Mapping[str, float]
    candidates: Sequence[Candidate]
    passages: Mapping[int, StoredPassage]
    table: Matrix
    cosines: Cosines | None = None
    shortlist: Sequence[int] = ()
    readings: Mapping[int, PairReading] = field(default_factory=dict)

    def unread(self) -> Measured:
        """The same before anything was read."""
        return replace(self, readings={})


def order(measured: Measured) -> list[Ranked]:
    """The candidates in the order in which they are quoted."""
    ranked = rank(measured.candidates, measured.table, reach=measured.reach, cosines=measured.cosines)
    return reordered(ranked, measured.readings, measured.reach)


class Measuring:
    """Measures questions against a store, the index that follows it, and an encoder if there is one."""

    def __init__(self, store: Store, index: PassageIndex, vectoriser: Vectoriser | None) -> None:
        self._store = store
        self._index = index
        self._vectoriser = vectoriser
        self.parts = Parts()
        """May be exchanged, to measure what a part adds."""

    async def measure(self, text: str, scope: Scope, article: int | None = None, *, own: int | None = None) -> Measured:
        """Everything about a complete question, within one article if its id is given.

        Behind its first `own` characters the text only says what a follow-up is about, and counts less.
        """
        question = await asyncio.to_thread(self._understood, text)
        carried = _carried(question, text, own)
        reach: Reach = "library" if article is None else "article"
        if not question.terms:
            return Measured(question, reach, {}, [], {}, features(question, [], {}))
        if self._vectoriser is not None:
            # Begun now, so that it is done by the time that the candidates are known.
            asked = self._vectoriser.begin(text)
            try:
                worded, known = await self._worded(question, carried, scope, article, (self._vectoriser, asked))
                compared = await self._compared(self._vectoriser, worded, asked, known)
                return await self._read(self._vectoriser, compared)
            except EncoderError as error:
                logger.warning("This question is answered by its words alone. %s", error)
            finally:
                asked.cancel()
        return (await self._worded(question, carried, scope, article, None))[0]

    def _understood(self, text: str) -> Question:
        question = mend(parse_question(text), self._index.frequencies, self._index.similar_terms)
        if len(question.terms) <= MOST_TERMS:
            return question
        _, counts = self._index.frequencies([name for term in question.terms for name, _ in term.alternatives])
        held = {term: sum(counts[name] for name, _ in term.alternatives) for term in question.terms}
        # Those that no passage has find nothing, so they come last.
        rarest = set(sorted(question.terms, key=lambda term: (not held[term], held[term], term.word))[:MOST_TERMS])
        return replace(question, terms=tuple(term for term in question.terms if term in rarest))

    async def _worded(
        self,
        question: Question,
        carried: AbstractSet[str],
        scope: Scope,
        article: int | None,
        semantic: tuple[Vectoriser, asyncio.Future[Vector]] | None,
    ) -> tuple[Measured, Mapping[int, float]]:
        """The candidates, measured by their words; with an encoder and its question found by meaning too.

        Beside them the similarities that were known for finding them, by passage id.
        """
        asked_of: Reach = "library" if article is None else "article"
        groups = [
            TermGroup(
                tuple((name, weight * _share(term.term, carried, asked_of)) for name, weight in term.alternatives)
            )
            for term in question.terms
        ]
        if article is not None:
            inside = await asyncio.to_thread(within, self._index, groups, scope, {article: 0.0}, MOST_OF_ARTICLE)
            stored = [passage for passage in await self._store.passages_of(article) if passage.owner in scope.owners]
            return await asyncio.to_thread(self._measured, question, carried, "article", inside, stored), {}
        opened = OPENED if self.parts.articles else 0
        by_words = await asyncio.to_thread(shortlist, self._index, groups, scope, SHORTLIST, opened)
        found: Sequence[Found] = by_words.found
        cosines: Mapping[int, float] = {}
        listed = [one.passage for one in found]
        if semantic is not None:
            vectoriser, asked = semantic
            nearest = await vectoriser.nearest(asked, NEAREST) if self.parts.near else []
            near = await self._store.places(nearest, scope)
            listed = joined(listed, list(near), SHORTLIST)
            found = await self._with_near(groups, scope, by_words, near, listed)
            cosines = await vectoriser.known_cosines(asked, listed)
        best = kept(found, cosines, RANKED)
        stored = await self._store.passages([one.passage for one in best])
        measured = await asyncio.to_thread(self._measured, question, carried, "library", best, stored)
        return replace(measured, shortlist=listed), cosines

    async def _with_near(
        self,
        groups: Sequence[TermGroup],
        scope: Scope,
        by_words: Shortlist,
        near: Mapping[int, int],
        listed: Sequence[int],
    ) -> list[Found]:
        """What is listed, those found by meaning alone (passage → article) with what their words say."""
        known = {one.passage: one for one in by_words.found}
        lacking = {passage for passage in listed if passage not in known}
        articles = {near[passage]: by_words.wholes.get(near[passage], 0.0) for passage in lacking}
        if articles:
            worded = await asyncio.to_thread(within, self._index, groups, scope, articles, MOST_OF_ARTICLE)
            known |= {one.passage: one for one in worded if one.passage in lacking}
        return [
            known.get(passage) or Found(passage, near[passage], 0.0, articles.get(near[passage], 0.0))
            for passage in listed
        ]

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
        idf = {term: lucene_idf(size, count) * _share(term, carried, reach) for term, count in counts.items()}
        passages = {one.id: one for one in stored}
        table = features(question, candidates, idf)
        return Measured(question, reach, idf, candidates, passages, table, shortlist=[one.passage for one in found])

    async def _compared(
        self,
        vectoriser: Vectoriser,
        measured: Measured,
        asked: asyncio.Future[Vector],
        known: Mapping[int, float],
    ) -> Measured:
        """The same with similarities, of which some are `known`."""
        stored = [measured.passages[one.passage] for one in measured.candidates]
        missing = [one for one in stored if one.id not in known]
        cosines = {**known, **(await vectoriser.cosines(asked, missing) if missing else {})}
        return replace(measured, cosines=np.array([cosines[one.id] for one in stored], dtype=np.float32))

    async def _read(self, vectoriser: Vectoriser, measured: Measured) -> Measured:
        """The same with the few best of them read, if the encoder works."""
        question = measured.question
        most = READ[measured.reach] if self.parts.reading else 0
        ranked = order(measured)
        first = ranked[:most]
        readings: dict[int, PairReading] = {}
        try:
            for start in range(0, len(first), AT_ONCE):
                top = [measured.passages[entry.candidate.passage] for entry in first[start : start + AT_ONCE]]
                readings |= await vectoriser.readings(question.text, top, LONGEST.get(question.type, LONGEST_ANSWER))
                best = reordered(ranked, readings, measured.reach)[0].reading
                if best is not None and best.relevance >= CLEAR:
                    break
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


def _share(term: str, carried: AbstractSet[str], reach: Reach) -> float:
    return CARRIED[reach] if term in carried else 1.0


def _mended_within(question: Question, candidates: Sequence[Candidate]) -> Question:
    """Within one article a typing error is repaired by that article's own words, however common it is elsewhere."""
    held = Counter(term for one in candidates for term in one.spoken)
    return mend(question, lambda terms: (len(candidates), {term: held[term] for term in terms}), lambda _: sorted(held))
