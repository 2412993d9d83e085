"""Salvaging: whatever can still be read of a damaged database, put into a new one.

SQLite gives up a query at the first page that it cannot follow. So each table is read from its beginning up to there,
then from its end down to there, and in between row by row. Of articles whose rows are gone, SQLite's own indexes still
know who owns them, and under which reference, address and title.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from retrieval.database import APPLICATION_ID
from retrieval.integrity import tables_of
from retrieval.migrations import all_migrations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

NO_DOCUMENT: Final = "{}"
"""Stands where the text of an article could not be read; its passages may still have it."""
_BY: Final = "FROM article INDEXED BY article_by"
_NO_SUM: Final = "0" * 64
_WRITABLE: Final = 0
"""What SQLite calls a column that is neither hidden nor generated."""
_BEYOND: Final = 1000
"""Ids that are tried behind the highest known one, where the end of a table cannot be read."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Rows of a table that could not be read: how many, as far as SQLite's indexes tell, or `None`."""

    table: str
    rows: int | None


def reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, whatever is in the file: words that are no text come with marks in them."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.text_factory = lambda data: data.decode(errors="replace")
    # So that a table of which nothing can be known does not keep us from all others.
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def salvage(source: Path, target: Path) -> list[Loss]:
    """Put what can be read of `source` into a new database `target`, of the version that has written it; what is lost.

    Promises between rows are not looked after. Raises `sqlite3.DatabaseError` if there is nothing to be read at all,
    or if `target` cannot be written.
    """
    with closing(reading(source)) as old, closing(sqlite3.connect(target, isolation_level=None)) as new:
        _make(new, _applied(old))
        new.execute("BEGIN")
        losses = [loss for table in tables_of(new) if table != "migration" and (loss := _copy(old, new, table))]
        with suppress(sqlite3.DatabaseError):  # what it told is set right by the promises
            counts = old.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
            new.execute("DELETE FROM sqlite_sequence")
            new.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", counts)
        new.execute("COMMIT")
    return losses


def _applied(old: sqlite3.Connection) -> set[str]:
    """The migrations that the database has had; all of them if nobody knows any more."""
    known = [migration.name for migration in all_migrations()]
    old.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # if not even this can be read, nothing can
    try:
        applied = {str(name) for (name,) in old.execute("SELECT name FROM migration")}
    except sqlite3.DatabaseError:
        return set(known)
    return applied & set(known) or set(known)


def _make(new: sqlite3.Connection, applied: Collection[str]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new.execute("PRAGMA foreign_keys = OFF")
    new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    new.execute("BEGIN")
    new.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT")
    for migration in all_migrations():
        if migration.name in applied:
            for statement in migration.statements:
                new.execute(statement)
            new.execute("INSERT INTO migration VALUES (?, ?)", (migration.name, now))
    new.execute("DELETE FROM library")  # it comes from the old one
    new.execute("COMMIT")


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> Loss | None:
    columns = [
        str(name)
        for name, hidden in new.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
        if hidden == _WRITABLE
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    put = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608 - names out of our own schema
    ((keyed,),) = new.execute("SELECT NOT wr FROM pragma_table_list WHERE name = ?", (table,))
    refused = 0
    for row in _rows(old, table, names) if keyed else _both_ways(old, table, names):
        try:
            new.execute(put, row)
        except sqlite3.IntegrityError:  # a value that was never written so
            refused += 1
    if table == "article":
        _copy_cards(old, new)
    ((there,),) = new.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
    try:
        ((before,),) = old.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
    except sqlite3.DatabaseError:
        return Loss(table, None)
    return Loss(table, before - there) if before > there else None


def _rows(old: sqlite3.Connection, table: str, names: str) -> Iterator[Sequence[object]]:
    """The rows of a table that has row ids: up, down, and what lies between one by one."""
    query = f'SELECT rowid, {names} FROM "{table}" NOT INDEXED'  # noqa: S608
    last = 0
    try:
        for id_, *row in old.execute(f"{query} ORDER BY rowid"):
            last = id_
            yield row
    except sqlite3.DatabaseError:
        pass
    else:
        return
    from_the_end = _read(old, f"{query} WHERE rowid > ? ORDER BY rowid DESC", last)
    first = int(str(from_the_end[-1][0])) if from_the_end else _highest(old, table, last) + _BEYOND
    for id_ in range(last + 1, first):
        yield from (row for _, *row in _read(old, f"{query} WHERE rowid = ?", id_))
    yield from (row for _, *row in from_the_end)


def _highest(old: sqlite3.Connection, table: str, last: int) -> int:
    """The highest row id that there may be."""
    with suppress(sqlite3.DatabaseError):
        ((highest,),) = old.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table,))
        return max(int(highest), last)
    return last


