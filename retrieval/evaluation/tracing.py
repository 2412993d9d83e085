"""Where the gold passage of an asked question stands behind what was quoted: in the ranking and in the shortlist."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.evaluation.metrics import kind
from retrieval.evaluation.run import Trace
from retrieval.measuring import order
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from retrieval.evaluation.cases import Case
    from retrieval.evaluation.run import Outcome, Scope
    from retrieval.library import Library
    from retrieval.store import StoredPassage


async def traced(
    library: Library, outcomes: Sequence[Outcome], scope: Scope, *, progress: Callable[[int], None] | None = None
) -> list[Outcome]:
    """The outcomes with their traces, in order; `progress` is told how many are done.

    A question is measured once more for it. What a follow-up was searched with is known only to its conversation, and
    an unanswerable question has nothing to be found: neither has a place.
    """
    found = []
    for count, outcome in enumerate(outcomes, 1):
        found.append(outcome if outcome.trace else replace(outcome, trace=await _trace(library, outcome, scope)))
        if progress is not None:
            progress(count)
    return found


async def _trace(library: Library, outcome: Outcome, scope: Scope) -> Trace:
    case = outcome.case
    try:
        article = (await library.store.card(case.article, EVERYONE)).id
    except ArticleError:  # the library need not have it: then nothing of it is found either
        return Trace((), scope)
    gold = _gold(case, await library.store.passages_of(article))
    texts = tuple(passage.passage.text for passage in gold)
    if kind(outcome) != "stand-alone":
        return Trace(texts, scope)
    measured = await library.asking.measuring.measure(
        case.question, EVERYONE, article if scope == "article" else None, own=None
    )
    ranked = await asyncio.to_thread(order, measured)
    ids = {passage.id for passage in gold}
    return Trace(
        texts, scope, _place(ids, (entry.candidate.passage for entry in ranked)), _place(ids, measured.shortlist)
    )


def _gold(case: Case, passages: Iterable[StoredPassage]) -> list[StoredPassage]:
    """The passages that hold a gold paragraph, best first."""
    found = [passage for passage in passages if case.is_gold(passage.article.ref, passage.origins)]
    return sorted(found, key=lambda one: min(case.gold.index(origin) for origin in one.origins if origin in case.gold))


def _place(wanted: Collection[int], passages: Iterable[int]) -> int | None:
    """The place of the first of the wanted, from 1."""
    return next((place for place, passage in enumerate(passages, 1) if passage in wanted), None)
