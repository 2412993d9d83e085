"""Everything that ranking needs to know of a question: its candidates, measured by words, by meaning, by reading."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from retrieval.analysis import analyzer
from retrieval.bm25 import lucene_idf
from retrieval.errors import EncoderError
from retrieval.features import Candidate, Cosines, Matrix, features
from retrieval.finding import Finder, Findings, Meaning
from retrieval.kept_passages import analysed_all, context_terms
from retrieval.packing import unpacked
from retrieval.question import Question, parse_question
from retrieval.ranking import Ranked, Reach, rank, reordered
from retrieval.second_look import second_look
from retrieval.shortlisting import Found, Shortlist, sought
from retrieval.spans import Fit, Weighed, weighed
from retrieval.spelling import mend
from retrieval.timing import stage
from retrieval.vectorising import UnreadyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.analysed import AnalysedPassage, Analysis
    from retrieval.index import PassageIndex
    from retrieval.scope import Scope
    from retrieval.semantic import PairReading
    from retrieval.store import Store, StoredPassage
    from retrieval.vectorising import Vectoriser

logger = logging.getLogger(__name__)

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

    `fits` tell how the candidates fit the question, in order. `table` holds what features can tell by words, a row a
    candidate. `cosines` are those of `candidates`, in order, `None` without semantics; some were `known` since the
    passages were found. `readings` are those of the few best. Both by passage id.
    `shortlist` holds the passages' ids as they were found, best first; of the best, `gone` were not in the store any
    more, or not for the scope.
    """

    asked: Weighed
    reach: Reach
    idf: Mapping[str, float]
    candidates: Sequence[Candidate]
    fits: Sequence[Fit]
    passages: Mapping[int, StoredPassage]
    table: Matrix
    cosines: Cosines | None = None
    known: Mapping[int, float] = field(default_factory=dict)
    shortlist: Sequence[int] = ()
    readings: Mapping[int, PairReading] = field(default_factory=dict)
    gone: int = 0

    @property
    def question(self) -> Question:
        """What was asked, as it is understood."""
        return self.asked.question

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
        self._finder = Finder(store, index)
        self._index = index
        self._vectoriser = vectoriser
        self.parts = Parts()
        """May be exchanged, to measure what a part adds."""

    @property
    def semantic(self) -> bool:
        """Whether questions are measured by meaning too."""
        return self._vectoriser is not None

    @property
    def vectors_stored(self) -> int:
        """How often vectors were stored since the start: by meaning, other passages may be found after each time."""
        return 0 if self._vectoriser is None else self._vectoriser.times_stored

    async def measure(self, text: str, scope: Scope, article: int | None = None, *, own: int | None = None) -> Measured:
        """Everything about a complete question, within one article if its id is given.

        Behind its first `own` characters the text only says what a follow-up is about, and counts less.
        """
        if self._vectoriser is None:
            return await self._worded(text, scope, article, own, None)
        # Begun now, so that it is done by the time that the candidates are known. To analyse passages meanwhile gains
        # nothing: Python does one thing at a time, and what is waited for would wait for that.
        meaning = Meaning.of(self._vectoriser, text, near=article is None and self.parts.near)
        try:
            worded = await self._worded(text, scope, article, own, meaning)
            if not worded.candidates:
                return worded
            with stage("ranking"):
                compared = await self._compared(meaning, worded)
            with stage("reading"):
                return await self._read(self._vectoriser, compared)
        except UnreadyError as error:
            logger.debug("This question is answered by its words alone. %s", error)
        except EncoderError as error:
            logger.warning("This question is answered by its words alone. %s", error)
        finally:
            meaning.cancel()
        return await self._worded(text, scope, article, own, None)

    def _looked_up(
        self, text: str, scope: Scope, article: int | None, own: int | None
    ) -> tuple[Question, AbstractSet[str], Shortlist]:
        """The question as it is understood, what of it is carried over, and what its words find."""
        with stage("understanding"):
            question, held = self._understood(text, scope)
            carried = _carried(question, text, own)
            shares = {term.term: _share(term.term, carried, _reach(article)) for term in question.terms}
            terms = sought(question.terms, shares, held)
        with stage("shortlist"):
            worded = self._finder.look_up(terms, scope, article, articles=self.parts.articles)
        return question, carried, worded

    def _understood(self, text: str, scope: Scope) -> tuple[Question, AbstractSet[str]]:
        """The question with its slips mended, and those of its terms and their alternatives that the library has."""
        # Of the scope alone: what a group's own articles say must not change how others are understood.
        frequencies = partial(self._index.frequencies, scope=scope)
        question = mend(parse_question(text), frequencies, self._index.similar_terms)
        _, counts = frequencies([name for term in question.terms for name, _ in term.alternatives])
        held = {name for name, count in counts.items() if count}
        if len(question.terms) > MOST_TERMS:
            stand = {term: sum(counts[name] for name, _ in term.alternatives) for term in question.terms}
            # Those that no passage has find nothing, so they come last.
            order = sorted(question.terms, key=lambda term: (not stand[term], stand[term], term.word))
            rarest = set(order[:MOST_TERMS])
            question = replace(question, terms=tuple(term for term in question.terms if term in rarest))
        return question, held

    async def _worded(
        self, text: str, scope: Scope, article: int | None, own: int | None, meaning: Meaning | None
    ) -> Measured:
        """The candidates, measured by their words; found by meaning too, if it is given, of the whole library."""
        if article is not None or meaning is None:
            return await asyncio.to_thread(self.by_words, text, scope, article, own)
        question, carried, worded = await asyncio.to_thread(self._looked_up, text, scope, article, own)
        if not question.terms:
            return _nothing(question, article)
        with stage("shortlist"):
            findings = await self._finder.by_meaning_too(worded, meaning, scope)
        with stage("ranking"):
            return await asyncio.to_thread(self._measured, question, carried, findings, scope, article)

    def by_words(self, text: str, scope: Scope, article: int | None, own: int | None) -> Measured:
        """The same as `measure`, by words alone, in the thread that calls."""
        question, carried, worded = self._looked_up(text, scope, article, own)
        if not question.terms:
            return _nothing(question, article)
        findings = self._finder.by_words(worded, article)
        with stage("ranking"):
            return self._measured(question, carried, findings, scope, article)

    def _measured(
        self, question: Question, carried: AbstractSet[str], findings: Findings, scope: Scope, article: int | None
    ) -> Measured:
        reach = _reach(article)
        stored = self._finder.stored(findings, scope, article)
        scores = {one.passage: one for one in findings.best}
        nothing = Found(0, 0, 0.0)
        texts = self._analysed(stored)
        candidates = [
            Candidate(
                passage=one.id,
                article=one.article.id,
                position=one.passage.position,
                text=texts[one.id],
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
        size, counts = self._index.frequencies([term.term for term in question.terms], scope)
        idf = {term: lucene_idf(size, count) * _share(term, carried, reach) for term, count in counts.items()}
        asked = weighed(question, idf)
        fits = asked.fits([one.text for one in candidates])
        return Measured(
            asked=asked,
            reach=reach,
            idf=idf,
            candidates=candidates,
            fits=fits,
            passages={one.id: one for one in stored},
            table=features(asked, candidates, fits),
            known=findings.cosines,
            shortlist=findings.listed,
            gone=len(scores.keys() - texts.keys()),
        )

    def _analysed(self, stored: Sequence[StoredPassage]) -> dict[int, AnalysedPassage]:
        """The analyses of these passages, by id: of what the index has kept, where it has."""
        texts = {one.id: one.passage.text for one in stored}

        def known(passages: Sequence[int]) -> dict[int, Analysis]:
            kept = self._index.packed(passages)
            return {one: found for one, data in kept.items() if (found := unpacked(data, texts[one])) is not None}

        return analysed_all(texts, known)

    async def _compared(self, meaning: Meaning, measured: Measured) -> Measured:
        """The same with the similarities of all candidates."""
        stored = [measured.passages[one.passage] for one in measured.candidates]
        missing = [one for one in stored if one.id not in measured.known]
        cosines = dict(measured.known)
        if missing:
            cosines |= await meaning.vectoriser.cosines(meaning.vector, missing)
        return replace(measured, cosines=np.array([cosines[one.id] for one in stored], dtype=np.float32))

    async def _read(self, vectoriser: Vectoriser, measured: Measured) -> Measured:
        """The same with the few best of them read, if the encoder works."""
        if not self.parts.reading:
            return measured
        try:
            ranked = order(measured)
            readings = await second_look(vectoriser, measured.question, ranked, measured.passages, measured.reach)
        except EncoderError as error:
            logger.warning("This question is answered without a second look. %s", error)
            return measured
        return replace(measured, readings=readings)


def _nothing(question: Question, article: int | None) -> Measured:
    """What there is of a question without terms."""
    asked = weighed(question, {})
    return Measured(asked, _reach(article), {}, [], [], {}, features(asked, [], []))


def _reach(article: int | None) -> Reach:
    return "library" if article is None else "article"


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
    return mend(question, lambda terms: (len(candidates), {term: held[term] for term in terms}), lambda _: held)
