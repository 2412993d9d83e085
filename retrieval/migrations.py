"""Migrations of the database: named SQL scripts, run in the order of their names, each once and each whole.

A script is never changed after a release: what is to be different goes into the next one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its name, which orders it and records it, and its SQL statements."""

    name: str
    statements: tuple[str, ...]


def all_migrations() -> tuple[Migration, ...]:
    """The migrations of this version of Kutip, in order, from the package's `schema/*.sql`."""
    scripts = (script for script in files("retrieval").joinpath("schema").iterdir() if script.name.endswith(".sql"))
    return tuple(
        Migration(script.name.removesuffix(".sql"), tuple(statements(script.read_text(encoding="utf-8"))))
        for script in sorted(scripts, key=lambda script: script.name)
    )


def pending(migrations: Sequence[Migration], applied: Collection[str]) -> tuple[Migration, ...]:
    """Those that a database lacks where the migrations named `applied` have run.

    Raises `LibraryError` if it has run one that is unknown here, that is, if a newer version has written it.
    """
    unknown = sorted(set(applied) - {migration.name for migration in migrations})
    if unknown:
        raise LibraryError(
            f"The database was written by a newer version of Kutip (it has the change {unknown[-1]!r}); "
            "upgrade Kutip, or use another DATA_DIR."
        )
    return tuple(migration for migration in migrations if migration.name not in applied)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the transaction it is to run in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in statement.splitlines()):
        raise ValueError(f"The migration ends within a statement: {statement.strip()!r}")
