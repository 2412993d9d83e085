"""The plots of the speed page, with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.engines import KUTIP
from docs.speed_tables import NAMES, number, peak_mb, present, titled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes

    from benchmarks.figures import Figures

_COLOURS: Final[Mapping[str, str]] = {
    KUTIP: "#1f6fbf",
    "tantivy": "#c28e0e",
    "fts5": "#5b9a51",
    "rank-bm25": "#7d6aa8",
    "bm25s": "#8a929b",
}
_STAGES: Final = ("#12436f", "#1f6fbf", "#86b6e6", "#cfe2f5", "#e9b872", "#c28e0e")
_PALE, _MARK = "#86b6e6", "#c2452d"


def latency_plot(figures: Figures) -> Figure:
    """How long a question waits, by the size of the library: half of them, and 99 of 100."""
    figure = Figure(figsize=(9.6, 3.9), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for panel, percent in zip(panels, (50, 99), strict=True):
        again = [size.latency(KUTIP, percent, "warm") for size in figures.sizes]
        _line(panel, figures, again, _PALE, "Kutip, asked again")
        for engine in present(figures):
            waited = [size.latency(engine, percent) for size in figures.sizes]
            _line(panel, figures, waited, _COLOURS[engine], NAMES[engine])
        panel.set(title=f"p{percent}, milliseconds")
        _by_size(panel, figures)
    _goal(panels[0], figures, {"161k": 5, "1m": 10})
    _goal(panels[1], figures, {"161k": 25})
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=6)
    return figure


def stages_plot(figures: Figures) -> Figure:
    """Where the time of a question to Kutip goes, by stage."""
    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    panel = figure.subplots()
    means = [size.stages() for size in figures.sizes]
    starts = [0.0] * len(means)
    for place, name in enumerate(dict.fromkeys(name for one in means for name in one)):
        widths = [one.get(name, 0.0) for one in means]
        colour = _STAGES[place % len(_STAGES)]
        panel.barh(range(len(means)), widths, left=starts, height=0.62, color=colour, label=name)
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    for row, whole in enumerate(starts):
        panel.text(whole, row, f" {number(whole)}", va="center", size=8)
    panel.set(xlabel="milliseconds, mean", yticks=range(len(means)), yticklabels=map(titled, figures.sizes))
    panel.set_xlim(0, 1.08 * max(starts, default=1.0) or 1.0)
    panel.grid(visible=False, axis="y")
    panel.invert_yaxis()
    figure.legend(*panel.get_legend_handles_labels(), loc="outside lower center", ncols=6)
    return figure


def memory_plot(figures: Figures) -> Figure:
    """Memory at its peak and what lies on the disk, by the size of the library."""
    figure = Figure(figsize=(9.6, 3.6), layout="constrained")
    panels = figure.subplots(1, 2)
    for engine in present(figures):
        columns = (
            [size.middle(engine, peak_mb) for size in figures.sizes],
            [size.engines[engine].built.disk_mb if engine in size.engines else None for size in figures.sizes],
        )
        for panel, values in zip(panels, columns, strict=True):
            _line(panel, figures, values, _COLOURS[engine], NAMES[engine])
    for panel, title in zip(panels, ("memory at its peak, MB", "disk, MB"), strict=True):
        panel.set(title=title)
        _by_size(panel, figures)
    _goal(panels[0], figures, {"161k": 250})
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    return figure


def throughput_plot(figures: Figures) -> Figure:
    """Answers a second to several who ask at once, by the size of the library."""
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    panel = figure.subplots()
    for engine in present(figures):
        values = [size.per_second(engine) for size in figures.sizes]
        _line(panel, figures, values, _COLOURS[engine], NAMES[engine])
    panel.set(title=f"answers a second to {figures.askers} who ask at once")
    _by_size(panel, figures)
    _goal(panel, figures, {"161k": 150})
    panel.legend(loc="lower left")
    return figure


PLOTS: Final[dict[str, Callable[[Figures], Figure]]] = {
    "latency": latency_plot,
    "stages": stages_plot,
    "memory": memory_plot,
    "throughput": throughput_plot,
}


def _line(panel: Axes, figures: Figures, values: Sequence[float | None], colour: str, label: str) -> None:
    """A line through what was measured, a value for each size."""
    known = [(size.passages, value) for size, value in zip(figures.sizes, values, strict=True) if value is not None]
    if known:
        panel.plot(*zip(*known, strict=True), "o-", color=colour, linewidth=1.5, markersize=3.5, label=label)


def _by_size(panel: Axes, figures: Figures) -> None:
    """Both axes by powers of ten, with the sizes that were measured below."""
    panel.set(xscale="log", yscale="log", xlabel="passages")
    panel.minorticks_off()
    panel.set_xticks([size.passages for size in figures.sizes], [titled(size) for size in figures.sizes])
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    panel.tick_params(labelleft=True)


def _goal(panel: Axes, figures: Figures, bounds: Mapping[str, float]) -> None:
    """Mark what is asked for."""
    for name, bound in bounds.items():
        if (size := figures.size(name)) is not None:
            panel.plot(size.passages, bound, "_", markersize=16, color=_MARK, clip_on=False)
