"""Engines that are asked by turns, each in a process of its own."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel

from benchmarks.figures import Crowd, Memory, Round, percentile
from benchmarks.processes import cpu_seconds, memory, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


class _Reply(BaseModel):
    """A line of `engine_process`."""

    ms: float = 0.0
    open_ms: float = 0.0
    stages: dict[str, float] = {}
    answers: int = 0
    seconds: float = 0.0
    waited: list[float] = []


class Contender:
    """A running engine, and what is measured of it."""

    def __init__(self, name: str, process: subprocess.Popen[str], begun: float) -> None:
        """It has answered its first question when this is made; `begun` is when its process was."""
        self._name = name
        self._process = process
        open_ms = self._reply().open_ms
        self.round = Round(start_ms=_short((time.perf_counter() - begun) * 1000), open_ms=_short(open_ms))

    def ask(self, question: str) -> None:
        """Ask for the first time."""
        reply = self._do({"ask": question})
        self.round.cold.append(_short(reply.ms))
        for stage, ms in reply.stages.items():
            self.round.stages.setdefault(stage, []).append(_short(ms))

    def ask_again(self, question: str) -> None:
        """Ask what was asked before."""
        self.round.warm.append(_short(self._do({"ask": question}).ms))

    def face(self, questions: Sequence[str], askers: int, seconds: float) -> None:
        """Let so many ask at once for so long."""
        reply = self._do({"asks": questions, "askers": askers, "seconds": seconds})
        p50, p99 = (_short(percentile(reply.waited, percent) or 0.0) for percent in (50, 99))
        self.round.crowd = Crowd(answers=reply.answers, seconds=_short(reply.seconds), p50=p50, p99=p99)

    def add(self, number: int) -> None:
        """Add an article."""
        self.round.adds.append(_short(self._do({"add": number}).ms))

    def weigh(self) -> None:
        """Look at its memory."""
        one = memory(self._process.pid)
        self.round.memory = Memory(peak=one.peak, resident=one.resident, proportional=one.proportional, own=one.own)

    def cpu(self) -> float | None:
        """Seconds of processor time so far."""
        return cpu_seconds(self._process.pid)

    def _do(self, what: Mapping[str, object]) -> _Reply:
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
        return self._reply()

    def _reply(self) -> _Reply:
        line = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not line:
            raise AssertionError(f"{self._name} ended with status {self._process.wait()}")
        return _Reply.model_validate_json(line)


@contextmanager
def running(name: str, directory: Path, first: str) -> Iterator[Contender]:
    """An engine over its directory, when it has answered its first question; it is stopped at the end.

    Raises AssertionError when it fails.
    """
    begun = time.perf_counter()
    module = ("benchmarks.engine_process", name, str(directory), first)
    with started(module, directory, {}, piped=True) as process:
        try:
            yield Contender(name, process, begun)
        except BaseException:
            process.kill()
            raise
        # Leaving closes its input, at the end of which it ends.
    if process.returncode:
        raise AssertionError(f"{name} ended with status {process.returncode}")


def first_line_ms(module: Sequence[str], home: Path, settings: Mapping[str, str]) -> float:
    """Milliseconds from the start of a module of Python's to its first line. Raises AssertionError when it fails."""
    begun = time.perf_counter()
    with started(module, home, settings, piped=True) as process:
        line = process.stdout.readline() if process.stdout is not None else ""
        waited = (time.perf_counter() - begun) * 1000
    if process.returncode or not line:
        raise AssertionError(f"{module[0]} ended with status {process.returncode}")
    return _short(waited)


def by_turns(contenders: Mapping[str, Contender], questions: Sequence[str], budget: float) -> None:
    """Ask each all of them, once, another one first each time, since nobody is to come always after the slowest.

    Who has taken `budget` seconds is asked no more.
    """
    names = list(contenders)
    before = {name: one.cpu() for name, one in contenders.items()}
    spent = dict.fromkeys(names, 0.0)
    for number, question in enumerate(questions):
        at = number % len(names)
        for name in (*names[at:], *names[:at]):
            if spent[name] < budget * 1000:
                contenders[name].ask(question)
                spent[name] += contenders[name].round.cold[-1]
    for name, one in contenders.items():
        began, ended = before[name], one.cpu()
        if began is not None and ended is not None and one.round.cold:
            one.round.cpu_ms = _short((ended - began) * 1000 / len(one.round.cold))


@contextmanager
def all_running(directories: Mapping[str, Path], first: str) -> Iterator[dict[str, Contender]]:
    """Those engines, each started when the one before has answered its first question."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(running(name, directory, first)) for name, directory in directories.items()}


def _short(value: float) -> float:
    return round(value, 3)
