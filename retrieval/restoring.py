"""Restoring: everything in a backup put back into a library that is in use, at one stroke.

The backup is checked and brought up to this version in a copy of its own. Then one transaction exchanges all rows of
all tables, so a process that dies at any moment leaves the old library or the new one, and whoever reads meanwhile
sees the old one. Other processes follow: the library has a revision that neither of the two had, and every article
that is not just the same in both counts as changed in it, or as removed.

What was changed since the backup was made is gone, people's questions among it; and whoever was forgotten since is
known again.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from retrieval.database import APPLICATION_ID, open_database
from retrieval.errors import LibraryError
from retrieval.lock import FileLock
from retrieval.migrations import all_migrations
from retrieval.storage import remove_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from retrieval.database import Database, Transaction

_COPY: Final = "restoring.sqlite3"
_LOCK: Final = "restoring.lock"
_SAFE: Final = "before-restore-"
_KEPT_BACK: Final = "before-repair-"
_SAFE_TIME: Final = "%Y%m%d-%H%M%S"
_SAFE_NAME: Final = re.compile(rf"(?:{_SAFE}|{_KEPT_BACK})(\d{{8}}-\d{{6}})(?:-\d+)?\.sqlite3")
_KEPT: Final = frozenset({"migration", "library"})
"""Tables that are not exchanged: both files have run the same migrations, and of the library's row see `put_back`."""
_OF_THIS_FILE: Final = frozenset({"id", "identity", "revision", "restored", "traces"})
"""Columns of the library's row that are not the backup's. The identity stays, as indexes in use are known by it."""
_WRITABLE: Final = 0
"""What SQLite calls a column that is neither hidden nor generated."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A backup that can be put back: a sound copy of it in this version's form, and how many articles it holds."""

    path: Path
    articles: int


@asynccontextmanager
async def ready(file: Path, live: Path) -> AsyncIterator[Ready]:
    """Check a backup of the database `live`, and copy it beside that; the copy goes at the end, the backup stays.

    Raises `LibraryError` if the file is not there, is no database of Kutip's, is damaged, was written by a newer
    version, or is the very database; and if another process is restoring, or the disk is full.
    """
    await asyncio.to_thread(check_backup, file, live)
    copy = live.with_name(_COPY)
    with _alone(live.parent):
        try:
            await asyncio.to_thread(_copy, file, copy)
            async with open_database(copy) as database:  # which brings it up to this version
                if found := await database.findings():
                    raise LibraryError(f"{file} is damaged ({found[0]}); use another backup.")
                rows = await database.fetch("SELECT count(*) AS n FROM article")
            yield Ready(copy, rows[0].integer("n"))
        finally:
            await asyncio.to_thread(_clear, live.parent)


def clear_leftovers(directory: Path) -> None:
    """Remove what a restore that was killed has left beside the database, unless one is under way."""
    if any(leftovers(directory)):
        with suppress(LibraryError), _alone(directory):
            _clear(directory)


async def back_up_beside(database: Database) -> Path:
    """A backup of the database as it is now, beside it, named after the time; where that is."""
    target = await asyncio.to_thread(_free_name, database.path, _SAFE)
    await database.backup(target)
    return target


