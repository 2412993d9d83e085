# ruff: noqa: INP001 - a script beside the documentation, part of no package
"""The figures and plots of `quality.md`: measures what Kutip answers, and writes them where the page has room for them.

Run from the root of the repository, with the extra `docs` installed, on a library that holds the articles of the chat
questions:

    DATA_DIR=data/quality python -m bot add kabar-articles.jsonl.gz
    python -m docs.quality --collections FOLDER --chat FOLDER/kabar-dev.jsonl --data data/quality

Every vector of the library is computed first (half an hour on two cores); after that it takes some minutes. What was
measured stays beside the library, so that the page can be made again without measuring; `--again` measures anew.
Between `<!-- made: NAME -->` and `<!-- /made -->` the page is the script's, all else of it is written by hand.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from pydantic import BaseModel

from bot.commands.evaluate import COLLECTION
from retrieval.answer import Status
from retrieval.evaluation import evaluate, read_cases, report, traced
from retrieval.evaluation.metrics import Kind, bold_holds_answer, is_right, kind
from retrieval.evaluation.run import open_collection, right_by
from retrieval.evaluation.table import percent
from retrieval.library import ENCODER, open_library
from retrieval.measuring import SHORTLIST, Parts
from retrieval.semantic import open_encoder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes

    from retrieval.evaluation import Case, Scope
    from retrieval.evaluation.metrics import RightBy
    from retrieval.evaluation.run import Outcome
    from retrieval.library import Library

Miss = Literal["not found", "not looked at", "ranked lower", "paragraph", "refused", "bold", "false answer"]
SetName = Literal["library", "article", "FacQA", "TyDi", "IDK-MRC"]
SystemName = Literal["words", "off", "meaning", "near", "auto"]

_PAGE: Final = Path(__file__).resolve().parent / "quality.md"
_ROOT: Final = _PAGE.parent.parent


# What is measured


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
            async with _opened(data, file, mode, collection=bool(asked.file)) as library:
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
async def _opened(
    data: Path, questions: Path, mode: Literal["off", "on"], *, collection: bool
) -> AsyncIterator[Library]:
    """The library that a file is asked of, with the vectors of all its passages if `mode` is "on"."""
    opening = open_collection(data / COLLECTION, questions, mode) if collection else open_library(data, semantic=mode)
    async with opening as library:
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


# What is compared


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that was asked for: at least (or, with `most`, at most) so much, with meaning and by words alone."""

    title: str
    where: SetName
    group: str
    metric: str
    auto: float | None = None
    off: float | None = None
    most: bool = False


GOALS: Final = (
    Goal("all 19,032 articles: answer@1", "library", "stand-alone", "answer@1", 0.55, 0.45),
    Goal("all articles: passage@1", "library", "stand-alone", "passage@1", 0.42, 0.33),
    Goal("all articles: passage@3", "library", "stand-alone", "passage@3", 0.60, 0.50),
    Goal("all articles: recall@100 of the shortlist", "library", "stand-alone", "recall@100", 0.93),
    Goal("its article: passage@1", "article", "stand-alone", "passage@1", 0.75, 0.66),
    Goal("its article, follow-ups in their conversation: passage@1", "article", "follow-up", "passage@1", 0.60),
    Goal("its article: answerable questions answered", "article", "all", "answered", 0.80),
    Goal("its article: false answers", "article", "all", "false answers", 0.25, most=True),
    Goal("FacQA valid, pooled: R@1", "FacQA", "all", "passage@1", 0.79, 0.77),
    Goal("FacQA valid, pooled: token F1 of the bold words", "FacQA", "all", "span F1", 0.60),
    Goal("the same where the right passage is quoted", "FacQA", "all", "span F1 right"),
    Goal("TyDi valid, pooled: R@1", "TyDi", "all", "passage@1", 0.86, 0.74),
    Goal("TyDi valid, pooled: token F1 of the bold words", "TyDi", "all", "span F1"),
    Goal("IDK-MRC valid, its passage: answerable questions answered", "IDK-MRC", "all", "answered"),
    Goal("IDK-MRC valid, its passage: false answers", "IDK-MRC", "all", "false answers", most=True),
)
MOST_MS: Final = 15.0
"""Milliseconds that a question may take, beside one encoding of it with semantics."""

