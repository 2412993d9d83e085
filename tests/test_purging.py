"""Purging: who is forgotten is forgotten whole, and no trace is left, whenever the process dies."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from retrieval.answer import Context, Status
from retrieval.chats import ChatSettings
from retrieval.database import open_database
from retrieval.editing import Editor
from retrieval.layout import DATABASE
from retrieval.library import Forgotten
from retrieval.opening import open_library
from retrieval.purging import purge
from retrieval.scope import PUBLIC
from retrieval.turns import NewTurn, Turns
from tests.newsroom import article

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.database import Database

NOW = datetime.now(UTC)
TURN = NewTurn("5:0:5", "5", "5", NOW, "rahasia sekali", Status.NOT_FOUND, 0.1, Context("rahasia sekali"))
HOUSE = ChatSettings(language="en")


def everything(directory: Path) -> bytes:
    """All bytes of the database and of what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in directory.glob(f"{DATABASE}*"))


async def traces(database: Database) -> int:
    (row,) = await database.fetch("SELECT traces FROM library")
    return row.integer("traces")


async def test_person_is_forgotten_with_all_that_their_private_chat_chose(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.turns.save(TURN)
        group = await library.turns.save(NewTurn("-7:0:6", "-7", "6", NOW, "apa?", Status.UNSURE, 0.3, Context("apa?")))
        await library.turns.feedback(group, "5", helpful=False)
        for chat in ("5", "-7"):
            await library.chats.change(chat, HOUSE)
            await library.chats.focus_on(chat, None, 3)
        assert await library.forget_person("5") == Forgotten(1, HOUSE)
        assert await library.forget_person("5") == Forgotten(0, ChatSettings())
        assert await library.turns.opinions(group) == {}
        assert await library.chats.focus("5", None) is None
        assert (await library.chats.settings("-7"), await library.chats.focus("-7", None)) == (HOUSE, 3)
        assert b"rahasia" not in everything(tmp_path)


async def test_editors_id_goes_from_the_disk_although_they_asked_nothing(tmp_path: Path) -> None:
    editor = "987650123456789"
    async with open_library(tmp_path, semantic="off") as library:
        for number in range(40):
            told = article(f"Kabar nomor {number}", f"Isi kabar nomor {number} yang cukup panjang untuk dikutip.")
            await library.edit(told, by=Editor(editor, editor), owner=PUBLIC)
        with sqlite3.connect(tmp_path / DATABASE) as other:
            other.execute("PRAGMA wal_checkpoint(PASSIVE)")
        other.close()
        assert editor.encode() in (tmp_path / DATABASE).read_bytes()
        await library.forget_person(editor)
        assert editor.encode() not in everything(tmp_path)


async def test_person_who_cannot_be_forgotten_whole_is_not_forgotten_in_part(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        turn = await library.turns.save(TURN)
        await library.turns.feedback(turn, "5", helpful=True)
        await library.chats.change("5", HOUSE)
        with sqlite3.connect(tmp_path / DATABASE) as other:
            other.execute("CREATE TRIGGER never BEFORE DELETE ON turn BEGIN SELECT raise(ABORT, 'never'); END")
        other.close()
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            await library.forget_person("5")
        assert await library.turns.turn(turn) is not None
        assert await library.turns.opinions(turn) == {"5": True}
        assert await library.chats.settings("5") == HOUSE


async def test_what_was_removed_right_before_the_process_died_is_purged_by_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / DATABASE
    async with open_database(path) as database:
        turns = Turns(database)
        await turns.save(TURN)
        async with database.transaction() as transaction:
            await turns.forget_person(transaction, "5")
        assert b"rahasia" in everything(tmp_path)
        # The one that died has closed nothing, and let go of nothing; of a second one it looks the same.
        async with open_database(path) as next_one:
            assert await Turns(next_one).forget_before(NOW - timedelta(days=90)) == 0
        assert b"rahasia" not in everything(tmp_path)


async def test_nothing_is_written_anew_for_nothing(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.turns.forget_before(NOW)
        before = (tmp_path / DATABASE).read_bytes(), (tmp_path / f"{DATABASE}-wal").stat().st_size
        await library.forget_person("5")
        await library.turns.forget_before(NOW)
        assert ((tmp_path / DATABASE).read_bytes(), (tmp_path / f"{DATABASE}-wal").stat().st_size) == before


async def test_removal_while_traces_are_removed_is_not_taken_for_purged(tmp_path: Path) -> None:
    async with open_database(tmp_path / DATABASE) as database:
        assert await traces(database) == 1  # who knows what an older version has left
        assert await purge(database)
        assert await traces(database) == 0
        turns = Turns(database)
        for times in (1, 2):
            await turns.save(TURN)
            async with database.transaction() as transaction:
                await turns.forget_person(transaction, "5")
            assert await traces(database) == times
        assert await purge(database)
        assert await traces(database) == 0


async def test_purge_that_fails_is_told_and_does_not_take_the_removal_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("retrieval.database._BUSY_SECONDS", 0.05)
    path = tmp_path / DATABASE
    async with open_database(path) as database, open_database(path) as another:
        turns = Turns(database)
        await turns.save(TURN)
        async with database.transaction() as transaction:
            await turns.forget_person(transaction, "5")
        async with another.transaction():
            assert not await purge(database)
        assert "Another process has been writing" in caplog.text
        assert await turns.last("5:0:5", NOW) is None
        assert await purge(database)
        assert b"rahasia" not in everything(tmp_path)
