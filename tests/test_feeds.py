"""Feeds: when they are asked, what is taken of them and what is not, and what outlasts a stop at any moment."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Status
from retrieval.audit import FEED, ChangeKind, Editor
from retrieval.editing import UndoError, UndoReason
from retrieval.feed_polling import MOST_READ, Poller, shown
from retrieval.feed_schedule import (
    LONGEST_FRESH,
    LONGEST_REST,
    FeedState,
    due_at,
    rest_after_failure,
    rest_after_success,
)
from retrieval.feeds import AT_FIRST, REMEMBERED, TRIES
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.web import fetch
from retrieval.web.polite import Visitor
from tests.feedsite import HOST, TYPE, FeedSite, item, rss, story
from tests.newsroom import FLOOD
from tests.websites import Names, answer, guard_for, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.library import Library

NOW = datetime(2024, 1, 29, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
RINA = Editor("7", "7")


# --- When a feed is asked


def test_feed_that_was_never_asked_is_due() -> None:
    assert due_at(FeedState(1, "a"), QUARTER, NOW) == NOW


def test_feed_is_not_asked_more_often_than_the_settings_say_nor_while_it_rests() -> None:
    asked = FeedState(1, "a", asked_at=NOW - timedelta(minutes=5))
    assert due_at(asked, QUARTER, NOW) == NOW + timedelta(minutes=10)
    assert due_at(asked, timedelta(hours=2), NOW) == NOW + timedelta(minutes=115)
    resting = replace(asked, rest_until=NOW + timedelta(hours=3))
    assert due_at(resting, QUARTER, NOW) == NOW + timedelta(hours=3)


def test_clock_that_is_put_back_by_years_does_not_stop_a_feed() -> None:
    later = NOW + timedelta(days=900)
    assert due_at(FeedState(1, "a", asked_at=later, rest_until=later), QUARTER, NOW) == NOW + LONGEST_REST


def test_rest_after_failures_doubles_from_a_quarter_of_an_hour_to_a_day() -> None:
    rests = [rest_after_failure(failures, 0, 0.0) for failures in range(1, 40)]
    assert rests[:4] == [QUARTER, 2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST
    assert rest_after_failure(1, 0, 1.0) == 1.25 * QUARTER
    assert rest_after_failure(30, 0, 1.0) == LONGEST_REST


def test_wishes_of_a_site_count_within_bounds() -> None:
    assert rest_after_failure(1, 7200, 0.0) == timedelta(hours=2)
    assert rest_after_failure(1, 10**8, 0.0) == LONGEST_REST
    assert rest_after_success(3600) == timedelta(hours=1)
    assert rest_after_success(10**8) == LONGEST_FRESH
    assert rest_after_success(0) == timedelta(0)


def test_address_is_shown_without_what_may_be_a_key() -> None:
    assert shown("https://u.example/feed.xml?key=rahasia#x") == "u.example/feed.xml"


# --- What becomes of a feed


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with FeedSite() as site:
        yield site


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off") as library:
        yield library


class Reader:
    """Follows feeds of a site for a library, and polls them when the test wants, however little time has gone by."""

    def __init__(self, library: Library, site: FeedSite) -> None:
        guard = guard_for(
            site, Names({HOST: [["127.0.0.1"]], "lain.example": [["127.0.0.1"]], "dalam.example": [["10.0.0.1"]]})
        )
        self.library = library
        self.visitor = Visitor(partial(fetch, guard=guard), pause=0)
        self.poller = Poller(library, self.visitor, chance=lambda: 0.0)

    async def state(self, address: str) -> FeedState:
        (found,) = [feed for feed in await self.library.feeds.feeds() if feed.address == address]
        return found

    async def poll(self, address: str) -> list[str]:
        """The titles that came by a poll."""
        if not any(feed.address == address for feed in await self.library.feeds.feeds()):
            followed = [feed.address for feed in await self.library.feeds.feeds()]
            await self.library.feeds.choose([*followed, address], datetime.now(UTC))
        added = await self.poller.poll(await self.state(address))
        return [card.title for card in await self.library.store.cards_of(added, EVERYONE)]


@pytest.fixture
def reader(library: Library, site: FeedSite) -> Reader:
    return Reader(library, site)


def title_of(village: str) -> str:
    return f"Jembatan {village} Diresmikan Camat Wirasana"


async def titles(library: Library) -> set[str]:
    return {card.title for card in await library.articles(EVERYONE, limit=100)}


async def test_what_is_new_is_added_and_can_be_asked_about(reader: Reader, library: Library, site: FeedSite) -> None:
    site.publish("Cibosari")
    assert await reader.poll(site.address("/feed")) == [title_of("Cibosari")]
    answered = await library.ask("berapa panjang jembatan di Cibosari?")
    assert (answered.status, answered.quotes[0].article.title) == (Status.ANSWERED, title_of("Cibosari"))
    (change,) = await library.changes(PUBLIC)
    assert (change.kind, change.by, change.card.url) == (ChangeKind.ADDED, FEED, site.address("/cibosari"))
    site.publish("Mekarwaru")
    assert await reader.poll(site.address("/feed")) == [title_of("Mekarwaru")]
    assert site.asked("/cibosari") == 1


async def test_author_and_date_come_from_the_feed_where_the_page_has_none(reader: Reader, site: FeedSite) -> None:
    more = "<author>r@kabar.example (Rahmat Hidayat)</author><pubDate>Mon, 29 Jan 2024 18:00:00 +0000</pubDate>"
    site.publish("Cibosari", more=more)
    await reader.poll(site.address("/feed"))
    (card,) = await reader.library.articles(EVERYONE)
    article = await reader.library.store.article(card.id)
    assert (article.author, article.date) == ("Rahmat Hidayat", date(2024, 1, 30))


async def test_feed_that_has_not_changed_sends_nothing(reader: Reader, site: FeedSite) -> None:
    site.publish("Cibosari")
    await reader.poll(site.address("/feed"))
    assert await reader.poll(site.address("/feed")) == []
    assert "If-None-Match" not in site.requests[0]
    assert f"If-None-Match: {site.etag}" in site.requests[-1]
    assert "Kutip" in site.requests[-1]
    assert (await reader.state(site.address("/feed"))).failures == 0


async def test_site_without_tags_is_asked_by_date(reader: Reader, site: FeedSite) -> None:
    when = "Last-Modified: Mon, 29 Jan 2024 12:00:00 GMT"
    site.pages["/feed"] = answer(rss([]), content_type=TYPE, fields=[when, "ETag: \u00e9"])
    for _ in range(2):
        await reader.poll(site.address("/feed"))
    assert when.replace("Last-Modified", "If-Modified-Since") in site.requests[-1]
    assert "If-None-Match" not in site.requests[-1]


def announce(site: FeedSite, number: int) -> None:
    """Put an entry into a site's feed whose page is gone, which is found out fast."""
    site.pages[f"/{number}"] = answer(status=410)
    site.items.insert(0, item(site.address(f"/{number}")))


