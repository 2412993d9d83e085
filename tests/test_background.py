"""What goes on beside the answering: old turns are forgotten, garbage is freed, and no error ends it.

Encoding has tests of its own.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sqlite3
import weakref
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.service import background
from bot.service.background import encoding, forgetting, tidying
from retrieval.answer import Context, Status
from retrieval.article import Article, Section
from retrieval.database import open_database
from retrieval.editing import Editing, Editor, UndoError, UndoReason
from retrieval.intake import NewArticle
from retrieval.passages import passages_of
from retrieval.turns import NewTurn, Turns
from tests.botprocess import running
from tests.double import BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.db") as database:
        yield database


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


@pytest.fixture
def editing(database: Database) -> Editing:
    return Editing(database)


def asked(ago: timedelta) -> NewTurn:
    """A turn of somebody's, asked so long ago."""
    return NewTurn(
        conversation="42::42",
        chat="42",
        person="42",
        asked_at=datetime.now(UTC) - ago,
        question="siapa menlu Pakistan?",
        status=Status.ANSWERED,
        confidence=0.75,
        context=Context("siapa menlu Pakistan?"),
    )


async def test_turns_older_than_the_stated_days_are_forgotten_before_anything_else(
    turns: Turns, editing: Editing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old, older, new = [
        await turns.save(asked(timedelta(days=days, hours=hours))) for days, hours in ((90, 1), (300, 0), (89, 23))
    ]
    await turns.feedback(old, "43", helpful=True)
    with caplog.at_level(logging.INFO, logger="bot.service.background"):
        async with forgetting(turns, editing, tmp_path, 90):
            assert [await turns.turn(turn) is None for turn in (old, older, new)] == [True, True, False]
            assert await turns.opinions(old) == {}
    assert caplog.messages == ["2 question(s) older than 90 days removed"]
    assert "Pakistan" not in caplog.text


async def test_articles_replaced_more_than_a_day_ago_are_forgotten(
    turns: Turns, editing: Editing, tmp_path: Path, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    by = Editor("7", "-5")
    for day, text in enumerate(("Isi yang pertama.", "Isi yang kedua.", "Isi yang ketiga.")):
        article = Article("Judul", (Section("", (text,)),), url="https://example.com/1")
        change = await editing.put(NewArticle(article, passages_of(article)), by)
        then = datetime.now(UTC) - timedelta(days=2 - day, minutes=-1)
        async with database.transaction() as transaction:
            await transaction.execute("UPDATE change SET at = ? WHERE id = ?", (then.isoformat(), change.id))
    with caplog.at_level(logging.INFO, logger="bot.service.background"):
        async with forgetting(turns, editing, tmp_path, 90):
            pass
    assert caplog.messages == []
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE change SET at = ? WHERE id = 2", ("2024-01-29T12:00:00.000000+00:00",))
    with caplog.at_level(logging.INFO, logger="bot.service.background"):
        async with forgetting(turns, editing, tmp_path, 90):
            pass
    assert caplog.messages == ["1 change(s) can no longer be undone"]
    await editing.undo(None, by, "")
    with pytest.raises(UndoError) as refused:
        await editing.undo(None, by, "")
    assert refused.value.reason is UndoReason.TOO_OLD
    assert len(await editing.changes("", limit=9, offset=0)) == 4


async def test_turns_that_become_old_while_the_bot_runs_are_forgotten_too(
    turns: Turns, editing: Editing, tmp_path: Path
) -> None:
    async with forgetting(turns, editing, tmp_path, 1, every=0.01):
        old, new = await turns.save(asked(timedelta(days=2))), await turns.save(asked(timedelta(hours=23)))
        async with asyncio.timeout(15):
            while await turns.turn(old):  # noqa: ASYNC110 - the database is all there is to wait for
                await asyncio.sleep(0.01)
        assert await turns.turn(new)


async def test_backups_from_before_a_restore_are_forgotten_with_the_turns_in_them(
    turns: Turns, editing: Editing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime.now(UTC).astimezone()
    old, older, new = [
        tmp_path / f"before-restore-{now - ago:%Y%m%d-%H%M%S}{again}.sqlite3"
        for ago, again in (
            (timedelta(days=90, hours=2), ""),
            (timedelta(days=300), "-2"),
            (timedelta(days=89, hours=22), ""),
        )
    ]
    others = [tmp_path / f"before-restore-{name}.sqlite3" for name in ("20240101", "milik-saya", "20249999-000000")]
    for path in (old, older, new, *others, log := old.with_name(f"{old.name}-wal")):
        path.write_bytes(b"isi")
    with caplog.at_level(logging.INFO, logger="bot.service.background"):
        async with forgetting(turns, editing, tmp_path, 90):
            assert [path.exists() for path in (old, older, log)] == [False] * 3
            assert all(path.exists() for path in (new, *others))
    assert caplog.messages == ["2 backup(s) removed that were made before a restore, more than 90 days ago"]


async def test_backup_that_cannot_be_removed_is_told(
    turns: Turns, editing: Editing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = "before-restore-20240101-000000.sqlite3"
    (tmp_path / name).write_bytes(b"isi")
    (tmp_path / f"{name}-wal").mkdir()  # which no unlinking removes
    async with forgetting(turns, editing, tmp_path, 90):
        pass
    (told,) = caplog.messages
    assert name in told
    assert "delete it by hand" in told


async def test_database_that_fails_is_told_and_tried_again(
    turns: Turns, editing: Editing, tmp_path: Path, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await turns.save(asked(timedelta(days=2)))
    async with database.transaction() as transaction:
        await transaction.execute("PRAGMA query_only = ON")  # as on a disk that has become read-only
    async with forgetting(turns, editing, tmp_path, 1, every=0.01), asyncio.timeout(15):
        while len(caplog.messages) < 3:  # noqa: ASYNC110 - the log is all there is to wait for
            await asyncio.sleep(0.01)
    told = [record.getMessage() for record in caplog.records if record.name == background.__name__]
    assert len(told) >= 2
    assert all("could not be removed" in one and "check its owner" in one for one in told)


async def test_error_that_nobody_thought_of_does_not_end_the_forgetting(
    turns: Turns, editing: Editing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before_any_calendar = 10_000_000
    async with forgetting(turns, editing, tmp_path, before_any_calendar, every=0.01), asyncio.timeout(15):
        while len(caplog.messages) < 3:  # noqa: ASYNC110 - the log is all there is to wait for
            await asyncio.sleep(0.01)
    assert all("could not be removed" in told for told in caplog.messages)


async def test_error_that_nobody_thought_of_does_not_end_the_encoding(caplog: pytest.LogCaptureFixture) -> None:
    class Stumbling:
        """Fails twice, and then has two passages to encode."""

        semantic = True

        def __init__(self) -> None:
            self.left = 2
            self._failures = [ZeroDivisionError(), MemoryError()]

        async def encode_pending(self, limit: int) -> int:
            if self._failures:
                raise self._failures.pop()
            encoded, self.left = self.left, 0
            return encoded

    library = Stumbling()
    async with encoding(library, every=0.01), asyncio.timeout(15):
        while library.left:  # noqa: ASYNC110 - it is all there is to wait for
            await asyncio.sleep(0.01)
    assert caplog.messages == ["passages could not be encoded"] * 2


async def test_stopping_does_not_wait_for_the_next_time(turns: Turns, editing: Editing, tmp_path: Path) -> None:
    async with asyncio.timeout(15), forgetting(turns, editing, tmp_path, 1):
        pass


async def test_running_bot_keeps_questions_for_as_long_as_its_settings_say(tmp_path: Path) -> None:
    async with BotApiDouble() as double:
        budi = double.person()
        async with running(double, tmp_path):
            for question in ("siapa menlu Pakistan?", "kalau Iran?"):
                await budi.asks(question)
        week_ago = (datetime.now(UTC) - timedelta(days=7, hours=1)).isoformat(timespec="microseconds")
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database, database:
            database.execute("UPDATE turn SET asked_at = ? WHERE question = 'siapa menlu Pakistan?'", (week_ago,))
        async with running(double, tmp_path, RETENTION_DAYS="7"):
            pass
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database:
            assert database.execute("SELECT question FROM turn").fetchall() == [("kalau Iran?",)]
        double.assert_clean()


class _Link:
    """Something that may be part of a cycle."""

    def __init__(self) -> None:
        self.other = self


async def test_cycles_that_nothing_needs_are_freed_while_the_bot_runs() -> None:
    freed = asyncio.Event()
    gc.disable()
    try:
        async with tidying(every=0.01):
            weakref.finalize(_Link(), freed.set)
            async with asyncio.timeout(10):
                await freed.wait()
    finally:
        gc.unfreeze()
        gc.enable()
