"""Feeds, followed beside the answering: each is polled when it is due, for as long as the bot runs."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.errors import KutipError
from retrieval.feed_polling import Poller, shown
from retrieval.feed_schedule import due_at
from retrieval.web.polite import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from retrieval.feed_schedule import FeedState
    from retrieval.library import Library

    Added = Callable[[Sequence[int]], Awaitable[None]]
    """Is told the ids of the articles that came by a poll, when they can be asked about."""

_log = logging.getLogger(__name__)
_LOOK_AGAIN: Final = 600.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine have slept."""
_AFTER_ERROR: Final = 60.0


async def _nobody(_added: Sequence[int]) -> None:
    """There is nobody to be told."""


@asynccontextmanager
async def feeding(
    library: Library,
    addresses: Sequence[str],
    every: timedelta,
    *,
    visitor: Visitor | None = None,
    added: Added = _nobody,
) -> AsyncIterator[None]:
    """Meanwhile, add to the public library what is new in these feeds; `added` is told after each poll that did.

    No feed is asked more often than `every` so long. At the end all of it stops at once: a page that is being read is
    read again another time.
    """
    await library.feeds.choose(addresses, datetime.now(UTC))
    poller = Poller(library, visitor or Visitor())
    tasks = [
        asyncio.create_task(_follow(library, feed.id, poller, every, added), name=f"feed {shown(feed.address)}")
        for feed in await library.feeds.feeds()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(library: Library, number: int, poller: Poller, every: timedelta, added: Added) -> None:
    """Poll one feed again and again, until it is gone for good."""
    while True:
        try:
            feed = await _when_due(library, number, every)
            if feed is None:
                return
            articles = await poller.poll(feed)
            if articles:
                await added(articles)
        except KutipError as error:
            _log.warning("feeds could not be looked after: %s", error)
        except Exception:  # noqa: BLE001 - whatever it is, answers go on, and a later poll may work
            _log.exception("a feed could not be looked after")
        else:
            continue
        await asyncio.sleep(_AFTER_ERROR)


async def _when_due(library: Library, number: int, every: timedelta) -> FeedState | None:
    """Wait until a feed is to be asked; what is known of it then, or None if it is gone for good."""
    while True:
        feed = next((one for one in await library.feeds.feeds() if one.id == number), None)
        if feed is None or feed.gone:
            return None
        now = datetime.now(UTC)
        left = (due_at(feed, every, now) - now).total_seconds()
        if left <= 0:
            return feed
        await asyncio.sleep(min(left, _LOOK_AGAIN))
