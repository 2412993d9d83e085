"""The figures and plots of `quality.md`: measures what Kutip answers, and writes them where the page has room for them.

Run from the root of the repository, with the extra `docs` installed, on a library that holds the articles of the chat
questions:

    DATA_DIR=data/quality python -m bot add kabar-articles.jsonl.gz
    python -m docs.quality --collections FOLDER --chat FOLDER/kabar-dev.jsonl --data data/quality

Every vector of the library is computed first (half an hour on two cores); after that it takes some minutes. What was
measured stays beside the library, so that the page can be made again without measuring; `--again` measures anew.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docs.measurements import Measurements, measure
from docs.page import write as page_of
from docs.quality_plots import PLOTS
from docs.quality_tables import ablation_table, goals_table, misses_table, reliability_table

if TYPE_CHECKING:
    from collections.abc import Callable


_PAGE: Final = Path(__file__).resolve().parent / "quality.md"
_ROOT: Final = _PAGE.parent.parent


TABLES: Final[dict[str, Callable[[Measurements], str]]] = {
    "figures": goals_table,
    "ablation": ablation_table,
    "reliability": reliability_table,
    "misses": misses_table,
}


def write(found: Measurements, page: Path) -> list[Path]:
    """Put the tables into the page and the plots into the folder of its name; what was written."""
    return page_of(
        page,
        {name: table(found) for name, table in TABLES.items()},
        {name: partial(plot, found) for name, plot in PLOTS.items()},
    )


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