async def test_of_a_feed_that_is_new_only_the_newest_are_read_and_the_others_never(
    reader: Reader, site: FeedSite
) -> None:
    for number in range(AT_FIRST + 5):
        announce(site, number)
    await reader.poll(site.address("/feed"))
    assert [site.asked(f"/{number}") for number in range(AT_FIRST + 5)] == [0] * 5 + [1] * AT_FIRST
    site.items = site.items[AT_FIRST:]
    await reader.poll(site.address("/feed"))
    assert [site.asked(f"/{number}") for number in range(5)] == [0] * 5


async def test_of_many_new_entries_some_are_read_at_a_time_the_newest_first(reader: Reader, site: FeedSite) -> None:
    await reader.poll(site.address("/feed"))
    for number in range(MOST_READ + 3):
        announce(site, number)
    await reader.poll(site.address("/feed"))
    assert [site.asked(f"/{number}") for number in range(MOST_READ + 3)] == [0] * 3 + [1] * MOST_READ
    assert (await reader.state(site.address("/feed"))).waiting == 3
    await reader.poll(site.address("/feed"))
    assert [site.asked(f"/{number}") for number in range(MOST_READ + 3)] == [1] * (MOST_READ + 3)


async def test_article_that_an_editor_took_out_stays_out(reader: Reader, library: Library, site: FeedSite) -> None:
    site.publish("Cibosari", guid="1")
    site.publish("Mekarwaru", guid="2")
    await reader.poll(site.address("/feed"))
    for card in await library.articles(EVERYONE):
        await library.withdraw(card.ref, by=RINA, owner=PUBLIC)
    site.items.clear()
    site.publish("Cibosari", guid="3", more="<title>Judul baru</title>")
    site.publish("Mekarwaru", guid="4", query="?utm_source=rss")
    assert await reader.poll(site.address("/feed")) == []
    # Another feed that had none of this leads to the same page by another address.
    site.pages["/m"] = redirect(site.address("/mekarwaru"))
    site.pages["/feed2"] = answer(rss([item(site.address("/m"))]), content_type=TYPE)
    assert await reader.poll(site.address("/feed2")) == []
    assert site.asked("/m") == 1
    assert await titles(library) == set()