def keep_beside(database: Path) -> Path:
    """A copy of a database file, page by page with its log, as damaged as it may be; where that is.

    Raises `LibraryError` if there is no room for it.
    """
    target = _free_name(database, _KEPT_BACK)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        try:
            with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(unfinished)) as copy:
                source.backup(copy)
        except sqlite3.DatabaseError:  # so damaged that SQLite does not take it for a database, or the disk is full
            shutil.copyfile(database, unfinished)
            if (log := database.with_name(f"{database.name}-wal")).exists():
                shutil.copyfile(log, target.with_name(f"{target.name}-wal"))
        unfinished.rename(target)
    except OSError as error:
        raise LibraryError(
            f"There is no copy of {database} ({error.strerror}), so nothing was changed; make as much room as it takes."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _free_name(database: Path, prefix: str) -> Path:
    name = f"{prefix}{datetime.now(UTC).astimezone():{_SAFE_TIME}}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    targets = (database.with_name(f"{one}.sqlite3") for one in names)
    return next(one for one in targets if not one.exists())


@dataclass(frozen=True, slots=True)
class SafeCopy:
    """What `back_up_beside` has left: where it is, when it was made, in the zone of this machine, and its bytes."""

    path: Path
    made_at: datetime
    size: int


def safe_copies(directory: Path) -> list[SafeCopy]:
    """The copies that were made before restores and repairs, oldest first. Each holds the questions of that time."""
    found = []
    for path in directory.glob("before-re*.sqlite3"):
        if (named := _SAFE_NAME.fullmatch(path.name)) and path.is_file():
            with suppress(ValueError):  # no time: not one of ours
                # As the name was given: by the clock on the wall.
                made_at = datetime.strptime(named[1], _SAFE_TIME).astimezone()
                found.append(SafeCopy(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda copy: (copy.made_at, copy.path.name))


def forget_safe_copies(directory: Path, before: datetime) -> int:
    """Remove the copies that were made before restores and repairs, and before this time; how many they were.

    Raises `LibraryError` if one cannot be removed.
    """
    old = [copy.path for copy in safe_copies(directory) if copy.made_at < before]
    for path in old:
        try:
            remove_database(path)
        except OSError as error:
            raise LibraryError(f"{path} cannot be removed ({error.strerror}); delete it by hand.") from error
    return len(old)


async def put_back(database: Database, backup: Ready) -> None:
    """Exchange everything in the database for what the backup holds, in one transaction.

    Articles and passages that come later get ids that neither of the two has ever given. Raises `LibraryError` if the
    database cannot be written; it is then as it was.
    """
    async with database.transaction_beside(backup.path) as transaction:
        rows = await transaction.fetch(
            "SELECT max(a.revision, b.revision) + 1 AS revision FROM main.library AS a, other.library AS b"
        )
        revision = rows[0].integer("revision")
        await _compare(transaction)
        for table in await _tables(transaction):
            columns = ", ".join(await _columns(transaction, table))
            await transaction.execute(f"DELETE FROM main.{table}")  # noqa: S608 - names out of our own schema
            await transaction.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM other.{table}"  # noqa: S608
            )
        await _move_on(transaction, revision)
        await _count_on(transaction)
        taken = [name for name in await _columns(transaction, "library") if name.strip('"') not in _OF_THIS_FILE]
        also = "".join(f", {name} = (SELECT {name} FROM other.library)" for name in taken)  # noqa: S608
        await transaction.execute(
            "UPDATE main.library SET revision = ?, restored = restored + (SELECT restored FROM other.library) + 1, "  # noqa: S608
            f"traces = traces + (SELECT traces FROM other.library) + 1{also}",
            (revision,),
        )


async def _compare(transaction: Transaction) -> None:
    """Note, before anything is exchanged, which articles are the same in both, and which will be gone.

    The same keep their revision, so nobody has to do anything about them. That must not be one which the backup knows
    an earlier state of the article by: an undo would take this state for that.
    """
    await transaction.execute("CREATE TEMP TABLE same (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL) STRICT")
    await transaction.execute(
        "INSERT INTO temp.same SELECT a.id, a.revision FROM main.article AS a JOIN other.article AS b ON b.id = a.id "
        "AND b.owner = a.owner AND b.ref = a.ref AND b.whole = a.whole "
        "WHERE (b.revision = a.revision OR NOT EXISTS ("
        "SELECT 1 FROM other.change AS c WHERE c.article = a.id AND c.revision = a.revision)) "
        # Of the same text, but their ids may be others.
        "AND NOT EXISTS (SELECT 1 FROM main.passage AS p LEFT JOIN other.passage AS q ON q.id = p.id "
        "AND q.article = p.article AND q.position = p.position WHERE p.article = a.id AND q.id IS NULL)"
    )
    await transaction.execute(
        "CREATE TEMP TABLE gone AS SELECT id FROM main.article UNION SELECT article FROM main.removed "
        "UNION SELECT article FROM other.removed EXCEPT SELECT id FROM other.article"
    )


async def _move_on(transaction: Transaction, revision: int) -> None:
    """Make all but the same articles changes of this revision, for whoever follows, and keep what can be undone."""
    await transaction.execute(
        "UPDATE main.change SET revision = coalesce((SELECT s.revision FROM temp.same AS s WHERE s.id = article), ?) "
        "WHERE revision = (SELECT a.revision FROM main.article AS a WHERE a.id = change.article)",
        (revision,),
    )
    await transaction.execute(
        "UPDATE main.article SET revision = "
        "coalesce((SELECT s.revision FROM temp.same AS s WHERE s.id = article.id), ?)",
        (revision,),
    )
    await transaction.execute("DELETE FROM main.removed")
    await transaction.execute("INSERT INTO main.removed (article, revision) SELECT id, ? FROM temp.gone", (revision,))


async def _count_on(transaction: Transaction) -> None:
    """Go on counting ids from the higher of both counts: processes remember ids that the backup did not know of."""
    await transaction.execute(
        "UPDATE main.sqlite_sequence SET seq = max(seq, coalesce("
        "(SELECT o.seq FROM other.sqlite_sequence AS o WHERE o.name = sqlite_sequence.name), 0))"
    )
    await transaction.execute(
        "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM other.sqlite_sequence "
        "WHERE name NOT IN (SELECT name FROM main.sqlite_sequence)"
    )


async def _tables(transaction: Transaction) -> list[str]:
    """The tables whose rows are exchanged, quoted: all that there are, so that none can be forgotten."""
    newer = await transaction.fetch("SELECT name FROM main.migration EXCEPT SELECT name FROM other.migration")
    if newer:  # since the copy was made
        raise LibraryError("A newer version of Kutip has come to use this library; restore with that version.")
    rows = await transaction.fetch(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return [f'"{name}"' for name in sorted({row.text("name") for row in rows} - _KEPT)]


async def _columns(transaction: Transaction, table: str) -> list[str]:
    """The columns of a table that can be written, quoted."""
    rows = await transaction.fetch("SELECT name, hidden FROM pragma_table_xinfo(?, 'main')", (table.strip('"'),))
    return [f'"{row.text("name")}"' for row in rows if row.integer("hidden") == _WRITABLE]


def check_backup(file: Path, live: Path) -> None:
    """Raise `LibraryError` for a file that cannot be put back; it is only read."""
    if not file.is_file():
        raise LibraryError(f"{file}: there is no such file to restore from.")
    if live.exists() and file.samefile(live):
        raise LibraryError(f"{file} is the library's own database; name a backup of it.")
    with _read(file) as connection:
        ((application,),) = connection.execute("SELECT application_id FROM pragma_application_id")
        if application != APPLICATION_ID:
            raise LibraryError(f"{file} is no database of Kutip's; name a file that `backup` has made.")
        applied = {str(name) for (name,) in connection.execute("SELECT name FROM migration")}
        if newer := sorted(applied - {migration.name for migration in all_migrations()}):
            raise LibraryError(
                f"{file} was written by a newer version of Kutip (it has the change {newer[-1]!r}); "
                "upgrade Kutip, then restore it."
            )
        ((finding,),) = connection.execute("SELECT integrity_check FROM pragma_integrity_check(1)")
        if finding != "ok":
            raise LibraryError(f"{file} is damaged ({finding}); use another backup.")


def _copy(file: Path, copy: Path) -> None:
    _clear(copy.parent)
    with _read(file) as connection, closing(sqlite3.connect(copy)) as target:
        connection.backup(target)


@contextmanager
def _read(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads; what SQLite finds wrong is a `LibraryError` that names the file."""
    log = file.with_name(f"{file.name}-wal")
    # A copy that was made by hand may have brought its log along; else nothing shall be written beside the file.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)) as opened:
            yield opened
    except sqlite3.DatabaseError as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_FULL"):
            raise LibraryError("The disk is full. Nothing was changed; make room and try again.") from error
        raise LibraryError(f"{file} cannot be restored from ({error}); it is damaged, or no backup.") from error


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Keep other restores out; raises `LibraryError` if one is under way."""
    lock = FileLock(directory / _LOCK, wait=0)
    try:
        lock.acquire()
    except LibraryError:
        raise LibraryError(f"Another process is restoring the library in {directory}; wait for it to end.") from None
    try:
        yield
    finally:
        lock.release()


def leftovers(directory: Path) -> Iterator[Path]:
    """What restores and repairs that were killed have left, or those under way need."""
    yield from directory.glob(f"{_COPY}*")
    yield from directory.glob(".before-re*.unfinished*")


def _clear(directory: Path) -> None:
    for path in list(leftovers(directory)):
        path.unlink(missing_ok=True)