PANELS: Final[tuple[tuple[str, SetName, str, str], ...]] = (
    ("all articles\nanswer@1", "library", "stand-alone", "answer@1"),
    ("all articles\npassage@1", "library", "stand-alone", "passage@1"),
    ("its article\npassage@1", "article", "stand-alone", "passage@1"),
    ("FacQA valid\nR@1", "FacQA", "all", "passage@1"),
    ("TyDi valid\nR@1", "TyDi", "all", "passage@1"),
)
BASELINES: Final[tuple[tuple[str, tuple[float | None, ...]], ...]] = (
    ("Okapi BM25, split at spaces", (None, None, None, 0.653, 0.450)),
    ("Lucene 9, Indonesian", (None, None, None, 0.752, 0.701)),
    ("BM25, stems", (0.278, 0.194, 0.519, 0.740, 0.701)),
    ("+ titles, articles", (0.352, 0.250, None, None, None)),
    ("+ e5 over its best 55", (0.380, 0.315, 0.639, 0.740, 0.843)),
)
"""Measured before the project began, by panel; of e5's two ways on FacQA and TyDi the better one."""

ABLATION: Final[tuple[tuple[str, SetName, str, str], ...]] = (
    ("all articles: answer@1", "library", "stand-alone", "answer@1"),
    ("passage@1", "library", "stand-alone", "passage@1"),
    ("passage@3", "library", "stand-alone", "passage@3"),
    ("recall@100", "library", "stand-alone", "recall@100"),
    ("its article: passage@1", "article", "stand-alone", "passage@1"),
    ("follow-ups", "article", "follow-up", "passage@1"),
    ("FacQA: R@1", "FacQA", "all", "passage@1"),
    ("F1", "FacQA", "all", "span F1"),
    ("TyDi: R@1", "TyDi", "all", "passage@1"),
    ("F1", "TyDi", "all", "span F1"),
)


MISSES: Final[dict[Miss, str]] = {
    "not found": "another article is quoted; the right passage is not in the shortlist",
    "not looked at": "… it is in the shortlist, but not among those looked at closely",
    "ranked lower": "… it was looked at closely and ranked lower",
    "paragraph": "the right article, but another paragraph of it",
    "refused": "the right passage comes first, but is called not found",
    "bold": "the right passage is quoted, but the bold words do not hold the whole answer",
}


# Tables


def goals_table(found: Measurements) -> str:
    """Every figure that was asked for, and what was reached."""
    rows = [("", "asked", "reached", "asked, words alone", "reached, words alone")]
    for goal in GOALS:
        cells = [f"kabar-dev, {goal.title}" if goal.where in {"library", "article"} else goal.title]
        for system, asked in (("auto", goal.auto), ("off", goal.off)):
            value = found.runs[f"{goal.where}/{system}"].groups[goal.group][goal.metric]
            sign = "≤" if goal.most else "≥"
            good = asked is None or (value <= asked if goal.most else value >= asked)
            cells += ["" if asked is None else f"{sign} {100 * asked:g}", _judged(percent(value), asked, good=good)]
        rows.append((cells[0], cells[1], cells[2], cells[3], cells[4]))
    rows.append(_speed(found))
    return _markdown(rows)


def _speed(found: Measurements) -> tuple[str, str, str, str, str]:
    auto, off = (found.runs[f"library/{system}"].groups["all"]["ms p50"] for system in ("auto", "off"))
    most = MOST_MS + (found.encoding or 0.0)
    return (
        "a question to all articles, milliseconds (median)",
        f"≤ {most:.1f} (15 + one encoding: {found.encoding:.1f})",
        _judged(f"{auto:.1f}", most, good=auto <= most),
        f"≤ {MOST_MS:g}",
        _judged(f"{off:.1f}", MOST_MS, good=off <= MOST_MS),
    )


def _judged(value: str, asked: float | None, *, good: bool) -> str:
    if asked is None:
        return value
    return f"**{value}** ✓" if good else f"**{value}** ✗"


def ablation_table(found: Measurements) -> str:
    """The figures of each system, each with one part more than the one before it."""
    rows = [("", *(title for title, *_ in ABLATION), "ms")]
    for name, system in SYSTEMS.items():
        values = [found.run(where, name).groups[group][metric] for _, where, group, metric in ABLATION]
        time_taken = found.run("library", name).groups["all"]["ms p50"]
        rows.append((system.title, *map(percent, values), f"{time_taken:.0f}"))
    return _markdown(rows)


