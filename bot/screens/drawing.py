"""Drawing a chart, with matplotlib: large type for a phone, and colours that all eyes can tell apart.

Not to be loaded by the bot itself, but in a process of its own: see `bot.screens.charts`.
"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import IdentityTransform

from bot.screens.charts import WIDTH
from bot.typesetting.graphemes import tears

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screens.charts import Chart, Column, Ranking, Tile

_PAPER, _INK, _FAINT, _CARD = "#ffffff", "#1f2328", "#d5dae0", "#f2f4f7"
_GREY: Final = "#59636e"
OUTCOMES: Final = ("#1f6fbf", "#f2b134", "#a8321b")
"""Answered, unsure, not found: a blue, a light yellow and a dark red, which eyes without red or green tell apart."""
_QUOTED_BAR, _MISSED_BAR = "#d3e4f6", "#f6dcd5"

_MARGIN: Final = 56
_INNER: Final = WIDTH - 2 * _MARGIN
_GAP: Final = 28
_HEADER: Final = 176
_TILE: Final = 196
_COLUMNS_HEADER: Final = 136
_COLUMNS: Final = 300
_DAYS: Final = 58
_RANKING_HEADER: Final = 84
_ROW: Final = 66
_BAR: Final = 58
_MOST_LABELS: Final = 7
_SCALE: Final = 92
"""Room for the numbers beside the columns, if they are no wider."""
_SCALE_SIZE: Final = 27
_SCALE_PAD: Final = 12
_ELLIPSIS: Final = "…"
_LONGEST_TAIL: Final = 12
"""Characters of a cut word that are left out with it."""

# DejaVu comes with matplotlib; the others are asked for what it lacks, where they are installed.
_FONTS: Final = (
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Javanese",
    "Noto Sans Thai",
)


def picture(chart: Chart) -> bytes:
    """The chart as PNG, `WIDTH` pixels wide."""
    known = set(font_manager.get_font_names())
    fonts = [name for name in _FONTS if name in known]
    with mpl.rc_context({"font.family": fonts, "text.parse_math": False, "text.color": _INK}):
        return _Page(chart, fonts).png()


class _Page:
    """A picture in the making. A place is in pixels, from the left and from the top."""

    def __init__(self, chart: Chart, fonts: Sequence[str]) -> None:
        self._chart = chart
        self._rankings = [
            (ranking, colour)
            for ranking, colour in ((chart.quoted, _QUOTED_BAR), (chart.missed, _MISSED_BAR))
            if ranking.lines
        ]
        lists = sum(_RANKING_HEADER + _ROW * len(ranking.lines) for ranking, _ in self._rankings)
        self._height = _HEADER + _TILE + _COLUMNS_HEADER + _COLUMNS + _DAYS + lists + _MARGIN
        # At 72 dots an inch, a point is a pixel.
        self._figure = Figure(figsize=(WIDTH / 72, self._height / 72), dpi=72, facecolor=_PAPER)
        FigureCanvasAgg(self._figure)  # what it is drawn on, and measured by
        self._signs = {
            sign
            for name in fonts
            for sign in font_manager.get_font(font_manager.findfont(name)).get_charmap()  # the fonts' characters
        }

    def png(self) -> bytes:
        """Draw everything."""
        chart = self._chart
        self._write(_MARGIN, 78, chart.title, 52, bold=True, width=_INNER)
        self._write(_MARGIN, 136, chart.subtitle, 32, colour=_GREY, width=_INNER)
        width = (_INNER - _GAP * (len(chart.tiles) - 1)) / max(1, len(chart.tiles))
        for place, tile in enumerate(chart.tiles):
            self._tile(_MARGIN + place * (width + _GAP), _HEADER, width, tile)
        top = _HEADER + _TILE
        self._legend(top)
        self._columns(top + _COLUMNS_HEADER, chart.columns)
        top += _COLUMNS_HEADER + _COLUMNS + _DAYS
        for ranking, colour in self._rankings:
            self._ranking(top, ranking, colour)
            top += _RANKING_HEADER + _ROW * len(ranking.lines)
        drawn = io.BytesIO()
        self._figure.savefig(drawn, format="png")
        return drawn.getvalue()

    def _tile(self, left: float, top: float, width: float, tile: Tile) -> None:
        self._box(left, top, width, _TILE, _CARD, corner=20)
        inner = width - 56
        self._write(left + 28, top + 56, tile.figure, 72, bold=True, width=inner, smallest=36)
        self._write(left + 28, top + 118, tile.label, 31, width=inner)
        self._write(left + 28, top + 160, tile.remark, 28, colour=_GREY, width=inner)

    def _legend(self, top: float) -> None:
        self._write(_MARGIN, top + 52, self._chart.columns_title, 37, bold=True, width=_INNER)
        left: float = _MARGIN
        for words, colour in zip(self._chart.legend, OUTCOMES, strict=True):
            self._box(left, top + 88, 28, 28, colour, corner=6)
            left += 42 + self._write(left + 42, top + 102, words, 29, width=_INNER / 2) + 40

    def _columns(self, top: float, columns: Sequence[Column]) -> None:
        """The columns of all days, and a few of the days by name."""
        tallest = max((sum(column.parts) for column in columns), default=0)
        scale = max(_SCALE, self._extent(self._number(tallest), _SCALE_SIZE) + _SCALE_PAD)
        left, width = _MARGIN + scale, _INNER - scale
        bottom = self._height - top - _COLUMNS
        axes = self._figure.add_axes(
            (left / WIDTH, bottom / self._height, width / WIDTH, _COLUMNS / self._height), facecolor=_PAPER
        )
        places = range(len(columns))
        below = [0] * len(columns)
        for part, colour in enumerate(OUTCOMES):
            heights = [column.parts[part] for column in columns]
            axes.bar(places, heights, bottom=below, color=colour, width=0.62 if len(columns) <= 7 else 0.8)
            below = [base + height for base, height in zip(below, heights, strict=True)]
        axes.set_xlim(-0.6, len(columns) - 0.4)
        axes.set_ylim(0, max(1, *below) * 1.06)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: self._number(value)))
        axes.grid(axis="y", color=_FAINT, linewidth=1.5)
        axes.set_axisbelow(True)
        for name, spine in axes.spines.items():
            spine.set_visible(name == "bottom")
            spine.set(color=_GREY, linewidth=2)
        # From the last day on backwards, so that it is always named.
        step = -(-len(columns) // _MOST_LABELS)
        named = [place for place in reversed(places) if (len(columns) - 1 - place) % step == 0]
        axes.set_xticks(named, [self._drawable(columns[place].label) for place in named])
        if len(columns) > _MOST_LABELS:  # narrow columns, the last of which stands at the margin
            axes.get_xticklabels()[0].set_horizontalalignment("right")
        axes.tick_params(length=0, pad=_SCALE_PAD, labelsize=_SCALE_SIZE, labelcolor=_GREY)

    def _number(self, value: float) -> str:
        return f"{value:,.0f}".replace(",", self._chart.thousands)

    def _extent(self, words: str, size: float) -> float:
        """How wide words are."""
        written = Text(0, 0, words, size=size, transform=IdentityTransform(), figure=self._figure)
        return float(written.get_window_extent().width)

    def _ranking(self, top: float, ranking: Ranking, colour: str) -> None:
        self._write(_MARGIN, top + 48, ranking.title, 37, bold=True, width=_INNER)
        longest = max(line.times for line in ranking.lines)
        for place, line in enumerate(ranking.lines):
            row = top + _RANKING_HEADER + place * _ROW
            self._box(_MARGIN, row, max(24, _INNER * line.times / max(1, longest)), _BAR, colour, corner=10)
            middle = row + _BAR / 2
            taken = self._write(WIDTH - _MARGIN - 18, middle, line.count, 31, bold=True, width=_INNER / 3, right=True)
            self._write(_MARGIN + 18, middle, f"{place + 1}. {line.text}", 31, width=_INNER - taken - 66)

    def _write(
        self,
        left: float,
        middle: float,
        words: str,
        size: float,
        *,
        width: float,
        bold: bool = False,
        colour: str = _INK,
        right: bool = False,
        smallest: float | None = None,
    ) -> float:
        """Write one line, from `left` on (or up to there if `right`), cut so that it takes no more than `width`.

        Before it is cut it becomes smaller, down to `smallest`: of a number that is cut, one reads another. How wide it
        is.
        """
        written = Text(
            left,
            self._height - middle,
            "",
            size=size,
            weight="bold" if bold else "normal",
            color=colour,
            ha="right" if right else "left",
            va="center_baseline",
            transform=IdentityTransform(),
            figure=self._figure,
        )
        drawable = self._drawable(words)
        written.set_text(drawable)
        if smallest is not None and drawable:
            fitting = 0.98 * size * width / written.get_window_extent().width  # widths are rounded
            written.set_fontsize(max(smallest, min(size, fitting)))
        wide = self._cut(written, drawable, width)
        self._figure.add_artist(written)
        return wide

    def _cut(self, written: Text, words: str, width: float) -> float:
        """Let `written` show as much of the words as fits; how wide it is then."""

        def extent(shown: str) -> float:
            written.set_text(shown)
            return float(written.get_window_extent().width) if shown else 0.0

        wide = extent(words)
        if wide <= width:
            return wide
        fits, over = 0, len(words)
        while over - fits > 1:
            tried = (fits + over) // 2
            fits, over = (tried, over) if extent(_clipped(words, tried)) <= width else (fits, tried)
        return extent(_clipped(words, fits))

    def _drawable(self, words: str) -> str:
        """The words without the characters that no font has; in place of letters of another script an ellipsis."""
        kept = ""
        for sign in words:
            if ord(sign) in self._signs and unicodedata.category(sign) not in {"Cc", "Cf"}:
                kept += sign
            elif sign.isalpha() and not kept.endswith(_ELLIPSIS):
                kept += _ELLIPSIS
        return " ".join(kept.split())

    def _box(self, left: float, top: float, width: float, height: float, colour: str, *, corner: float) -> None:
        self._figure.add_artist(
            FancyBboxPatch(
                (left, self._height - top - height),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={corner}",
                linewidth=0,
                facecolor=colour,
                transform=IdentityTransform(),
            )
        )


def _clipped(words: str, length: int) -> str:
    """The first so many characters or some fewer: at a word, or else where no character is torn."""
    space = words.rfind(" ", 0, length + 1)
    if 0 < space >= length - _LONGEST_TAIL:
        length = space
    while length and tears(words, length):
        length -= 1
    return words[:length].rstrip() + _ELLIPSIS
