"""Outcomes → figures: what of each is right, and which shares of them."""

from __future__ import annotations

import statistics
import string
from collections import Counter
from typing import TYPE_CHECKING, Literal

from retrieval.analysis.analyzer import fold
from retrieval.answer import Status
from retrieval.finding import SHORTLIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.evaluation.run import Outcome

Figures = dict[str, float | int]
"""Metric → value: shares from 0 to 1, counts, milliseconds. A metric that means nothing here is left out."""
RightBy = Literal["passage", "answer"]
"""What makes a first quote right: that it is a gold passage, or that it contains the answer."""
Kind = Literal["stand-alone", "follow-up", "unanswerable"]

DEPTHS = (50, 100)
"""How deep the shortlist is looked through."""
_PUNCTUATION = string.punctuation + "“”–—…"


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The metrics over some outcomes.

    Over answerable cases: `passage@1`, `passage@3` (a gold paragraph is quoted first, or among three), `answer@1`
    (the first quote contains the answer, case and spacing folded away), `article@1`, `highlight` (the bold words
    contain the answer), `span F1` (token overlap of bold words and answer), `span F1 right` (the same where a gold
    passage is quoted first), `exact match` (the bold words are the answer), `answered` and `unsure` (shares of the
    outcomes).
    Over stand-alone ones that were traced: `MRR` (mean of 1/rank of the first gold passage in the ranking; 0 if it was
    not ranked) and, in library scope, `recall@50` and `recall@100` of the shortlist (of all of it, and named so, where
    it is shorter).
    Over the others: `false answers` and `false unsure`. `ms p50` and `ms p95` over all.
    """
    asked = [outcome for outcome in outcomes if outcome.case.answerable]
    others = [outcome for outcome in outcomes if not outcome.case.answerable]
    found: Figures = {"n": len(outcomes)}
    if asked:
        found |= _quoting(asked) | _bold_words(asked)
        found["answered"] = _share(outcome.answer.status is Status.ANSWERED for outcome in asked)
        found["unsure"] = _share(outcome.answer.status is Status.UNSURE for outcome in asked)
        found |= _finding(asked)
    if others:
        found["false answers"] = _share(outcome.answer.status is Status.ANSWERED for outcome in others)
        found["false unsure"] = _share(outcome.answer.status is Status.UNSURE for outcome in others)
    times = sorted(outcome.answer.ms for outcome in outcomes)
    if times:
        found["ms p50"] = round(statistics.median(times), 1)
        found["ms p95"] = round(times[min(len(times) - 1, int(0.95 * len(times)))], 1)
    return found


def kind(outcome: Outcome) -> Kind:
    """What kind of question it was."""
    if not outcome.case.answerable:
        return "unanswerable"
    return "follow-up" if outcome.case.followup_of else "stand-alone"


def is_right(outcome: Outcome, by: RightBy) -> bool:
    """Whether the first quote answers; never for a question that has no answer."""
    if not outcome.case.answerable:
        return False
    return gold_within(outcome, 1) if by == "passage" else holds_answer(outcome)


def gold_within(outcome: Outcome, count: int) -> bool:
    """Whether one of the first `count` quotes is a gold passage."""
    return any(
        outcome.case.is_gold(quote.article.ref, origins)
        for quote, origins in zip(outcome.answer.quotes[:count], outcome.origins, strict=False)
    )


def holds_answer(outcome: Outcome) -> bool:
    """Whether the first quote contains the answer."""
    return any(outcome.case.is_told_in(quote.text) for quote in outcome.answer.quotes[:1])


def bold_holds_answer(outcome: Outcome) -> bool:
    """Whether the bold words of the first quote contain the answer."""
    return outcome.case.is_told_in(_bold(outcome))


def is_exact(outcome: Outcome) -> bool:
    """Whether all bold words of the first quote together, or one bold stretch alone, are the answer's words."""
    answer = _words(outcome.case.answer)
    stretches = [_bold(outcome), *(words for quote in outcome.answer.quotes[:1] for words in quote.bold)]
    return bool(answer) and any(_words(stretch) == answer for stretch in stretches)


def token_f1(given: str, gold: str) -> float:
    """SQuAD's F1 over folded words without punctuation around them: 1 for the same words, 0 for none in common."""
    ours, theirs = Counter(_words(given)), Counter(_words(gold))
    common = sum((ours & theirs).values())
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def _quoting(asked: Sequence[Outcome]) -> Figures:
    return {
        "passage@1": _share(gold_within(outcome, 1) for outcome in asked),
        "passage@3": _share(gold_within(outcome, 3) for outcome in asked),
        "answer@1": _share(holds_answer(outcome) for outcome in asked),
        "article@1": _share(
            any(quote.article.ref == outcome.case.article for quote in outcome.answer.quotes[:1]) for outcome in asked
        ),
    }


def _bold_words(asked: Sequence[Outcome]) -> Figures:
    overlaps = [token_f1(_bold(outcome), outcome.case.answer) for outcome in asked]
    of_right = [overlap for overlap, outcome in zip(overlaps, asked, strict=True) if gold_within(outcome, 1)]
    found: Figures = {
        "highlight": _share(bold_holds_answer(outcome) for outcome in asked),
        "span F1": statistics.fmean(overlaps),
    }
    if of_right:
        found["span F1 right"] = statistics.fmean(of_right)
    found["exact match"] = _share(is_exact(outcome) for outcome in asked)
    return found


def _finding(asked: Sequence[Outcome]) -> Figures:
    traces = [outcome.trace for outcome in asked if outcome.trace and kind(outcome) == "stand-alone"]
    if not traces:
        return {}
    found: Figures = {"MRR": statistics.fmean(1 / trace.rank if trace.rank else 0.0 for trace in traces)}
    if all(trace.reach == "library" for trace in traces):
        for depth in dict.fromkeys(min(depth, SHORTLIST) for depth in DEPTHS):
            found[f"recall@{depth}"] = _share(bool(trace.listed and trace.listed <= depth) for trace in traces)
    return found


def _bold(outcome: Outcome) -> str:
    return " ".join(words for quote in outcome.answer.quotes[:1] for words in quote.bold)


def _words(text: str) -> list[str]:
    return [word for part in text.split() if (word := fold(part).strip(_PUNCTUATION))]


def _share(values: Iterable[bool]) -> float:
    return statistics.fmean(map(float, values))
