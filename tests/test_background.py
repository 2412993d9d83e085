"""What goes on beside the answering: old turns are forgotten, and no error ends it. (Encoding has tests of its own.)"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.background import encoding, forgetting
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
    turns: Turns, editing: Editing, caplog: pytest.LogCaptureFixture
) -> None:
    old, older, new = [
        await turns.save(asked(timedelta(days=days, hours=hours))) for days, hours in ((90, 1), (300, 0), (89, 23))
    ]
    await turns.feedback(old, "43", helpful=True)
    with caplog.at_level(logging.INFO, logger="bot.background"):
        async with forgetting(turns, editing, 90):
            assert [await turns.turn(turn) is None for turn in (old, older, new)] == [True, True, False]
            assert await turns.opinions(old) == {}
    assert caplog.messages == ["2 question(s) older than 90 days removed"]
    assert "Pakistan" not in caplog.text


async def test_articles_replaced_more_than_a_day_ago_are_forgotten(
    turns: Turns, editing: Editing, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    by = Editor("7", "-5")
    for day, text in enumerate(("Isi yang pertama.", "Isi yang kedua.", "Isi yang ketiga.")):
        article = Article("Judul", (Section("", (text,)),), url="https://example.com/1")
        change = await editing.put(NewArticle(article, passages_of(article)), by)
        then = datetime.now(UTC) - timedelta(days=2 - day, minutes=-1)
        async with database.transaction() as transaction:
            await transaction.execute("UPDATE change SET at = ? WHERE id = ?", (then.isoformat(), change.id))
    with caplog.at_level(logging.INFO, logger="bot.background"):
        async with forgetting(turns, editing, 90):
            pass
    assert caplog.messages == []
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE change SET at = ? WHERE id = 2", ("2024-01-29T12:00:00.000000+00:00",))
    with caplog.at_level(logging.INFO, logger="bot.background"):
        async with forgetting(turns, editing, 90):
            pass
    assert caplog.messages == ["1 change(s) can no longer be undone"]
    await editing.undo(None, by, "")
    with pytest.raises(UndoError) as refused:
        await editing.undo(None, by, "")
    assert refused.value.reason is UndoReason.TOO_OLD
    assert len(await editing.changes("", limit=9, offset=0)) == 4


async def test_turns_that_become_old_while_the_bot_runs_are_forgotten_too(turns: Turns, editing: Editing) -> None:
    async with forgetting(turns, editing, 1, every=0.01):
        old, new = await turns.save(asked(timedelta(days=2))), await turns.save(asked(timedelta(hours=23)))
        async with asyncio.timeout(15):
            while await turns.turn(old):  # noqa: ASYNC110 - the database is all there is to wait for
                await asyncio.sleep(0.01)
        assert await turns.turn(new)


async def test_database_that_fails_is_told_and_tried_again(
    turns: Turns, editing: Editing, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await turns.save(asked(timedelta(days=2)))
    async with database.transaction() as transaction:
        await transaction.execute("PRAGMA query_only = ON")  # as on a disk that has become read-only
    async with forgetting(turns, editing, 1, every=0.01), asyncio.timeout(15):
        while len(caplog.messages) < 3:  # noqa: ASYNC110 - the log is all there is to wait for
            await asyncio.sleep(0.01)
    assert all("could not be removed" in told and "check its owner" in told for told in caplog.messages)


async def test_error_that_nobody_thought_of_does_not_end_the_forgetting(
    turns: Turns, editing: Editing, caplog: pytest.LogCaptureFixture
) -> None:
    before_any_calendar = 10_000_000
    async with forgetting(turns, editing, before_any_calendar, every=0.01), asyncio.timeout(15):
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


async def test_stopping_does_not_wait_for_the_next_time(turns: Turns, editing: Editing) -> None:
    async with asyncio.timeout(15), forgetting(turns, editing, 1):
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
