"""The picture of the figures: what can be seen on it, whatever stands in titles, and the process that draws it."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib.image
import numpy as np
import pytest

from bot.screens.charts import PNG, WIDTH, Chart, ChartError, Column, Line, Ranking, Tile, draw
from bot.screens.drawing import OUTCOMES, picture

if TYPE_CHECKING:
    import numpy.typing as npt

_ROOT: Final = Path(__file__).parents[1]
BELOW: Final = 500
"""Pixels from the top, behind the legend, which has the columns' colours too."""
NOTHING: Final = Ranking("Belum terjawab", ())
CHART: Final = Chart(
    title="Statistik 7 hari",
    subtitle="2 – 8 Nov 2026 · grup ini",
    tiles=(Tile("1.412", "pertanyaan", "naik 12%"), Tile("71%", "Terjawab", ""), Tile("–", "Terbantu", "belum ada")),
    columns_title="Pertanyaan per hari",
    legend=("Terjawab", "Kurang yakin", "Tidak ditemukan"),
    columns=tuple(Column(f"{day} Nov", (3 * day, 2, 1)) for day in range(2, 9)),
    quoted=Ranking("Paling sering dikutip", (Line("Banjir Rendam Ratusan Rumah di Demak", 9, "9×"),)),
    missed=NOTHING,
    thousands=".",
)


def pixels(drawn: bytes) -> npt.NDArray[np.int64]:
    """The colours of a picture: row, column, red, green and blue, 0 to 255."""
    found: npt.NDArray[np.float32] = matplotlib.image.imread(io.BytesIO(drawn))
    return np.rint(found[:, :, :3] * 255).astype(np.int64)


