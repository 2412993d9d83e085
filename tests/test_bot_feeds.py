"""The bot that follows feeds: beside the answering, through stops and kills, and as its operator sees it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.service.feeding import feeding
from bot.texts import texts_of
from retrieval.opening import open_library
from retrieval.scope import EVERYONE
from retrieval.web import CONTENT_TYPES, Edition, fetch
from retrieval.web.polite import Visitor
from tests.botprocess import SEEDS, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.feedsite import HOST, TYPE, FeedSite, rss
from tests.websites import Names, answer, guard_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    import pytest

    from retrieval.web import Page

ID = texts_of("id")
QUARTER = timedelta(minutes=15)
PATIENCE = 20.0
"""Seconds; a page has as many to come."""


@asynccontextmanager
async def following(
    double: BotApiDouble, home: Path, site: FeedSite, *paths: str, **more: str
) -> AsyncIterator[BotProcess]:
    """The bot, which polls `double` and follows feeds of `site`, to which it comes by its own guard."""
    settings = more | {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": double.url,
        "SEEDS_DIR": str(SEEDS),
        "SEMANTIC": "off",
        "FEEDS": " ".join(site.address(path) for path in paths),
        "SITE_PORT": str(site.port),
    }
    async with BotProcess(settings, home, ("-m", "tests.feeding_process")) as bot:
        await bot.until_polling(double)
        yield bot


async def until(done: Callable[[], bool]) -> None:
    """Wait for what another process or task does."""
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110 - what it does is all there is to wait for
            await asyncio.sleep(0.01)


def make_due(home: Path) -> None:
    """Let the feeds of a stopped bot be due, as if the minutes had gone by."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database, database:
        database.execute("UPDATE feed SET asked_at = NULL")