def reliability_table(found: Measurements) -> str:
    """What the confidence is worth, by set."""
    names = "AUC", "calibration error", "false answers where 80 % are answered"
    rows = [("", "questions", *names, *(f"{name}, words alone" for name in names))]
    for name, asked in SETS.items():
        cells = [asked.title, str(len(found.run(name, "auto").asked))]
        for run in (found.run(name, "auto"), found.run(name, "off")):
            cells.append("" if run.auc is None else f"{run.auc:.2f}")
            cells += ["" if share is None else percent(share) for share in (run.error, run.false_answers)]
        rows.append(tuple(cells))
    return _markdown(rows)


def misses_table(found: Measurements) -> str:
    """What goes wrong with the chat questions, with meaning; each question in one line, the worst that is wrong."""
    columns: tuple[tuple[str, SetName, Kind], ...] = (
        ("all articles", "library", "stand-alone"),
        ("its article", "article", "stand-alone"),
        ("its article, follow-ups", "article", "follow-up"),
    )
    counted = []
    for _, where, asked_kind in columns:
        asked = found.run(where, "auto").asked
        counted.append(Counter(one.miss for one in asked if one.kind == asked_kind))
    rows = [
        ("", *(f"{title} (of {sum(counts.values())})" for (title, *_), counts in zip(columns, counted, strict=True)))
    ]
    rows += [(title, *(str(counts[miss] or "") for counts in counted)) for miss, title in MISSES.items()]
    rows.append(("nothing", *(str(counts[None]) for counts in counted)))
    return _markdown(rows)


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" + "|---:" * (len(rows[0]) - 1) + "|", *body])


# Plots

_PAPER, _INK, _FAINT = "#ffffff", "#24292f", "#d5dae0"
_GREY, _PALE, _FULL, _MARK = "#aab2bb", "#86b6e6", "#1f6fbf", "#c2452d"
_DARK: Final = "@media (prefers-color-scheme: dark) {#figure_1 {filter: invert(0.92) hue-rotate(180deg)}}"
"""The plots have a paper of their own, so they can be read on any; for eyes used to the dark it turns dark too."""


def _styled() -> AbstractContextManager[None]:
    context: AbstractContextManager[None] = mpl.rc_context(
        {
            "svg.hashsalt": "kutip",
            "svg.fonttype": "none",
            "font.family": "DejaVu Sans",
            "font.size": 9,
            "axes.titlesize": 9.5,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": _FAINT,
            "axes.labelcolor": _INK,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": _FAINT,
            "grid.linewidth": 0.6,
            "text.color": _INK,
            "xtick.color": _INK,
            "ytick.color": _INK,
            "xtick.major.size": 0,
            "ytick.major.size": 0,
            "legend.frameon": False,
            "figure.facecolor": _PAPER,
            "axes.facecolor": _PAPER,
        }
    )
    return context


def systems_plot(found: Measurements) -> Figure:
    """First quotes right, by system: what was there before, and Kutip with `SEMANTIC` off and auto."""
    figure = Figure(figsize=(9.6, 2.9), layout="constrained")
    rows = [*BASELINES]
    for title, system in (("Kutip, words alone", "off"), ("Kutip", "auto")):
        values = [found.runs[f"{where}/{system}"].groups[group][metric] for _, where, group, metric in PANELS]
        rows.append((title, tuple(values)))
    asked = {(goal.where, goal.group, goal.metric): goal.auto for goal in GOALS}
    colours = [*[_GREY] * len(BASELINES), _PALE, _FULL]
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for place, (title, where, group, metric) in enumerate(PANELS):
        panel = panels[place]
        for row, (_, measured) in enumerate(rows):
            value = measured[place]
            panel.barh(row, value or 0.0, height=0.72, color=colours[row])
            label = "–" if value is None else f"{100 * value:.0f}"
            place_of_label = (value or 0.0) + 0.02
            panel.text(place_of_label, row, label, va="center", size=8, bbox={"color": _PAPER, "pad": 0.6})
        goal = asked.get((where, group, metric))
        if goal is not None:
            panel.axvline(goal, color=_MARK, linestyle=(0, (4, 2)), linewidth=1)
        panel.set(title=title, xlim=(0, 1.02), yticks=range(len(rows)), yticklabels=[name for name, _ in rows])
        panel.grid(visible=False, axis="y")
        panel.xaxis.set_major_formatter(PercentFormatter(1, symbol=""))
        panel.set_xticks([0, 0.5, 1])
    figure.axes[0].invert_yaxis()
    return figure