def places(drawn: bytes, colour: str) -> npt.NDArray[np.bool_]:
    """Where a picture has exactly this colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    there: npt.NDArray[np.bool_] = (pixels(drawn) == wanted).all(axis=2)
    return there


def titled(*titles: str) -> Chart:
    """The chart with these titles, five at most, in its lists and everywhere else."""
    first, *_, last = titles
    return replace(
        CHART,
        title=first,
        subtitle=last,
        tiles=tuple(Tile(title, title, title) for title in titles[:3]),
        quoted=Ranking(first, tuple(Line(title, 3, "3×") for title in titles)),
        missed=Ranking(last, tuple(Line(title, 1, "1×") for title in titles)),
    )


def test_picture_is_a_png_as_wide_as_stated_and_as_high_as_its_lists_need() -> None:
    drawn, taller = picture(CHART), picture(titled(*["Harga cabai"] * 5))
    assert drawn.startswith(PNG)
    assert pixels(drawn).shape[1] == pixels(taller).shape[1] == WIDTH
    assert WIDTH / 2 < pixels(drawn).shape[0] < pixels(taller).shape[0] < 1.5 * WIDTH
    assert pixels(drawn)[0, 0].tolist() == [255, 255, 255]


def test_columns_are_as_high_as_the_questions_are_many() -> None:
    counts = [(3 * day, 8, day % 3) for day in range(2, 9)]
    drawn = picture(replace(CHART, columns=tuple(Column("", parts) for parts in counts)))
    heights = [places(drawn, colour)[BELOW:].sum(axis=0) for colour in OUTCOMES]
    middles = (np.flatnonzero(np.diff(heights[1] > 0)).reshape(-1, 2)).mean(axis=1).astype(int)
    assert len(middles) == len(counts)
    unit = heights[0][middles[-1]] / counts[-1][0]
    for middle, parts in zip(middles, counts, strict=True):
        for height, count in zip(heights, parts, strict=True):
            assert abs(height[middle] - unit * count) <= 3  # edges are blurred


def test_colours_of_the_outcomes_differ_for_eyes_that_see_no_red_or_no_green() -> None:
    # Viénot, Brettel and Mollon (1999): what is left of linear RGB without one kind of cone.
    blind = (
        np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
        np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
    )
    linear = [(np.array([int(one[at : at + 2], 16) for at in (1, 3, 5)]) / 255) ** 2.2 for one in OUTCOMES]
    for eye in (np.eye(3), *blind):
        seen = [np.clip(eye @ colour, 0, 1) ** (1 / 2.2) for colour in linear]
        assert all(np.linalg.norm(one - other) > 0.4 for one, other in zip(seen, seen[1:] + seen[:1], strict=True))


@pytest.mark.parametrize("days", [1, 90])
def test_any_number_of_days_has_its_columns(days: int) -> None:
    drawn = picture(replace(CHART, columns=tuple(Column(f"{day} Nov", (5, 0, 0)) for day in range(days))))
    covered = places(drawn, OUTCOMES[0])[BELOW:].any(axis=0)
    assert np.count_nonzero(np.diff(covered.astype(int)) == 1) == days


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(
            ["Menang 😀🎉👨‍👩‍👧 🇮🇩", "\ufdfd\U0001f9d1\U0001f3fd", "日本が勝った", "日本 menang", "ไทยและกัมพูชา"],
            id="emoji, CJK",
        ),
        pytest.param(["مرحبا بالعالم", "שלום עולם", "ꦲꦏ꧀ꦱꦫꦗꦮ", "Zalgo: h̷̡̛̖e̶̢̛̗r̵̨̛̘a̷̡̛̙", "हिन्दी"], id="from right to left, marks"),
        pytest.param(
            ["$x^2$ dan $\\frac{1", "$80 & $90 <b>naik</b> \\n _x_ ^y {z}", "a\nb\tc\rd", "%s {0}"], id="markup"
        ),
        pytest.param(["", " ", "\u200d\ufe0f\u202e\u0000\x07", "\u0301", "\ufffe"], id="nothing to be seen"),
        pytest.param(["kata" * 200, "Kerja sama keamanan antara dua negara " * 9, "é" * 300, "W" * 75], id="long"),
    ],
)
def test_whatever_stands_in_titles_is_drawn_without_a_warning(
    titles: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    drawn = pixels(picture(titled(*titles)))
    assert not caplog.records
    # Nothing is written over the margins, however long it is.
    assert (drawn[:, :52] == 255).all()
    assert (drawn[:, -52:] == 255).all()
    assert (drawn[-20:] == 255).all()
    assert len(np.unique(drawn @ [1 << 16, 1 << 8, 1])) > 20


def test_large_figure_loses_none_of_its_digits() -> None:
    one, another = (picture(replace(CHART, tiles=(Tile(figure, "", ""),) * 3)) for figure in ("1.234.561", "1.234.564"))
    assert (pixels(one) != pixels(another)).any()


def test_titles_of_another_script_leave_the_words_that_can_be_drawn() -> None:
    base = replace(CHART, quoted=Ranking("Dikutip", (Line("Menang 2-1", 3, "3×"),)))
    emoji = replace(CHART, quoted=Ranking("Dikutip", (Line("Menang 2-1 \U0001f9ff", 3, "3×"),)))
    foreign = replace(CHART, quoted=Ranking("Dikutip", (Line("Menang 2-1 \U00020000\U00020001", 3, "3×"),)))
    marked = replace(CHART, quoted=Ranking("Dikutip", (Line("Menang 2-1 …", 3, "3×"),)))
    assert (pixels(picture(emoji)) == pixels(picture(base))).all()
    assert (pixels(picture(foreign)) == pixels(picture(marked))).all()


async def test_picture_is_drawn_apart_while_the_event_loop_goes_on(tmp_path: Path) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    drawn = await draw(CHART, tmp_path / "fonts")
    turning.cancel()
    assert turns > 100
    assert (pixels(drawn) == pixels(picture(CHART))).all()
    assert list((tmp_path / "fonts").glob("fontlist*.json"))


async def test_drawing_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"within 0\.01 seconds"):
        await draw(CHART, tmp_path, seconds=0.01)


async def test_chart_that_cannot_be_drawn_is_an_error_without_a_word_of_it(tmp_path: Path) -> None:
    broken = replace(CHART, legend=("rahasia sekali",) * 2)  # type: ignore[arg-type]  # that is the matter
    with pytest.raises(ChartError, match=r"not drawn: ValidationError$"):
        await draw(broken, tmp_path)


def test_bot_itself_loads_no_drawing_library() -> None:
    loaded = "import sys, bot.app, bot.commands.telegram; print([name for name in sys.modules if 'matplotlib' in name])"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("most", [9, 1_500_000, 99_000_000])
def test_numbers_beside_the_columns_stay_off_the_edge(most: int) -> None:
    drawn = picture(replace(CHART, columns=tuple(Column(f"{day} Nov", (most, 0, 0)) for day in range(2, 9))))
    assert (pixels(drawn)[:, :40] == 255).all()