def stick(site: FeedSite, path: str) -> None:
    """Let a page never come."""

    async def wait(_: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    site.pages[path] = wait


async def test_articles_of_a_feed_are_answered_from_through_a_kill_and_a_stop_in_the_middle(tmp_path: Path) -> None:
    async with BotApiDouble() as double, FeedSite() as site:
        budi = double.person()
        site.publish("Kalirejo")
        site.publish("Cibosari")
        page = site.pages["/kalirejo"]
        stick(site, "/kalirejo")
        async with following(double, tmp_path, site, "/feed") as bot:
            await until(lambda: site.asked("/kalirejo") == 1)
            # The newest one came first; that the next one never comes keeps nobody waiting.
            assert "140 meter" in (await budi.asks("berapa panjang jembatan di Cibosari?")).text
            bot.kill()
        make_due(tmp_path)
        async with following(double, tmp_path, site, "/feed") as bot:
            await until(lambda: site.asked("/kalirejo") == 2)
            assert await bot.terminate(patience=PATIENCE / 2) == 0
            assert "Traceback" not in bot.output()
        make_due(tmp_path)
        site.pages["/kalirejo"] = page
        async with following(double, tmp_path, site, "/feed") as bot:
            await until(lambda: f"feed {HOST}/feed: 1 new article(s)" in bot.stderr)
            assert "140 meter" in (await budi.asks("berapa panjang jembatan di Kalirejo?")).text
            assert await bot.terminate() == 0
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database:
            added = database.execute("SELECT person, chat, kind, title FROM change ORDER BY id").fetchall()
        assert added == [
            ("", "feed", "added", f"Jembatan {village} Diresmikan Camat Wirasana")
            for village in ("Cibosari", "Kalirejo")
        ]
        assert site.asked("/cibosari") == 1
        double.assert_clean()


async def test_what_came_by_a_feed_answers_who_asked_in_vain_once_an_admin_says_so(tmp_path: Path) -> None:
    async with BotApiDouble() as double, FeedSite() as site:
        budi, rina = double.person(id=111, first_name="Budi"), double.person(id=222, first_name="Rina")
        admins = "222,333"  # the other one never wrote to the bot
        async with following(double, tmp_path, site, "/feed", ADMIN_IDS=admins) as bot:
            await rina.asks("/start")
            question = "berapa panjang jembatan gantung Wirasana di desa Kalirejo?"
            assert ID.not_found in (await budi.asks(question)).text
            assert await bot.terminate() == 0
        site.publish("Kalirejo")
        make_due(tmp_path)
        async with following(double, tmp_path, site, "/feed", ADMIN_IDS=admins) as bot:
            offer = await rina.hears()
            assert question in offer.text
            assert offer.text.startswith(f"{ID.feed_answers_missed.format(count=1)}\nJembatan Kalirejo Diresmikan")
            await rina.presses(offer, ID.tell.format(people=1))
            news = await budi.hears()
            assert news.text.startswith(ID.tidings)
            assert "140 meter" in news.bold
            assert await bot.terminate() == 0
            assert "Traceback" not in bot.output()
        double.assert_clean()


async def test_feed_of_our_own_network_is_refused_and_the_operator_told_what_to_do(tmp_path: Path) -> None:
    address = "http://127.0.0.1/umpan?kunci=rahasia"
    async with BotApiDouble() as double:
        async with running(double, tmp_path, FEEDS=address) as bot:
            await until(lambda: "WARNING" in bot.stderr)
            assert "feed 127.0.0.1/umpan fails: 127.0.0.1 is not on the public internet" in bot.stderr
            assert "rahasia" not in bot.stderr
        double.assert_clean()
    settings = {"FEEDS": f"{address} https://kabar.example/feed", "SEMANTIC": "off", "SEEDS_DIR": str(SEEDS)}
    async with BotProcess(settings, tmp_path, ("-m", "bot", "check")) as check:
        assert await check.exits() == 1
    feeds = [line for line in check.stdout.splitlines() if " feed: " in line]
    assert feeds[0].startswith("✗ feed: 127.0.0.1/umpan, asked last on 20")
    assert feeds[0].endswith("so nothing is fetched from it.")
    assert feeds[1] == "· feed: kabar.example/feed has not been asked yet; it is when the bot runs"


async def test_feed_is_asked_once_in_its_minutes_also_after_a_restart_and_who_wants_is_told_what_came(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    async with FeedSite() as site, open_library(tmp_path, semantic="off") as library:
        visitor = Visitor(partial(fetch, guard=guard_for(site, Names({HOST: [["127.0.0.1"]]}))), pause=0)

        async def tell(articles: Sequence[int]) -> None:
            told.extend([card.title for card in await library.store.cards_of(articles, EVERYONE)])
            raise ZeroDivisionError

        site.publish("Cibosari")
        async with feeding(library, [site.address("/feed")], QUARTER, visitor=visitor, added=tell):
            await until(lambda: bool(caplog.messages))
        assert caplog.messages == ["a feed could not be looked after"]
        site.publish("Kalirejo")
        site.pages["/baru"] = answer(rss(site.items), content_type=TYPE)
        addresses = [site.address("/feed"), site.address("/baru")]
        async with feeding(library, addresses, QUARTER, visitor=visitor, added=tell):
            await until(lambda: len(told) == 2)
        assert told == [f"Jembatan {village} Diresmikan Camat Wirasana" for village in ("Cibosari", "Kalirejo")]
        assert (site.asked("/feed"), site.asked("/baru")) == (1, 1)


async def test_error_that_nobody_thought_of_does_not_end_the_following(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.feeding._AFTER_ERROR", 0.01)
    async with FeedSite() as site, open_library(tmp_path, semantic="off") as library:
        site.publish("Cibosari")
        strict = partial(fetch, guard=guard_for(site, Names({HOST: [["127.0.0.1"]]})))
        stumbles = iter([True, True])

        async def stumbling(url: str, *, accept: Sequence[str] = CONTENT_TYPES, known: Edition = Edition()) -> Page:  # noqa: B008
            if next(stumbles, False):
                raise ZeroDivisionError
            return await strict(url, accept=accept, known=known)

        told: list[int] = []

        async def tell(articles: Sequence[int]) -> None:
            told.extend(articles)

        visitor = Visitor(stumbling, pause=0)
        with caplog.at_level(logging.ERROR):
            async with feeding(library, [site.address("/feed")], timedelta(0), visitor=visitor, added=tell):
                await until(lambda: bool(told))
        assert caplog.messages == ["a feed could not be looked after"] * 2
