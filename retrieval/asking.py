"""The way of a question through the library: shortlist → ranking → reading → answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.analysed import analysed, context_terms
from retrieval.answer import Answer, Context, Quote, Status
from retrieval.bm25 import lucene_idf
from retrieval.errors import EncoderError
from retrieval.features import Candidate, Cosines
from retrieval.followup import resolve
from retrieval.index import Hit, PassageIndex, TermGroup
from retrieval.question import Question, parse_question
from retrieval.ranking import Ranked, Reach, rank
from retrieval.reader import Confidence, highlights, judge
from retrieval.scope import Scope
from retrieval.spelling import mend
from retrieval.store import Store, StoredPassage
from retrieval.vectorising import Vectoriser

SHORTLIST = 60
"""Passages of the library that are ranked. Beyond it hardly any right passage is found, and ranking costs time."""
SEMANTIC_TOP = 32
"""Of them, the best by words alone that are compared by meaning too. Always as many, whether their vectors are
stored or still to be computed, so that the answer does not depend on what was encoded before."""
CONTEXT_WEIGHT = 0.5
"""What a match in the title or heading counts beside one in the passage's own text."""
QUOTES = 3
LONGEST_QUESTION = 1000
"""Characters of a question that are read: more is a pasted text, and its cost must stay bounded."""
MOST_TERMS = 40
"""Topic words of a question that are searched, the rarest first."""


class Asking:
    """Answers questions from a store and the index that follows it. Everything awaited is SQLite or a thread."""

    def __init__(self, store: Store, index: PassageIndex, vectoriser: Vectoriser | None) -> None:
        self._store = store
        self._index = index
        self._vectoriser = vectoriser

    async def ask(self, question: str, scope: Scope, article: int | None, context: Context | None) -> Answer:
        """Answer `question`, within one article if its id is given, as a follow-up of `context` if it leans on it."""
        start = time.perf_counter()
        question = question[:LONGEST_QUESTION].strip()
        resolved = resolve(question, context)
        parsed = await asyncio.to_thread(self._understood, resolved.text)
        ranked: list[Ranked] = []
        confidence = Confidence(0.0, Status.NOT_FOUND)
        passages: dict[int, StoredPassage] = {}
        idf: Mapping[str, float] = {}
        # A follow-up is first asked of the article that was quoted; a topic that it does not have is looked for
        # everywhere, so that nobody is locked into an article.
        focus = context.article if context and resolved.follows else None
        for within in dict.fromkeys((article,) if article is not None else (focus, None)):
            parsed, ranked, idf, passages = await self._ranked(parsed, scope, within)
            confidence = judge(parsed, ranked)
            if confidence.status is not Status.NOT_FOUND:
                break
        quotes = await asyncio.to_thread(self._quotes, parsed, ranked[:QUOTES], idf, passages)
        best = quotes[0] if quotes else None
        return Answer(
            question=question,
            status=confidence.status,
            confidence=confidence.value,
            quotes=quotes,
            context=Context(
                question=resolved.text,
                article=best.article.id if best else (context.article if context else None),
                passage=best.passage if best else None,
                answer=", ".join(best.bold) if best and confidence.status is not Status.NOT_FOUND else "",
            ),
            ms=round((time.perf_counter() - start) * 1000, 2),
        )

    def _understood(self, text: str) -> Question:
        return mend(parse_question(text), self._index.frequencies, self._index.similar_terms)

    async def _ranked(
        self, question: Question, scope: Scope, article: int | None
    ) -> tuple[Question, list[Ranked], Mapping[str, float], dict[int, StoredPassage]]:
        if not question.terms:
            return question, [], {}, {}
        reach: Reach = "library" if article is None else "article"
        hits = await asyncio.to_thread(self._shortlist, question, scope, article)
        if article is None:
            stored = await self._store.passages([hit.passage for hit in hits])
        else:
            stored = [passage for passage in await self._store.passages_of(article) if passage.owner in scope.owners]
        passages = {passage.id: passage for passage in stored}
        ranked, idf = await asyncio.to_thread(self._rank_by_words, question, reach, hits, stored)
        if self._vectoriser is None or not ranked:
            return question, ranked, idf, passages
        top, rest = ranked[:SEMANTIC_TOP], ranked[SEMANTIC_TOP:]
        try:
            cosines = await self._vectoriser.cosines(
                question.text, [passages[entry.candidate.passage] for entry in top]
            )
        except EncoderError:
            # The words alone still answer; the vectoriser has said in the log what is wrong.
            return question, ranked, idf, passages
        better = await asyncio.to_thread(
            lambda: rank(question, [e.candidate for e in top], idf, reach=reach, cosines=_floats(cosines))
        )
        return question, better + rest, idf, passages

    def _shortlist(self, question: Question, scope: Scope, article: int | None) -> list[Hit]:
        groups = [TermGroup(term.alternatives) for term in question.terms[:MOST_TERMS]]
        limit = SHORTLIST if article is None else 10 * SHORTLIST
        return self._index.shortlist(groups, scope, limit, context_weight=CONTEXT_WEIGHT, article=article)

    def _rank_by_words(
        self, question: Question, reach: Reach, hits: Sequence[Hit], stored: Sequence[StoredPassage]
    ) -> tuple[list[Ranked], dict[str, float]]:
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
        size, counts = self._index.frequencies([term.term for term in question.terms])
        idf = {term: lucene_idf(size, count) for term, count in counts.items()}
        return rank(question, candidates, idf, reach=reach), idf

    def _quotes(
        self,
        question: Question,
        ranked: Sequence[Ranked],
        idf: Mapping[str, float],
        passages: Mapping[int, StoredPassage],
    ) -> tuple[Quote, ...]:
        quotes = []
        for entry in ranked:
            stored = passages[entry.candidate.passage]
            quotes.append(
                Quote(
                    passage=stored.id,
                    article=stored.article,
                    section=stored.passage.section,
                    text=stored.passage.text,
                    highlights=highlights(question, entry.candidate.text, idf),
                    score=round(entry.score, 6),
                )
            )
        return tuple(quotes)


def _floats(cosines: Sequence[float]) -> Cosines:
    return np.asarray(cosines, dtype=np.float32)
