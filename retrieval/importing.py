"""Bulk imports: many articles, batch by batch, each batch with the note of how far the file is in.

Killed at any moment, an import goes on where it was: the note is written in the transaction of the batch. A file is
known by its content, so another one of the same name begins anew; what has come to its end leaves no note.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.audit import moment
from retrieval.errors import ArticleError
from retrieval.filing import put_in
from retrieval.intake import Draft, NewArticle, draft
from retrieval.passages import passages_of
from retrieval.scope import PUBLIC
from retrieval.sources.bulk import BulkArticle, BulkError, BulkLine, read_lines

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from retrieval.database import Database, Transaction

BULK_BATCH: Final = 500
"""Articles written in one transaction in bulk: others who write wait a fraction of a second for it."""
_BATCH_CHARACTERS: Final = 8_000_000
"""A batch of long articles ends sooner, which bounds the memory."""
_REMEMBERED: Final = timedelta(days=30)
"""How long an import that nobody went on with is remembered."""


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What became of a bulk import, or of as much of it as is in.

    `replaced` counts articles that took the place of others, `unchanged` those that were there already, just like
    this, `passages` those of all of them; `errors` name the lines that did not go in. `line` is the number of the last
    line that is safely in, 0 before the first.
    """

    added: int = 0
    replaced: int = 0
    passages: int = 0
    errors: tuple[BulkError, ...] = ()
    unchanged: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far the import of a file is: what is safely in, and how many of the file's bytes have been read for it.

    The first that is told is what was in before.
    """

    report: BulkReport
    read: int
    size: int


class Importing:
    """Puts articles into a database in bulk, and remembers what it has not brought to an end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, lines: Iterable[BulkLine], owner: str = PUBLIC, progress: Callable[[BulkReport], None] | None = None
    ) -> BulkReport:
        """Put in lines that nobody can ask for once more; `progress` is told what is safely in after each batch.

        A line that cannot be added is reported and keeps none of the others out.
        """
        return await self._put(lines, owner, BulkReport(), progress, file=None)

    async def put_file(
        self,
        path: Path,
        owner: str = PUBLIC,
        progress: Callable[[ImportProgress], None] | None = None,
        *,
        restart: bool = False,
        last: Callable[[], Awaitable[None]] | None = None,
    ) -> BulkReport:
        """Put in a `.jsonl` or `.jsonl.gz` file, from where an import of it was interrupted, unless `restart`.

        What is reported and told is of the whole import, with what was before the interruption. It has come to its end
        when `last` is done. Raises `ArticleError` if the file cannot be read.
        """
        file, size = await asyncio.to_thread(_identified, path)
        if restart:
            await self._end(file, owner)
        begun = await self._begun(file, owner)
        read = 0

        def seen(position: int) -> None:
            nonlocal read
            read = position

        def tell(report: BulkReport) -> None:
            if progress is not None:
                progress(ImportProgress(report, read, size))

        tell(begun)
        report = await self._put(read_lines(path, after=begun.line, told=seen), owner, begun, tell, file)
        if last is not None:
            await last()
        await self._end(file, owner)
        return report

    async def _put(
        self,
        lines: Iterable[BulkLine],
        owner: str,
        report: BulkReport,
        progress: Callable[[BulkReport], None] | None,
        file: str | None,
    ) -> BulkReport:
        source = iter(lines)
        while batch := await asyncio.to_thread(_batch, source):
            drafts = await asyncio.to_thread(lambda chosen: [_drafted(line, owner) for line in chosen], batch)
            report = await self._put_batch(batch[-1].number, drafts, owner, report, file)
            if progress is not None:
                progress(report)
        return replace(report, errors=tuple(sorted(report.errors, key=lambda error: error.number)))

    async def _put_batch(
        self, last: int, drafts: Sequence[Draft | BulkError], owner: str, before: BulkReport, file: str | None
    ) -> BulkReport:
        """Put a batch in with the note that it is; what is in then."""
        good = [one for one in drafts if isinstance(one, Draft)]
        errors = tuple(one for one in drafts if isinstance(one, BulkError))
        async with self._database.transaction() as transaction:
            places = await put_in(transaction, good)
            after = BulkReport(
                added=before.added + sum(not place.replaced for place in places),
                replaced=before.replaced + sum(place.replaced and not place.unchanged for place in places),
                passages=before.passages + sum(len(one.new.passages) for one in good),
                errors=(*before.errors, *errors),
                unchanged=before.unchanged + sum(place.unchanged for place in places),
                line=last,
            )
            if file is not None:
                await _note(transaction, file, owner, after, errors)
        return after

    async def _begun(self, file: str, owner: str) -> BulkReport:
        """What is in of a file whose import was interrupted; nothing if there was none."""
        rows = await self._database.fetch("SELECT * FROM bulk_import WHERE owner = ? AND file = ?", (owner, file))
        if not rows:
            return BulkReport()
        (row,) = rows
        errors = await self._database.fetch(
            "SELECT line, message FROM bulk_error WHERE import = ? ORDER BY line", (row.integer("id"),)
        )
        return BulkReport(
            added=row.integer("added"),
            replaced=row.integer("replaced"),
            passages=row.integer("passages"),
            errors=tuple(BulkError(error.integer("line"), error.text("message")) for error in errors),
            unchanged=row.integer("unchanged"),
            line=row.integer("line"),
        )

    async def _end(self, file: str, owner: str) -> None:
        """Forget an import, and those that were given up long ago."""
        await self._database.record(
            "DELETE FROM bulk_import WHERE (owner = ? AND file = ?) OR at < ?",
            (owner, file, moment(datetime.now(UTC) - _REMEMBERED)),
        )


async def _note(
    transaction: Transaction, file: str, owner: str, report: BulkReport, errors: Iterable[BulkError]
) -> None:
    rows = await transaction.fetch(
        "INSERT INTO bulk_import (owner, file, line, added, replaced, unchanged, passages, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, file) DO UPDATE SET line = excluded.line, "
        "added = excluded.added, replaced = excluded.replaced, unchanged = excluded.unchanged, "
        "passages = excluded.passages, at = excluded.at RETURNING id",
        (
            owner,
            file,
            report.line,
            report.added,
            report.replaced,
            report.unchanged,
            report.passages,
            moment(datetime.now(UTC)),
        ),
    )
    import_ = rows[0].integer("id")
    await transaction.execute_many(
        "INSERT OR REPLACE INTO bulk_error (import, line, message) VALUES (?, ?, ?)",
        [(import_, error.number, error.message) for error in errors],
    )


def _batch(lines: Iterator[BulkLine]) -> list[BulkLine]:
    batch: list[BulkLine] = []
    characters = 0
    for line in lines:
        batch.append(line)
        if isinstance(line, BulkArticle):
            characters += sum(map(len, line.article.paragraphs))
        if len(batch) == BULK_BATCH or characters > _BATCH_CHARACTERS:
            break
    return batch


def _drafted(line: BulkLine, owner: str) -> Draft | BulkError:
    if isinstance(line, BulkError):
        return line
    whose = owner if line.owner is None else line.owner
    passages = passages_of(line.article)
    try:
        return draft(NewArticle(line.article, passages, line.ref or None, whose, line.origins))
    except ArticleError as error:
        return BulkError(line.number, str(error))


def _identified(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file, and its size in bytes."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read ({error.strerror or error}).") from error
