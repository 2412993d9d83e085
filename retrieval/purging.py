"""Purging: nothing stays in the database's file, or in its log, of what was removed because somebody is forgotten."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from retrieval.database import Database, Transaction

logger = logging.getLogger(__name__)

_TABLES: Final = ("turn", "feedback", "chat", "focus", "settled", "pin")
"""The tables that tell of people. (Of who changed articles, `change` keeps ids only, overwritten where they stood.)"""


async def leave_traces(transaction: Transaction) -> None:
    """Note that a removal may have left traces: they are gone after a `purge`, if need be one of the next start."""
    await transaction.execute("UPDATE library SET traces = traces + 1")


async def purge(database: Database) -> bool:
    """Remove the traces of all removals so far, if there may be any; whether none is left.

    What keeps it from being done is logged, and it is to be tried again later: what was removed is removed anyway.

    Overwriting what is deleted (`secure_delete`) is not enough. When SQLite spreads the rows of one page over others,
    it leaves copies in free space, which it does not know any more: of 1,400 turns deleted out of 3,000 that had been
    written and changed at random, up to 9 could still be read. So the tables are written anew, which takes 0.1 s for
    10,000 turns and 1.2 s for 100,000. Meanwhile everything can be read, but new turns wait to be remembered.
    """
    try:
        rows = await database.fetch("SELECT traces FROM library")
        traces = rows[0].integer("traces")
        if not traces:
            return True
        await database.rewrite(_TABLES)
        if not await database.empty_log():
            logger.warning("what was removed may still be read in the log of %s, as it is in use", database.path)
            return False
        # After a loss of power it is done once more, for nothing.
        await database.record("UPDATE library SET traces = 0 WHERE traces = ?", (traces,), durable=False)
    except LibraryError as error:
        logger.warning("what was removed may still be read in the file: %s", error)
        return False
    return True
