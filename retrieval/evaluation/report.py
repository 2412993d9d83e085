"""Outcomes → figures: a table for people, an object for programs."""

from __future__ import annotations

import statistics
import string
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysis.analyzer import fold
from retrieval.answer import Quote, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from retrieval.evaluation.run import Outcome

Figures = dict[str, float | int]

_PUNCTUATION = string.punctuation + "“”–—…"


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run: over all cases, and by group (`"style colloquial"`, `"type who"`, …)."""

    overall: Figures
    groups: dict[str, Figures]

    def as_json(self) -> dict[str, object]:
        """The same as plain objects."""
        return {"overall": self.overall, "groups": self.groups}

    def table(self) -> str:
        """The same as aligned text, a line a group; shares in percent, `-` where a figure means nothing."""
        columns = ["n", *(name for name in self.overall if name != "n")]
        rows = [["", *columns]]
        for name, figures in (("all", self.overall), *self.groups.items()):
            rows.append([name, *(_cell(column, figures.get(column)) for column in columns)])
        widths = [max(len(row[index]) for row in rows) for index in range(len(columns) + 1)]
        return "\n".join("  ".join(map(_justified, range(len(row)), row, widths)) for row in rows)


def _justified(index: int, cell: str, width: int) -> str:
    return cell.rjust(width) if index else cell.ljust(width)


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    if column == "n" or column.startswith("ms"):
        return f"{value:.10g}"
    return f"{100 * value:.1f}"


def report(outcomes: Sequence[Outcome]) -> Report:
    """The figures of `evaluation`'s metrics; see `figures` for each."""
    groups: dict[str, Figures] = {}
    for title, key in _GROUPINGS:
        for value in sorted({key(outcome) for outcome in outcomes} - {""}):
            groups[f"{title} {value}"] = figures([outcome for outcome in outcomes if key(outcome) == value])
    return Report(figures(outcomes), groups)


def _kind(outcome: Outcome) -> str:
    if not outcome.case.answerable:
        return "unanswerable"
    return "follow-up" if outcome.case.followup_of else "stand-alone"


_GROUPINGS: tuple[tuple[str, Callable[[Outcome], str]], ...] = (
    ("kind", _kind),
    ("type", lambda outcome: outcome.case.type),
    ("style", lambda outcome: outcome.case.style),
)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The metrics over some outcomes.

    Over answerable cases: `passage@1`, `passage@3` (a gold paragraph is quoted first, or among three), `answer@1`
    (the first quote contains the answer, case and spacing folded away), `article@1`, `highlight` (the bold words
    contain the answer), `span F1` (token overlap of bold words and answer), `answered` and `unsure` (shares of the
    outcomes).
    Over the others: `false answers` and `false unsure`. `ms p50` and `ms p95` over all.
    """
    asked = [outcome for outcome in outcomes if outcome.case.answerable]
    others = [outcome for outcome in outcomes if not outcome.case.answerable]
    found: Figures = {"n": len(outcomes)}
    if asked:
        found["passage@1"] = _share(_gold_within(outcome, 1) for outcome in asked)
        found["passage@3"] = _share(_gold_within(outcome, 3) for outcome in asked)
        found["answer@1"] = _share(_holds(outcome.answer.quotes[:1], outcome.case.answer) for outcome in asked)
        found["article@1"] = _share(
            any(quote.article.ref == outcome.case.article for quote in outcome.answer.quotes[:1]) for outcome in asked
        )
        found["highlight"] = _share(fold(outcome.case.answer) in fold(_bold(outcome)) for outcome in asked)
        found["span F1"] = statistics.fmean(token_f1(_bold(outcome), outcome.case.answer) for outcome in asked)
        found["answered"] = _share(outcome.answer.status is Status.ANSWERED for outcome in asked)
        found["unsure"] = _share(outcome.answer.status is Status.UNSURE for outcome in asked)
    if others:
        found["false answers"] = _share(outcome.answer.status is Status.ANSWERED for outcome in others)
        found["false unsure"] = _share(outcome.answer.status is Status.UNSURE for outcome in others)
    times = sorted(outcome.answer.ms for outcome in outcomes)
    if times:
        found["ms p50"] = round(statistics.median(times), 1)
        found["ms p95"] = round(times[min(len(times) - 1, int(0.95 * len(times)))], 1)
    return found


def token_f1(given: str, gold: str) -> float:
    """SQuAD's F1 over folded words without punctuation around them: 1 for the same words, 0 for none in common."""
    ours, theirs = Counter(_words(given)), Counter(_words(gold))
    common = sum((ours & theirs).values())
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def _gold_within(outcome: Outcome, count: int) -> bool:
    return any(
        quote.article.ref == outcome.case.article and not set(origins).isdisjoint(outcome.case.gold)
        for quote, origins in zip(outcome.answer.quotes[:count], outcome.origins, strict=False)
    )


def _bold(outcome: Outcome) -> str:
    return " ".join(word for quote in outcome.answer.quotes[:1] for word in quote.bold)


def _holds(quotes: Sequence[Quote], answer: str) -> bool:
    return any(fold(answer) in fold(quote.text) for quote in quotes)


def _words(text: str) -> list[str]:
    return [word for part in text.split() if (word := fold(part).strip(_PUNCTUATION))]


def _share(values: Iterable[bool]) -> float:
    return statistics.fmean(map(float, values))
