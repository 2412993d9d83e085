"""Fetching again and again: only what has changed, seldom from one host, and for as long as a site wants."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.web import CONTENT_TYPES, HTML, Edition, FetchError, Reason, fetch
from retrieval.web.answers import Head
from retrieval.web.polite import Visitor
from tests.websites import Names, Site, answer, guard_for, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from retrieval.web import Page

HOST = "berita.example"
NEW = Edition('"b2"', "Mon, 29 Jan 2024 12:00:00 GMT")
FIELDS = [f"ETag: {NEW.etag}", f"Last-Modified: {NEW.modified}", "Cache-Control: public, max-age=600"]


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    async with Site({"/a": answer(b"<p>Isi.", fields=FIELDS)}) as site:
        yield site


async def get(site: Site, path: str = "/a", *, known: Edition = Edition()) -> Page:  # noqa: B008 - frozen
    guarded = partial(fetch, guard=guard_for(site, Names({HOST: [["127.0.0.1"]]})))
    return await guarded(f"http://{HOST}:{site.port}{path}", known=known)


def head(*fields: tuple[str, str]) -> Head:
    return Head(200, [(name.encode(), value.encode("latin-1")) for name, value in fields])


async def test_page_tells_its_edition_and_how_long_it_stays(site: Site) -> None:
    page = await get(site)
    assert (page.edition, page.max_age, page.unchanged, page.moved) == (NEW, 600, False, "")
    assert "If-" not in site.requests[0]


async def test_page_of_the_edition_that_is_known_has_no_body(site: Site) -> None:
    site.pages["/a"] = answer(status=304, content_type="", fields=["Cache-Control: max-age=60"])
    page = await get(site, known=NEW)
    assert (page.unchanged, page.body, page.edition, page.max_age) == (True, b"", NEW, 60)
    assert f"If-None-Match: {NEW.etag}\r\nIf-Modified-Since: {NEW.modified}\r\n" in site.requests[0]


async def test_page_that_is_unchanged_although_nothing_was_known_is_no_page(site: Site) -> None:
    site.pages["/a"] = answer(status=304)
    with pytest.raises(FetchError) as refused:
        await get(site)
    assert (refused.value.reason, refused.value.status) == (Reason.UNREADABLE, 304)


async def test_page_has_moved_for_good_as_far_as_all_redirects_say_so(site: Site) -> None:
    site.pages |= {"/1": redirect("/2", 301), "/2": redirect("/3", 308), "/3": redirect("/a"), "/4": redirect("/1")}
    base = f"http://{HOST}:{site.port}"
    assert [(await get(site, path)).moved for path in ("/1", "/2", "/3", "/4")] == [f"{base}/3", f"{base}/3", "", ""]


async def test_only_what_is_accepted_is_taken(site: Site) -> None:
    guarded = partial(fetch, guard=guard_for(site, Names({HOST: [["127.0.0.1"]]})))
    with pytest.raises(FetchError) as refused:
        await guarded(f"http://{HOST}:{site.port}/a", accept=("application/rss+xml",))
    assert refused.value.reason is Reason.NOT_AN_ARTICLE
    assert "Accept: application/rss+xml\r\n" in site.requests[0]
    assert HTML in CONTENT_TYPES


async def test_refusal_says_for_how_long_the_site_wants_to_be_left_alone(site: Site) -> None:
    site.pages["/a"] = answer(status=503, fields=["Retry-After: 90"])
    with pytest.raises(FetchError) as refused:
        await get(site)
    assert (refused.value.status, refused.value.retry_after) == (503, 90)


def test_wish_to_be_left_alone_is_read_in_seconds_and_as_a_time() -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    assert 3590 <= head(("Retry-After", format_datetime(in_an_hour, usegmt=True))).retry_after <= 3600
    for value, seconds in (("120", 120), ("Mon, 29 Jan 2024 12:00:00 GMT", 0), ("besok", 0), ("-5", 0), ("", 0)):
        assert head(("Retry-After", value)).retry_after == seconds


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=60", 60),
        ('public, Max-Age="60"', 60),
        ("s-maxage=10, max-age=60", 60),
        ("s-maxage=10", 0),
        ("no-store, max-age=60", 0),
        ("max-age=-1", 0),
        ("max-age=banyak", 0),
    ],
)
def test_age_that_a_page_may_have_is_read(control: str, seconds: int) -> None:
    assert head(("Cache-Control", control)).max_age == seconds


@pytest.mark.parametrize("tag", ["\xe9", "x" * 201, "a\x7fb"])
def test_tag_that_could_not_be_sent_back_is_none(tag: str) -> None:
    assert head(("ETag", tag), ("Last-Modified", tag)).edition == Edition()


class Hosts:
    """Pages of any host, each of which takes a while; notes when each was asked for, by the loop's time."""

    def __init__(self) -> None:
        self.times: list[tuple[str, float]] = []
        self.most = self._now = 0

    async def fetch(self, url: str, *, accept: Sequence[str] = (), known: Edition | None = None) -> Page:
        del accept, known
        self.times.append((url.split("/")[2], asyncio.get_running_loop().time()))
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.01)
        self._now -= 1
        raise ConnectionError


async def test_host_is_left_alone_between_its_pages_and_few_are_visited_at_once() -> None:
    hosts, pause = Hosts(), 0.05
    visitor = Visitor(hosts.fetch, at_once=2, pause=pause)

    async def visit(host: str) -> None:
        async with visitor.visit(f"http://{host}/") as fetch_politely:
            for _ in range(2):
                with pytest.raises(ConnectionError):
                    await fetch_politely(f"http://{host}/")

    await asyncio.gather(*(visit(host) for host in ("a.example", "a.example", "b.example", "c.example")))
    assert hosts.most == 2
    for name in ("a.example", "b.example", "c.example"):
        times = [time for host, time in hosts.times if host == name]
        assert all(later - earlier >= pause for earlier, later in pairwise(times))
    assert len(hosts.times) == 8


async def test_visitor_of_very_many_hosts_forgets_none_too_early() -> None:
    hosts = Hosts()
    visitor = Visitor(hosts.fetch, at_once=300, pause=0.3)
    names = [f"h{number}.example" for number in range(200)]
    for _ in range(2):
        for name in names[:1]:
            async with visitor.visit(f"http://{name}/") as fetch_politely:
                with pytest.raises(ConnectionError):
                    await fetch_politely(f"http://{name}/")
        for name in names[1:]:
            async with visitor.visit(f"http://{name}/"):
                pass
    (_, first), (_, second) = [(host, time) for host, time in hosts.times if host == names[0]]
    assert second - first >= 0.3