async def test_version_of_an_editor_stands(reader: Reader, library: Library, site: FeedSite) -> None:
    mine = replace(FLOOD, url=site.address("/cibosari"))
    await library.edit(mine, by=RINA, owner=PUBLIC)
    site.publish("Cibosari")
    site.pages["/lewat"] = redirect(site.address("/cibosari"))
    site.items.append(item(site.address("/lewat")))
    assert await reader.poll(site.address("/feed")) == []
    assert await titles(library) == {FLOOD.title}
    assert [request.split()[1] for request in site.requests] == ["/feed", "/lewat", "/cibosari"]
    assert len(await library.changes(PUBLIC)) == 1


async def test_same_article_in_two_feeds_or_at_two_addresses_is_added_once(
    reader: Reader, library: Library, site: FeedSite
) -> None:
    site.publish("Cibosari")
    site.pages["/salinan"] = answer(story("Cibosari"))
    await reader.poll(site.address("/feed"))
    site.pages["/feed2"] = answer(rss([*site.items, item(site.address("/salinan"))]), content_type=TYPE)
    assert await reader.poll(site.address("/feed2")) == []
    assert site.asked("/cibosari") == 1
    assert len(await library.articles(EVERYONE)) == 1


async def test_undo_takes_back_what_an_editor_did_and_not_what_came_by_a_feed(
    reader: Reader, library: Library, site: FeedSite
) -> None:
    await library.edit(FLOOD, by=RINA, owner=PUBLIC)
    site.publish("Cibosari")
    await reader.poll(site.address("/feed"))
    undone = await library.undo(by=RINA, owner=PUBLIC)
    assert undone.card.title == FLOOD.title
    assert await titles(library) == {title_of("Cibosari")}
    with pytest.raises(UndoError) as refused:
        await library.undo(by=RINA, owner=PUBLIC)
    assert refused.value.reason is UndoReason.NOTHING
    # By its number, it is undone as any other change, and does not come back.
    by_feed = next(change for change in await library.changes(PUBLIC) if change.by == FEED)
    await library.undo(by=RINA, owner=PUBLIC, change=by_feed.id)
    site.items.clear()
    site.publish("Cibosari", guid="lain")
    assert await reader.poll(site.address("/feed")) == []
    assert await titles(library) == set()


async def test_page_that_cannot_be_reached_is_tried_at_the_next_polls_and_then_let_go(
    reader: Reader, site: FeedSite, caplog: pytest.LogCaptureFixture
) -> None:
    site.publish("Cibosari")
    site.publish("Mekarwaru")
    site.pages["/cibosari"] = answer(status=500)
    found = site.pages["/mekarwaru"]
    site.pages["/mekarwaru"] = answer(status=404)
    with caplog.at_level(logging.INFO, logger="retrieval.feed_polling"):
        assert await reader.poll(site.address("/feed")) == []
        site.pages["/mekarwaru"] = found
        assert await reader.poll(site.address("/feed")) == [title_of("Mekarwaru")]
        assert "let go:" not in caplog.text
        for _ in range(3):
            assert await reader.poll(site.address("/feed")) == []
    assert site.asked("/cibosari") == TRIES
    assert [line for line in caplog.messages if "cibosari is let go: The site is failing" in line]


