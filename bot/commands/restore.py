"""`python -m bot restore`: put a backup back, also while the bot runs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.restoring import check_backup

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings

_MISUSED: Final = 2
_WARNING: Final = (
    "Everything in the library now makes way for what the backup holds: articles, questions, settings. "
    "Whoever deleted their data after the backup was made is in it again.\n"
)


def run(settings: Settings, arguments: Namespace) -> int:
    """Put back what a backup holds, once that was confirmed; 1 if it was not."""
    if not arguments.yes and not sys.stdin.isatty():
        sys.stderr.write("restore replaces the whole library; add --yes where nobody can be asked\n")
        return _MISUSED
    return asyncio.run(_restore(settings, Path(arguments.file), sure=arguments.yes))


async def _restore(settings: Settings, file: Path, *, sure: bool) -> int:
    database = settings.data_dir / DATABASE
    await asyncio.to_thread(check_backup, file, database)  # before a library is made for a file that is none
    there = database.exists()
    async with (
        open_library(settings.data_dir, semantic="off") as library,
        library.ready_to_restore(file) as backup,
    ):
        if not sure and not _confirmed(file, backup.articles):
            sys.stderr.write("Nothing was changed\n")
            return 1
        safe = await library.backup_beside() if there else None
        await library.restore(backup)
    sys.stdout.write(f"Restored {backup.articles:,} article{'' if backup.articles == 1 else 's'} from {file}\n")
    if safe:
        sys.stdout.write(f"What was there before is in {safe}; delete it when you are sure, it holds questions too\n")
    return 0


def _confirmed(file: Path, articles: int) -> bool:
    sys.stderr.write(f"{file} holds {articles:,} articles. {_WARNING}Put it back? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "ya"}
