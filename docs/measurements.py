"""What the quality page is made of: every set of questions, asked of every system, and kept beside the library."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel

from retrieval.answer import Status
from retrieval.evaluation import evaluate, read_cases, report, traced
from retrieval.evaluation.metrics import Kind, bold_holds_answer, is_right, kind
from retrieval.evaluation.run import open_for, right_by
from retrieval.layout import ENCODER
from retrieval.measuring import Parts
from retrieval.semantic import open_encoder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from retrieval.evaluation import Case, Scope
    from retrieval.evaluation.metrics import RightBy
    from retrieval.evaluation.run import Outcome
    from retrieval.library import Library

Miss = Literal["not found", "not looked at", "ranked lower", "paragraph", "refused", "bold", "false answer"]
SetName = Literal["library", "article", "FacQA", "TyDi", "IDK-MRC"]
SystemName = Literal["words", "off", "meaning", "near", "auto"]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and where they are asked: a file of `--collections`, or the chat questions where none is named."""

    title: str
    scope: Scope
    file: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """Kutip with some of its parts; each adds one to the system before it."""

    title: str
    semantic: Literal["off", "on"]
    parts: Parts


SETS: Final[dict[SetName, QuestionSet]] = {
    "library": QuestionSet("kabar-dev, all articles", "library"),
    "article": QuestionSet("kabar-dev, its article", "article"),
    "FacQA": QuestionSet("FacQA valid", "library", "facqa-valid.csv"),
    "TyDi": QuestionSet("TyDi valid", "library", "tydi-valid.json"),
    "IDK-MRC": QuestionSet("IDK-MRC valid, its passage", "article", "idk-mrc-valid.json"),
}
SYSTEMS: Final[dict[SystemName, System]] = {
    "words": System("words of the passages", "off", Parts(articles=False)),
    "off": System("+ score of the whole article = `SEMANTIC=off`", "off", Parts()),
    "meaning": System("+ similarity of question and passage", "on", Parts(near=False, reading=False)),
    "near": System("+ passages found by meaning alone", "on", Parts(reading=False)),
    "auto": System("+ reading the best few = `SEMANTIC=auto`", "on", Parts()),
}


class Group(BaseModel):
    """The metrics of `evaluate` over some questions."""

    figures: dict[str, float]

    def __getitem__(self, metric: str) -> float:
        """One of them."""
        return self.figures[metric]


class ReliabilityBin(BaseModel):
    """Answers of about the same confidence: their mean one, and the share of them that was right."""

    n: int
    confidence: float
    right: float


class Asked(BaseModel):
    """One question: how sure its answer was, what is wrong with it, and for stand-alone ones of all articles where the
    gold passage stood in the shortlist, from 1 (0: nowhere)."""

    kind: Kind
    confidence: float
    miss: Miss | None = None
    listed: int | None = None

    @property
    def answerable(self) -> bool:
        """Whether there is an answer."""
        return self.kind != "unanswerable"


class Run(BaseModel):
    """A set asked of a system. `groups` are "all", the kinds, and the types and styles of the stand-alone questions."""

    groups: dict[str, Group]
    bins: list[ReliabilityBin]
    error: float | None
    auc: float | None
    false_answers: float | None
    asked: list[Asked]


class Measurements(BaseModel):
    """All that the page is made of: runs by "set/system", and milliseconds to encode a question (median)."""

    runs: dict[str, Run] = {}
    encoding: float | None = None

    def run(self, name: SetName, system: SystemName) -> Run:
        """One of the runs."""
        return self.runs[f"{name}/{system}"]


# Measuring

_WARMING: Final = 30
"""Questions that are asked before the clock counts: the first read files that then are in memory."""


