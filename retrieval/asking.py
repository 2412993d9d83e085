"""The way of a question through the library: what it leans on → its candidates → an order → an answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from retrieval.answer import Answer, Context, Status
from retrieval.concluding import concluded
from retrieval.errors import LibraryError
from retrieval.followup import resolve
from retrieval.kept_conclusions import KeptConclusions, Search
from retrieval.kept_passages import analysed
from retrieval.measuring import Measuring
from retrieval.reader import highlights
from retrieval.timing import timed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from retrieval.concluding import Conclusion
    from retrieval.index import PassageIndex
    from retrieval.measuring import Measured
    from retrieval.pins import Pinned, Pins
    from retrieval.scope import Scope
    from retrieval.spans import Weighed
    from retrieval.store import State, Store
    from retrieval.vectorising import Vectoriser

QUOTES = 3
LONGEST_QUESTION = 1000
"""Characters of a question that are read, with what it takes over from the turn before: more is a pasted text or a
long conversation, and the cost must stay bounded."""


class OutdatedError(LibraryError):
    """The index has not followed a change yet, or what was found is gone by one."""


class Asking:
    """Answers questions from a store and the index that follows it. Everything awaited is SQLite or a thread."""

    def __init__(
        self,
        store: Store,
        index: PassageIndex,
        vectoriser: Vectoriser | None,
        pins: Pins,
        level: Callable[[], State | None],
    ) -> None:
        """`level` tells the store's state if the index has followed all changes, in the thread that calls."""
        self._store = store
        self._pins = pins
        self._level = level
        self.measuring = Measuring(store, index, vectoriser)
        self.kept = KeptConclusions()
        """May be exchanged, to have everything concluded anew."""

    async def ask(
        self,
        question: str,
        scope: Scope,
        article: int | None,
        context: Context | None,
        most: int,
        state: State | None,
        *,
        whole: bool = False,
    ) -> Answer:
        """Answer `question`, within one article if its id is given, as a follow-up of `context` if it leans on it.

        There are at most `most` quotes in the answer. `state` is what the store's was when the index was seen to; it is
        looked at first where nobody has. Raises `ArticleError` when that article is gone, and `OutdatedError` if then
        the index has not followed all changes, or if the answer is to be made of the `whole` of what is found, and some
        of it is gone.
        """
        start, timings = time.perf_counter(), timed()
        question = question.strip()[:LONGEST_QUESTION].strip()
        resolved = resolve(question, context)
        text = resolved.text[:LONGEST_QUESTION]
        # A follow-up is first asked of the article that was quoted; a topic that it does not have is looked for
        # everywhere, so that nobody is locked into an article.
        focus = context.article if context and resolved.follows else None
        for within in dict.fromkeys((article,) if article is not None else (focus, None)):
            seen, found = await self._found(Search(text, scope, within, resolved.own, most), state, whole)
            if within is None or found.speaks_of(question, wholly=resolved.own is None):
                break
        best = found.quotes[0] if found.quotes else None
        searched = None if within is None else await self._store.card_of(within, scope)
        pinned = await self._pins.find(text, scope, article, seen)
        status = Status.UNSURE if found.open_to else found.confidence.status
        answer = Answer(
            question=question,
            status=status,
            confidence=found.confidence.value,
            quotes=found.quotes,
            context=Context(
                question=text,
                article=best.article.id if best else (context.article if context else None),
                passage=best.passage if best else None,
                answer=", ".join(best.bold) if best and status is not Status.NOT_FOUND else "",
            ),
            ms=round((time.perf_counter() - start) * 1000, 2),
            within=searched,
            choices=found.open_to,
            also=found.also,
            timings=timings,
        )
        return answer if pinned is None else _as_pinned(answer, pinned, found.asked, most)

    async def _found(self, search: Search, state: State | None, whole: bool) -> tuple[State, Conclusion]:
        """What the search comes to, and the store's state; see `ask`."""
        # By words all is done in one thread: from one to another takes a fourth of a millisecond, and what the first
        # has in its processor's cache, the other has to fetch.
        if not self.measuring.semantic:
            return await asyncio.to_thread(self._found_by_words, search, state, whole)
        seen = await asyncio.to_thread(self._look, search, state)
        if seen.known is not None:
            return seen.state, seen.known
        measured = await self.measuring.measure(search.text, search.scope, search.within, own=search.own)
        return seen.state, await asyncio.to_thread(self._conclude, search, seen, measured, whole)

    def _found_by_words(self, search: Search, state: State | None, whole: bool) -> tuple[State, Conclusion]:
        seen = self._look(search, state)
        if seen.known is not None:
            return seen.state, seen.known
        measured = self.measuring.by_words(search.text, search.scope, search.within, search.own)
        return seen.state, self._conclude(search, seen, measured, whole)

    def _look(self, search: Search, state: State | None) -> _Look:
        if state is not None:
            return _Look(state)
        if (current := self._level()) is None:
            raise OutdatedError("The index has not followed all changes.")
        if search.within is not None:
            return _Look(current)
        drawn_from = current.revision, self.measuring.vectors_stored
        return _Look(current, drawn_from, self.kept.of(search, drawn_from))

    def _conclude(self, search: Search, seen: _Look, measured: Measured, whole: bool) -> Conclusion:
        if whole and measured.gone:
            raise OutdatedError(f"Of the passages found for it {measured.gone} are gone.")
        passages_of = self._store.passages_of_blocking
        found = concluded(measured, search.most, within=search.within is not None, passages_of=passages_of)
        # What was measured by words though there is an encoder is better measured once more.
        if seen.drawn_from is not None and (measured.readings or not self.measuring.semantic):
            self.kept.keep(search, seen.drawn_from, found)
        return found


class _Look(NamedTuple):
    """The store's `state` at the beginning; if what comes of it may be kept, what tells it from any other state, and
    what is known to come of it."""

    state: State
    drawn_from: Hashable = None
    known: Conclusion | None = None


def _as_pinned(answer: Answer, pinned: Pinned, asked: Weighed, most: int) -> Answer:
    """The answer with the pinned passage before all others, which are left out if none of them was fit to be quoted."""
    passage, bold = pinned.passage, pinned.pin.highlights
    if not bold:
        (fit,) = asked.fits([analysed(passage.passage.text)])
        bold = highlights(asked, fit)
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
