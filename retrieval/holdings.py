"""Holdings: how much one owner has in the library, and what the library takes on the disk."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from retrieval.database import Database


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an owner has: articles, their passages, and how many of these still lack a meaning vector (None where there
    are none to be had). The library's `revision` and its sizes in bytes are those of all owners together.
    """

    articles: int
    passages: int
    lacking: int | None
    revision: int
    database_bytes: int
    index_bytes: int


async def holdings(database: Database, index: Path, owner: str, encoder: str | None) -> Holdings:
    """The owner's holdings; `encoder` is the name of that whose vectors count, `index` the folder of the index.

    Raises `LibraryError`.
    """
    rows = await database.fetch(
        "SELECT (SELECT count(*) FROM article WHERE owner = ?1) AS articles, "
        # CROSS JOIN keeps this order, which reads indexes alone.
        "(SELECT count(*) FROM article CROSS JOIN passage ON passage.article = article.id WHERE owner = ?1) "
        "AS passages, "
        "iif(?2 IS NULL, NULL, (SELECT count(*) FROM article CROSS JOIN passage ON passage.article = article.id "
        "WHERE owner = ?1 AND coalesce(passage.encoder, 0) <> coalesce((SELECT id FROM encoder WHERE name = ?2), -1))) "
        "AS lacking, "
        "(SELECT revision FROM library) AS revision",
        (owner, encoder),
        patient=True,
    )
    (row,) = rows
    try:
        sizes = await asyncio.to_thread(_sizes, database.path, index)
    except OSError as error:
        raise LibraryError(
            f"{error.filename} cannot be looked at ({error.strerror}); check its owner and mode."
        ) from error
    return Holdings(
        articles=row.integer("articles"),
        passages=row.integer("passages"),
        lacking=row.integer_or_none("lacking"),
        revision=row.integer("revision"),
        database_bytes=sizes[0],
        index_bytes=sizes[1],
    )


def _sizes(database: Path, index: Path) -> tuple[int, int]:
    """The bytes of the database with its log, and of the index."""
    return _size(database.parent.glob(f"{database.name}*")), _size(index.rglob("*"))


def _size(files: Iterable[Path]) -> int:
    """The bytes of the files that are there; an index drops and makes some at any moment."""
    total = 0
    for file in files:
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total