def _both_ways(old: sqlite3.Connection, table: str, names: str) -> Iterator[Sequence[object]]:
    """The rows of a table that is its own index: up to where it cannot be read, and down to there."""
    keys = ", ".join(
        f'"{name}" {{0}}'
        for (name,) in old.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))
    )
    for way in ("ASC", "DESC"):
        try:
            yield from old.execute(f'SELECT {names} FROM "{table}" ORDER BY {keys.format(way)}')  # noqa: S608
        except sqlite3.DatabaseError:
            continue
        return


def _copy_cards(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Articles of which only a part can be read: their cards, or what the indexes know of them."""
    there = {id_ for (id_,) in new.execute("SELECT id FROM article")}
    # Whose an article is, is known by each of them: nobody must see one that may be somebody else's.
    refs = {id_: (owner, ref) for id_, owner, ref in _read(old, f"SELECT id, owner, ref {_BY}_ref")}
    for index in ("_day", "_content", "_url WHERE url <> ''"):
        for id_, owner in _read(old, f"SELECT id, owner {_BY}{index}"):
            refs.setdefault(id_, (owner, f"artikel-{id_}"))
    for id_, (owner, ref) in sorted(refs.items(), key=str):
        if id_ in there:
            continue
        columns = "title, publisher, published, url, folded, content, revision, added_at"
        found = _read(old, f"SELECT {columns} FROM article NOT INDEXED WHERE id = ?", id_)  # noqa: S608
        card = found[0] if found else _known_of(old, id_, owner)
        new.execute(
            "INSERT OR IGNORE INTO article (id, owner, ref, title, publisher, published, url, folded, content, "
            "revision, added_at, whole, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (id_, owner, ref, *card, _NO_SUM, NO_DOCUMENT),
        )


def _known_of(old: sqlite3.Connection, id_: object, owner: object) -> tuple[object, ...]:
    """What the indexes, and the record of changes, know of an article whose row cannot be read."""
    told = _read(
        old, "SELECT title, publisher, published, url FROM change WHERE article = ? ORDER BY id DESC LIMIT 1", id_
    )
    by_day = "SELECT folded, day FROM article INDEXED BY article_by_day WHERE owner = ? AND id = ?"
    folded, day = next(iter(_read(old, by_day, owner, id_)), ("", None))
    by_url = "SELECT url FROM article INDEXED BY article_by_url WHERE owner = ? AND url <> '' AND id = ?"
    (url,) = next(iter(_read(old, by_url, owner, id_)), ("",))
    title, publisher, published, url = told[0] if told else (folded, "", day, url)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    # Of a revision of its own, and with a sum that no other article has.
    return title, publisher, published, url, folded, f"{id_:064}", 0, now


def _read(old: sqlite3.Connection, query: str, *parameters: object) -> list[tuple[object, ...]]:
    """The rows up to where they cannot be read."""
    rows = list[tuple[object, ...]]()
    with suppress(sqlite3.DatabaseError):
        for row in old.execute(query, parameters):
            rows.append(row)
    return rows
