"""Integrity: whether a database is whole, and keeps what its schema promises; each breach with what mends it.

Everything here only reads, by a connection of the caller's, and blocks. Over 19,032 articles (120 MB) `problems` takes
0.3 s and `altered` 1.6 s, for which a start has no time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from retrieval.errors import Cause, StorageError
from retrieval.migrations import all_migrations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

IN_FILE: Final = "what can be read goes into a new database, and the old one is kept"
"""The remedy for damage that nothing mends in place."""
_MOST: Final = 100
"""Findings of SQLite's that are counted: nobody reads more, and they are told by their kinds."""
_OF_AN_INDEX: Final = re.compile(
    r"missing from index|wrong # of entries in index|non-unique entry in index|values differ from index"
)


@dataclass(frozen=True, slots=True)
class Breach:
    """Rows that break a promise: how many, what about them, what would be done (`remedy`), and by which statements.

    What is not to be mended `in_place` takes a new database, made from what can be read.
    """

    count: int
    what: str
    remedy: str
    statements: tuple[str, ...] = ()
    in_place: bool = True

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return f"{self.what}: {self.count}" if self.count > 1 else self.what


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that is so of all rows of the database, in SQL: how many break it, and what makes them keep it."""

    what: str
    count: str
    remedy: str
    statements: tuple[str, ...]


PROMISES: Final = (
    Promise(
        "a library without its own row",
        "SELECT NOT EXISTS (SELECT 1 FROM library WHERE id = 1)",
        "the row is made anew",
        (
            (
                "INSERT INTO library (id, revision, identity) VALUES (1, "
                "(SELECT coalesce(max(revision), 0) + 1 FROM (SELECT revision FROM article UNION ALL "
                "SELECT revision FROM removed UNION ALL SELECT revision FROM change)), lower(hex(randomblob(8))))"
            ),
        ),
    ),
    Promise(
        "a library that cannot be told from others",
        "SELECT count(*) FROM library WHERE identity = ''",
        "it gets a name of its own",
        ("UPDATE library SET identity = lower(hex(randomblob(8))) WHERE identity = ''",),
    ),
    Promise(
        "articles of a revision that the library has not reached",
        "SELECT count(*) FROM (SELECT revision FROM article UNION ALL SELECT revision FROM removed) "
        "WHERE revision > (SELECT max(revision) FROM library)",
        "the library's revision is set beyond them",
        (
            (
                "UPDATE library SET revision = 1 + (SELECT max(revision) FROM "
                "(SELECT revision FROM article UNION ALL SELECT revision FROM removed))"
            ),
        ),
    ),
    Promise(
        "articles that are there and noted as removed",
        "SELECT count(*) FROM removed WHERE article IN (SELECT id FROM article)",
        "the notes are dropped",
        ("DELETE FROM removed WHERE article IN (SELECT id FROM article)",),
    ),
    Promise(
        "passages noted as having a vector, without one",
        "SELECT count(*) FROM passage WHERE encoder IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM vector WHERE passage = passage.id)",
        "their vectors are computed anew when the bot runs",
        (
            (
                "UPDATE passage SET encoder = NULL WHERE encoder IS NOT NULL AND NOT EXISTS "
                "(SELECT 1 FROM vector WHERE passage = passage.id)"
            ),
        ),
    ),
    Promise(
        "vectors of nobody knows which encoder",
        "SELECT count(*) FROM vector JOIN passage ON passage.id = vector.passage WHERE passage.encoder IS NULL",
        "they are dropped, and computed anew when the bot runs",
        ("DELETE FROM vector WHERE passage IN (SELECT id FROM passage WHERE encoder IS NULL)",),
    ),
    Promise(
        "tables that would give an id a second time",
        "SELECT count(*) FROM (SELECT 'article' AS name, max(id) AS most FROM article "
        "UNION ALL SELECT 'passage', max(id) FROM passage UNION ALL SELECT 'turn', max(id) FROM turn "
        "UNION ALL SELECT 'change', max(id) FROM change UNION ALL SELECT 'pin', max(id) FROM pin) AS used "
        "WHERE most > coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = used.name), 0)",
        "they count on from the highest",
        tuple(
            statement
            for table in ("article", "passage", "turn", "change", "pin")
            for statement in (
                f"DELETE FROM sqlite_sequence WHERE name = '{table}' AND seq < (SELECT max(id) FROM {table})",  # noqa: S608 - a name of ours
                (
                    f"INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', max(id) FROM {table} WHERE NOT EXISTS "  # noqa: S608
                    f"(SELECT 1 FROM sqlite_sequence WHERE name = '{table}') HAVING max(id) IS NOT NULL"
                ),
            )
        ),
    ),
)


GLANCE: Final = (
    "SELECT page_count * page_size AS bytes, (SELECT count(*) FROM library WHERE id = 1) AS rows "
    "FROM pragma_page_count, pragma_page_size"
)
"""What costs nothing to ask; see `glanced`."""


def glanced(path: Path, size: int, rows: int) -> None:
    """Judge what `GLANCE` tells. Raises `StorageError` if the file has lost its end, or the library its own row."""
    log = path.with_name(f"{path.name}-wal")
    # What is in the log only may belong behind the end of the file.
    written = log.exists() and log.stat().st_size > 0
    if not rows or (not written and path.stat().st_size < size):
        what = "lacks its end" if rows else "lacks the library's own row"
        raise StorageError(
            f"{path} is damaged, it {what}. It was left as it is: stop Kutip and run `check --repair`, or put a "
            "backup in its place.",
            Cause.DAMAGED,
        )


def problems(connection: sqlite3.Connection) -> list[Breach]:
    """Everything that is wrong with the structure of a database, and with what its rows promise.

    A database of an older version promises less; it is told of what it has in common with this one.
    """
    found = [*_of_pages(connection), *_orphans(connection)]
    if not is_current(connection):
        return found
    for promise in PROMISES:
        ((count,),) = connection.execute(promise.count)
        if count:
            found.append(Breach(count, promise.what, promise.remedy, promise.statements))
    return found


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a database has had all migrations of this version."""
    applied = {name for (name,) in connection.execute("SELECT name FROM migration")}
    return all(migration.name in applied for migration in all_migrations())


