"""Where the time of a question goes: its stages, measured as they pass."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Stage: TypeAlias = Literal["understanding", "shortlist", "ranking", "reading"]
"""A question is understood and its spelling mended; passages are found; the best are fetched, measured and put in
order; the few best of these are read closely, with semantics only."""
Timings: TypeAlias = dict[Stage, float]
"""Wall-clock milliseconds of each stage; one that a question passed twice counts both times."""

_UNDER_WAY: Final[ContextVar[Timings | None]] = ContextVar("timings", default=None)
"""Those of the question at work: who passes a stage need not be told of which question."""


def timed() -> Timings:
    """The timings of a question that begins now: they grow as its stages pass, in this task and in what it begins."""
    timings: Timings = {}
    _UNDER_WAY.set(timings)
    return timings


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Count the time meanwhile as that of a stage of the question at work, if there is one."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        if (timings := _UNDER_WAY.get()) is not None:
            timings[name] = timings.get(name, 0.0) + (time.perf_counter() - begun) * 1000
