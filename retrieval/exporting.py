"""Exports: a library's articles as bulk lines that come back as the very same articles, references and passages."""

from __future__ import annotations

import asyncio
import gzip
import os
import secrets
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from retrieval.documents import from_document
from retrieval.errors import LibraryError
from retrieval.filing import as_json
from retrieval.sources.exported import Exported, to_line

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Sequence
    from pathlib import Path
    from typing import IO

    from retrieval.article import Article
    from retrieval.database import Database, Row, Transaction

_AT_ONCE: Final = 100
"""Articles read at once: bounds the memory, however many there are."""


async def exported(database: Database, owner: str | None) -> AsyncGenerator[str, None]:
    """The lines of an owner's articles, or with `None` of everybody's, without their ends, in the order of their ids.

    All are as they were at one moment.
    """
    numbers = TypeAdapter(tuple[int, ...])
    last = 0
    async with database.snapshot() as snapshot:
        while rows := await _articles(snapshot, owner, last):
            last = rows[-1].integer("id")
            passages: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
            for row in await _passages(snapshot, [one.integer("id") for one in rows]):
                covered = (row.integer("first"), numbers.validate_json(row.text("origins")))
                passages.setdefault(row.integer("article"), []).append(covered)
            for line in await asyncio.to_thread(_lines, rows, passages):
                yield line


@contextmanager
def written(path: Path, *, replace: bool = False) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """A file to write an export to, packed if its name ends in `.gz`; it is there, whole, once the end is reached.

    Raises `LibraryError` if it exists already and is not to be replaced, or cannot be written.
    """
    if path.exists() and not replace:
        raise LibraryError(f"{path} exists already; name a file that does not, or add --force.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with unfinished.open("wb") as file:
            if path.suffix.lower() == ".gz":
                # Without the time: the same articles make the same file.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    yield packed
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise LibraryError(f"{path} cannot be written ({error.strerror or error}).") from error
    finally:
        with suppress(OSError):  # what is to be told is why the export failed, not that it cannot be cleared up
            unfinished.unlink(missing_ok=True)


async def _articles(snapshot: Transaction, owner: str | None, after: int) -> list[Row]:
    return await snapshot.fetch(
        # "+" keeps to the order of the ids, which needs no sorting.
        "SELECT id, owner, ref, document FROM article WHERE id > ? AND (? IS NULL OR +owner = ?) ORDER BY id LIMIT ?",
        (after, owner, owner, _AT_ONCE),
    )


async def _passages(snapshot: Transaction, articles: Sequence[int]) -> list[Row]:
    return await snapshot.fetch(
        "SELECT article, first, origins FROM passage WHERE article IN (SELECT value FROM json_each(?)) "
        "ORDER BY article, position",
        (as_json(articles),),
    )


def _lines(rows: Sequence[Row], passages: dict[int, list[tuple[int, tuple[int, ...]]]]) -> list[str]:
    lines = []
    for row in rows:
        article = from_document(row.text("document"))
        origins = _origins(article, passages.get(row.integer("id"), []))
        lines.append(to_line(Exported(row.text("ref"), row.text("owner"), article, origins)))
    return lines


def _origins(article: Article, passages: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[int, ...] | None:
    """The source's own number of each paragraph, as the passages tell; `None` where they do not tell of all."""
    known = {at: origin for first, origins in passages for at, origin in zip(count(first), origins, strict=False)}
    numbers = tuple(known[at] for at in range(len(article.paragraphs)) if at in known)
    return numbers if len(numbers) == len(article.paragraphs) else None
