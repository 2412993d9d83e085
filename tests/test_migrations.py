"""Migrations: run once, in order, whole or not at all."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from retrieval.answer import Context
from retrieval.database import open_database
from retrieval.errors import LibraryError
from retrieval.migrations import Migration, all_migrations, pending, statements
from retrieval.turns import Turns

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO, THREE = (Migration(name, ()) for name in ("001_one", "002_two", "003_three"))


def test_the_migrations_are_in_order_and_have_statements() -> None:
    migrations = all_migrations()
    assert [migration.name for migration in migrations] == sorted({migration.name for migration in migrations})
    assert all(migration.statements for migration in migrations)


def test_those_that_have_run_are_not_pending() -> None:
    assert pending([ONE, TWO, THREE], {"001_one"}) == (TWO, THREE)
    assert pending([ONE, TWO], {"001_one", "002_two"}) == ()


def test_a_newer_schema_is_refused() -> None:
    with pytest.raises(LibraryError, match=r"newer version.*003_three.*upgrade"):
        pending([ONE, TWO], {"001_one", "002_two", "003_three"})


def test_a_script_is_cut_into_its_statements() -> None:
    script = "-- Ours; not yours.\nCREATE TABLE a (x TEXT DEFAULT ';');\n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
    script += "    DELETE FROM a;\n    DELETE FROM a;\nEND;\n-- The end.\n"
    first, second = statements(script)
    assert first.endswith("DEFAULT ';');")
    assert second.startswith("CREATE TRIGGER")
    assert second.endswith("END;")


def test_a_script_that_ends_within_a_statement_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="ends within a statement"):
        list(statements("CREATE TABLE a (x TEXT);\nDROP TABLE b"))


async def test_each_migration_is_recorded_and_runs_once(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_database(tmp_path / "kutip.db") as database:
            rows = await database.fetch("SELECT name FROM migration ORDER BY name")
            assert [row.text("name") for row in rows] == [migration.name for migration in all_migrations()]


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    async with open_database(path) as database, database.transaction() as transaction:
        await transaction.execute("INSERT INTO migration VALUES ('999_future', '2099-01-01T00:00:00+00:00')")
    contents = path.read_bytes()
    with pytest.raises(LibraryError, match="newer version"):
        async with open_database(path):
            pass
    assert path.read_bytes() == contents


async def test_a_migration_that_fails_leaves_nothing_behind_and_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kutip.db"
    good = all_migrations()
    broken = (*good, Migration("900_broken", ("CREATE TABLE half (x TEXT) STRICT;", "DROP TABLE nowhere;")))
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: broken)
    with pytest.raises(sqlite3.OperationalError):
        async with open_database(path):
            pass
    mended = (*good, Migration("900_broken", ("CREATE TABLE half (x TEXT) STRICT;",)))
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: mended)
    async with open_database(path) as database:
        assert await database.fetch("SELECT * FROM half") == []


VERSIONS = range(1, len(all_migrations()))


async def schema(path: Path) -> set[str]:
    """What the database at `path` consists of."""
    async with open_database(path) as database:
        rows = await database.fetch("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        assert await database.findings() == []
        return {row.text("sql") for row in rows}


@pytest.mark.parametrize("version", VERSIONS)
async def test_database_of_any_older_version_becomes_like_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    everything = all_migrations()
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything[:version])
    old = await schema(tmp_path / "old.db")
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything)
    assert old != await schema(tmp_path / "old.db") == await schema(tmp_path / "new.db")


ASK = (
    "INSERT INTO turn (conversation, chat, person, asked_at, question, status, confidence, context, quotes, message, "
    "language) VALUES (?1 || ':0:' || ?2, ?1, ?2, '2024-01-29T12:00:00.000000+00:00', ?3, 'answered', 0.5, ?4, "
    "'[]', ?5, 'id')"
)


@pytest.mark.parametrize("version", VERSIONS[1:])
async def test_turns_of_any_older_version_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path = tmp_path / "kutip.db"
    everything = all_migrations()
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything[:version])
    async with open_database(path) as database, database.transaction() as transaction:
        await transaction.execute(ASK, ("5", "5", "kalau Iran?", '{"question": "siapa menlu Iran?"}', 101))
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything)
    async with open_database(path) as database:
        turn = await Turns(database).of_message("5", 101)
        assert turn is not None
        assert (turn.question, turn.context.question) == ("kalau Iran?", "siapa menlu Iran?")
        assert (turn.question_message, turn.author, turn.leans_on) == (None, None, None)


async def test_older_turns_where_several_people_ask_keep_nobody_elses_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kutip.db"
    everything = all_migrations()
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything[:6])
    async with open_database(path) as database, database.transaction() as transaction:
        await transaction.execute(ASK, ("-7", "5", "siapa menlu Pakistan?", '{"question": "siapa?"}', 101))
        understood = '{"question": "siapa menlu Iran?", "article": 3, "passage": 14, "answer": "Jilani"}'
        await transaction.execute(ASK, ("-7", "6", "kalau Iran?", understood, 103))
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything)
    async with open_database(path) as database:
        turn = await Turns(database).of_message("-7", 103)
        assert turn is not None
        assert turn.context == Context("kalau Iran?", article=3, passage=14, answer="Jilani")


async def test_every_table_is_strict(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        rows = await database.fetch(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        )
        assert [row.text("name") for row in rows] == []
