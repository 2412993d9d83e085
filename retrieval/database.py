"""The database file: one SQLite database in WAL mode, connections to write and to read, and errors people can act on.

Whatever a `transaction` has committed survives the death of the process at any moment and, as `synchronous` is FULL,
a loss of power too. So does what was written by `record`, unless it was told not to wait for the disk. Several
processes may have the file open; each waits for the others' transactions.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
import threading
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiosqlite

from retrieval.errors import Cause, LibraryError, StorageError
from retrieval.integrity import GLANCE, glanced
from retrieval.migrations import all_migrations, pending
from retrieval.storage import Storage, cause_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
    from pathlib import Path

    from retrieval.migrations import Migration

APPLICATION_ID = 0x4B555449
"""`KUTI`: tells Kutip's databases from those of other programs."""

_BUSY_SECONDS = 30.0
_PAUSES = (0.0, 0.05, 0.2, 0.5, 1.2)
"""Seconds before each attempt to empty the log."""
_FIRST_SQLITE = (3, 37)  # STRICT tables

Value = int | float | str | bytes | None
"""What goes into a column and comes out of it."""


class Row:
    """A row of a result whose columns are read by name and type; a column of another type is a `TypeError`."""

    __slots__ = ("_row",)

    def __init__(self, row: sqlite3.Row) -> None:
        self._row = row

    def integer(self, name: str) -> int:
        value: object = self._row[name]
        if not isinstance(value, int):
            raise _unexpected(name, value)
        return value

    def real(self, name: str) -> float:
        value: object = self._row[name]
        if not isinstance(value, float):
            raise _unexpected(name, value)
        return value

    def text(self, name: str) -> str:
        value: object = self._row[name]
        if not isinstance(value, str):
            raise _unexpected(name, value)
        return value

    def blob(self, name: str) -> bytes:
        value: object = self._row[name]
        if not isinstance(value, bytes):
            raise _unexpected(name, value)
        return value

    def integer_or_none(self, name: str) -> int | None:
        value: object = self._row[name]
        return None if value is None else self.integer(name)

    def text_or_none(self, name: str) -> str | None:
        value: object = self._row[name]
        return None if value is None else self.text(name)


