"""What `benchmarks.sizes` measured, as it is kept in a file, and what is told of it: percentiles, medians, ratios.

All times are wall-clock milliseconds unless they are called seconds; sizes of memory and disk are MB.
"""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel

from benchmarks.engines import KUTIP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Pass = Literal["cold", "warm"]
"""The first time that a process is asked a question, and the second."""
FOUND = "shortlist"
"""The stage in which Kutip does what the peers do."""


class Memory(BaseModel):
    """The memory of a process after all questions; see `benchmarks.processes.Memory`."""

    peak: float | None
    resident: float | None
    proportional: float | None
    own: float | None


class Crowd(BaseModel):
    """Several who asked at once: what was answered in how many seconds, and how long half and 99 of 100 waited."""

    answers: int
    seconds: float
    p50: float
    p99: float


class Round(BaseModel):
    """One process of an engine, from its start to its end.

    `start_ms` is from the start of the process to its first answer, `open_ms` the opening alone, `command_ms` the same
    as `start_ms` of the command line (Kutip only). `cold` and `warm` are the questions, in their order, `stages` those
    of `cold` by stage. `cpu_ms` is the processor time of a cold question. `adds` are articles of twenty paragraphs,
    each from the beginning of the add to its first answer; there are none where an engine cannot add.
    """

    start_ms: float
    open_ms: float
    command_ms: list[float] = []
    cold: list[float] = []
    warm: list[float] = []
    stages: dict[str, list[float]] = {}
    cpu_ms: float | None = None
    crowd: Crowd | None = None
    memory: Memory | None = None
    adds: list[float] = []


class Built(BaseModel):
    """How long it took to fill an engine, with how much memory at the most, and what then lies on the disk."""

    seconds: float
    peak_mb: float | None
    disk_mb: float


class Measured(BaseModel):
    """One engine over one library."""

    built: Built
    rounds: list[Round] = []


class Size(BaseModel):
    """One library, and all engines over it."""

    name: str
    articles: int
    passages: int
    engines: dict[str, Measured] = {}

    def middle(self, engine: str, figure: Callable[[Round], float | None]) -> float | None:
        """The median over the rounds of a figure; None where it was not measured."""
        told = (figure(one) for one in self.engines[engine].rounds) if engine in self.engines else ()
        known = [value for value in told if value is not None]
        return median(known) if known else None

    def latency(self, engine: str, percent: float, of: Pass = "cold") -> float | None:
        """A percentile of the questions; of all rounds the median."""
        return self.middle(engine, lambda one: percentile(getattr(one, of), percent))

    def times_kutip(self, engine: str) -> float | None:
        """How many times Kutip's median the engine's is, over the questions that both were asked in the same round."""
        return self._ratio(
            lambda other, kutip: (percentile(other.cold, 50), percentile(kutip.cold[: len(other.cold)], 50)), engine
        )

    def shortlist_times(self, engine: str) -> float | None:
        """How many times the engine's median time Kutip takes for the shortlist alone, over the same questions."""
        return self._ratio(
            lambda other, kutip: (
                percentile(kutip.stages.get(FOUND, [])[: len(other.cold)], 50),
                percentile(other.cold, 50),
            ),
            engine,
        )

    def _ratio(self, both: Callable[[Round, Round], tuple[float | None, float | None]], engine: str) -> float | None:
        if not {engine, KUTIP} <= self.engines.keys():
            return None
        pairs = (
            both(other, kutip)
            for other, kutip in zip(self.engines[engine].rounds, self.engines[KUTIP].rounds, strict=False)
        )
        known = [above / below for above, below in pairs if above is not None and below]
        return median(known) if known else None

    def stages(self) -> dict[str, float]:
        """Mean milliseconds of a cold question to Kutip by stage, what is in none of them as "rest"; of all rounds the
        median.
        """
        rounds = [one for one in self.engines[KUTIP].rounds if one.cold] if KUTIP in self.engines else []
        names = dict.fromkeys(name for one in rounds for name in one.stages)
        # A question that did not pass a stage has spent nothing in it, so means add up to the whole.
        means = {name: median(_mean(one.stages.get(name, ()), len(one.cold)) for one in rounds) for name in names}
        if rounds:
            means["rest"] = max(0.0, median(fmean(one.cold) for one in rounds) - sum(means.values()))
        return means

    def per_second(self, engine: str) -> float | None:
        """Answers a second to a crowd."""
        return self.middle(engine, lambda one: one.crowd.answers / one.crowd.seconds if one.crowd else None)


class Machine(BaseModel):
    """What it was measured on. `load` is how many processes wanted to run before each round, of the last minute."""

    processor: str
    cores: int
    memory_gb: float
    python: str
    load: list[float] = []


class Figures(BaseModel):
    """Everything of one run; `questions` is how many were asked at most, by `askers` at once where it was a crowd."""

    machine: Machine
    file: str
    rounds: int
    questions: int
    askers: int
    seconds: float
    sizes: list[Size] = []

    def size(self, name: str) -> Size | None:
        """The library of that name, if it was measured."""
        return next((size for size in self.sizes if size.name == name), None)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """That of some values, between two of them where it falls there; None of none."""
    return float(np.percentile(values, percent)) if len(values) else None


def _mean(values: Sequence[float], count: int) -> float:
    return sum(values) / count