async def test_what_is_no_article_is_let_go_at_once(
    reader: Reader, site: FeedSite, caplog: pytest.LogCaptureFixture
) -> None:
    login = "<html><body><form><input type=password></form><p>Masuk untuk membaca.</p></body></html>"
    for path, reply in {
        "/video": answer(b"<html><body><h1>Video</h1><video src=a.mp4></video></body></html>"),
        "/masuk": answer(login.encode()),
        "/foto": answer(b"\xff\xd8", content_type="image/jpeg"),
        "/hilang": answer(status=410),
        "/tutup": answer(status=403),
    }.items():
        site.pages[path] = reply
        site.items.append(item(site.address(path)))
    with caplog.at_level(logging.INFO, logger="retrieval.feed_polling"):
        for _ in range(2):
            assert await reader.poll(site.address("/feed")) == []
    assert [site.asked(path) for path in ("/video", "/masuk", "/foto", "/hilang", "/tutup")] == [1] * 5
    assert caplog.messages[-1] == f"feed {HOST}/feed: 0 new article(s), 5 let go"


async def test_link_that_leads_inside_is_refused_and_told_once(
    reader: Reader, site: FeedSite, caplog: pytest.LogCaptureFixture
) -> None:
    site.items.append(item(f"http://dalam.example:{site.port}/rahasia?kunci=1"))
    site.items.append(item("http://169.254.169.254/latest/meta-data"))
    for _ in range(3):
        assert await reader.poll(site.address("/feed")) == []
    told = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 2
    assert all("not on the public internet" in line for line in told)
    assert "kunci" not in caplog.text


async def test_site_that_is_busy_is_left_alone_for_as_long_as_it_wants(reader: Reader, site: FeedSite) -> None:
    site.publish("Cibosari")
    site.publish("Mekarwaru")
    site.pages["/mekarwaru"] = answer(status=429, fields=["Retry-After: 7200"])
    assert await reader.poll(site.address("/feed")) == []
    assert site.asked("/cibosari") == 0
    state = await reader.state(site.address("/feed"))
    assert state.rest_until is not None
    assert timedelta(minutes=119) < state.rest_until - datetime.now(UTC) <= timedelta(minutes=120)
    assert (state.failures, state.waiting) == (0, 2)


@pytest.mark.parametrize(
    ("fields", "least", "most"),
    [
        (["Cache-Control: public, max-age=3600"], 59, 60),
        (["Cache-Control: max-age=31536000"], 359, 360),
        (["Cache-Control: no-cache, max-age=3600"], -1, 0),
        ([], -1, 0),
    ],
)
async def test_site_that_says_how_long_nothing_changes_is_believed_within_bounds(
    fields: list[str], least: int, most: int, reader: Reader, site: FeedSite
) -> None:
    site.fields = fields
    await reader.poll(site.address("/feed"))
    state = await reader.state(site.address("/feed"))
    assert state.rest_until is not None
    assert timedelta(minutes=least) < state.rest_until - datetime.now(UTC) <= timedelta(minutes=most)


async def test_feed_that_fails_is_told_once_rests_longer_each_time_and_is_told_when_it_works(
    reader: Reader, site: FeedSite, caplog: pytest.LogCaptureFixture
) -> None:
    feed = site.pages["/feed"]
    rests = []
    with caplog.at_level(logging.INFO, logger="retrieval.feed_polling"):
        for reply in (answer(status=503, fields=["Retry-After: 60"]), answer(b"<p>Rusak</p>"), answer(status=500)):
            site.pages["/feed"] = reply
            await reader.poll(site.address("/feed"))
            state = await reader.state(site.address("/feed"))
            assert state.rest_until is not None
            rests.append(round((state.rest_until - datetime.now(UTC)) / QUARTER))
        assert "no RSS or Atom" not in caplog.text
        site.pages["/feed"] = feed
        await reader.poll(site.address("/feed"))
    assert rests == [1, 2, 4]
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", f"feed {HOST}/feed fails: The site is failing or busy (status 503); try again later."),
        ("INFO", f"feed {HOST}/feed works again"),
    ]
    state = await reader.state(site.address("/feed"))
    assert (state.failures, state.trouble) == (0, "")


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (answer(b"<html><body><p>Beranda</p></body></html>"), "no RSS or Atom feed"),
        (answer(b"{}", content_type="application/json"), "no RSS or Atom feed"),
        (answer(b"<rss>", content_type=TYPE, length=30_000_000), "larger than 10 MB"),
        (answer(status=403), "without a login"),
        (answer(status=404), "no such feed"),
        (redirect("http://127.0.0.1/feed"), "not on the public internet"),
        (redirect("file:///rahasia"), "begin with https"),
    ],
    ids=["html", "json", "huge", "forbidden", "missing", "inside", "file"],
)
async def test_trouble_says_what_to_do(reply: bytes, trouble: str, reader: Reader, site: FeedSite) -> None:
    site.pages["/feed"] = reply
    await reader.poll(site.address("/feed"))
    state = await reader.state(site.address("/feed"))
    assert trouble in state.trouble
    assert not state.gone


