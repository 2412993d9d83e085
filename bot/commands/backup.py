"""`python -m bot backup`: copy the database, also while the bot runs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError
from retrieval.opening import open_library

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings


def run(settings: Settings, arguments: Namespace) -> int:
    """Write the copy to a file that does not exist yet, unless `--force` was given."""
    target = Path(arguments.file)
    if target.exists() and not arguments.force:
        raise LibraryError(f"{target} exists already; name a file that does not, or add --force.")
    asyncio.run(_back_up(settings, target, replace=arguments.force))
    sys.stdout.write(f"Backed up to {target} ({target.stat().st_size / 1e6:.1f} MB)\n")
    return 0


async def _back_up(settings: Settings, target: Path, *, replace: bool) -> None:
    if not settings.data_dir.is_dir():
        raise LibraryError(f"{settings.data_dir}: there is no library here to back up; check DATA_DIR")
    async with open_library(settings.data_dir, semantic="off") as library:
        await library.backup(target, replace=replace)
