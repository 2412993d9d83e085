"""Bulk imports that are interrupted go on where they were, and end with the totals of the whole."""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from retrieval.editing import Editor, UndoError, UndoReason
from retrieval.errors import ArticleError
from retrieval.importing import BULK_BATCH, BulkReport, ImportProgress
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.sources.bulk import BulkArticle, read_lines
from tests.newsroom import FLOOD, article

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from retrieval.library import Library

BATCHES = 3
COUNT = BATCHES * BULK_BATCH
SARI = Editor("7", "7")


def line(number: int) -> str:
    text = f"Desa nomor {number} menerima bantuan beras sebanyak {number} ton dari pemerintah pusat."
    return json.dumps({"id": f"b-{number}", "title": f"Bantuan {number}", "paragraphs": [text]})


def write(path: Path, *, count: int = COUNT, broken: frozenset[int] = frozenset()) -> Path:
    """A file whose lines bear articles, but for those `broken`."""
    lines = ["{rusak" if number in broken else line(number) for number in range(1, count + 1)]
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    return path


class Stop(Exception):
    """Raised to interrupt an import after some line."""


def stopping_at(limit: int, told: list[ImportProgress]) -> Callable[[ImportProgress], None]:
    def tell(progress: ImportProgress) -> None:
        told.append(progress)
        if progress.report.line >= limit:
            raise Stop

    return tell


def noted(directory: Path) -> list[int]:
    """Up to which line the imports are in that have not come to their end."""
    with closing(sqlite3.connect(directory / DATABASE)) as database:
        return [int(done) for (done,) in database.execute("SELECT line FROM bulk_import")]


async def interrupted(library: Library, path: Path, limit: int = BULK_BATCH) -> None:
    with pytest.raises(Stop):
        await library.add_file(path, progress=stopping_at(limit, []))


@pytest.mark.parametrize("name", ["kabar.jsonl", "kabar.jsonl.gz"])
async def test_interrupted_import_goes_on_after_the_last_batch_and_ends_with_the_totals_of_the_whole(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / name, broken=frozenset({7, COUNT - 1}))
    told: list[ImportProgress] = []
    async with open_library(tmp_path, semantic="off") as library:
        await interrupted(library, path, 2 * BULK_BATCH)
    assert noted(tmp_path) == [2 * BULK_BATCH]
    async with open_library(tmp_path, semantic="off") as library:
        # Under another name too: a file is known by what is in it.
        report = await library.add_file(path.rename(tmp_path / f"lain-{name}"), progress=told.append)
        assert (report.added, report.replaced, report.unchanged, report.passages) == (COUNT - 2, 0, 0, COUNT - 2)
        assert [error.number for error in report.errors] == [7, COUNT - 1]
        assert [progress.report.line for progress in told] == [2 * BULK_BATCH, COUNT]
        size = (tmp_path / f"lain-{name}").stat().st_size
        assert told[0].read == 0 < told[1].read <= size == told[1].size
        assert await library.count(EVERYONE) == COUNT - 2
        answer = await library.ask(f"berapa ton beras untuk desa nomor {COUNT}?")
        assert answer.quotes[0].article.ref == f"b-{COUNT}"
    assert noted(tmp_path) == []


async def test_import_that_has_ended_is_read_again_whole_and_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "kabar.jsonl", count=20)
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_file(path)
        await library.remove("b-3")
        revision = await library.store.revision()
        again = await library.add_file(path)
        assert (again.added, again.replaced, again.unchanged) == (1, 0, 19)
        assert await library.store.revision() == revision + 1
        assert (await library.add_file(path)).unchanged == 20
        assert await library.store.revision() == revision + 1


async def test_import_that_is_interrupted_while_the_index_follows_keeps_its_totals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop() -> None:
        raise Stop

    path = write(tmp_path / "kabar.jsonl", count=20, broken=frozenset({4}))
    async with open_library(tmp_path, semantic="off") as library:
        monkeypatch.setattr(library, "follow", stop)
        with pytest.raises(Stop):
            await library.add_file(path)
    async with open_library(tmp_path, semantic="off") as library:
        report = await library.add_file(path)
        assert (report.added, report.unchanged, [error.number for error in report.errors]) == (19, 0, [4])


