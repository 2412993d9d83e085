"""Libraries of one size, as all engines hold them, in a folder that may be kept."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from pydantic import BaseModel

from benchmarks.corpus import library
from benchmarks.engines import KUTIP
from benchmarks.figures import Built
from benchmarks.processes import disk, finished

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Stock(BaseModel):
    """What lies in the folder of a size: the articles, and the engines that were filled with them."""

    file: str
    bytes: int
    articles: int
    passages: int
    built: dict[str, Built] = {}

    def save(self, home: Path) -> None:
        """Note it there."""
        (home / "stock.json").write_text(self.model_dump_json(indent=2), encoding="utf-8")


def stocked(home: Path, file: Path, size: int, names: Sequence[str]) -> Stock:
    """A folder with the articles of a size and these engines filled with them, as far as that is not done yet.

    Raises ValueError when it holds other articles.
    """
    home.mkdir(parents=True, exist_ok=True)
    lines, note = home / "articles.jsonl", home / "stock.json"
    if note.exists():
        stock = Stock.model_validate_json(note.read_text(encoding="utf-8"))
        if (stock.file, stock.bytes) != (file.name, file.stat().st_size):
            raise ValueError(f"{home} was made of another file, {stock.file}: choose another folder to --keep")
    else:
        articles = count = 0
        with lines.open("w", encoding="utf-8") as written:
            for news in library(file, size):
                written.write(news.line() + "\n")
                articles += 1
                count += len(news.paragraphs)
        stock = Stock(file=file.name, bytes=file.stat().st_size, articles=articles, passages=count)
        stock.save(home)
    for name in names:
        if name not in stock.built:
            sys.stderr.write(f"filling {name} with {stock.passages:,} passages\n")
            stock.built[name] = _filled(home, name, lines)
            stock.save(home)
    return stock


def _filled(home: Path, name: str, lines: Path) -> Built:
    directory = home / name
    if directory.exists():  # of a run that was interrupted
        shutil.rmtree(directory)
    if name == KUTIP:
        seconds, peak = finished(("bot", "add", str(lines)), home, settings_of(directory))
    else:
        seconds, peak = finished(("benchmarks.peers", name, str(lines), str(directory)), home, {})
    return Built(seconds=round(seconds, 3), peak_mb=peak, disk_mb=round(disk(directory), 3))


def settings_of(directory: Path) -> dict[str, str]:
    """Those of the Kutip whose data lies there."""
    return {"DATA_DIR": str(directory), "SEMANTIC": "off", "SEEDS_DIR": ""}
