"""Repairing: a library that nobody uses meanwhile is made whole again, as far as can be, without losing an article.

The database is copied before anything in it is changed, and the copy is kept. What only contradicts itself is set
right in place; where the file is damaged, what can be read goes into a new one, which takes the old one's place once
it is complete and sound. The index and the encoder are made of the rest, and need no care: see `open_library`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from retrieval.database import APPLICATION_ID
from retrieval.errors import Cause, LibraryError, StorageError
from retrieval.integrity import IN_FILE, Altered, Breach, altered, is_current, problems
from retrieval.layout import DATABASE
from retrieval.lock import FileLock
from retrieval.restoring import clear_leftovers, keep_beside, leftovers
from retrieval.rewriting import rewrite
from retrieval.salvaging import reading, salvage
from retrieval.storage import PROBE, cause_of, flush, remove_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval.salvaging import Loss

LOCK: Final = "in-use.lock"
"""Held, shared, by whoever has the library open, and by who repairs it alone."""
_FRESH: Final = "repairing.sqlite3"
"""A new database that is being filled, until it is complete."""
_COMPLETE: Final = "repaired.sqlite3"
"""The same when it is, until it is in the old one's place: the old one is not to be used any more, nor its log."""
_IN_WORDS: Final = {
    "article": "articles ({})",
    "passage": "passages ({}), which are cut anew from their articles",
    "vector": "vectors ({}), which are computed anew when the bot runs",
    "turn": "remembered questions ({})",
    "feedback": "votes on answers ({})",
    "change": "records of changes ({}), with what an undo would put back",
    "chat": "chats' settings ({})",
    "pin": "chosen answers ({})",
}
_NAMED: Final = 10
"""Articles that a sentence names."""