async def measure(collections: Path, chat: Path, data: Path, cache: Path, limit: int | None) -> Measurements:
    """Everything that is not in `cache` yet, at most `limit` questions a set; each run is stored when it is done."""
    found = _loaded(cache)
    for name, asked in SETS.items():
        file = collections / asked.file if asked.file else chat
        cases = read_cases(file)[:limit]
        for mode in ("off", "on"):
            due = [
                system
                for system, described in SYSTEMS.items()
                if described.semantic == mode
                and f"{name}/{system}" not in found.runs
                and (name != "IDK-MRC" or system in {"off", "auto"})
            ]
            if not due:
                continue
            async with _opened(file, data, mode) as library:
                await evaluate(library, cases[:_WARMING], asked.scope)
                for system in due:
                    _say(f"{asked.title}: {system}")
                    library.asking.measuring.parts = SYSTEMS[system].parts
                    found.runs[f"{name}/{system}"] = await _run(
                        library, cases, asked.scope, right_by(file, asked.scope)
                    )
                    _save(found, cache)
    if found.encoding is None:
        found.encoding = await asyncio.to_thread(_encoding, data, [case.question for case in read_cases(chat)[:limit]])
        _save(found, cache)
    return found


def _loaded(cache: Path) -> Measurements:
    if not cache.exists():
        return Measurements()
    return Measurements.model_validate_json(cache.read_text(encoding="utf-8"))


def _save(found: Measurements, cache: Path) -> None:
    cache.write_text(found.model_dump_json(), encoding="utf-8")


@asynccontextmanager
async def _opened(questions: Path, data: Path, mode: Literal["off", "on"]) -> AsyncIterator[Library]:
    """The library that a file is asked of, with the vectors of all its passages if `mode` is "on"."""
    async with open_for(questions, data, mode) as library:
        encoded = 0
        while done := await library.encode_pending(500):
            encoded += done
            _say(f"{encoded} passages encoded")
        yield library


async def _run(library: Library, cases: Sequence[Case], scope: Scope, by: RightBy) -> Run:
    outcomes = await evaluate(library, cases, scope)
    if scope == "library":
        outcomes = await traced(library, outcomes, scope)
    whole = report(outcomes, by)
    alone = report([outcome for outcome in outcomes if kind(outcome) == "stand-alone"], by)
    kinds = {name.removeprefix("kind "): figures for name, figures in whole.groups.items() if name.startswith("kind ")}
    return Run(
        groups={
            name: Group(figures=dict(figures))
            for name, figures in {**alone.groups, **kinds, "all": whole.overall}.items()
        },
        bins=[ReliabilityBin(n=one.n, confidence=one.confidence, right=one.right) for one in whole.reliability.bins],
        error=whole.reliability.error,
        auc=whole.reliability.auc,
        false_answers=whole.reliability.false_answers,
        asked=[_asked(outcome, by) for outcome in outcomes],
    )


def _asked(outcome: Outcome, by: RightBy) -> Asked:
    traced_alone = outcome.trace is not None and kind(outcome) == "stand-alone"
    return Asked(
        kind=kind(outcome),
        confidence=outcome.answer.confidence,
        miss=_miss(outcome, by),
        listed=(outcome.trace.listed or 0) if outcome.trace and traced_alone else None,
    )


def _miss(outcome: Outcome, by: RightBy) -> Miss | None:
    case, answer = outcome.case, outcome.answer
    if not case.answerable:
        return "false answer" if answer.status is Status.ANSWERED else None
    if is_right(outcome, by):
        if answer.status is Status.NOT_FOUND:
            return "refused"
        return None if bold_holds_answer(outcome) else "bold"
    if outcome.trace is None or any(quote.article.ref == case.article for quote in answer.quotes[:1]):
        return "paragraph"
    if outcome.trace.listed is None:
        return "not found"
    return "not looked at" if outcome.trace.rank is None else "ranked lower"


def _encoding(data: Path, questions: Sequence[str]) -> float:
    encoder = open_encoder(data / ENCODER, mode="on")
    if encoder is None:
        raise AssertionError("an encoder that is on is there")
    times = []
    for question in questions:
        start = time.perf_counter()
        encoder.encode_question(question)
        times.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(times), 1)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
