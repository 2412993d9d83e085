"""The tables of the speed page: what is asked for, and every figure by size and engine."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.engines import KUTIP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.figures import Figures, Round, Size

NAMES: Final[Mapping[str, str]] = {
    KUTIP: "Kutip",
    "tantivy": "tantivy alone",
    "fts5": "SQLite FTS5 alone",
    "rank-bm25": "rank-bm25 alone",
    "bm25s": "bm25s alone",
}
_MISSING: Final = "–"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of a size that was asked for: at most so much, or with `least` at least so much."""

    title: str
    size: str
    bound: float
    figure: Callable[[Size], float | None]
    least: bool = False

    def row(self, figures: Figures) -> list[str]:
        """Its line of the table; without a tick or a cross where it was not measured."""
        size = figures.size(self.size)
        value = None if size is None else self.figure(size)
        asked = f"{'≥' if self.least else '≤'} {self.bound:g}"
        if value is None:
            return [self.title, asked, _MISSING]
        good = value >= self.bound if self.least else value <= self.bound
        return [self.title, asked, f"**{number(value)}** {'✓' if good else '✗'}"]


def command_ms(one: Round) -> float | None:
    """From the start of the command line to its first answer."""
    return median(one.command_ms) if one.command_ms else None


def peak_mb(one: Round) -> float | None:
    """The most memory that it ever had."""
    return one.memory.peak if one.memory else None


def _seconds_to_answer(size: Size) -> float | None:
    waited = size.middle(KUTIP, command_ms)
    return None if waited is None else waited / 1000


GOALS: Final = (
    Goal("161 k passages: a question to its answer, p50 ms", "161k", 5, lambda size: size.latency(KUTIP, 50)),
    Goal("… p99 ms", "161k", 25, lambda size: size.latency(KUTIP, 99)),
    Goal("… answers a second, sustained", "161k", 150, lambda size: size.per_second(KUTIP), least=True),
    Goal("… from the start to the first answer, s", "161k", 1.5, _seconds_to_answer),
    Goal("… memory at its peak, MB", "161k", 250, lambda size: size.middle(KUTIP, peak_mb)),
    Goal("… times as fast as rank-bm25 alone", "161k", 50, lambda size: size.times_kutip("rank-bm25"), least=True),
    Goal("… the shortlist, times tantivy alone", "161k", 2, lambda size: size.shortlist_times("tantivy")),
    Goal("1 M passages: a question to its answer, p50 ms", "1m", 10, lambda size: size.latency(KUTIP, 50)),
)


def goals_table(figures: Figures) -> str:
    """What is asked for and what was reached."""
    return table(["", "asked", "reached"], [goal.row(figures) for goal in GOALS])


def latency_table(figures: Figures) -> str:
    """p50 and p99 of a question by engine and size, and how many times Kutip's the others' p50 is."""
    rows = []
    for engine in present(figures):
        rows.append([NAMES[engine], *(_latency(size, engine) for size in figures.sizes)])
        if engine == KUTIP:
            warm = [both(size.latency(KUTIP, 50, "warm"), size.latency(KUTIP, 99, "warm")) for size in figures.sizes]
            rows.append(["Kutip, asked again", *warm])
    return table(["p50 / p99 ms", *(titled(size) for size in figures.sizes)], rows)


def _latency(size: Size, engine: str) -> str:
    told = both(size.latency(engine, 50), size.latency(engine, 99))
    times = None if engine == KUTIP else size.times_kutip(engine)
    return told if times is None else f"{told} (× {number(times)})"


def stages_table(figures: Figures) -> str:
    """Mean milliseconds of a question to Kutip by stage and size."""
    means = [size.stages() for size in figures.sizes]
    names = list(dict.fromkeys(name for one in means for name in one))
    rows = [[name, *(number(one.get(name)) for one in means)] for name in names]
    rows.append(["together", *(number(sum(one.values()) if one else None) for one in means)])
    times = [number(size.shortlist_times("tantivy")) for size in figures.sizes]
    rows.append(["the shortlist, times tantivy alone (p50)", *times])
    return table(["mean ms", *(titled(size) for size in figures.sizes)], rows)


def _started(size: Size, engine: str) -> float | None:
    waited = size.middle(engine, command_ms if engine == KUTIP else lambda one: one.start_ms)
    return None if waited is None else waited / 1000


_COLUMNS: Final[tuple[tuple[str, Callable[[Size, str], float | None]], ...]] = (
    ("answers a second", lambda size, engine: size.per_second(engine)),
    ("CPU ms a question", lambda size, engine: size.middle(engine, lambda one: one.cpu_ms)),
    ("start to first answer, s", _started),
    ("memory at its peak, MB", lambda size, engine: size.middle(engine, peak_mb)),
    ("… its own", lambda size, engine: size.middle(engine, lambda one: one.memory.own if one.memory else None)),
    ("disk, MB", lambda size, engine: size.engines[engine].built.disk_mb),
    ("filling, s", lambda size, engine: size.engines[engine].built.seconds),
    ("… memory at its peak, MB", lambda size, engine: size.engines[engine].built.peak_mb),
    ("an article added and found, ms", lambda size, engine: size.middle(engine, _added_ms)),
)


def _added_ms(one: Round) -> float | None:
    return median(one.adds) if one.adds else None


def resources_table(figures: Figures) -> str:
    """All else, a line for each engine of each size."""
    rows = [
        [titled(size), NAMES[engine], *(number(column(size, engine)) for _, column in _COLUMNS)]
        for size in figures.sizes
        for engine in present(figures)
        if engine in size.engines
    ]
    return table(["passages", "", *(title for title, _ in _COLUMNS)], rows, left=2)


def machine_line(figures: Figures) -> str:
    """What it was measured on, and how."""
    machine = figures.machine
    rounds = "One round" if figures.rounds == 1 else f"{figures.rounds} rounds"
    load = f"; the load was {number(min(machine.load))} to {number(max(machine.load))}" if machine.load else ""
    return (
        f"{machine.processor}, {machine.cores} cores, {number(machine.memory_gb)} GB, Python {machine.python}{load}. "
        f"{rounds} of {figures.questions} questions (the seed library has fewer of its own), then "
        f"{figures.askers} at once for {figures.seconds:g} s. Articles: `{figures.file}`."
    )


TABLES: Final[dict[str, Callable[[Figures], str]]] = {
    "machine": machine_line,
    "goals": goals_table,
    "latency": latency_table,
    "stages": stages_table,
    "resources": resources_table,
}


def present(figures: Figures) -> list[str]:
    """The engines that were measured, in the order of `NAMES`."""
    return [engine for engine in NAMES if any(engine in size.engines for size in figures.sizes)]


def titled(size: Size) -> str:
    """How many passages it has, for people: 16, 10 k, 161 k, 1 M."""
    if size.passages < 1_000:
        return str(size.passages)
    return f"{size.passages / 1e3:.0f} k" if size.passages < 999_500 else f"{size.passages / 1e6:.3g} M"


def number(value: float | None) -> str:
    """With as many digits as tell something: 0.37, 5.4, 28, 1,204."""
    if value is None:
        return _MISSING
    if abs(value) >= 20:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 2 else f"{value:.2f}"


def both(one: float | None, other: float | None) -> str:
    """Two figures of a kind."""
    return _MISSING if one is None else f"{number(one)} / {number(other)}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """In Markdown; the first `left` columns are names, the others figures."""
    rule = ["---" if at < left else "---:" for at in range(len(head))]
    return "\n".join([_line(head), f"|{'|'.join(rule)}|", *map(_line, rows)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