@contextmanager
def in_use(directory: Path) -> Iterator[None]:
    """Have the library in `directory` open meanwhile. Raises `LibraryError` while it is being repaired, and when that
    was cut short by a kill before the new database was in place.
    """
    lock = FileLock(directory / LOCK, wait=0, shared=True)
    try:
        lock.acquire()
    except LibraryError:
        raise LibraryError(
            f"The library in {directory} is being repaired by another process; start again when it is done."
        ) from None
    except OSError as error:
        raise StorageError(
            f"{directory} cannot be written ({error.strerror}); check its owner and mode, and the disk.",
            cause_of(error, directory) or Cause.FAILING,
        ) from error
    try:
        if (directory / _COMPLETE).exists():
            raise LibraryError(f"A repair of {directory} was cut short; run `check --repair`, which finishes it.")
        yield
    finally:
        lock.release()


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Be the only one who uses the library meanwhile. Raises `LibraryError` if anybody has it open."""
    lock = FileLock(directory / LOCK, wait=0)
    try:
        lock.acquire()
    except LibraryError:
        raise LibraryError(
            f"The library in {directory} is in use, by the running bot or another command; stop it, then repair."
        ) from None
    except OSError as error:
        raise LibraryError(
            f"There is nothing to be mended in {directory} ({error.strerror}); see that DATA_DIR is right."
        ) from error
    try:
        yield
    finally:
        lock.release()


def survey(database: Path, *, closely: bool = True) -> list[Breach]:
    """Everything that is wrong in a database file, which is only read: by its structure, then article by article.

    The latter only when it is looked at `closely`. Raises `LibraryError` if nothing of it can be read.
    """
    try:
        with closing(reading(database)) as connection:
            _check_kind(database, connection)
            try:
                found = problems(connection)
                if closely and all(one.in_place for one in found) and is_current(connection):
                    found += _of_articles(list(altered(connection)))
            except sqlite3.DatabaseError as error:
                if cause_of(error, database.parent) not in {Cause.DAMAGED, None}:
                    raise
                return [Breach(1, f"damage in the file ({error})", IN_FILE, in_place=False)]
    except sqlite3.DatabaseError as error:
        cause = cause_of(error, database.parent)
        if cause is Cause.DAMAGED:
            raise LibraryError(_past_mending(database, error)) from error
        raise StorageError(
            f"{database} cannot be read ({error}); check the disk and its file system.", cause or Cause.FAILING
        ) from error
    return found


def _check_kind(database: Path, connection: sqlite3.Connection) -> None:
    """Raise `LibraryError` for what is no database of Kutip's, and SQLite's error if not even that can be seen."""
    ((application, _),) = connection.execute(
        "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id"
    )
    if application != APPLICATION_ID:
        raise LibraryError(f"{database} is a database of another program; move it away.")


def _past_mending(database: Path, error: sqlite3.Error) -> str:
    return (
        f"Nothing of {database} can be read ({error}). Move it away, with its -wal and -shm files, and restore a "
        "backup. It was left as it is."
    )


def repair(directory: Path) -> list[str]:
    """Mend the database in `directory`, and clear what killed processes left there; a sentence for each thing done.

    Only for who is `alone` there. Of a database of an older version the file is mended, but not its articles: for that,
    have it brought up to this version, and repair again. Raises `LibraryError`, with nothing changed, if there is no
    room for a copy, or nothing of the database can be read.
    """
    database = directory / DATABASE
    if not database.exists():
        raise LibraryError(f"There is no library in {directory}; see that DATA_DIR is right, or restore a backup.")
    told = [*_finished(database), *_cleared(directory)]
    found = survey(database)
    if not found:
        return told
    copy = keep_beside(database)
    told.append(f"The database as it was is kept in {copy}; delete it when you are sure, it holds questions too.")
    if not all(one.in_place for one in found) or not _mended(database, told, found):
        told += _made_anew(database, copy)
        found = survey(database)
        if found and not _mended(database, told, found):
            raise LibraryError(f"{database} could not be mended; restore a backup. It is as it was in {copy}.")
    return told


def is_older(directory: Path) -> bool:
    """Whether the database in `directory` is still to be brought up to this version."""
    with closing(reading(directory / DATABASE)) as connection:
        return not is_current(connection)


def _mended(database: Path, told: list[str], found: list[Breach]) -> bool:
    """Mend in place, in one transaction, what `survey` has found; whether it is well then. What was done is told."""
    deeds = list[tuple[str, str]]()
    try:
        with closing(_writing(database)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            # One mended may be another one's reason, and what is dropped takes others along.
            while broken := problems(connection):
                for one in broken:
                    if not one.in_place or one.sentence in [deed for deed, _ in deeds]:
                        return False
                    for statement in one.statements:
                        connection.execute(statement)
                    deeds.append((one.sentence, one.remedy))
            rewritten = list(altered(connection)) if is_current(connection) else []
            if rewritten:
                connection.execute("UPDATE library SET revision = revision + 1")
            sentences = [f"{rewrite(connection, one)}." for one in rewritten]
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if cause_of(error, database.parent) in {Cause.FULL, Cause.READ_ONLY}:
            raise StorageError(
                f"{database} could not be written ({error}), and is as it was; make room and repair again.", Cause.FULL
            ) from error
        return False
    told += [f"There were {sentence}; {remedy}." for sentence, remedy in deeds] + sentences
    return not survey(database)


def _made_anew(database: Path, copy: Path) -> list[str]:
    """Put a new database in the place of a damaged one, with all that can be read of its copy; what was done."""
    fresh = database.with_name(_FRESH)
    remove_database(fresh)
    try:
        losses = salvage(copy, fresh)
        with closing(_writing(fresh)) as connection:
            if connection.execute("SELECT 1 FROM pragma_table_info('library') WHERE name = 'identity'").fetchone():
                # Another library for whoever follows it: of what is gone no word was left.
                connection.execute("UPDATE library SET identity = lower(hex(randomblob(8))), revision = revision + 1")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        remove_database(fresh)
        if cause_of(error, database.parent) is Cause.FULL:
            raise StorageError(
                f"There is no room for a new database; make some. {database} is as it was.", Cause.FULL
            ) from error
        raise LibraryError(_past_mending(database, error)) from error
    flush(fresh)
    fresh.rename(database.with_name(_COMPLETE))
    flush(database.parent)
    _put_in_place(database)
    return [
        "The database was damaged; what could be read of it was put into a new one.",
        *(_told(loss) for loss in losses),
    ]


def _put_in_place(database: Path) -> None:
    """Put the new database in the old one's place; killed at any point, it can be done again."""
    # The log of the old one would be taken for the new one's. What is in it is in the new one.
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.with_name(_COMPLETE).replace(database)
    flush(database.parent)


def _finished(database: Path) -> list[str]:
    """Finish a repair that was killed when its new database was complete."""
    if not database.with_name(_COMPLETE).exists():
        return []
    _put_in_place(database)
    return ["A repair that had been cut short is finished: the database that it had made is in its place."]


def _told(loss: Loss) -> str:
    what = _IN_WORDS.get(loss.table, f"rows of {loss.table} ({{}})")
    return f"Could not be read: {what.format('some' if loss.rows is None else loss.rows)}."


def _cleared(directory: Path) -> list[str]:
    """Remove what killed processes left, so far as nobody else will."""
    names = [path.name for path in leftovers(directory)]
    clear_leftovers(directory)
    for path in (directory / _FRESH, directory / PROBE):
        if path.exists():
            names.append(path.name)
            remove_database(path)
    return [f"Leftovers were removed: {', '.join(sorted(names))}."] * bool(names)


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda data: data.decode(errors="replace")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _of_articles(articles: list[Altered]) -> list[Breach]:
    if not articles:
        return []
    named = ", ".join(one.ref for one in articles[:_NAMED]) + ", …" * (len(articles) > _NAMED)
    what = f"articles that are not as they were stored ({named})"
    return [Breach(len(articles), what, "they are put together again from what is left of them")]
