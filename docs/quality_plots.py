"""The plots of the quality page, with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from docs.measurements import SETS, Asked, Measurements
from docs.quality_tables import BASELINES, GOALS, PANELS
from retrieval.evaluation.table import percent
from retrieval.finding import SHORTLIST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes

    from docs.measurements import SetName, SystemName


_PAPER, _INK, _FAINT = "#ffffff", "#24292f", "#d5dae0"
_GREY, _PALE, _FULL, _MARK = "#aab2bb", "#86b6e6", "#1f6fbf", "#c2452d"
DARK: Final = "@media (prefers-color-scheme: dark) {#figure_1 {filter: invert(0.92) hue-rotate(180deg)}}"
"""The plots have a paper of their own, so they can be read on any; for eyes used to the dark it turns dark too."""


def styled() -> AbstractContextManager[None]:
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
