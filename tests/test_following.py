"""The index follows the store, whoever changed it and whatever went wrong on the way."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval import following
from retrieval.analysed import AnalysedPassage
from retrieval.analysis import analyzer
from retrieval.database import open_database
from retrieval.errors import LibraryError
from retrieval.following import ARTICLES_AT_ONCE, FINGERPRINT, Follower, indexed
from retrieval.index_tantivy import TantivyIndex, open_tantivy_index
from retrieval.kept_passages import _kept
from retrieval.lock import FileLock
from retrieval.measuring import Measuring
from retrieval.packing import packed
from retrieval.passages import passages_of
from retrieval.scope import EVERYONE, Scope
from retrieval.store import Changes, NewArticle, Store
from tests.newsroom import CHILLI, FLOOD, SHUTTLE, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from retrieval.article import Article


@asynccontextmanager
async def parts(directory: Path) -> AsyncIterator[tuple[Store, TantivyIndex, Follower]]:
    async with open_database(directory / "store.sqlite3") as database:
        store = Store(database)
        index = open_tantivy_index(directory / "index", FINGERPRINT)
        try:
            yield store, index, Follower(store, index)
        finally:
            index.close()


async def put(store: Store, one: Article, ref: str, owner: str = "") -> int:
    return (await store.put(one, passages_of(one), ref=ref, owner=owner)).id


def articles_with(index: TantivyIndex, word: str, scope: Scope = EVERYONE) -> set[int]:
    (term,) = analyzer().terms(word)
    return {hit.article for hit in index.shortlist({term: 1.0}, scope, 1000, context_weight=0.5)}


async def test_what_the_store_gains_and_loses_is_found_and_found_no_more(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        assert await follower.catch_up() == 0
        flood = await put(store, FLOOD, "banjir")
        chilli = await put(store, CHILLI, "cabai")
        assert articles_with(index, "warga") == set()
        assert await follower.catch_up() == 2
        assert (articles_with(index, "warga"), articles_with(index, "Kediri")) == ({flood}, {chilli})
        await put(store, SHUTTLE, "banjir")
        await store.remove("cabai")
        assert await follower.catch_up() == 2
        assert articles_with(index, "Kumamoto") == {flood}
        assert articles_with(index, "warga") == articles_with(index, "Kediri") == set()
        assert index.revision == await store.revision()
        assert await follower.catch_up() == 0


async def test_title_and_heading_find_a_passage_but_are_not_counted_as_its_text(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        await put(store, article("Kuota Haji", "Pemerintah menambah jumlah jemaah menjadi 241 ribu orang."), "haji")
        await follower.catch_up()
        (title,) = analyzer().terms("kuota")
        assert len(articles_with(index, "kuota")) == 1
        assert index.frequencies([title]) == (1, {title: 0})


async def test_passages_are_indexed_under_their_owner(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        flood = await put(store, FLOOD, "banjir", owner="-100")
        await follower.catch_up()
        assert {indexed(passage).owner for passage in await store.passages_of(flood)} == {"-100"}
        assert articles_with(index, "warga", Scope("-100")) == {flood}
        assert articles_with(index, "warga", Scope("-200")) == articles_with(index, "warga") == set()


async def test_more_articles_than_one_helping_all_arrive(tmp_path: Path) -> None:
    count = 2 * ARTICLES_AT_ONCE + 3
    many = [article(f"Berita {n}", f"Desa nomor {n} menerima bantuan beras dari pusat hari ini.") for n in range(count)]
    async with parts(tmp_path) as (store, index, follower):
        await store.put_many([NewArticle(one, passages_of(one), str(n)) for n, one in enumerate(many)])
        assert await follower.catch_up() == count
        assert len(articles_with(index, "beras")) == count


async def test_index_ahead_of_the_store_is_cleared_and_filled_anew(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        for number, one in enumerate((FLOOD, CHILLI, SHUTTLE)):
            await put(store, one, str(number))
        await follower.catch_up()
    (tmp_path / "store.sqlite3").rename(tmp_path / "gone")
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"store.sqlite3{suffix}").unlink(missing_ok=True)
    async with parts(tmp_path) as (store, index, follower):
        chilli = await put(store, CHILLI, "cabai")
        assert index.revision > await store.revision()
        await follower.catch_up()
        assert articles_with(index, "Kediri") == {chilli}
        assert articles_with(index, "warga") == articles_with(index, "Kumamoto") == set()
        assert index.revision == await store.revision()


async def test_followers_that_run_at_once_leave_one_whole_index(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower), parts(tmp_path) as (_, other, second):
        wanted = set[int]()
        for number in range(6):
            one = article(f"Beras {number}", f"Desa ke-{number} menerima beras dari pusat.")
            wanted.add(await put(store, one, str(number)))
            await asyncio.gather(follower.catch_up(), follower.catch_up(), second.catch_up())
        while index.revision != await store.revision():
            await follower.catch_up()
        assert articles_with(index, "beras") == articles_with(other, "beras") == wanted
        assert index.frequencies(())[0] == len(wanted)


class Interrupting(TantivyIndex):
    """An index that does something before each commit: what may happen meanwhile in the world."""

    meanwhile: Callable[[], None] | None = None

    def commit(self, revision: int) -> None:
        if self.meanwhile is not None:
            self.meanwhile()
        super().commit(revision)


async def test_failed_catching_up_leaves_the_index_as_it_was_and_is_tried_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise LibraryError("The disk is full.")

    async with parts(tmp_path) as (store, index, follower):
        flood = await put(store, FLOOD, "banjir")
        await follower.catch_up()
        failing = Interrupting(tmp_path / "index", FINGERPRINT, 5.0)
        failing.meanwhile = fail
        chilli = await put(store, CHILLI, "cabai")
        with pytest.raises(LibraryError, match="disk"):
            await Follower(store, failing).catch_up()
        assert (articles_with(index, "warga"), articles_with(index, "Kediri")) == ({flood}, set())
        # The lock was given back: another writer need not wait for it.
        assert await follower.catch_up() == 1
        assert articles_with(failing, "Kediri") == {chilli}


async def test_cancelled_catching_up_gives_the_lock_back_and_is_tried_again(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        await put(store, FLOOD, "banjir")
        slow = Interrupting(tmp_path / "index", FINGERPRINT, 5.0)
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(Follower(store, slow).catch_up())
        slow.meanwhile = lambda: void(loop.call_soon_threadsafe(task.cancel))
        with pytest.raises(asyncio.CancelledError):
            await task
        await follower.catch_up()
        assert len(articles_with(index, "warga")) == 1
        assert index.revision == await store.revision()


async def test_question_waits_a_bounded_time_while_another_writer_holds_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.05)
    async with parts(tmp_path) as (store, index, follower):
        flood = await put(store, FLOOD, "banjir")
        await follower.catch_up()
        chilli = await put(store, CHILLI, "cabai")
        with FileLock(tmp_path / "index" / "lock", 5.0):
            async with asyncio.timeout(10):
                await follower.catch_up_soon()
                await follower.catch_up_soon()
            assert (articles_with(index, "warga"), articles_with(index, "Kediri")) == ({flood}, set())
        monkeypatch.setattr(following, "PATIENCE", 30.0)
        await follower.catch_up_soon()
        assert articles_with(index, "Kediri") == {chilli}


async def test_questions_wait_together_no_longer_than_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 1.0)
    async with parts(tmp_path) as (store, _, follower):
        await put(store, FLOOD, "banjir")
        with FileLock(tmp_path / "index" / "lock", 5.0):
            async with asyncio.timeout(10):  # each for itself would take 20 seconds
                for _ in range(20):
                    await follower.catch_up_soon()
        assert await store.revision() == 1
        await follower.close()


async def test_catching_up_that_fails_is_told_once_and_the_index_is_asked_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise LibraryError("The disk is full.")

    async with parts(tmp_path) as (store, index, follower):
        await put(store, FLOOD, "banjir")
        failing = Interrupting(tmp_path / "index", FINGERPRINT, 5.0)
        failing.meanwhile = fail
        await Follower(store, failing).catch_up_soon()
        assert articles_with(failing, "warga") == set()
        assert [record.getMessage() for record in caplog.records if "disk" in record.getMessage()] != []
        failing.meanwhile = None
        await follower.catch_up_soon()
        assert len(articles_with(index, "warga")) == 1


async def test_closing_stops_what_goes_on_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.05)
    async with parts(tmp_path) as (store, index, _):
        await put(store, FLOOD, "banjir")
        impatient = TantivyIndex(tmp_path / "index", FINGERPRINT, 0.5)
        closed = Follower(store, impatient)
        with FileLock(tmp_path / "index" / "lock", 5.0):
            await closed.catch_up_soon()
            await closed.close()
        assert await Follower(store, index).catch_up() == 1


async def test_article_removed_while_it_was_being_indexed_does_not_stay(tmp_path: Path) -> None:
    class Racing(Store):
        """A store in which an article goes between the list of changes and the reading of its passages."""

        async def changes_since(self, revision: int) -> Changes:
            changes = await super().changes_since(revision)
            if changes.changed:
                await self.remove("banjir")
            return changes

    async with parts(tmp_path) as (store, index, follower), open_database(tmp_path / "store.sqlite3") as database:
        await put(store, FLOOD, "banjir")
        await Follower(Racing(database), index).catch_up()
        assert articles_with(index, "warga") == set()
        await follower.catch_up()
        assert articles_with(index, "warga") == set()
        assert index.revision == await store.revision()


def void(_: object) -> None:
    """Nothing comes out of it."""


async def test_what_was_found_out_about_passages_is_kept_with_them(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        flood, chilli = await put(store, FLOOD, "banjir"), await put(store, CHILLI, "cabai")
        await follower.catch_up()
        stored = await store.passages_of(flood, chilli)
        texts = {one.id: one.passage.text for one in stored}
        kept = index.packed(list(texts))
        assert kept == {id_: packed(AnalysedPassage(text)) for id_, text in texts.items()}
        await store.remove("banjir")
        await follower.catch_up()
        assert set(index.packed(list(texts))) == {one.id for one in stored if one.article.id == chilli}


async def test_ranking_takes_what_the_index_keeps_and_finds_out_the_rest_itself(tmp_path: Path) -> None:
    async with parts(tmp_path) as (store, index, follower):
        await put(store, FLOOD, "banjir")
        await follower.catch_up()
        measuring = Measuring(store, index, None)
        _kept.cache_clear()
        of_the_index = await measuring.measure("berapa warga yang mengungsi?", EVERYONE)
        assert of_the_index.candidates
        assert all(one.text.analysis.evidence is not None for one in of_the_index.candidates)
        stored = await store.passages_of(of_the_index.candidates[0].article)
        index.add([replace(indexed(one), packed=b"of another version") for one in stored])
        index.commit(2)
        _kept.cache_clear()
        of_itself = await measuring.measure("berapa warga yang mengungsi?", EVERYONE)
        assert all(one.text.analysis.evidence is None for one in of_itself.candidates)
        assert of_itself.table.tolist() == of_the_index.table.tolist()
        assert [one.passage for one in of_itself.candidates] == [one.passage for one in of_the_index.candidates]
