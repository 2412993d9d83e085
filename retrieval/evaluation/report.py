"""The figures of a run, over all and by group: a table for people, an object for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.evaluation.metrics import Figures, figures, kind
from retrieval.evaluation.reliability import Reliability, reliability
from retrieval.evaluation.table import aligned, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.evaluation.metrics import RightBy
    from retrieval.evaluation.run import Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run: over all cases, and by group (`"style colloquial"`, `"type who"`, …)."""

    overall: Figures
    groups: dict[str, Figures]
    reliability: Reliability

    def as_json(self) -> dict[str, object]:
        """The same as plain objects."""
        return {"overall": self.overall, "groups": self.groups, "reliability": self.reliability.as_json()}

    def table(self) -> str:
        """The same as aligned text, a line a group; shares in percent, `-` where a figure means nothing.

        The reliability follows behind an empty line.
        """
        columns = ["n", *(name for name in self.overall if name != "n")]
        rows = [["", *columns]]
        for name, found in (("all", self.overall), *self.groups.items()):
            rows.append([name, *(_cell(column, found.get(column)) for column in columns)])
        return f"{aligned(rows)}\n\n{self.reliability.table()}"


def report(outcomes: Sequence[Outcome], by: RightBy = "passage") -> Report:
    """The figures of `evaluation`'s metrics; see `figures` for each. `by` says what the confidence is held against."""
    groups: dict[str, Figures] = {}
    for title, key in _GROUPINGS:
        for value in sorted({key(outcome) for outcome in outcomes} - {""}):
            groups[f"{title} {value}"] = figures([outcome for outcome in outcomes if key(outcome) == value])
    return Report(figures(outcomes), groups, reliability(outcomes, by))


_GROUPINGS: tuple[tuple[str, Callable[[Outcome], str]], ...] = (
    ("kind", kind),
    ("type", lambda outcome: outcome.case.type),
    ("style", lambda outcome: outcome.case.style),
)


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.10g}" if column == "n" or column.startswith("ms") else percent(value)
