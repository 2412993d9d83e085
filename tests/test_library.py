"""The library from outside: what is added is answered, what is removed is gone, and every run says the same."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval import following
from retrieval.answer import Context, Status
from retrieval.article import Section
from retrieval.database import open_database
from retrieval.errors import ArticleError, LibraryError
from retrieval.importing import BULK_BATCH
from retrieval.kept_conclusions import KeptConclusions
from retrieval.layout import DATABASE, INDEX
from retrieval.lock import FileLock
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.scope import EVERYONE, Scope
from retrieval.sources.bulk import BulkArticle, BulkError
from retrieval.store import Store
from retrieval.turns import TurnQuote
from tests.newsroom import BUS, CHILLI, FLOOD, IRAN, ROOT, SEEDS, SHIP, SHUTTLE, article, fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator
    from pathlib import Path

    from retrieval.answer import Answer
    from retrieval.article import Article
    from retrieval.library import Library
    from retrieval.semantic import Mode
    from retrieval.sources.bulk import BulkLine

EVACUATED = "berapa warga yang mengungsi di Demak?"
QUESTIONS = (
    "siapa menlu Pakistan?",
    "berapa korban tewas?",
    EVACUATED,
    "harga cabai rawit di kudus brp?",
    "siapa yang dikalahkan Gregoria?",
    "kenapa pasokan cabai berkurang",
    "resep nasi goreng",
    "kapan bupati janji tanggul diperbaiki",
)


@asynccontextmanager
async def opened(directory: Path, *articles: Article, semantic: Mode = "off") -> AsyncIterator[Library]:
    async with open_library(directory, semantic=semantic) as library:
        for one in articles:
            await library.add(one)
        yield library


async def all_answers(library: Library) -> list[tuple[object, ...]]:
    return [fingerprint(await library.ask(question)) for question in QUESTIONS]


def first(answer: Answer) -> str:
    return answer.quotes[0].text if answer.quotes else ""


# What is added, replaced and removed


async def test_added_article_is_answered_at_once_with_its_section_and_card(tmp_path: Path) -> None:
    async with opened(tmp_path, CHILLI) as library:
        assert (await library.ask(EVACUATED)).status is not Status.ANSWERED
        stored = await library.add(FLOOD)
        answer = await library.ask(EVACUATED)
    assert (stored.replaced, stored.passages) == (False, 3)
    assert answer.status is Status.ANSWERED
    quote = answer.quotes[0]
    assert (quote.section, quote.text) == ("Warga mengungsi", FLOOD.sections[1].paragraphs[0])
    assert (quote.article.ref, quote.article.publisher, quote.article.url) == (stored.ref, "Kabar Uji", FLOOD.url)
    assert quote.bold == ("120 warga",)


@asynccontextmanager
async def indexing(directory: Path, change: Coroutine[None, None, object]) -> AsyncIterator[asyncio.Task[object]]:
    """A change that is in the store, while the index cannot follow it: somebody holds the index's lock meanwhile."""
    async with open_database(directory / DATABASE) as database:
        store = Store(database)
        before = await store.revision()
        with FileLock(directory / INDEX / "lock", 5.0):
            task = asyncio.create_task(change)
            async with asyncio.timeout(30):
                while await store.revision() == before:  # noqa: ASYNC110 - another connection's change sets no event
                    await asyncio.sleep(0)
            yield task
        await task


async def test_question_does_not_wait_for_a_change_of_which_nobody_was_told_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 60.0)
    async with opened(tmp_path, FLOOD) as library:
        async with indexing(tmp_path, library.add(CHILLI)) as adding, asyncio.timeout(30):
            assert first(await library.ask(EVACUATED)) == FLOOD.sections[1].paragraphs[0]
            assert (await library.ask("harga cabai rawit di Kudus berapa?")).status is not Status.ANSWERED
            assert not adding.done()
        assert first(await library.ask("harga cabai rawit di Kudus berapa?")) == CHILLI.sections[0].paragraphs[0]