def _of_pages(connection: sqlite3.Connection) -> Iterator[Breach]:
    """What SQLite itself finds."""
    told = [str(line) for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    lines = Counter("of an index" if _OF_AN_INDEX.search(line) else "of the file" for line in told if line != "ok")
    if count := lines["of an index"]:
        what = "rows that are not as the database's own indexes have them"
        yield Breach(count, what, "these are made anew", ("REINDEX",))
    if count := lines["of the file"]:
        first = next(line for line in told if not _OF_AN_INDEX.search(line))
        yield Breach(
            count,
            f"damage in the file ({' '.join(first.split())[:120]})",
            IN_FILE,
            in_place=False,
        )


def _orphans(connection: sqlite3.Connection) -> Iterator[Breach]:
    """Rows that refer to others which are gone."""
    for table in tables_of(connection):
        for key in connection.execute("SELECT * FROM pragma_foreign_key_list(?)", (table,)).fetchall():
            parent, column, there, on_delete = key[2], key[3], key[4] or "id", key[6]
            orphaned = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{there}" FROM "{parent}")'  # noqa: S608 - names out of the schema
            ((count,),) = connection.execute(f'SELECT count(*) FROM "{table}" WHERE {orphaned}')  # noqa: S608
            if not count:
                continue
            if on_delete == "CASCADE":
                remedy, mend = "they are dropped, as they belong to nothing", f'DELETE FROM "{table}"'  # noqa: S608
            else:
                remedy, mend = "they refer to nothing then", f'UPDATE "{table}" SET "{column}" = NULL'  # noqa: S608
            yield Breach(count, f"rows of {table} without their {parent}", remedy, (f"{mend} WHERE {orphaned}",))


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The tables of Kutip's that a database has."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [str(name) for (name,) in rows]


@dataclass(frozen=True, slots=True)
class Altered:
    """An article that is not as it was stored: its id and reference, and whether its text alone still is."""

    id: int
    ref: str
    text_is_whole: bool


def altered(connection: sqlite3.Connection) -> Iterator[Altered]:
    """The articles whose text or passages are not what was stored, by the sum that was stored with each."""
    passages = groupby(
        connection.execute(
            "SELECT article, section, body, first, last, origins FROM passage ORDER BY article, position"
        ),
        key=itemgetter(0),
    )
    owner, own = next(passages, (None, iter(())))
    for id_, ref, document, whole, content in connection.execute(
        "SELECT id, ref, document, whole, content FROM article ORDER BY id"
    ):
        while owner is not None and owner < id_:
            owner, own = next(passages, (None, iter(())))
        rows = [row[1:] for row in own] if owner == id_ else []
        if sum_of([document, [row[:4] for row in rows], [_read(row[4]) for row in rows]]) != whole:
            yield Altered(id_, ref, text_is_whole=_content(document) == content)


def sum_of(value: object) -> str:
    """The sum that is stored of something; see `intake.Draft`."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode(errors="replace")).hexdigest()


def _content(document: str) -> str | None:
    """The sum of what makes an article the same one; `None` where the document is none."""
    read = _read(document)
    try:
        return sum_of([read["title"], [[one["heading"], one["paragraphs"]] for one in read["sections"]]])
    except (KeyError, TypeError, IndexError):
        return None


def _read(text: str) -> Any:  # the values of JSON
    try:
        return json.loads(text)
    except ValueError:
        return None