def groups_plot(found: Measurements) -> Figure:
    """First quotes right by type and by style of the question, stand-alone ones of the chat questions."""
    figure = Figure(figsize=(9.6, 4.6), layout="constrained")
    panels = figure.subplots(2, 2, width_ratios=(7, 5), sharey=True)
    for row, (where, metric) in enumerate((("library", "answer@1"), ("article", "passage@1"))):
        for column, grouping in enumerate(("type", "style")):
            _groups(panels[row][column], found, where, metric, grouping)
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _groups(panel: Axes, found: Measurements, where: str, metric: str, grouping: str) -> None:
    both = [found.runs[f"{where}/{system}"].groups for system in ("off", "auto")]
    # In the order of what is hardest among all articles, so that both rows can be compared.
    library = found.run("library", "auto").groups
    names = sorted(name for name in library if name.startswith(f"{grouping} "))
    names.sort(key=lambda name: -library[name]["answer@1"])
    for place, (groups, colour, label) in enumerate(
        zip(both, (_PALE, _FULL), ("words alone", "with meaning"), strict=True)
    ):
        places = [index + 0.4 * place - 0.2 for index in range(len(names))]
        bars = panel.bar(places, [groups[name][metric] for name in names], width=0.38, color=colour, label=label)
        panel.bar_label(bars, [f"{100 * groups[name][metric]:.0f}" for name in names], size=7.5, padding=1)
    where_asked = "all articles" if where == "library" else "its article"
    panel.set(
        title=f"{where_asked}: {metric} by {grouping}",
        ylim=(0, 1.08),
        xticks=range(len(names)),
        xticklabels=[f"{name.removeprefix(f'{grouping} ')}\n{both[0][name]['n']:g}" for name in names],
    )
    panel.grid(visible=False, axis="x")
    panel.yaxis.set_major_formatter(PercentFormatter(1))


