"""Pages whose tables and plots are made of figures, between lines of text written by hand.

Between `<!-- made: NAME -->` and `<!-- /made -->` a page is the script's, all else of it is written by hand. The plots
lie in the folder of the page's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.quality_plots import DARK, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from matplotlib.figure import Figure


def write(page: Path, tables: Mapping[str, str], plots: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Put the tables into the page and the plots beside it; what was written.

    Raises ValueError when the page has no place for a table.
    """
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        text = filled(text, name, table)
    page.write_text(text, encoding="utf-8")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    written = [page]
    for name, plot in plots.items():
        written.append(folder / f"{name}.svg")
        with styled():
            # Nothing in the file tells when or by which version it was made: the same figures give the same bytes.
            plot().savefig(written[-1], format="svg", metadata={"Date": None, "Creator": None})
        drawn = written[-1].read_text(encoding="utf-8")
        written[-1].write_text(drawn.replace("</style>", f"{DARK}</style>", 1), encoding="utf-8")
    return written


def filled(page: str, name: str, content: str) -> str:
    """The page with `content` in its place of that name. Raises ValueError when it has none."""
    place = re.compile(rf"(<!-- made: {re.escape(name)} -->\n).*?(<!-- /made -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"the page has no place for {name}")
    return place.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", page, count=1)