@pytest.mark.parametrize("within", [None, "banjir"])
async def test_question_whose_answer_goes_by_such_a_change_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within: str | None
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 60.0)
    text = "Sebanyak 340 warga mengungsi ke balai desa karena air setinggi dua meter masuk ke rumah mereka."
    corrected = replace(FLOOD, sections=(FLOOD.sections[0], Section("Warga mengungsi", (text,))))
    async with opened(tmp_path) as library:
        await library.add(FLOOD, ref="banjir")
        async with indexing(tmp_path, library.add(corrected, ref="banjir")):
            asking = asyncio.create_task(library.ask(EVACUATED, article=within))
            done, _ = await asyncio.wait({asking}, timeout=0.5)
            assert not done
        answer = await asking
    assert (first(answer), answer.quotes[0].bold) == (text, ("340 warga",))


async def test_removed_article_is_gone_from_answers_lists_and_remembered_quotes(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        quoted = (await library.ask(EVACUATED)).quotes[0]
        remembered = [TurnQuote(quoted.passage, quoted.highlights)]
        assert [quote.text for quote in await library.quotes(remembered, EVERYONE)] == [quoted.text]
        removed = await library.remove(quoted.article.ref)
        assert removed == quoted.article
        answer = await library.ask(EVACUATED)
        assert all(quote.article.title != FLOOD.title for quote in answer.quotes)
        assert answer.status is not Status.ANSWERED
        assert [card.title for card in await library.articles(EVERYONE)] == [CHILLI.title]
        assert await library.count(EVERYONE) == 1
        assert await library.quotes(remembered, EVERYONE) == []
        for reference in (removed.ref, removed.id):
            with pytest.raises(ArticleError):
                await library.open_article(reference, EVERYONE)
        with pytest.raises(ArticleError, match=removed.ref):
            await library.remove(removed.ref)


@pytest.mark.parametrize(
    ("again", "ref"),
    [
        (replace(FLOOD, title="Judul Lain", url=""), "banjir"),
        (replace(FLOOD, title="Judul Lain"), None),
        (replace(FLOOD, url="", publisher="Media Lain"), None),
    ],
    ids=["same reference", "same address", "same content"],
)
async def test_same_article_added_again_is_quoted_once(tmp_path: Path, again: Article, ref: str | None) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.add(FLOOD, ref="banjir")
        stored = await library.add(again, ref=ref)
        assert (stored.replaced, stored.ref) == (True, "banjir")
        assert await library.count(EVERYONE) == 1
        texts = [quote.text for quote in (await library.ask(EVACUATED)).quotes]
        assert len(texts) == len(set(texts)) == 3
        assert (await library.ask(EVACUATED)).quotes[0].article.title == again.title


async def test_replaced_text_is_answered_from_and_the_old_one_never(tmp_path: Path) -> None:
    now = replace(FLOOD.sections[1], paragraphs=("Kini 475 warga mengungsi ke balai desa dan masjid agung.",))
    new = replace(FLOOD, sections=(FLOOD.sections[0], now))
    async with opened(tmp_path, FLOOD, new) as library:
        answer = await library.ask(EVACUATED)
        assert answer.quotes[0].bold == ("475 warga",)
        assert all("120 warga" not in quote.text for quote in answer.quotes)


async def test_article_without_text_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD) as library:
        with pytest.raises(ArticleError, match="no text"):
            await library.add(article("Kosong"))
        assert await library.count(EVERYONE) == 1