def reliability_plot(found: Measurements) -> Figure:
    """Of answers given with a confidence, how many are right; on the diagonal it is worth its name."""
    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    panels = figure.subplots(1, len(SETS), sharey=True)
    for panel, (name, asked) in zip(panels, SETS.items(), strict=True):
        panel.plot([0, 1], [0, 1], color=_FAINT, linewidth=1)
        for system, colour, label in (("off", _PALE, "words alone"), ("auto", _FULL, "with meaning")):
            bins = found.runs[f"{name}/{system}"].bins
            line = [one.confidence for one in bins], [one.right for one in bins]
            panel.plot(*line, color=colour, linewidth=1.4, label=label)
            panel.scatter(*line, s=[6 + 60 * one.n / sum(each.n for each in bins) for one in bins], color=colour)
        panel.set(title=asked.title.replace(", ", "\n"), xlim=(0, 1), ylim=(0, 1), aspect="equal")
        panel.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xlabel="confidence")
        panel.xaxis.set_major_formatter(PercentFormatter(1, symbol=""))
        panel.yaxis.set_major_formatter(PercentFormatter(1, symbol=""))
    panels[0].set_ylabel("right, %")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def abstention_plot(found: Measurements) -> Figure:
    """False answers against answered questions, for every threshold; the dot is the one that ships."""
    figure = Figure(figsize=(9.6, 3.9), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    shown: tuple[SetName, ...] = ("article", "IDK-MRC")
    for panel, name in zip(panels, shown, strict=True):
        panel.plot([0, 1], [0, 1], color=_FAINT, linewidth=1)
        for system, colour, label in (("off", _PALE, "words alone"), ("auto", _FULL, "with meaning")):
            run = found.runs[f"{name}/{system}"]
            panel.step(*zip(*_passing(run.asked), strict=True), where="post", color=colour, linewidth=1.4, label=label)
            shipped = run.groups["all"]
            point = shipped["answered"], shipped["false answers"]
            panel.plot(*point, "o", color=colour, markeredgecolor=_INK, label=f"{label}: as it ships")
        panel.set(title=SETS[name].title, xlim=(0, 1.01), ylim=(0, 1.01), xlabel="answerable questions answered")
        panel.xaxis.set_major_formatter(PercentFormatter(1))
        panel.yaxis.set_major_formatter(PercentFormatter(1))
    panels[0].fill_between([0.8, 1.01], 0.25, color=_MARK, alpha=0.13, linewidth=0)
    panels[0].text(0.905, 0.03, "asked for", color=_MARK, ha="center", size=8)
    panels[0].set_ylabel("unanswerable ones answered")
    panels[0].legend(loc="upper left")
    return figure


def _passing(asked: Sequence[Asked]) -> Iterator[tuple[float, float]]:
    """Shares of the answerable and of the unanswerable questions that are answered, threshold by threshold."""
    answerable, others = ([one.confidence for one in asked if one.answerable is kept] for kept in (True, False))
    for threshold in [2.0, *sorted({one.confidence for one in asked}, reverse=True)]:
        yield (
            sum(value >= threshold for value in answerable) / len(answerable),
            sum(value >= threshold for value in others) / len(others),
        )


_DEPTHS: Final = (1, 3, 10, 30, SHORTLIST)


def shortlist_plot(found: Measurements) -> Figure:
    """How often a gold passage is in the shortlist, by how much of it is looked at."""
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    panel = figure.subplots()
    lines: tuple[tuple[SystemName, str, str], ...] = (
        ("words", _GREY, "words of the passages"),
        ("off", _PALE, "+ score of the whole article"),
        ("near", _FULL, "+ passages found by meaning"),
    )
    for system, colour, label in lines:
        places = [one.listed for one in found.run("library", system).asked if one.listed is not None]
        depths = range(1, SHORTLIST + 1)
        shares = [sum(0 < place <= depth for place in places) / len(places) for depth in depths]
        said = f"{label}: {percent(shares[-1])} among {SHORTLIST}"
        panel.plot(depths, shares, color=colour, linewidth=1.6, label=said)
    panel.plot(SHORTLIST, 0.93, "_", markersize=16, color=_MARK, clip_on=False)
    panel.set(xscale="log", xlim=(1, SHORTLIST), ylim=(0, 1), xticks=_DEPTHS, xticklabels=_DEPTHS)
    panel.set(xlabel="passages of the shortlist", ylabel="a gold passage is among them")
    panel.minorticks_off()
    panel.yaxis.set_major_formatter(PercentFormatter(1))
    panel.legend(loc="lower right")
    return figure


PLOTS: Final[dict[str, Callable[[Measurements], Figure]]] = {
    "systems": systems_plot,
    "groups": groups_plot,
    "shortlist": shortlist_plot,
    "reliability": reliability_plot,
    "abstention": abstention_plot,
}
TABLES: Final[dict[str, Callable[[Measurements], str]]] = {
    "figures": goals_table,
    "ablation": ablation_table,
    "reliability": reliability_table,
    "misses": misses_table,
}


# The page


def write(found: Measurements, page: Path) -> list[Path]:
    """Put the tables into the page and the plots into the folder of its name; what was written."""
    text = page.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        text = filled(text, name, table(found))
    page.write_text(text, encoding="utf-8")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    written = [page]
    for name, plot in PLOTS.items():
        written.append(folder / f"{name}.svg")
        with _styled():
            # Nothing in the file tells when or by which version it was made: the same figures give the same bytes.
            plot(found).savefig(written[-1], format="svg", metadata={"Date": None, "Creator": None})
        drawn = written[-1].read_text(encoding="utf-8")
        written[-1].write_text(drawn.replace("</style>", f"{_DARK}</style>", 1), encoding="utf-8")
    return written


def filled(page: str, name: str, content: str) -> str:
    """The page with `content` in its place of that name. Raises ValueError when it has none."""
    place = re.compile(rf"(<!-- made: {re.escape(name)} -->\n).*?(<!-- /made -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"the page has no place for {name}")
    return place.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", page, count=1)


def main() -> None:
    """Measure what is not known yet, and write the page."""
    parser = ArgumentParser(prog="python -m docs.quality", description="Measure, and write docs/quality.md.")
    parser.add_argument("--collections", type=Path, required=True, metavar="DIR", help="FacQA, TyDi and IDK-MRC")
    parser.add_argument("--chat", type=Path, required=True, metavar="FILE", help="chat questions")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="library that they are asked of")
    parser.add_argument("--page", type=Path, default=_PAGE, metavar="FILE", help="page to write")
    parser.add_argument("--limit", type=int, metavar="N", help="questions a set, to try the script")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured before")
    arguments = parser.parse_args()
    some = "" if arguments.limit is None else f"-{arguments.limit}"
    cache = arguments.data.with_name(f"{arguments.data.name}.quality{some}.json")
    if arguments.again:
        cache.unlink(missing_ok=True)
    found = asyncio.run(measure(arguments.collections, arguments.chat, arguments.data, cache, arguments.limit))
    for path in write(found, arguments.page):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