async def test_feed_that_is_gone_is_given_up_until_it_is_taken_out_and_put_in_again(
    reader: Reader, library: Library, site: FeedSite
) -> None:
    feed, address = site.pages["/feed"], site.address("/feed")
    site.publish("Cibosari")
    await reader.poll(address)
    site.pages["/feed"] = answer(status=410)
    await reader.poll(address)
    assert (await reader.state(address)).gone
    await library.feeds.choose([address], NOW)
    assert (await reader.state(address)).gone
    await library.feeds.choose([], NOW)
    assert await library.feeds.feeds() == []
    await library.feeds.choose([address], NOW + timedelta(days=3))
    site.pages["/feed"] = feed
    site.publish("Mekarwaru")
    assert not (await reader.state(address)).gone
    assert await reader.poll(address) == [title_of("Mekarwaru")]


async def test_feed_that_has_moved_is_asked_there_as_long_as_that_goes_well(reader: Reader, site: FeedSite) -> None:
    site.pages["/baru"], site.pages["/feed"] = site.pages["/feed"], redirect("/baru", 301)
    address = site.address("/feed")
    for _ in range(3):
        await reader.poll(address)
    assert (site.asked("/feed"), site.asked("/baru")) == (1, 3)
    assert "If-None-Match" in site.requests[-1]
    site.pages["/baru"] = answer(status=410)
    await reader.poll(address)
    state = await reader.state(address)
    assert (state.gone, state.moved, state.etag) == (False, "", "")
    site.pages["/feed"] = redirect("/baru", 302)
    await reader.poll(address)
    assert (await reader.state(address)).moved == ""


async def test_feed_that_nobody_follows_is_forgotten_after_a_while(library: Library, tmp_path: Path) -> None:
    for chosen, when in ((["a", "b"], NOW), (["b"], NOW), (["b"], NOW + REMEMBERED + timedelta(hours=1))):
        await library.feeds.choose(chosen, when)
        with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
            known = [row[0] for row in database.execute("SELECT address FROM feed ORDER BY address")]
        assert known == (["b"] if when > NOW else ["a", "b"])


# --- What outlasts a stop


@asynccontextmanager
async def stuck(site: FeedSite, path: str) -> AsyncIterator[asyncio.Event]:
    """A page that never comes; the event is set when it has been asked for."""
    asked, never = asyncio.Event(), asyncio.Event()

    async def wait(_: asyncio.StreamWriter) -> None:
        asked.set()
        await never.wait()

    there, site.pages[path] = site.pages[path], wait
    yield asked
    site.pages[path] = there


@pytest.mark.parametrize("path", ["/feed", "/mekarwaru"])
async def test_poll_that_is_stopped_in_the_middle_loses_and_doubles_nothing(
    path: str, reader: Reader, library: Library, site: FeedSite
) -> None:
    for village in ("Kalirejo", "Mekarwaru", "Cibosari"):
        site.publish(village)
    async with stuck(site, path) as asked:
        poll = asyncio.create_task(reader.poll(site.address("/feed")))
        await asked.wait()
        poll.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poll
    await reader.poll(site.address("/feed"))
    assert await titles(library) == {title_of(village) for village in ("Kalirejo", "Mekarwaru", "Cibosari")}
    assert len(await library.changes(PUBLIC)) == 3


async def test_article_and_the_end_of_its_waiting_are_stored_together_or_not_at_all(
    reader: Reader, library: Library, site: FeedSite, tmp_path: Path
) -> None:
    site.publish("Cibosari")
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        database.execute("CREATE TRIGGER never BEFORE INSERT ON change BEGIN SELECT raise(ABORT, 'never'); END")
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            await reader.poll(site.address("/feed"))
        assert await titles(library) == set()
        database.execute("DROP TRIGGER never")
    assert await reader.poll(site.address("/feed")) == [title_of("Cibosari")]
