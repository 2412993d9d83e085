"""Backups that are put back, while others read and write, and whatever becomes of whoever does it."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import signal
import sqlite3
import sys
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.transport.inbox import NAME as INBOX
from retrieval.analysis import analyzer
from retrieval.answer import Status
from retrieval.database import Database, open_database
from retrieval.editing import ChangeKind, Editor, UndoError, UndoReason
from retrieval.errors import LibraryError
from retrieval.following import FINGERPRINT, Follower
from retrieval.index_tantivy import open_tantivy_index
from retrieval.layout import DATABASE, INDEX
from retrieval.migrations import all_migrations
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.restoring import back_up_beside
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.sources.bulk import BulkArticle
from retrieval.store import Store
from retrieval.vectors import Vectors
from tests.botprocess import SEEDS, running
from tests.double import BotApiDouble
from tests.newsroom import CHILLI, FLOOD, SHUTTLE, article, fingerprint
from tests.restoring_process import put_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.index import PassageIndex
    from retrieval.library import Library

EVACUATED = "berapa warga yang mengungsi di Demak?"
PRICE = "berapa harga cabai rawit di Pasar Kliwon?"
SARI = Editor("7", "7")
LATER = article(
    "Festival Layangan Dibuka", "Festival layang-layang di Desa Kaluwo dibuka oleh Camat Wirasana pada Senin."
)
WORDS = "warga banjir tanggul harga cabai juara festival desa nomor beras bantuan"
OPENED = "siapa yang membuka festival layang-layang di Desa Kaluwo?"


async def restore(library: Library, file: Path) -> None:
    async with library.ready_to_restore(file) as backup:
        await library.restore(backup)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database but what tells its revisions."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {}
        for table in set(tables) - {"sqlite_sequence", "migration", "library", "removed"}:
            columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})") if name != "revision"]
            found[table] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)  # noqa: S608
        return found


def held(index: PassageIndex, words: str) -> list[object]:
    """How many passages an index holds, and which passages and articles have these words."""
    terms = [{word: 1.0} for word in analyzer().terms(words)]
    passages = [index.shortlist(term, EVERYONE, 1000, context_weight=0.5) for term in terms]
    return [
        index.frequencies(())[0],
        [sorted((hit.passage, hit.article) for hit in found) for found in passages],
        [sorted(hit.article for hit in index.articles(term, EVERYONE, 1000)) for term in terms],
    ]


async def assert_sound_and_index_as_if_new(directory: Path, fresh: Path) -> None:
    async with open_database(directory / DATABASE) as database:
        assert await database.findings() == []
        store = Store(database)
        key = f"{FINGERPRINT}-{await store.identity()}"
        with (
            closing(open_tantivy_index(directory / INDEX, key)) as index,
            closing(open_tantivy_index(fresh, key)) as new,
        ):
            await Follower(store, new).catch_up()
            assert index.revision == new.revision
            assert held(index, WORDS) == held(new, WORDS)


async def test_everything_is_as_it_was_and_another_opening_follows_at_once(tmp_path: Path) -> None:
    directory, file = tmp_path / "data", tmp_path / "copy.sqlite3"
    async with (
        open_library(directory, semantic="off", seeds=SEEDS) as library,
        open_library(directory, semantic="off") as bot,
    ):
        flood = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
        chilli = await library.add(CHILLI)
        before = fingerprint(await bot.ask(EVACUATED))
        await library.backup(file)
        was = rows(file)
        await library.withdraw(flood.card.ref, by=SARI, owner=PUBLIC)
        await library.rename(chilli.id, "Lain", by=SARI, owner=PUBLIC)
        await library.add(LATER)
        assert (await bot.ask(OPENED)).status is Status.ANSWERED
        revision = await library.store.revision()
        await restore(library, file)
        assert await library.store.revision() > revision
        assert fingerprint(await bot.ask(EVACUATED)) == before
        assert (await bot.ask(PRICE)).quotes[0].article.title == CHILLI.title
        assert LATER.title not in {quote.article.title for quote in (await bot.ask(OPENED)).quotes}
        assert rows(directory / DATABASE) == was
        # What had not changed need not be indexed again.
        changes = await library.store.changes_since(revision)
        assert not changes.restart
        assert len(changes.changed) == 2
        assert len(changes.removed) == 1
        new = await library.add(SHUTTLE)
        assert new.id not in {*changes.changed, *changes.removed}
    assert not list(directory.glob("restoring.sqlite3*"))
    await assert_sound_and_index_as_if_new(directory, tmp_path / "fresh")


async def test_changes_in_the_backup_can_be_undone_again_step_by_step(tmp_path: Path) -> None:
    directory, file = tmp_path / "data", tmp_path / "copy.sqlite3"
    async with open_library(directory, semantic="off") as library:
        added = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
        await library.rename(added.card.id, "Judul Dua", by=SARI, owner=PUBLIC)
        await library.edit(CHILLI, by=SARI, owner=PUBLIC)
        await library.backup(file)
        await library.rename(added.card.id, "Judul Tiga", by=SARI, owner=PUBLIC)
        for _ in range(2):
            await restore(library, file)
        assert (await library.undo(by=SARI, owner=PUBLIC)).card.title == CHILLI.title
        back = await library.undo(by=SARI, owner=PUBLIC)
        assert (back.kind, back.card.title) == (ChangeKind.RESTORED, FLOOD.title)
        assert (await library.undo(by=SARI, owner=PUBLIC)).passages == 0
        with pytest.raises(UndoError) as refused:
            await library.undo(by=SARI, owner=PUBLIC)
        assert refused.value.reason is UndoReason.NOTHING


async def test_backup_of_another_library_takes_its_place_under_ids_that_meant_other_texts(tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    async with open_library(tmp_path / "a", semantic="off") as other:
        await other.add(CHILLI)
        await other.backup(file)
    directory = tmp_path / "b"
    async with open_library(directory, semantic="off") as library:
        for one in (FLOOD, SHUTTLE, LATER):
            await library.add(one)
        identity = await library.store.identity()
        await restore(library, file)
        assert await library.store.identity() == identity
        assert (await library.ask(PRICE)).quotes[0].article.title == CHILLI.title
        assert [card.title for card in await library.articles(EVERYONE)] == [CHILLI.title]
        assert (await library.add(SHUTTLE)).id > 3
        assert [finding.ok for finding in await library.check()] == [True, True]
    await assert_sound_and_index_as_if_new(directory, tmp_path / "fresh")


async def test_restored_library_is_no_empty_one_that_gets_seeds(tmp_path: Path) -> None:
    async with open_library(tmp_path / "a", semantic="off") as empty:
        await empty.backup(tmp_path / "copy.sqlite3")
    async with open_library(tmp_path / "b", semantic="off", seeds=SEEDS) as library:
        await restore(library, tmp_path / "copy.sqlite3")
    async with open_library(tmp_path / "b", semantic="off", seeds=SEEDS) as library:
        assert await library.count(EVERYONE) == 0


async def test_vectors_come_back_and_those_of_other_texts_are_not_stored_by_who_was_encoding(tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    async with open_library(tmp_path / "a", semantic="off") as other, open_database(tmp_path / "a" / DATABASE) as base:
        stored = await other.add(CHILLI)
        (first, second) = await other.store.passages_of(stored.id)
        await Vectors(base).put("e5", {first.id: b"cabai"})
        await other.backup(file)
    async with (
        open_library(tmp_path / "b", semantic="off") as library,
        open_database(tmp_path / "b" / DATABASE) as base,
    ):
        flood = await library.add(FLOOD)
        encoding = await library.store.passages_of(flood.id)
        assert {first.id, second.id} < {one.id for one in encoding}
        vectors, times = Vectors(base), await Vectors(base).restored()
        await restore(library, file)
        assert await vectors.restored() > times
        made = {one.id: b"banjir" for one in encoding}
        assert await vectors.put("e5", made, {one.id: one.passage.text for one in encoding}) == []
        assert await vectors.of(await vectors.ids("e5"), "e5") == {first.id: b"cabai"}
        assert await vectors.put("e5", {second.id: b"lagi"}, {second.id: second.passage.text}) == [second.id]


async def test_readers_see_the_old_library_until_all_is_there(tmp_path: Path) -> None:
    directory, file = tmp_path / "data", tmp_path / "copy.sqlite3"
    async with open_library(directory, semantic="off") as library, open_library(directory, semantic="off") as bot:
        await library.add(CHILLI)
        await library.backup(file)
        await library.remove((await library.articles(EVERYONE))[0].ref)
        await library.add(FLOOD)
        restoring = asyncio.create_task(restore(library, file))
        seen = []
        while not restoring.done():
            seen.append([card.title for card in await bot.articles(EVERYONE)])
        await restoring
        seen.append([card.title for card in await bot.articles(EVERYONE)])
        assert seen[0] == [FLOOD.title]
        assert seen[-1] == [CHILLI.title]
        assert all(titles in ([FLOOD.title], [CHILLI.title]) for titles in seen)


async def test_all_tables_are_exchanged_and_none_has_what_an_exchange_would_miss(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        strange = await database.fetch(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%'"
        )
    assert [row.text("name") for row in strange] == []  # triggers would fire, virtual tables have tables of their own


# What is no backup


async def _refused(file: Path, tmp_path: Path) -> str:
    """What is said to a file that is not restored, by a library that it must leave alone."""
    async with open_library(tmp_path / "data", semantic="off") as library:
        await library.add(FLOOD)
        with pytest.raises(LibraryError) as refused:
            await restore(library, file)
        assert [card.title for card in await library.articles(EVERYONE)] == [FLOOD.title]
    assert not list((tmp_path / "data").glob("restoring.sqlite3*"))
    return str(refused.value)


async def _backup(tmp_path: Path, count: int = 300) -> Path:
    async with open_library(tmp_path / "other", semantic="off") as library:
        await library.add_bulk(
            BulkArticle(n, str(n), article(f"Bantuan {n}", f"Desa nomor {n} menerima beras {n} ton hari ini."), (0,))
            for n in range(count)
        )
        await library.backup(tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"


async def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "tidak-ada.sqlite3" in await _refused(tmp_path / "tidak-ada.sqlite3", tmp_path)


@pytest.mark.parametrize("content", [b"", b"bukan basis data " * 500])
async def test_garbage_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sampah.sqlite3"
    file.write_bytes(content)
    assert "sampah.sqlite3" in await _refused(file, tmp_path)
    assert file.read_bytes() == content


async def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lain.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE article (id INTEGER PRIMARY KEY)")
    assert "no database of Kutip's" in await _refused(file, tmp_path)


async def test_damaged_backup_is_refused(tmp_path: Path) -> None:
    file = await _backup(tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 5000] = b"\xff" * 5000
    file.write_bytes(content)
    assert "copy.sqlite3" in await _refused(file, tmp_path)


async def test_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    file = await _backup(tmp_path)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("INSERT INTO migration VALUES ('999_future', '2030-01-01')")
    told = await _refused(file, tmp_path)
    assert "999_future" in told
    assert "upgrade Kutip" in told


async def test_live_file_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link = tmp_path / "link.sqlite3"
    link.symlink_to(tmp_path / "data" / DATABASE)
    assert "own database" in await _refused(link, tmp_path)


async def test_backup_of_an_older_version_is_brought_up_to_this_one_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "alt.sqlite3"
    first = all_migrations()[:1]
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: first)
    async with open_database(tmp_path / "alt" / DATABASE) as database:
        await Store(database).put(CHILLI, passages_of(CHILLI))
        await database.backup(file)
    monkeypatch.undo()
    content = file.read_bytes()
    async with open_library(tmp_path / "data", semantic="off") as library:
        await library.add(FLOOD)
        await restore(library, file)
        assert (await library.ask(PRICE)).quotes[0].article.title == CHILLI.title
    assert file.read_bytes() == content
    assert not _beside(file)
    await assert_sound_and_index_as_if_new(tmp_path / "data", tmp_path / "fresh")


def _beside(file: Path) -> list[Path]:
    """What was written beside a file, under its name."""
    return list(file.parent.glob(f"{file.name}-*"))


async def test_copy_of_a_running_library_is_restored_with_its_log(tmp_path: Path) -> None:
    async with open_library(tmp_path / "other", semantic="off") as other:
        await other.add(CHILLI)
        for name in (DATABASE, f"{DATABASE}-wal"):
            (tmp_path / name).write_bytes((tmp_path / "other" / name).read_bytes())
    async with open_library(tmp_path / "data", semantic="off") as library:
        await restore(library, tmp_path / DATABASE)
        assert [card.title for card in await library.articles(EVERYONE)] == [CHILLI.title]


async def test_two_restores_at_once_are_one_too_many(tmp_path: Path) -> None:
    file = await _backup(tmp_path)
    async with open_library(tmp_path / "data", semantic="off") as library:
        async with library.ready_to_restore(file):
            with pytest.raises(LibraryError, match="Another process is restoring"):
                await restore(library, file)
        await restore(library, file)
        assert await library.count(EVERYONE) == 300


@pytest.mark.parametrize("room", [0.5, 1.3])
async def test_full_disk_changes_nothing(tmp_path: Path, room: float, full_disk: Callable[[int], None]) -> None:
    file = await _backup(tmp_path)
    async with open_library(tmp_path / "data", semantic="off") as library:
        await library.add(FLOOD)
        full_disk(int(file.stat().st_size * room))  # there is no room for the copy, or none for the exchange
        with pytest.raises(LibraryError):
            await restore(library, file)
        full_disk(1 << 30)
        assert [card.title for card in await library.articles(EVERYONE)] == [FLOOD.title]
        await restore(library, file)
        assert await library.count(EVERYONE) == 300
    await assert_sound_and_index_as_if_new(tmp_path / "data", tmp_path / "fresh")


async def test_backups_beside_the_database_never_overwrite_one_another(tmp_path: Path) -> None:
    async with open_database(tmp_path / DATABASE) as database:
        made = {await back_up_beside(database) for _ in range(3)}
    assert len(made) == 3
    assert all(path.parent == tmp_path and path.name.startswith("before-restore-") for path in made)


# Killed


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
async def test_restore_that_is_killed_at_any_moment_leaves_one_library_whole(tmp_path: Path) -> None:
    directory, file = tmp_path / "data", await _backup(tmp_path, 100)
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([put_back.__module__])
    async with open_library(directory, semantic="off") as library:
        await library.add(FLOOD)
    for moment in range(6):
        told, telling = forking.Pipe(duplex=False)
        process = forking.Process(target=put_back, args=(directory, file, telling))
        process.start()
        telling.close()
        with told:
            told.recv()
            process.join(0.02 * moment)  # into whatever goes on then
            process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        async with open_library(directory, semantic="off") as library:
            titles = {card.title for card in await library.articles(EVERYONE, limit=1000)}
            assert titles == {FLOOD.title} or len(titles) == 100
        assert not list(directory.glob("restoring.sqlite3*"))
        await assert_sound_and_index_as_if_new(directory, tmp_path / f"fresh-{moment}")


# With a bot that runs


async def test_running_bot_answers_from_what_was_put_back_by_the_command_line(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "copy.sqlite3"
    home.mkdir()
    async with open_library(home / "data", semantic="off", seeds=SEEDS) as library:
        await library.add(LATER)
        await library.backup(file)
        await library.remove((await library.articles(EVERYONE, search="layangan"))[0].ref)
        await library.add(CHILLI)
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(BotApiDouble())
        bot = await stack.enter_async_context(running(telegram, home))
        budi = telegram.person(5001, "Budi")
        answer = await budi.hears_answer(await budi.says(PRICE))
        assert CHILLI.title in answer.text
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "restore", str(file), "--yes",
            cwd=home, env={"PYTHONPATH": str(Path(__file__).parent.parent), "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert b"Restored 2 articles" in out
        answer = await budi.hears_answer(await budi.says(OPENED))
        assert LATER.title in answer.text
        assert "Camat Wirasana" in answer.text
        answer = await budi.hears_answer(await budi.says(PRICE))
        assert CHILLI.title not in answer.text
        assert "ERROR" not in bot.stderr, bot.stderr
        telegram.assert_clean()
    (safe,) = (home / "data").glob("before-restore-*.sqlite3")
    with closing(sqlite3.connect(safe)) as database:
        titles = {json.loads(document)["title"] for (document,) in database.execute("SELECT document FROM article")}
    assert CHILLI.title in titles
    assert LATER.title not in titles
    await assert_sound_and_index_as_if_new(home / "data", tmp_path / "fresh")


async def test_backup_taken_while_another_process_writes_is_of_one_moment(tmp_path: Path) -> None:
    path = tmp_path / "kabar.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(1, 2001):
            text = f"Desa nomor {n} menerima bantuan beras sebanyak {n} ton hari ini."
            file.write(json.dumps({"id": str(n), "title": f"Bantuan {n}", "paragraphs": [text]}) + "\n")
    async with open_library(tmp_path / "data", semantic="off") as library:
        importing = asyncio.create_task(library.add_file(path))
        copies: list[Path] = []
        async with open_library(tmp_path / "data", semantic="off") as bot:
            while not importing.done():
                copies.append(tmp_path / f"copy-{len(copies)}.sqlite3")
                await bot.backup(copies[-1])
        await importing
    for copy in copies:
        async with open_database(copy) as database:
            assert await database.findings() == []
            (noted, stored) = await _noted_and_stored(database)
            assert noted in {0, stored}


async def _noted_and_stored(database: Database) -> tuple[int, int]:
    rows = await database.fetch(
        "SELECT coalesce((SELECT line FROM bulk_import), 0) AS noted, (SELECT count(*) FROM article) AS stored"
    )
    return rows[0].integer("noted"), rows[0].integer("stored")


async def test_what_waits_for_an_answer_is_in_no_backup_and_stays_when_one_is_restored(tmp_path: Path) -> None:
    directory, file = tmp_path / "data", tmp_path / "copy.sqlite3"
    async with open_library(directory, semantic="off", seeds=SEEDS) as library:
        waiting = directory / INBOX
        await asyncio.to_thread(waiting.write_bytes, b'{"told":"rahasia"}\n')
        await library.backup(file)
        await library.add(CHILLI)
        await restore(library, file)
    assert await asyncio.to_thread(waiting.read_bytes) == b'{"told":"rahasia"}\n'
    assert b"rahasia" not in await asyncio.to_thread(file.read_bytes)