async def test_question_about_one_article_is_answered_from_no_other(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        (chilli,) = await library.articles(EVERYONE, search="cabai")
        answer = await library.ask(EVACUATED, article=chilli.ref)
        assert {quote.article.ref for quote in answer.quotes} == {chilli.ref}
        assert answer.status is not Status.ANSWERED
        with pytest.raises(ArticleError, match="tidak-ada"):
            await library.ask(EVACUATED, article="tidak-ada")


async def test_opened_article_is_what_was_added(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD) as library:
        (card,) = await library.articles(EVERYONE)
        for reference in (card.ref, card.id):
            found = await library.open_article(reference, EVERYONE)
            assert (found.card, found.article, found.passages) == (card, FLOOD, passages_of(FLOOD))


# Several processes, kills and damage


async def test_what_another_opening_adds_and_removes_is_seen_by_the_next_question(tmp_path: Path) -> None:
    async with opened(tmp_path, CHILLI) as here, open_library(tmp_path, semantic="off") as there:
        stored = await there.add(FLOOD)
        assert (await here.ask(EVACUATED)).quotes[0].bold == ("120 warga",)
        await there.remove(stored.ref)
        assert first(await here.ask(EVACUATED)) not in FLOOD.paragraphs


async def test_what_another_process_adds_is_seen_by_the_next_question(tmp_path: Path) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from retrieval.opening import open_library
from tests.newsroom import FLOOD
async def main():
    async with open_library(Path(sys.argv[1]), semantic="off") as library:
        await library.add(FLOOD)
asyncio.run(main())
"""
    async with opened(tmp_path, CHILLI) as library:
        await asyncio.to_thread(run, program, tmp_path)
        assert (await library.ask(EVACUATED)).quotes[0].bold == ("120 warga",)


async def test_article_stored_by_a_process_killed_before_it_indexed_is_found(tmp_path: Path) -> None:
    async with opened(tmp_path, CHILLI):
        pass
    await store_only(tmp_path, FLOOD)
    async with open_library(tmp_path, semantic="off") as library:
        assert (await library.ask(EVACUATED)).quotes[0].bold == ("120 warga",)
        await store_only(tmp_path, SHUTTLE)
        assert "Chen Yufei" in first(await library.ask("siapa yang dikalahkan Gregoria?"))


@pytest.mark.parametrize("damage", ["deleted", "no state", "torn segment", "a file in its place"])
async def test_index_that_is_lost_or_torn_is_rebuilt_and_answers_the_same(tmp_path: Path, damage: str) -> None:
    async with opened(tmp_path, FLOOD, CHILLI, SHUTTLE) as library:
        before = await all_answers(library)
    index = tmp_path / INDEX
    if damage == "no state":
        (index / "state.json").unlink()
    elif damage == "torn segment":
        segment = max((index / "segments").iterdir(), key=lambda path: path.stat().st_size)
        segment.write_bytes(bytes(segment.stat().st_size))
    else:
        shutil.rmtree(index)
    if damage == "a file in its place":
        index.write_text("x")
        with pytest.raises(LibraryError, match="index"):
            async with open_library(tmp_path, semantic="off"):
                pass
        index.unlink()
    async with open_library(tmp_path, semantic="off") as library:
        assert await all_answers(library) == before


async def test_index_deleted_while_in_use_is_made_anew_and_answers_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI, SHUTTLE) as library:
        library.asking.kept = KeptConclusions(0)
        before = await all_answers(library)
        shutil.rmtree(tmp_path / INDEX)
        assert await all_answers(library) == before
        shutil.rmtree(tmp_path / INDEX)
        await library.add(CHILLI, ref="lagi")
        assert "120 warga" in first(await library.ask(EVACUATED))


async def test_backup_put_back_over_a_newer_library_is_followed(tmp_path: Path) -> None:
    directory, copy = tmp_path / "data", tmp_path / "copy.sqlite3"
    async with opened(directory, FLOOD) as library:
        before = fingerprint(await library.ask(EVACUATED))
        await library.backup(copy)
        await library.remove((await library.articles(EVERYONE))[0].ref)
        await library.add(CHILLI)
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (directory / name).unlink(missing_ok=True)
    copy.rename(directory / DATABASE)
    async with open_library(directory, semantic="off") as library:
        assert fingerprint(await library.ask(EVACUATED)) == before
        assert first(await library.ask("harga cabai rawit")) not in CHILLI.paragraphs


async def test_index_of_a_database_that_was_moved_away_is_not_taken_for_that_of_the_next(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD):
        pass
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    # At its first revision too, and with the same ids.
    async with open_database(tmp_path / DATABASE) as database:
        await Store(database).put(CHILLI, passages_of(CHILLI))
    async with open_library(tmp_path, semantic="off") as library:
        assert first(await library.ask("harga cabai rawit")) in CHILLI.paragraphs


async def test_data_directory_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match=r"file/data.*DATA_DIR"):
        async with open_library(tmp_path / "file" / "data", semantic="off"):
            pass


# Scopes


async def test_articles_of_a_chat_show_in_no_other_scope(tmp_path: Path) -> None:
    mine, other = Scope("-100"), Scope("-200")
    async with opened(tmp_path, CHILLI) as library:
        stored = await library.add(FLOOD, ref="banjir", owner="-100")
        answer = await library.ask(EVACUATED, scope=mine)
        assert answer.quotes[0].bold == ("120 warga",)
        remembered = [TurnQuote(quote.passage, quote.highlights) for quote in answer.quotes]
        assert len(await library.quotes(remembered, mine)) == 3
        assert [card.title for card in await library.articles(mine)] == [CHILLI.title, FLOOD.title]
        for scope in (EVERYONE, other, Scope("-200", public=False)):
            for question, context in (
                (EVACUATED, None),
                ("kalau bupati siapa?", answer.context),
                ("terus kenapa mereka mengungsi?", answer.context),
            ):
                found = await library.ask(question, scope=scope, context=context)
                assert all(quote.article.id != stored.id for quote in found.quotes)
                assert found.context.article != stored.id or not found.quotes
            assert await library.quotes(remembered, scope) == []
            assert FLOOD.title not in [card.title for card in await library.articles(scope)]
            assert await library.count(scope) == int(scope.public)
            for reference in (stored.id, "banjir"):
                with pytest.raises(ArticleError):
                    await library.open_article(reference, scope)
            with pytest.raises(ArticleError):
                await library.ask(EVACUATED, scope=scope, article="banjir")
            with pytest.raises(ArticleError):
                await library.remove("banjir", owner=scope.own)


async def test_chat_that_turned_the_public_library_off_sees_its_own_articles_only(tmp_path: Path) -> None:
    async with opened(tmp_path, CHILLI) as library:
        await library.add(FLOOD, owner="-100")
        answer = await library.ask("berapa harga cabai rawit per kilogram?", scope=Scope("-100", public=False))
        assert all(quote.article.title == FLOOD.title for quote in answer.quotes)
        assert answer.status is not Status.ANSWERED
        with_public = await library.ask("berapa harga cabai rawit per kilogram?", scope=Scope("-100"))
        assert "Rp80.000" in first(with_public)


async def test_same_article_in_two_chats_is_removed_from_one_alone(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        for owner in ("-100", "-200"):
            await library.add(FLOOD, ref="banjir", owner=owner)
        await library.remove("banjir", owner="-100")
        assert not (await library.ask(EVACUATED, scope=Scope("-100"))).quotes
        assert (await library.ask(EVACUATED, scope=Scope("-200"))).quotes[0].bold == ("120 warga",)


# Follow-ups


async def test_follow_up_stays_in_the_article_that_was_quoted(tmp_path: Path) -> None:
    twin = article(
        "Banjir Bandang di Garut",
        "Banjir bandang merendam 900 rumah di Kabupaten Garut, Jawa Barat, pada Jumat malam.",
        "Sebanyak 610 warga mengungsi ke gedung sekolah karena air masuk ke rumah mereka.",
    )
    async with opened(tmp_path, FLOOD, twin) as library:
        for where, evacuated in (("Demak", "120 warga"), ("Garut", "610 warga")):
            houses = await library.ask(f"berapa rumah yang terendam banjir di {where}?")
            assert where in first(houses)
            follow = await library.ask("terus berapa yang mengungsi?", context=houses.context)
            assert {quote.article.id for quote in follow.quotes} == {houses.context.article}
            assert any(evacuated in quote.text for quote in follow.quotes)


async def test_new_topic_after_an_answer_leaves_the_article(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI, SHUTTLE) as library:
        context = (await library.ask(EVACUATED)).context
        answer = await library.ask("siapa yang dikalahkan Gregoria di Kumamoto?", context=context)
        assert answer.quotes[0].article.title == SHUTTLE.title
        leaning = await library.ask("terus harga cabai rawit berapa?", context=context)
        assert leaning.quotes[0].article.title == CHILLI.title


async def test_complete_question_about_something_like_it_is_not_held_in_the_article(tmp_path: Path) -> None:
    markets = [
        article(
            f"Renovasi Pasar {name}", f"Renovasi Pasar {name} menelan biaya Rp{cost} miliar dan selesai bulan depan."
        )
        for name, cost in (("Minggu", 12), ("Senen", 30))
    ]
    async with opened(tmp_path, *markets) as library:
        context = (await library.ask("berapa biaya renovasi pasar minggu?")).context
        answer = await library.ask("berapa biaya renovasi pasar senen?", context=context)
        assert "Pasar Senen" in first(answer)


async def test_follow_up_of_an_article_that_is_gone_is_looked_for_everywhere(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        context = (await library.ask("berapa harga cabai rawit?")).context
        await library.remove((await library.articles(EVERYONE, search="cabai"))[0].ref)
        answer = await library.ask("kalau warga yang mengungsi berapa?", context=context)
        assert "120 warga" in first(answer)


async def test_long_conversation_does_not_pile_up_in_what_is_remembered(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        context: Context | None = None
        for number in range(60):
            answer = await library.ask(f"terus itu gimana kata{number:03}abc soal hal{number:03}xyz?", context=context)
            context = answer.context
            assert len(context.question) <= 1000


# The same answer every time


async def test_same_question_gets_the_same_answer_again_and_in_another_order(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI, SHUTTLE) as library:
        library.asking.kept = KeptConclusions(0)
        once = await all_answers(library)
        again = [fingerprint(await library.ask(question)) for question in reversed(QUESTIONS)]
        at_once = await asyncio.gather(*(library.ask(question) for question in QUESTIONS))
    assert again[::-1] == once
    assert [fingerprint(answer) for answer in at_once] == once


@pytest.mark.parametrize("semantic", ["off", "on"])
async def test_another_process_gives_the_same_answers(
    tmp_path: Path, request: pytest.FixtureRequest, semantic: Mode
) -> None:
    directory: Path = request.getfixturevalue("semantic_data") if semantic == "on" else tmp_path
    program = """
import asyncio, json, sys
from pathlib import Path
from retrieval.opening import open_library
from tests.test_library import all_answers
async def main():
    async with open_library(Path(sys.argv[1]), semantic=sys.argv[2]) as library:
        print(json.dumps(await all_answers(library)))
asyncio.run(main())
"""
    async with opened(directory, FLOOD, CHILLI, SHUTTLE, semantic=semantic) as library:
        here = json.dumps(await all_answers(library))
    for seed in ("1", "2"):
        assert run(program, directory, semantic, seed=seed).strip() == here


async def test_answers_do_not_depend_on_the_history_of_the_index(tmp_path: Path) -> None:
    old = replace(FLOOD, sections=(replace(FLOOD.sections[0], paragraphs=("Banjir warga Demak mengungsi rumah.",)),))
    async with opened(tmp_path, CHILLI, old, SHUTTLE, FLOOD) as library:
        extra = await library.add(
            article("Warga Mengungsi", "Warga mengungsi ke rumah saudara karena banjir di Demak.")
        )
        await library.remove(extra.ref)
        before = await all_answers(library)
    shutil.rmtree(tmp_path / INDEX)
    async with open_library(tmp_path, semantic="off") as library:
        assert await all_answers(library) == before


async def test_answer_is_the_same_with_vectors_stored_or_computed_while_asking(semantic_data: Path) -> None:
    async with opened(semantic_data, FLOOD, CHILLI, SHUTTLE, semantic="on") as library:
        assert library.semantic
        library.asking.kept = KeptConclusions(0)
        computed = [fingerprint(await library.ask(question)) for question in QUESTIONS]
        while await library.encode_pending(2):
            pass
        assert await all_answers(library) == computed
    shutil.rmtree(semantic_data / INDEX)
    async with open_library(semantic_data, semantic="on") as library:
        assert await library.encode_pending(10) == 0
        assert await all_answers(library) == computed


async def test_answer_is_the_same_whatever_else_was_encoded_before(semantic_data: Path, tmp_path: Path) -> None:
    async with opened(semantic_data, FLOOD, CHILLI, SHUTTLE, semantic="on") as library:
        fresh = fingerprint(await library.ask(QUESTIONS[4]))
    other = tmp_path / "other"
    other.mkdir()
    (other / "encoder").symlink_to((semantic_data / "encoder").readlink())
    async with opened(other, FLOOD, CHILLI, SHUTTLE, semantic="on") as library:
        for question in QUESTIONS[:4]:
            await library.ask(question)
        await library.encode_pending(3)
        assert fingerprint(await library.ask(QUESTIONS[4])) == fresh


# Bad input


STRANGE = (
    "",
    " \n\t ",
    "siapa itu?",
    "apa yang di dan ke?",
    "?" * 4096,
    "".join(f"kata{number} " for number in range(600))[:4096],
    "a" * 4096,
    "👍" * 200,
    "👨‍👩‍👧‍👦🇮🇩",
    "من هو وزير خارجية باكستان؟",
    "巴基斯坦外长是谁？",
    "кто министр иностранных дел?",
    "".join(map(chr, range(32))) + "\x7f\u200b\u202e\ufeff",
    "\ud800 apakah \udfff",
    '(body:cuaca OR *) AND "-title:[a TO z]^9~',
    "'; DROP TABLE article; --",
    "e" + "\u0301" * 500,
    "9" * 500,
    "\ufdfa" * 300,
)


@pytest.mark.parametrize("semantic", ["off", "on"])
async def test_question_that_says_nothing_finds_nothing(
    semantic: Mode, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    directory: Path = request.getfixturevalue("semantic_data") if semantic == "on" else tmp_path
    async with opened(directory, FLOOD, CHILLI, semantic=semantic) as library:
        context = (await library.ask(EVACUATED)).context
        for question in STRANGE:
            assert (question, (await library.ask(question)).status) == (question, Status.NOT_FOUND)
            within_a_talk = await library.ask(question, context=context)
            assert sound(within_a_talk)


@pytest.mark.parametrize("semantic", ["off", "on"])
async def test_question_in_strange_clothes_is_answered_or_not_but_never_an_error(
    semantic: Mode, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    directory: Path = request.getfixturevalue("semantic_data") if semantic == "on" else tmp_path
    async with opened(directory, FLOOD, CHILLI, semantic=semantic) as library:
        for question in (
            "warga mengungsi " * 256,
            "berapa\x00warga\x00mengungsi\u202e",
            "ＢＥＲＡＰＡ ＷＡＲＧＡ 👍 mengungsi?!?!",
            "\ud800 warga \udfff",
            '(warga OR *) AND "-title:[a TO z]^9~',
            "b.e.r.a.p.a w-a-r-g-a",
        ):
            assert sound(await library.ask(question))


async def test_question_behind_a_page_of_white_space_is_read(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        assert fingerprint(await library.ask("\n" * 3000 + EVACUATED)) == fingerprint(await library.ask(EVACUATED))


async def test_words_that_the_library_has_count_in_a_question_of_very_many_words(tmp_path: Path) -> None:
    padding = " ".join(f"kata{number}" for number in range(60))
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        answer = await library.ask(f"{padding} cabai rawit Kediri")
        assert {quote.article.title for quote in answer.quotes[:2]} == {CHILLI.title}


async def test_empty_library_finds_nothing(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        answer = await library.ask("siapa menlu Pakistan?", context=Context("apa", article=7, passage=7, answer="Iran"))
        assert (answer.status, answer.quotes, answer.confidence) == (Status.NOT_FOUND, (), 0.0)
        assert await library.articles(EVERYONE) == []
        assert await library.count(EVERYONE) == 0
        assert [finding.ok for finding in await library.check()] == [True, True]


# Bulk


def lines(count: int, *, broken: frozenset[int] = frozenset()) -> Iterator[BulkLine]:
    for number in range(1, count + 1):
        if number in broken:
            yield BulkError(number, "This line is not valid JSON.")
        else:
            text = f"Desa nomor {number} menerima bantuan beras sebanyak {number} ton dari pemerintah pusat."
            yield BulkArticle(number, str(number), article(f"Bantuan {number}", text), (0,))


async def test_bulk_puts_in_what_it_can_and_names_the_lines_that_it_cannot(tmp_path: Path) -> None:
    told: list[int] = []
    async with open_library(tmp_path, semantic="off") as library:
        given = [
            *lines(4, broken=frozenset({2})),
            BulkArticle(5, "", article("Kosong"), ()),
            BulkArticle(6, "", article("Rusak", "Kata \ud800 rusak ini ada di sini."), (0,)),
            BulkArticle(7, "1", article("Bantuan", "Desa nomor satu menerima bantuan beras sebanyak 99 ton."), (0,)),
        ]
        report = await library.add_bulk(given, progress=told.append)
        assert (report.added, report.replaced, report.passages) == (3, 1, 4)
        assert [error.number for error in report.errors] == [2, 5, 6]
        assert all(error.message for error in report.errors)
        assert told == [7]
        assert "99 ton" in first(await library.ask("berapa ton bantuan beras desa nomor satu?"))
        again = await library.add_bulk(lines(4, broken=frozenset({2})))
        assert (again.added, again.replaced, again.unchanged) == (0, 1, 2)
        assert await library.count(EVERYONE) == 3


async def test_origins_of_a_bulk_line_are_kept(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk([BulkArticle(1, "b", FLOOD, (0, 4, 9))])
        (card,) = await library.articles(EVERYONE)
        assert [passage.origins for passage in await library.store.passages_of(card.id)] == [(0,), (4,), (9,)]


class Stop(Exception):
    """Raised by a progress callback."""


async def test_interrupted_bulk_keeps_exactly_what_was_told_and_it_can_be_asked(tmp_path: Path) -> None:
    def tell(number: int) -> None:
        told.append(number)
        if len(told) == 2:
            raise Stop

    told: list[int] = []
    async with open_library(tmp_path, semantic="off") as library:
        with pytest.raises(Stop):
            await library.add_bulk(lines(3 * BULK_BATCH), progress=tell)
        assert told == [BULK_BATCH, 2 * BULK_BATCH]
        assert await library.count(EVERYONE) == 2 * BULK_BATCH
        answer = await library.ask(f"berapa ton beras untuk desa nomor {2 * BULK_BATCH}?")
        assert answer.quotes[0].article.ref == str(2 * BULK_BATCH)


async def test_cancelled_bulk_keeps_whole_batches_and_the_library_goes_on(tmp_path: Path) -> None:
    def tell(number: int) -> None:
        told.append(number)
        reached.set()

    told: list[int] = []
    reached = asyncio.Event()
    async with open_library(tmp_path, semantic="off") as library:
        task = asyncio.create_task(library.add_bulk(lines(20 * BULK_BATCH), progress=tell))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        count = await library.count(EVERYONE)
        assert told[-1] <= count < 20 * BULK_BATCH
        assert count % BULK_BATCH == 0
        assert (await library.add(FLOOD)).replaced is False
        assert (await library.ask(EVACUATED)).quotes[0].bold == ("120 warga",)


# Seeds


async def test_empty_library_begins_with_the_seeds_and_later_starts_leave_it_alone(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off", seeds=SEEDS) as library:
        assert [card.ref for card in await library.articles(EVERYONE)] == [IRAN]
        assert library.notices == ()
        await library.remove(IRAN)
    async with open_library(tmp_path, semantic="off", seeds=SEEDS) as library:
        assert await library.count(EVERYONE) == 0


async def test_library_with_articles_gets_no_seeds(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD):
        pass
    async with open_library(tmp_path, semantic="off", seeds=SEEDS) as library:
        assert [card.title for card in await library.articles(EVERYONE)] == [FLOOD.title]


async def test_unreadable_seeds_become_notices_and_the_rest_is_in(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    (seeds / "biner.txt").write_bytes(bytes(range(256)) * 20)
    (seeds / "kosong.md").touch()
    async with open_library(tmp_path / "data", semantic="off", seeds=seeds) as library:
        assert await library.count(EVERYONE) == 1
        assert ["biner.txt" in library.notices[0], "kosong.md" in library.notices[1]] == [True, True]
        assert len(library.notices) == 2


# Looking after it


async def test_check_tells_that_the_index_had_to_catch_up(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD) as library:
        database, index = await library.check()
        assert (database.name, database.ok, index.name, index.ok) == ("database", True, "index", True)
        assert index.message == "3 passages"
        await store_only(tmp_path, CHILLI)
        _, index = await library.check()
        assert "5 passages" in index.message
        assert "caught up" in index.message


async def test_check_makes_a_damaged_index_anew_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD) as library:
        (tmp_path / INDEX / "state.json").write_text("{")
        database, index = await library.check()
        assert (database.ok, index.ok) == (True, True)
        assert "made anew" in index.message
        assert "120 warga" in first(await library.ask(EVACUATED))


async def test_backup_is_a_library_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    async with opened(tmp_path / "data", FLOOD, CHILLI) as library:
        await library.backup(tmp_path / "copy" / DATABASE)
        here = await all_answers(library)
    async with open_library(tmp_path / "copy", semantic="off") as library:
        assert await all_answers(library) == here


# Helpers


def sound(answer: Answer) -> bool:
    """Whether an answer keeps its promises: a probability, at most three quotes, highlights within their texts."""
    spans = [(span, len(quote.text)) for quote in answer.quotes for span in quote.highlights]
    return 0 <= answer.confidence <= 1 and len(answer.quotes) <= 3 and all(0 <= a < b <= end for (a, b), end in spans)


async def store_only(directory: Path, one: Article) -> None:
    """What a process leaves that is killed between the database's commit and the index's."""
    async with open_database(directory / DATABASE) as database:
        await Store(database).put(one, passages_of(one))


def run(program: str, *arguments: object, seed: str = "0") -> str:
    """The standard output of a Python program in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


# Several articles


async def test_question_that_fits_two_articles_alike_says_so_and_is_answered_within_either(tmp_path: Path) -> None:
    async with opened(tmp_path, BUS, SHIP, CHILLI) as library:
        answer = await library.ask("berapa orang tewas?")
        assert answer.status is Status.UNSURE
        assert sorted(card.title for card in answer.choices) == [BUS.title, SHIP.title]
        assert answer.choices[0] == answer.quotes[0].article
        for card, count in zip(sorted(answer.choices, key=lambda card: card.title), ("delapan", "tiga"), strict=True):
            within = await library.ask("berapa orang tewas?", article=card.ref)
            assert (within.within, within.choices) == (card, ())
            assert within.quotes[0].bold == (f"{count} orang",)
        named = await library.ask("berapa orang tewas di Selat Sape?")
        assert (named.within, named.choices) == (None, ())


async def test_article_that_was_searched_alone_is_told_of_found_or_not(tmp_path: Path) -> None:
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        (card,) = (card for card in await library.articles(EVERYONE) if card.title == FLOOD.title)
        assert (await library.ask("berapa harga cabai rawit?", article=card.ref)).within == card
        everywhere = await library.ask(EVACUATED)
        assert everywhere.within is None
        assert (await library.ask("kenapa mereka mengungsi?", context=everywhere.context)).within == card


async def test_fuller_of_two_reports_is_quoted_and_the_other_told_of_also_later(tmp_path: Path) -> None:
    lead, *rest = FLOOD.paragraphs
    short = replace(FLOOD, sections=(Section("", (rest[0],)),), publisher="Kabar Singkat", url="", date=None)
    retold = article("Warga Demak di Balai Desa", f"{rest[0]} {lead[:20]} lagi, kata ketua RT setempat kemarin.")
    async with opened(tmp_path, short, FLOOD, replace(retold, publisher="Kabar Lain"), CHILLI) as library:
        answer = await library.ask(EVACUATED)
        assert answer.quotes[0].text == rest[0]
        assert answer.quotes[0].article.publisher == "Kabar Uji"
        assert {card.publisher for card in answer.also} == {"Kabar Singkat", "Kabar Lain"}
        assert answer.choices == ()
        assert sum(quote.text == rest[0] for quote in answer.quotes) == 1
        remembered = TurnQuote(1, (), tuple(card.id for card in answer.also))
        assert await library.also(remembered, EVERYONE) == list(answer.also)
        await library.remove(answer.also[0].ref)
        assert await library.also(remembered, EVERYONE) == list(answer.also[1:])
        assert await library.also(remembered, Scope("x", public=False)) == []


async def test_articles_of_a_group_do_not_change_how_others_are_understood(tmp_path: Path) -> None:
    question = "siapa bupatii Demak?"
    async with opened(tmp_path, FLOOD, CHILLI) as library:
        before = await library.ask(question)
        assert before.status is not Status.NOT_FOUND
        misspelt = article("Catatan bupatii", "Bupatii dan bupatii bertemu bupatii, Demak sulasrti sulasrti.")
        await library.add(misspelt, owner="-100")
        after = await library.ask(question, scope=Scope("-200"))
        assert (after.status, after.confidence) == (before.status, before.confidence)
        assert [quote.highlights for quote in after.quotes] == [quote.highlights for quote in before.quotes]
        assert [quote.passage for quote in after.quotes] == [quote.passage for quote in before.quotes]
        own = await library.ask(question, scope=Scope("-100"))
        assert own.quotes[0].passage != before.quotes[0].passage
