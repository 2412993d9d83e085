"""The figures and plots of `speed.md`, made of what `benchmarks.sizes` measured.

Run from the root of the repository:

    python -m benchmarks.sizes kabar-articles.jsonl.gz --questions kabar-dev.jsonl facqa-valid.csv \\
        --out docs/speed/figures.json
    python -m docs.speed

The first, on a quiet machine with the extra `bench` installed, takes about an hour; the second a moment.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figures
from docs.page import write as page_of
from docs.speed_plots import PLOTS
from docs.speed_tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGE: Final = Path(__file__).resolve().parent / "speed.md"
_FIGURES: Final = _PAGE.with_suffix("") / "figures.json"


def write(figures: Figures, page: Path) -> list[Path]:
    """Put the tables into the page and the plots into the folder of its name; what was written."""
    return page_of(
        page,
        {name: table(figures) for name, table in TABLES.items()},
        {name: partial(plot, figures) for name, plot in PLOTS.items()},
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Write the page."""
    parser = ArgumentParser(prog="python -m docs.speed", description="Write docs/speed.md.")
    parser.add_argument("figures", type=Path, nargs="?", default=_FIGURES, metavar="FILE", help="what was measured")
    parser.add_argument("--page", type=Path, default=_PAGE, metavar="FILE", help="page to write")
    arguments = parser.parse_args(argv)
    figures = Figures.model_validate_json(arguments.figures.read_text(encoding="utf-8"))
    for path in write(figures, arguments.page):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
