"""One poll of a feed: ask it politely, note what is new, read those pages, add their articles to the public library."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from retrieval.errors import ArticleError
from retrieval.feed_schedule import rest_after_failure, rest_after_success
from retrieval.sources.entries import NO_FEED
from retrieval.sources.refusals import DocumentError
from retrieval.sources.web import read_web
from retrieval.sources.worker import read_feed_safely
from retrieval.web import FEEDS, Edition, FetchError, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.audit import Change
    from retrieval.feed_schedule import FeedState
    from retrieval.feeds import Waiting
    from retrieval.library import Library
    from retrieval.sources.entries import Entry
    from retrieval.web import Page
    from retrieval.web.polite import Visitor

logger = logging.getLogger(__name__)

MOST_READ: Final = 20
"""Pages that are read at one poll of a feed."""
_WHOLE: Final = 120.0
"""Seconds for all the pages of an article."""
_GONE: Final = 410
_BUSY: Final = frozenset({429, 503})
_TEMPORARY: Final = frozenset(
    {
        Reason.UNKNOWN_HOST,
        Reason.UNREACHABLE,
        Reason.TLS,
        Reason.TOO_SLOW,
        Reason.SITE_ERROR,
        Reason.UNREADABLE,
        Reason.NOT_FOUND,  # some feeds are ahead of their site's caches
    }
)
"""What may be over the next time."""
_TROUBLES: Final = {
    Reason.NOT_AN_ARTICLE: NO_FEED,
    Reason.TOO_BIG: "The feed is larger than 10 MB; look for a smaller one, of one section of the site.",
    Reason.UNREADABLE: "The site's answer is garbled or incomplete; it is asked again later.",
    Reason.NOT_FOUND: "The site has no such feed (any more); look for its new address.",
    Reason.FORBIDDEN: "The site does not let this feed be read without a login or by programs.",
}
"""Where `fetch` speaks of an article's page."""


_UNREAD: Final = "The feed cannot be read: it is too much for the program that reads it; look for a smaller one."


def _chance() -> float:
    return random.random()  # noqa: S311 - no secret


class Poller:
    """Polls feeds for a library; pages are fetched by one `visitor` for all of them."""

    def __init__(self, library: Library, visitor: Visitor, *, chance: Callable[[], float] = _chance) -> None:
        """`chance` gives a number from 0 to 1, which keeps feeds that failed together from coming back together."""
        self._library = library
        self._feeds = library.feeds
        self._visitor = visitor
        self._chance = chance

    async def poll(self, feed: FeedState) -> list[int]:
        """Ask a feed for what is new, and read what waits of it; the ids of the articles that were added.

        What fails is logged and remembered. Cancelled, it leaves everything as a kill would: what was not added waits
        for the next poll. Raises `LibraryError` when the database or the index fails.
        """
        await self._feeds.ask(feed.id, datetime.now(UTC))
        if not await self._note(feed):
            return []
        added, let_go = list[int](), 0
        for entry in await self._feeds.waiting(feed.id, MOST_READ):
            try:
                change = await self._take(entry)
            except ArticleError as error:
                let_go += not await self._waits_on(feed, entry, error)
                if isinstance(error, FetchError) and error.status in _BUSY:
                    rest = rest_after_failure(1, error.retry_after, self._chance())
                    await self._feeds.rest(feed.id, datetime.now(UTC) + rest)
                    break
            else:
                added += [change.card.id] if change else []
        if added:
            await self._library.follow()
        if added or let_go:
            logger.info("feed %s: %d new article(s), %d let go", shown(feed.address), len(added), let_go)
        return added

    async def _note(self, feed: FeedState) -> bool:
        """Ask a feed, and note which of its entries are new; whether that went well."""
        try:
            async with self._visitor.visit(feed.url) as fetch:
                page = await fetch(feed.url, accept=FEEDS, known=Edition(feed.etag, feed.modified))
                entries = None if page.unchanged else await _entries(page)
        except ArticleError as error:
            await self._fail(feed, error)
            return False
        moved = feed.moved
        if page.moved and not (feed.url.startswith("https:") and page.moved.startswith("http:")):
            moved = page.moved
            logger.info("feed %s has moved to %s; put that into FEEDS", shown(feed.address), shown(moved))
        now = datetime.now(UTC)
        await self._feeds.work(
            feed,
            entries,
            now,
            edition=page.edition,
            moved=moved,
            rest_until=now + rest_after_success(page.max_age),
        )
        if feed.failures:
            logger.info("feed %s works again", shown(feed.address))
        return True

    async def _fail(self, feed: FeedState, error: ArticleError) -> None:
        """Remember that asking has failed; the log is told of the first time only, and when the feed is given up."""
        gone = isinstance(error, FetchError) and error.status == _GONE and not feed.moved
        trouble = _trouble(error)
        wanted = error.retry_after if isinstance(error, FetchError) else 0
        rest = rest_after_failure(feed.failures + 1, wanted, self._chance())
        await self._feeds.fail(feed, trouble, datetime.now(UTC) + rest, gone=gone)
        if gone:
            logger.warning("feed %s is gone for good, and not asked any more; change FEEDS", shown(feed.address))
        elif not feed.failures:
            logger.warning("feed %s fails: %s", shown(feed.address), trouble)

    async def _take(self, entry: Waiting) -> Change | None:
        """Read the page of an entry, and add its article, with what only the feed tells; None where nothing is added.

        Raises `ArticleError`: there is no article, or it cannot be had now.
        """
        try:
            async with self._visitor.visit(entry.link) as fetch, asyncio.timeout(_WHOLE):
                article = await read_web(entry.link, fetch)
        except TimeoutError as error:
            raise FetchError(Reason.TOO_SLOW, "The pages of the article did not come in time.") from error
        told = replace(
            article,
            title=article.title or entry.title,
            author=article.author or entry.author,
            date=article.date or entry.date,
        )
        return await self._feeds.take(entry, told, datetime.now(UTC))

    async def _waits_on(self, feed: FeedState, entry: Waiting, error: ArticleError) -> bool:
        """Whether an entry that could not be read is tried again; what is let go instead is logged."""
        temporary = isinstance(error, FetchError) and error.reason in _TEMPORARY and error.status != _GONE
        if temporary and await self._feeds.try_again(entry):
            return True
        await self._feeds.let_go(entry)
        private = isinstance(error, FetchError) and error.reason is Reason.PRIVATE
        level = logging.WARNING if private else logging.INFO
        logger.log(level, "feed %s: %s is let go: %s", shown(feed.address), shown(entry.link), error)
        return False


def shown(url: str) -> str:
    """An address as logs and findings may show it: without what may be somebody's key to the feed."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}"


async def _entries(page: Page) -> tuple[Entry, ...]:
    return await read_feed_safely(page.body, url=page.final_url, charset=page.charset or "")


def _trouble(error: ArticleError) -> str:
    if isinstance(error, DocumentError):
        return _UNREAD
    if not isinstance(error, FetchError):
        return str(error)
    if error.status == _GONE:
        return "The site says that this feed is gone for good; take it out of FEEDS, or put in its new address."
    return _TROUBLES.get(error.reason, str(error))
