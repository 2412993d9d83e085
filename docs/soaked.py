"""`python -m docs.soaked soak.json`: the table and the plot of an hour without a pause, in `docs/speed.md`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure
from pydantic import TypeAdapter

from benchmarks.soaking import Report
from docs.page import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.flatness import Finding

_PAGE: Final = Path(__file__).parent / "speed.md"
_PALE, _FULL, _MARK, _FAINT = "#86b6e6", "#1f6fbf", "#c2452d", "#d5dae0"


def read(file: Path) -> Report:
    """A report as `benchmarks.soaking --out` wrote it. Raises pydantic's ValidationError for anything else."""
    return TypeAdapter(Report).validate_json(file.read_bytes())


def plot(report: Report) -> Figure:
    """Waits, memory, and what was answered, minute by minute; what is grey was not judged."""
    figure = Figure(figsize=(9.6, 2.8), layout="constrained")
    waits, memory, work = figure.subplots(1, 3)
    minutes = [moment.seconds / 60 for moment in report.moments]
    for name, colour in (("p99", _PALE), ("p90", _FAINT), ("p50", _FULL)):
        waits.plot(minutes, [getattr(moment, name) for moment in report.moments], color=colour, label=name)
    waits.set(title="from question to answer, ms", yscale="log")
    memory.plot(minutes, [moment.vitals.rss for moment in report.moments], color=_PALE, label="in memory")
    memory.plot(minutes, [moment.vitals.anonymous for moment in report.moments], color=_FULL, label="allocated")
    memory.set(title="the bot's process, MB", ylim=(0, None))
    spans = [moment.seconds - before for moment, before in zip(report.moments, _begins(report), strict=True)]
    counted = [moment.answered + moment.offered for moment in report.moments]
    rates = [count / span for count, span in zip(counted, spans, strict=True)]
    work.plot(minutes, rates, color=_FULL, label="answers a second")
    work.plot(minutes, [moment.errors for moment in report.moments], color=_MARK, label="errors")
    work.set(title="answered, and gone wrong", ylim=(-0.5, None))
    for panel in (waits, memory, work):
        _finish(panel, report)
    return figure


def _begins(report: Report) -> list[float]:
    return [0.0, *(moment.seconds for moment in report.moments[:-1])]


def _finish(panel: Axes, report: Report) -> None:
    panel.axvspan(0, report.warm_up, color=_FAINT, alpha=0.5, linewidth=0)
    panel.set(xlim=(0, report.minutes), xlabel="minutes")
    panel.legend(loc="best")


def table(report: Report) -> str:
    """The rules and what came of them, in Markdown."""
    warm = [moment for moment in report.moments if moment.seconds > 60 * report.warm_up] or report.moments
    lines = ["| | measured | allowed |", "|---|---|---|"]
    for name in ("p50", "p90", "p99"):
        lines.append(f"| {name}, of a usual minute | {median(getattr(moment, name) for moment in warm):.1f} ms | |")
    lines.append(f"| allocated, of a usual minute | {median(moment.vitals.anonymous for moment in warm):.0f} MB | |")
    lines += [
        f"| {finding.rule} | {_of(finding, finding.measured)} | {_bound(finding)} |" for finding in report.findings
    ]
    return "\n".join(lines)


def _bound(finding: Finding) -> str:
    return f"{'≥' if finding.least else '≤'} {_of(finding, finding.allowed)}"


def _of(finding: Finding, value: float) -> str:
    return f"{value:g} {finding.unit}".rstrip()


def main() -> None:
    """Put a report into the page."""
    parser = ArgumentParser(prog="python -m docs.soaked", description="Draw what benchmarks.soaking has written.")
    parser.add_argument("report", type=Path, help="what `benchmarks.soaking --out` wrote")
    parser.add_argument("--page", type=Path, default=_PAGE, metavar="FILE", help="page to write (%(default)s)")
    given = parser.parse_args()
    report = read(given.report)
    for path in write(given.page, {"soak": table(report)}, {"soak": lambda: plot(report)}):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
