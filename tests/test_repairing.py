"""What is damaged is mended without losing an article, and what cannot be is told."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from retrieval.answer import Context, Status
from retrieval.errors import Cause, LibraryError, StorageError
from retrieval.index_tantivy import open_tantivy_index
from retrieval.intake import NewArticle
from retrieval.layout import DATABASE, INDEX
from retrieval.migrations import all_migrations
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.repairing import alone, repair, survey
from retrieval.restoring import safe_copies
from retrieval.scope import EVERYONE
from retrieval.turns import NewTurn
from tests.newsroom import CHILLI, FLOOD, SHUTTLE, article

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.article import Article

EVACUATED = "berapa warga mengungsi di Demak?"
HUNDRED = [
    article(
        f"Berita ke-{n}", *(f"Kejadian nomor {n} bagian {part} terjadi di kota {n * part}. " * 12 for part in (1, 2, 3))
    )
    for n in range(1, 101)
]


async def stocked(directory: Path, *articles: Article) -> None:
    async with open_library(directory, semantic="off") as library:
        await library.store.put_many([NewArticle(one, passages_of(one)) for one in articles])
        await library.follow()
        await library.turns.save(
            NewTurn("1:0:1", "1", "1", datetime.now(UTC), "apa?", Status.NOT_FOUND, 0.0, Context("apa?"))
        )


def spoil(directory: Path, *statements: str) -> None:
    """Break what the schema promises, behind its back."""
    with closing(sqlite3.connect(directory / DATABASE)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            database.execute(statement)


def mended(directory: Path) -> list[str]:
    with alone(directory):
        return repair(directory)


async def titles(directory: Path) -> set[str]:
    async with open_library(directory, semantic="off") as library:
        assert [finding.message for finding in await library.check() if not finding.ok] == []
        return {card.title for card in await library.articles(EVERYONE, limit=200)}


# Broken promises

BREACHES = {
    "passage without its article": "INSERT INTO passage (article, position, section, body, first, last, origins) "
    "VALUES (999, 0, '', 'x', 0, 0, '[0]')",
    "vector without its passage": "INSERT INTO vector VALUES (9999, x'00')",
    "vector of no encoder": "INSERT INTO vector SELECT min(id), x'00' FROM passage",
    "encoder without its vector": "UPDATE passage SET encoder = 1 WHERE id = 1",
    "vote without its turn": "INSERT INTO feedback VALUES (77, '1', 1, '2026-01-01')",
    "undone by nothing": "INSERT INTO change SELECT 1, '', 'added', '2026-01-01', '', '', 1, id, ref, title, "
    "publisher, published, url, 1, 55, NULL FROM article LIMIT 1",
    "revision not reached": "UPDATE library SET revision = 0",
    "there and removed": "INSERT INTO removed SELECT id, revision FROM article LIMIT 1",
    "no library": "DELETE FROM library",
    "no identity": "UPDATE library SET identity = ''",
    "ids given twice": "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'passage'",
    "ids not counted": "DELETE FROM sqlite_sequence",
    "article without passages": "DELETE FROM passage WHERE article = 1",
    "a passage less": "DELETE FROM passage WHERE id = 1",
    "another passage": "UPDATE passage SET body = 'sesuatu yang lain' WHERE id = 1",
    "unreadable document": "UPDATE article SET document = '{}' WHERE id = 1",
    "another text": """UPDATE article SET document = replace(document, 'warga', 'warda') WHERE id = 1""",
}


@pytest.mark.parametrize("breach", BREACHES)
async def test_breach_of_a_promise_is_told_and_mended_and_no_article_is_lost(tmp_path: Path, breach: str) -> None:
    await stocked(tmp_path, FLOOD, CHILLI, SHUTTLE)
    assert survey(tmp_path / DATABASE) == []
    spoil(tmp_path, BREACHES[breach])
    before = (tmp_path / DATABASE).read_bytes()
    (found, *_) = survey(tmp_path / DATABASE)
    assert found.sentence
    assert (tmp_path / DATABASE).read_bytes() == before
    copied, *deeds = mended(tmp_path)
    assert "before-repair-" in copied
    assert deeds
    assert await titles(tmp_path) == {FLOOD.title, CHILLI.title, SHUTTLE.title}
    async with open_library(tmp_path, semantic="off") as library:
        answer = await library.ask("berapa warga mengungsi?")
        assert answer.status is Status.ANSWERED
        await library.add(article("Sesudahnya", "Setelah diperbaiki, warga menanam pohon mangga di Garut."))
        assert (await library.ask("pohon apa yang ditanam warga di Garut?")).quotes[0].article.title == "Sesudahnya"
    assert mended(tmp_path) == []


async def test_passages_of_an_article_that_lost_them_are_those_of_before(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        before = database.execute("SELECT position, section, body, first, last, origins FROM passage").fetchall()
    spoil(tmp_path, "DELETE FROM passage WHERE position > 0")
    mended(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert (
            before
            == database.execute(
                "SELECT position, section, body, first, last, origins FROM passage ORDER BY position"
            ).fetchall()
        )


async def test_article_of_which_nothing_is_left_is_named_as_lost(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD, CHILLI)
    spoil(
        tmp_path,
        "UPDATE article SET document = '{}', ref = 'banjir' WHERE id = 1",
        "DELETE FROM passage WHERE article = 1",
    )
    assert [deed for deed in mended(tmp_path) if "banjir" in deed and "LOST" in deed]
    assert await titles(tmp_path) == {CHILLI.title}


async def test_indexes_of_the_database_are_made_anew(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD, CHILLI)
    spoil(
        tmp_path,
        "PRAGMA writable_schema = ON",
        # An index that is not of all rows, for those who write; and of all, for those who look into it afterwards.
        "UPDATE sqlite_schema SET sql = sql || ' WHERE id > 1' WHERE name = 'article_by_ref'",
    )
    spoil(tmp_path, "UPDATE article SET ref = 'lain' WHERE id = 1")
    spoil(
        tmp_path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE id > 1', '') WHERE name = 'article_by_ref'",
    )
    (found,) = survey(tmp_path / DATABASE)
    assert "indexes" in found.sentence
    mended(tmp_path)
    async with open_library(tmp_path, semantic="off") as library:
        assert (await library.store.card("lain", EVERYONE)).id == 1
    assert survey(tmp_path / DATABASE) == []


async def test_database_of_every_earlier_version_is_sound_and_stays_as_it_is(tmp_path: Path) -> None:
    names = [migration.name for migration in all_migrations()]
    for upto in range(1, len(names) + 1):
        path = tmp_path / str(upto) / DATABASE
        path.parent.mkdir()
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute(f"PRAGMA application_id = {0x4B555449}")
            database.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT")
            for migration in all_migrations()[:upto]:
                for statement in migration.statements:
                    database.execute(statement)
                database.execute("INSERT INTO migration VALUES (?, '')", (migration.name,))
        assert mended(path.parent) == []


# Damage in the file


def damage(directory: Path, seed: int, pages: int, *, first: int = 1) -> None:
    """Overwrite some pages of the database, never those that everything hangs on."""
    chance, path = random.Random(seed), directory / DATABASE  # noqa: S311 - the same damage each time
    content = bytearray(path.read_bytes())
    for _ in range(pages):
        page = chance.randrange(first, len(content) // 4096)
        start = page * 4096 + chance.randrange(4096)
        garbage = chance.randbytes(min(chance.choice((1, 40, 4096)), len(content) - start))
        content[start : start + len(garbage)] = garbage
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("seed", range(12))
async def test_damaged_database_is_saved_as_far_as_it_can_be_read(tmp_path: Path, seed: int) -> None:
    await stocked(tmp_path, *HUNDRED)
    damage(tmp_path, seed, 3, first=40)
    damaged = (tmp_path / DATABASE).read_bytes()
    found = survey(tmp_path / DATABASE)
    deeds = mended(tmp_path)
    assert bool(found) is bool(deeds)
    if found:
        (copy,) = (one.path for one in safe_copies(tmp_path))
        assert copy.read_bytes()[4096:] == damaged[4096:], "the copy is another"  # the first page counts its writers
    there = await titles(tmp_path)
    lost = [deed for deed in deeds if "LOST" in deed]
    assert len(there) + len(lost) >= 97
    assert len(there) >= 95
    assert mended(tmp_path) == []
    assert not (tmp_path / "repairing.sqlite3").exists()


async def test_article_whose_row_cannot_be_read_comes_back_from_its_passages(tmp_path: Path) -> None:
    await stocked(tmp_path, *HUNDRED)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        pages = (
            [
                number
                for number, name, kind in database.execute("SELECT pageno, name, pagetype FROM dbstat ORDER BY pageno")
                if name == "article" and kind == "leaf"
            ]
            if _has_dbstat(database)
            else []
        )
    if not pages:
        pytest.skip("this SQLite does not tell which page is whose")
    content = bytearray((tmp_path / DATABASE).read_bytes())
    start = (pages[len(pages) // 2] - 1) * 4096
    content[start : start + 4096] = bytes(4096)
    (tmp_path / DATABASE).write_bytes(bytes(content))
    deeds = mended(tmp_path)
    assert [deed for deed in deeds if "put together from its passages" in deed]
    assert not [deed for deed in deeds if "LOST" in deed]
    assert len(await titles(tmp_path)) == 100


def _has_dbstat(database: sqlite3.Connection) -> bool:
    try:
        database.execute("SELECT 1 FROM dbstat LIMIT 1")
    except sqlite3.OperationalError:
        return False
    return True


async def test_database_that_lost_its_end_is_refused_at_the_start_and_mended(tmp_path: Path) -> None:
    await stocked(tmp_path, *HUNDRED)
    path = tmp_path / DATABASE
    path.write_bytes(path.read_bytes()[: -20 * 4096])
    with pytest.raises(StorageError, match="check --repair") as refused:
        async with open_library(tmp_path, semantic="off"):
            pass
    assert refused.value.cause is Cause.DAMAGED
    assert mended(tmp_path)
    assert len(await titles(tmp_path)) >= 90


async def test_database_without_a_readable_beginning_is_left_as_it_is(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD)
    path = tmp_path / DATABASE
    path.write_bytes(b"nothing of a database" * 300)
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="restore a backup"):
        mended(tmp_path)
    assert path.read_bytes() == before


async def test_what_is_only_in_the_log_is_saved_too(tmp_path: Path) -> None:
    await stocked(tmp_path, *HUNDRED[:50])
    with closing(sqlite3.connect(tmp_path / DATABASE)) as holding:
        holding.execute("SELECT 1 FROM library").fetchone()  # who reads keeps the log from being emptied at the end
        holding.execute("BEGIN")
        holding.execute("SELECT revision FROM library").fetchone()
        await stocked(tmp_path, FLOOD)
        kept = {name: (tmp_path / name).read_bytes() for name in (DATABASE, f"{DATABASE}-wal")}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name, content in kept.items():
        (elsewhere / name).write_bytes(content)
    damage(elsewhere, 5, 2, first=60)
    mended(elsewhere)
    assert FLOOD.title in await titles(elsewhere)


# In use, and no room


async def test_library_in_use_is_not_mended_and_one_being_mended_is_not_opened(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD)
    async with open_library(tmp_path, semantic="off"), open_library(tmp_path, semantic="off"):
        with pytest.raises(LibraryError, match="in use"):
            mended(tmp_path)
    with alone(tmp_path), pytest.raises(LibraryError, match="being repaired"):
        async with open_library(tmp_path, semantic="off"):
            pass


def test_directory_without_a_library_is_not_made_one(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="DATA_DIR"):
        mended(tmp_path)
    with pytest.raises(LibraryError, match="DATA_DIR"):
        mended(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()


async def test_leftovers_of_killed_processes_are_removed(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD)
    left = ["restoring.sqlite3", "repairing.sqlite3", ".room.unfinished", ".before-repair-1.sqlite3.unfinished"]
    for name in left:
        (tmp_path / name).write_text("x")
    (deed,) = mended(tmp_path)
    assert all(name in deed for name in left)
    assert not [name for name in left if (tmp_path / name).exists()]


# The index


async def test_index_that_is_torn_while_in_use_is_made_anew_at_the_first_error(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.add(FLOOD)
        before = await library.ask(EVACUATED)
        for path in (tmp_path / INDEX / "segments").glob("*.*"):
            path.unlink()
        (tmp_path / INDEX / "state.json").touch()  # as after another process's commit: the files are opened afresh
        assert [quote.text for quote in (await library.ask(EVACUATED)).quotes] == [
            quote.text for quote in before.quotes
        ]
        await library.add(CHILLI)
        assert len((await library.check())[1].message.split()) == 2


async def test_index_that_holds_other_passages_than_the_database_is_made_anew_at_the_start(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD, CHILLI)
    state = json.loads((tmp_path / INDEX / "state.json").read_text())
    with closing(open_tantivy_index(tmp_path / INDEX, state["fingerprint"])) as index:
        index.remove([1])
        index.commit(state["revision"])
    async with open_library(tmp_path, semantic="off") as library:
        assert (await library.ask(EVACUATED)).status is Status.ANSWERED


async def test_index_with_as_many_but_other_passages_is_found_by_a_close_look(tmp_path: Path) -> None:
    await stocked(tmp_path, FLOOD)
    spoil(tmp_path, "UPDATE passage SET id = id + 100")
    async with open_library(tmp_path, semantic="off") as library:
        _, index = await library.check()
        assert "made anew" in index.message
        _, index = await library.check()
        assert "made anew" not in index.message