class BlockingReader:
    """A connection that reads in whatever thread asks, one at a time."""

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA query_only = ON")

    def fetch(self, sql: str, parameters: Sequence[Value]) -> list[sqlite3.Row]:
        """The rows of a query."""
        with self._turn:
            return self._connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Give the connection back, once nobody reads by it."""
        with self._turn:
            self._connection.close()


class Transaction:
    """A transaction under way: statements that happen together or not at all. See `Database.transaction`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, parameters: Iterable[Value] = ()) -> list[Row]:
        """The rows of a query, which sees what the transaction has written."""
        return [Row(row) for row in await self._connection.execute_fetchall(sql, tuple(parameters))]

    async def execute(self, sql: str, parameters: Iterable[Value] = ()) -> int:
        """Run one statement; the number of rows it changed."""
        async with self._connection.execute(sql, tuple(parameters)) as cursor:
            return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row of parameters."""
        async with self._connection.executemany(sql, rows):
            pass


class Database:
    """An open database; see `open_database`. Its methods raise `LibraryError` for what the file or disk is to blame.

    What the disk is to blame for is a `StorageError`, and `storage` is told of it.
    """

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        recorder: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        patient: BlockingReader,
        blocking: BlockingReader,
    ) -> None:
        self.path = path
        self._loop = asyncio.get_running_loop()
        self.storage = Storage(path.parent)
        self._writer = writer
        self._recorder = recorder
        self._reader = reader
        self._patient = patient
        self._blocking = blocking
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Write: what is done inside is committed whole at the end, or undone whole if anything is raised.

        Transactions of one `Database` wait for one another, so one may not be opened inside another.
        """
        async with self._turn:
            with self._clear_errors():
                try:
                    await self._writer.execute_fetchall("BEGIN IMMEDIATE")
                    yield Transaction(self._writer)
                    await self._writer.execute_fetchall("COMMIT")
                except BaseException:
                    # Also after a cancellation, when the statement that was under way runs to its end first.
                    await self._writer.rollback()
                    raise

    async def record(self, sql: str, parameters: Iterable[Value] = (), *, durable: bool = True) -> list[Row]:
        """Write one statement, a transaction by itself that is committed when this returns its rows, if it has any.

        What somebody waits for need not be `durable`: it is there for everybody and survives the death of the process,
        but the disk is not waited for (some milliseconds). It survives a loss of power too as soon as anything durable
        has been committed after it.
        """
        connection = self._writer if durable else self._recorder
        async with self._turn:
            with self._clear_errors():
                return [Row(row) for row in await connection.execute_fetchall(sql, tuple(parameters))]

    async def fetch(self, sql: str, parameters: Iterable[Value] = (), *, patient: bool = False) -> list[Row]:
        """Read: the rows of one query, of what has been committed before it.

        What may take long, over all that was asked, say, is `patient`: who asks meanwhile does not wait for it.
        """
        with self._clear_errors():
            if patient:
                # aiosqlite's thread holds on to the last rows until it is asked again: thousands here.
                return [Row(row) for row in await asyncio.to_thread(self._patient.fetch, sql, tuple(parameters))]
            return [Row(row) for row in await self._reader.execute_fetchall(sql, tuple(parameters))]

    def fetch_blocking(self, sql: str, parameters: Iterable[Value] = ()) -> list[Row]:
        """Read as `fetch` does, but in the thread that calls, which has other work to do and may wait for the disk."""
        try:
            with _clear_errors(self.path):
                return [Row(row) for row in self._blocking.fetch(sql, tuple(parameters))]
        except StorageError as error:
            self._loop.call_soon_threadsafe(self.storage.failed, error)
            raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """Read with several queries what was there at one moment, while others read and write.

        Until the end the log keeps all that is written, so what is done inside should not wait for anybody.
        """
        with self._clear_errors():
            async with _connect(self.path) as connection:
                await connection.execute_fetchall("PRAGMA query_only = ON")
                await connection.execute_fetchall("BEGIN")
                yield Transaction(connection)

    @asynccontextmanager
    async def transaction_beside(self, other: Path) -> AsyncIterator[Transaction]:
        """Write as in `transaction`, with the tables of another database file at hand as `other.…`.

        References between tables are not looked at: they must be right at the end.
        """
        with self._clear_errors():
            async with _connect(self.path) as connection:
                await connection.execute_fetchall("PRAGMA foreign_keys = OFF")
                await connection.execute_fetchall("PRAGMA temp_store = MEMORY")
                await connection.execute_fetchall("ATTACH ? AS other", (str(other),))
                async with self._turn:
                    await connection.execute_fetchall("BEGIN IMMEDIATE")
                    try:
                        yield Transaction(connection)
                        await connection.execute_fetchall("COMMIT")
                    except BaseException:
                        await connection.rollback()
                        raise

    async def rewrite(self, tables: Iterable[str]) -> None:
        """Write tables anew, row by row: their pages hold what is in the tables from then on, and nothing else.

        Others who write wait meanwhile. Tables with triggers or with generated columns are not for it.
        """
        with self._clear_errors():
            async with _connect(self.path) as connection:
                # Every row comes back, so those that belong to it may stay.
                await connection.execute_fetchall("PRAGMA foreign_keys = OFF")
                await connection.execute_fetchall("PRAGMA temp_store = MEMORY")
                async with self._turn:
                    await connection.execute_fetchall("BEGIN IMMEDIATE")
                    for table in tables:
                        await connection.execute_fetchall(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")  # noqa: S608 - a name of ours
                        await connection.execute_fetchall(f"DELETE FROM {table}")  # noqa: S608
                        await connection.execute_fetchall(f"INSERT INTO {table} SELECT * FROM kept")  # noqa: S608
                        await connection.execute_fetchall("DROP TABLE kept")
                    await connection.execute_fetchall("COMMIT")

    async def empty_log(self) -> bool:
        """Bring the log into the file and cut it to nothing, so that it keeps nothing that is gone from the file.

        False if somebody else reads or writes all the while, for two seconds.
        """
        with self._clear_errors():
            async with _connect(self.path) as connection:
                # Whoever waits in here for readers to finish lets nobody write meanwhile.
                await connection.execute_fetchall("PRAGMA busy_timeout = 0")
                for pause in _PAUSES:
                    await asyncio.sleep(pause)
                    # The long part first, in which nobody has to wait.
                    await connection.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")
                    async with self._turn:
                        rows = await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                    if not any(row["busy"] for row in rows):
                        return True
        return False

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        """As the function of this name, and what is wrong with the disk is told."""
        try:
            with _clear_errors(self.path):
                yield
        except StorageError as error:
            self.storage.failed(error)
            raise

    async def glance(self) -> None:
        """Look at what costs nothing to look at. Raises `StorageError` if that shows damage; see `integrity.glance`."""
        with self._clear_errors():
            rows = await self.fetch(GLANCE)
            await asyncio.to_thread(glanced, self.path, *(rows[0].integer(name) for name in ("bytes", "rows")))

    async def try_out(self) -> None:
        """Write to the disk, to see whether it takes it. Raises `LibraryError` if it does not."""
        await self.storage.try_out()
        await self.record("UPDATE library SET revision = revision")

    async def backup(self, target: Path, *, replace: bool = False) -> None:
        """Write a consistent copy of the database to `target`, which must not exist yet unless to `replace` it."""
        if not replace and await asyncio.to_thread(target.exists):
            raise LibraryError(f"{target} exists already; name a file that does not.")
        await asyncio.to_thread(refuse_part_of, target, self.path)
        # Under the target's name it is either whole or not there: a full disk leaves no half copy that looks like one.
        unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.unfinished")
        try:
            with _clear_errors(target):
                # A connection of its own: it takes a while, and the reading one may not write.
                async with _connect(self.path) as connection:
                    await connection.execute_fetchall("VACUUM INTO ?", (str(unfinished),))
                await asyncio.to_thread(unfinished.rename, target)
        finally:
            with suppress(OSError):  # what is to be told is why the copy failed, not that it cannot be cleared up
                await asyncio.to_thread(unfinished.unlink, missing_ok=True)

    async def findings(self) -> list[str]:
        """What is wrong inside the file, one sentence each; reads all of it. Empty when it is sound."""
        try:
            rows = await self.fetch("SELECT integrity_check AS finding FROM pragma_integrity_check(20)")
            broken = await self.fetch('SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1')
        except LibraryError as error:
            return [str(error)]
        found = [row.text("finding") for row in rows if row.text("finding") != "ok"]
        return found + [f"{row.integer('n')} rows of {row.text('name')} belong to nothing" for row in broken]


def refuse_part_of(target: Path, database: Path) -> None:
    """Raise `LibraryError` if a file that is to be written is the database, or one that SQLite keeps beside it."""
    parts = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm", "-journal")]
    if any(
        target.resolve() == part.resolve() or (target.exists() and part.exists() and target.samefile(part))
        for part in parts
    ):
        raise LibraryError(f"{target} is the library's own database; name another file.")


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """Open the database at `path`, made if missing, and bring its tables up to this version.

    Raises `LibraryError`, and leaves the file as it was, if it is damaged, no database of Kutip's, written by a newer
    version, or may not be written.
    """
    migrations = all_migrations()
    async with AsyncExitStack() as stack:
        with _clear_errors(path):
            _check_file(path)
            writer = await stack.enter_async_context(_connect(path))
            await _check_identity(path, writer)
            await _migrate(writer, migrations)
            recorder = await stack.enter_async_context(_connect(path))
            # Synced with the log that both write to, whenever the other one commits.
            await recorder.execute_fetchall("PRAGMA synchronous = NORMAL")
            reader = await stack.enter_async_context(_connect(path))
            await reader.execute_fetchall("PRAGMA query_only = ON")
            patient, blocking = (stack.enter_context(closing(BlockingReader(path))) for _ in range(2))
        yield Database(path, writer, recorder, reader, patient, blocking)


@asynccontextmanager
async def _connect(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(path, timeout=_BUSY_SECONDS, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        await connection.execute_fetchall("PRAGMA foreign_keys = ON")
        await connection.execute_fetchall("PRAGMA synchronous = FULL")
        # People may ask to be forgotten, so what is removed is overwritten; also what an update leaves behind, and also
        # where that costs writes: one more tenth of the time in which 2,000 of 19,000 articles are removed at once.
        await connection.execute_fetchall("PRAGMA secure_delete = ON")
        yield connection


def _check_file(path: Path) -> None:
    if sqlite3.sqlite_version_info < _FIRST_SQLITE:
        raise LibraryError(
            f"SQLite {sqlite3.sqlite_version} is too old, {'.'.join(map(str, _FIRST_SQLITE))} is the first that "
            "will do; use a newer Python."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{path.parent} cannot be made ({error.strerror}); use another DATA_DIR.") from error
    if path.is_dir():
        raise LibraryError(f"{path} is a directory where the database file should be; move it away.")
    effective = os.access in os.supports_effective_ids
    for needed in (path, path.parent):
        if needed.exists() and not os.access(needed, os.R_OK | os.W_OK, effective_ids=effective):
            raise StorageError(
                f"{needed} may not be read and written by this user; change its owner or mode, or use another "
                "DATA_DIR.",
                Cause.READ_ONLY,
            )


async def _check_identity(path: Path, connection: aiosqlite.Connection) -> None:
    """Refuse other programs' databases before anything is written."""
    for row in await connection.execute_fetchall(
        "SELECT application_id AS id, (SELECT count(*) FROM sqlite_schema) AS things FROM pragma_application_id"
    ):
        ours, empty = row["id"] == APPLICATION_ID, row["id"] == 0 and row["things"] == 0
        if not ours and not empty:
            raise LibraryError(f"{path} is a database of another program; move it away or use another DATA_DIR.")


async def _migrate(connection: aiosqlite.Connection, migrations: Sequence[Migration]) -> None:
    """Run the migrations that are missing, each in one transaction with its record."""
    await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    for _ in range(len(migrations) + 1):
        # Looked up inside the transaction: another process may be opening the same database.
        await connection.execute_fetchall("BEGIN IMMEDIATE")
        try:
            await connection.execute_fetchall(f"PRAGMA application_id = {APPLICATION_ID}")
            await connection.execute_fetchall(
                "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT"
            )
            rows = await connection.execute_fetchall("SELECT name FROM migration")
            missing = pending(migrations, {Row(row).text("name") for row in rows})
            for migration in missing[:1]:
                for statement in migration.statements:
                    await connection.execute_fetchall(statement)
                now = datetime.now(UTC).isoformat(timespec="seconds")
                await connection.execute_fetchall("INSERT INTO migration VALUES (?, ?)", (migration.name, now))
            await connection.execute_fetchall("COMMIT")
        except BaseException:
            await connection.rollback()
            raise
        if not missing:
            return


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at `path`, or about a value, into sentences that say what to do."""
    try:
        yield
    except UnicodeEncodeError as error:  # half a surrogate pair, from an argument that was no UTF-8
        raise LibraryError(f"{error.object[:40]!a} contains characters that are no text; leave them out.") from error
    except OverflowError as error:  # an id made up by somebody
        raise LibraryError(f"A number beyond 64 bits names nothing here ({error}).") from error
    except sqlite3.DatabaseError as error:
        cause = cause_of(error, path.parent)
        if cause is not None:
            raise StorageError(_sentence(path, error, cause), cause) from error
        if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise LibraryError(
                f"Another process has been writing {path} for too long; try again when it is done."
            ) from error
        raise


def _sentence(path: Path, error: sqlite3.DatabaseError, cause: Cause) -> str:
    """What to tell about an error that the disk is to blame for, or what is on it."""
    match cause:
        case Cause.DAMAGED:
            return (
                f"{path} is damaged or no database ({error}). It was left as it is: stop Kutip and run "
                "`check --repair`, which saves what can be read; or move it away, with its -wal and -shm files, and "
                "put a backup in its place."
            )
        case Cause.READ_ONLY:
            return f"{path} cannot be opened for writing ({error}); check its owner and mode, and its directory's."
        case Cause.FULL:
            return f"The disk that holds {path} is full. Nothing was lost; make room and try again."
        case Cause.FAILING:
            return f"{path} could not be read or written ({error}); check the disk and its file system."


def _unexpected(name: str, value: object) -> TypeError:
    return TypeError(f"The column {name!r} holds {value!r}")
