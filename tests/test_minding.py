"""What the disk does is told to the admins once, and once more when it is over."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.service import minding as module
from bot.service.minding import minding, told
from bot.service.reporting import Reports
from bot.texts import LANGUAGES, texts_of
from bot.transport.inbox import Inbox
from retrieval.errors import Cause, LibraryError, StorageError
from retrieval.layout import DATABASE, INDEX
from retrieval.opening import open_library
from retrieval.storage import PROBE, cause_of, check_room
from tests.newsroom import FLOOD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.service.incidents import Words
    from retrieval.library import Library

FULL: Final = StorageError("The disk is full.", Cause.FULL)
HERE: Final = Path(__file__).parent


class Notebook(Reports):
    """Notes what begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.said: asyncio.Queue[str] = asyncio.Queue()

    def begins(self, kind: str, words: Words) -> None:
        self.said.put_nowait(words(texts_of("en")))

    def ends(self, kind: str, words: Words) -> None:
        self.said.put_nowait(words(texts_of("en")))


@pytest.fixture
async def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Library]:
    monkeypatch.setattr(module, "_PAUSES", (0.0,))
    monkeypatch.setattr(module, "_PATIENT", 0.01)
    async with open_library(tmp_path, semantic="off") as opened:
        await opened.add(FLOOD)
        yield opened


async def test_trouble_is_told_once_and_its_end_when_everything_can_be_written_again(library: Library) -> None:
    reports, texts = Notebook(), texts_of("en")
    stuck = library.storage.directory / PROBE
    stuck.mkdir()  # a disk on which nothing can be written
    async with minding(library, Inbox(), reports), asyncio.timeout(20):
        library.storage.failed(FULL)
        assert await reports.said.get() == told(Cause.FULL, texts)
        library.storage.failed(FULL)
        with pytest.raises(StorageError):
            await library.try_out()
        stuck.rmdir()
        assert await reports.said.get() == texts.disk_well
        assert reports.said.empty()
        assert library.storage.trouble is None


async def test_inbox_that_cannot_be_written_is_trouble_too(library: Library) -> None:
    reports, inbox = Notebook(), Inbox()
    async with minding(library, inbox, reports), asyncio.timeout(20):
        assert inbox.troubled is not None
        inbox.troubled(OSError(errno.ENOSPC, "No space left on device"))
        assert await reports.said.get() == told(Cause.FULL, texts_of("en"))
        assert await reports.said.get() == texts_of("en").disk_well


async def test_damage_is_found_by_looking_and_told_until_it_is_mended(library: Library) -> None:
    reports = Notebook()
    path = library.storage.directory / DATABASE
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO vector VALUES (9999, x'00')")
    async with minding(library, Inbox(), reports, after=0.0), asyncio.timeout(20):
        assert await reports.said.get() == told(Cause.DAMAGED, texts_of("en"))
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("DELETE FROM vector")
        assert await reports.said.get() == texts_of("en").disk_well


async def test_index_that_is_torn_is_made_anew_although_nobody_asks(library: Library) -> None:
    (library.storage.directory / INDEX / "state.json").write_text("{")
    async with minding(library, Inbox(), Notebook(), after=3600.0), asyncio.timeout(20):
        while True:
            try:
                await library.vitals.read_index()
            except LibraryError:
                await asyncio.sleep(0.01)
            else:
                break
    assert (await library.ask("berapa warga mengungsi di Demak?")).quotes


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "x"), Cause.FULL),
        (OSError(errno.EDQUOT, "x"), Cause.FULL),
        (OSError(errno.EROFS, "x"), Cause.READ_ONLY),
        (OSError(errno.EIO, "x"), Cause.FAILING),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (ValueError("No space left on device (os error 28)"), Cause.FULL),
        (ValueError("term not found"), None),
        (sqlite3.OperationalError("a mistake in a statement"), None),
    ],
)
def test_cause_is_known_by_the_error(error: Exception, cause: Cause | None) -> None:
    assert cause_of(error, HERE) is cause


def test_looking_for_room_leaves_nothing_behind(tmp_path: Path) -> None:
    check_room(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StorageError):
        check_room(tmp_path / "missing")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_words(language: str, cause: Cause) -> None:
    assert told(cause, texts_of(language))