async def test_changed_file_begins_anew_and_so_does_one_that_shall(tmp_path: Path) -> None:
    path = write(tmp_path / "kabar.jsonl")
    async with open_library(tmp_path, semantic="off") as library:
        await interrupted(library, path)
        report = await library.add_file(path, restart=True)
        assert (report.added, report.unchanged) == (COUNT - BULK_BATCH, BULK_BATCH)
        await interrupted(library, path)
        write(path, broken=frozenset({2}))
        told: list[ImportProgress] = []
        report = await library.add_file(path, progress=told.append)
        assert told[0].report == BulkReport()
        assert (report.unchanged, [error.number for error in report.errors]) == (COUNT - 1, [2])


async def test_imports_of_two_files_at_once_both_come_to_their_end(tmp_path: Path) -> None:
    one = write(tmp_path / "satu.jsonl", count=2 * BULK_BATCH)
    two = write(tmp_path / "dua.jsonl")
    data = tmp_path / "data"
    async with open_library(data, semantic="off") as mine, open_library(data, semantic="off") as other:
        reports = await asyncio.gather(mine.add_file(one), other.add_file(two))
        assert sum(report.added for report in reports) == COUNT
        assert sum(report.unchanged + report.replaced for report in reports) == 2 * BULK_BATCH
        assert await mine.count(EVERYONE) == COUNT
        assert [finding.ok for finding in await mine.check()] == [True, True]


async def test_questions_are_answered_while_another_opening_imports(tmp_path: Path) -> None:
    path = write(tmp_path / "kabar.jsonl")
    async with open_library(tmp_path, semantic="off") as library, open_library(tmp_path, semantic="off") as bot:
        await library.add(FLOOD)
        importing = asyncio.create_task(library.add_file(path))
        while not importing.done():
            answer = await bot.ask("berapa warga yang mengungsi di Demak?")
            assert answer.quotes[0].article.title == FLOOD.title
        assert (await importing).added == COUNT


async def test_change_that_a_bulk_import_went_over_is_not_undone_and_any_other_is(tmp_path: Path) -> None:
    before = article("Bantuan", "Desa nomor satu menerima bantuan beras sebanyak 5 ton dari pemerintah pusat.")
    async with open_library(tmp_path, semantic="off") as library:
        kept = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
        change = await library.edit(before, by=SARI, owner=PUBLIC)
        (new,) = list(read_lines(write(tmp_path / "kabar.jsonl", count=1)))
        assert isinstance(new, BulkArticle)
        await library.add_bulk([BulkArticle(1, change.card.ref, new.article, (0,))])
        with pytest.raises(UndoError) as refused:
            await library.undo(by=SARI, owner=PUBLIC)
        assert refused.value.reason is UndoReason.CHANGED_SINCE
        assert (await library.undo(by=SARI, owner=PUBLIC, change=kept.id)).card.title == FLOOD.title


async def test_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        with pytest.raises(ArticleError, match=r"tidak-ada\.jsonl"):
            await library.add_file(tmp_path / "tidak-ada.jsonl")


def bring_in(directory: Path, path: Path, told: Connection) -> None:
    """Import a file, telling of each batch that is in."""

    async def work() -> None:
        async with open_library(directory, semantic="off") as library:
            await library.add_file(path, progress=lambda progress: told.send(progress.report.line))

    asyncio.run(work())


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
async def test_import_that_is_killed_again_and_again_goes_on_each_time_and_loses_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "kabar.jsonl.gz", broken=frozenset({1, BULK_BATCH + 1}))
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    begun = []
    for _ in range(BATCHES - 1):
        told, telling = forking.Pipe(duplex=False)
        process = forking.Process(target=bring_in, args=(tmp_path, path, telling))
        process.start()
        telling.close()
        with told:
            begun.append(told.recv())
            told.recv()  # one batch more, and into the next
            process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    assert begun[0] == 0 < begun[1]
    (done,) = noted(tmp_path)
    assert done % BULK_BATCH == 0
    async with open_library(tmp_path, semantic="off") as library:
        assert await library.count(EVERYONE) == done - 2
        report = await library.add_file(path)
        assert (report.added, report.unchanged, len(report.errors)) == (COUNT - 2, 0, 2)
        assert [finding.ok for finding in await library.check()] == [True, True]
