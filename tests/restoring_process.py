"""A process that restores backups until it is killed; it has little to import, so it can be killed often."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from retrieval.opening import open_library

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path


def put_back(directory: Path, file: Path, told: Connection) -> None:
    """Restore a backup over and over, telling when that begins."""

    async def work() -> None:
        async with open_library(directory, semantic="off") as library:
            told.send(None)
            while True:
                async with library.ready_to_restore(file) as backup:
                    await library.restore(backup)

    asyncio.run(work())
