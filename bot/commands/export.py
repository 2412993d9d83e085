"""`python -m bot export`: articles as lines of JSON, which `add` makes the same articles of again."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from retrieval.database import refuse_part_of
from retrieval.exporting import written
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from bot.settings import Settings

EVERYBODY: Final = "all"


def run(settings: Settings, arguments: Namespace) -> int:
    """Write to a file that does not exist yet, unless `--force` was given, or to standard output."""
    owner = None if arguments.owner == EVERYBODY else arguments.owner
    if arguments.file == "-":
        count = asyncio.run(_export(settings, owner, _print))
        sys.stdout.flush()
        sys.stderr.write(f"Exported {_articles(count)}\n")
        return 0
    path = Path(arguments.file)
    refuse_part_of(path, settings.data_dir / DATABASE)
    with written(path, replace=arguments.force) as file:
        count = asyncio.run(_export(settings, owner, lambda line: file.write(f"{line}\n".encode())))
    sys.stdout.write(f"Exported {_articles(count)} to {path} ({path.stat().st_size / 1e6:.1f} MB)\n")
    return 0


async def _export(settings: Settings, owner: str | None, write: Callable[[str], object]) -> int:
    count = 0
    seeds = settings.seeds if owner in {PUBLIC, None} else None
    async with (
        open_library(settings.data_dir, semantic="off", seeds=seeds) as library,
        aclosing(library.exported(owner)) as lines,
    ):
        async for line in lines:
            write(line)
            count += 1
    return count


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
