"""The way of a question through the library: what it leans on → its candidates → an order → an answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answer import Answer, Context, Quote, Status
from retrieval.choosing import choices
from retrieval.errors import LibraryError
from retrieval.followup import resolve
from retrieval.kept_passages import analysed
from retrieval.measuring import Measured, Measuring, order
from retrieval.question import parse_question
from retrieval.reader import highlights, judge
from retrieval.spans import weighed
from retrieval.timing import stage, timed
from retrieval.twins import MOST_TWINS, Twins, preferred, twins, unrepeated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.answer import ArticleCard
    from retrieval.index import PassageIndex
    from retrieval.pins import Pinned, Pins
    from retrieval.ranking import Ranked
    from retrieval.scope import Scope
    from retrieval.store import State, Store
    from retrieval.vectorising import Vectoriser

QUOTES = 3
LONGEST_QUESTION = 1000
"""Characters of a question that are read, with what it takes over from the turn before: more is a pasted text or a
long conversation, and the cost must stay bounded."""


class OutdatedError(LibraryError):
    """What was found is gone by a change that the index had not followed yet."""


class Asking:
    """Answers questions from a store and the index that follows it. Everything awaited is SQLite or a thread."""

    def __init__(
        self, store: Store, index: PassageIndex, vectoriser: Vectoriser | None, pins: Pins | None = None
    ) -> None:
        self._store = store
        self._pins = pins
        self.measuring = Measuring(store, index, vectoriser)

    async def ask(
        self,
        question: str,
        scope: Scope,
        article: int | None,
        context: Context | None,
        most: int,
        state: State,
        *,
        whole: bool = False,
    ) -> Answer:
        """Answer `question`, within one article if its id is given, as a follow-up of `context` if it leans on it.

        There are at most `most` quotes in the answer; `state` is what the store's was a moment ago. Raises
        `ArticleError` when that article is gone, and `OutdatedError` if the answer is to be made of the `whole` of what
        is found, and some of it is gone.
        """
        start, timings = time.perf_counter(), timed()
        question = question.strip()[:LONGEST_QUESTION].strip()
        resolved = resolve(question, context)
        text = resolved.text[:LONGEST_QUESTION]
        # A follow-up is first asked of the article that was quoted; a topic that it does not have is looked for
        # everywhere, so that nobody is locked into an article.
        focus = context.article if context and resolved.follows else None
        for within in dict.fromkeys((article,) if article is not None else (focus, None)):
            measured = await self.measuring.measure(text, scope, within, own=resolved.own)
            if whole and measured.gone:
                raise OutdatedError(f"Of the passages found for it {measured.gone} are gone.")
            with stage("ranking"):
                ranked = order(measured)
                confidence = judge(measured.question, ranked, measured.idf)
            if confidence.status is not Status.NOT_FOUND and (
                within is None or _speaks_of(measured, question, wholly=resolved.own is None)
            ):
                break
        tellers: list[ArticleCard] = []
        if within is None and confidence.status is not Status.NOT_FOUND:
            same = twins(ranked, {passage: stored.article.title for passage, stored in measured.passages.items()})
            tellers = [measured.passages[entry.candidate.passage].article for entry in (ranked[0], *same.alike)]
            ranked = unrepeated(await self._fullest_first(measured, ranked, same), most)
        quotes = _quotes(measured, ranked[:most])
        best = quotes[0] if quotes else None
        open_to = choices(measured.question, ranked, quotes, confidence) if within is None else ()
        searched = None if within is None else await self._store.card_of(within, scope)
        pinned = None if self._pins is None else await self._pins.find(text, scope, article, state)
        answer = Answer(
            question=question,
            status=Status.UNSURE if open_to else confidence.status,
            confidence=confidence.value,
            quotes=quotes,
            context=Context(
                question=text,
                article=best.article.id if best else (context.article if context else None),
                passage=best.passage if best else None,
                answer=", ".join(best.bold) if best and confidence.status is not Status.NOT_FOUND else "",
            ),
            ms=round((time.perf_counter() - start) * 1000, 2),
            within=searched,
            choices=open_to,
            also=tuple(card for card in tellers if best and card.id != best.article.id)[:MOST_TWINS],
            timings=timings,
        )
        return answer if pinned is None else _as_pinned(answer, pinned, measured, most)

    async def _fullest_first(self, measured: Measured, ranked: list[Ranked], same: Twins) -> list[Ranked]:
        """The same with the fullest and newest article in front of those that could be quoted as well."""
        if not same.copies:
            return ranked
        alternatives = (ranked[0], *same.copies)
        by_article = {entry.candidate.article: entry for entry in alternatives}
        lengths = dict.fromkeys(by_article, 0)
        for passage in await self._store.passages_of(*by_article):
            lengths[passage.article.id] += len(passage.passage.text)
        cards = [measured.passages[entry.candidate.passage].article for entry in alternatives]
        chosen = by_article[preferred(cards, lengths).id]
        rest = [entry for entry in ranked if entry is not chosen]
        return [replace(chosen, score=ranked[0].score), *rest]


def _as_pinned(answer: Answer, pinned: Pinned, measured: Measured, most: int) -> Answer:
    """The answer with the pinned passage before all others, which are left out if none of them was fit to be quoted."""
    passage, bold = pinned.passage, pinned.pin.highlights
    if not bold:
        bold = highlights(weighed(measured.question, measured.idf), analysed(passage.passage.text))
    others = [quote for quote in answer.quotable if quote.passage != passage.id][: most - 1]
    first = passage.quoted(bold, others[0].score if others else 0.0)
    context = replace(answer.context, article=first.article.id, passage=first.passage, answer=", ".join(first.bold))
    return replace(
        answer,
        status=Status.ANSWERED,
        confidence=1.0,
        quotes=(first, *others),
        context=context,
        within=answer.within if answer.within and answer.within.id == first.article.id else None,
        choices=(),
        also=(),
    )


def _speaks_of(measured: Measured, question: str, *, wholly: bool) -> bool:
    """Whether the candidates have a topic word of `question`, all of them if `wholly`; also if it has none.

    A follow-up that was completed with the words of the turn before always finds those ("kapan itu?"), so its own are
    looked at. One that needed no completing must find all: "biaya renovasi Pasar Senen?" has left the article on
    Pasar Minggu, though both are markets.
    """
    held = {term for one in measured.candidates for term in one.spoken}
    found = [bool(term.weight_in(held)) for term in parse_question(question).terms]
    return not found or (all(found) if wholly else any(found))


def _quotes(measured: Measured, ranked: Sequence[Ranked]) -> tuple[Quote, ...]:
    asked = weighed(measured.question, measured.idf)
    return tuple(
        measured.passages[entry.candidate.passage].quoted(
            highlights(asked, entry.candidate.text, entry.reading), round(entry.score, 6)
        )
        for entry in ranked
    )
