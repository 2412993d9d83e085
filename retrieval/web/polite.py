"""Fetching that nobody asked for just now: seldom from one host, and few pages at a time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import httpx

from retrieval.web.answers import CONTENT_TYPES, Edition
from retrieval.web.fetching import fetch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from retrieval.web.fetching import Page

AT_ONCE: Final = 2
"""Visits at the same time, to all hosts together."""
PAUSE: Final = 2.0
"""Seconds between two pages of one host."""
_MOST_HOSTS: Final = 100
"""Hosts remembered, before those are forgotten that have been left alone for long enough."""


class Fetches(Protocol):
    """As `fetch`, whose guard is strict; tests have a guard of their own."""

    def __call__(self, url: str, *, accept: Sequence[str] = ..., known: Edition = ...) -> Coroutine[None, None, Page]:
        """The page; raises FetchError."""


@dataclass(slots=True)
class _Host:
    """A host that was visited, and the loop's time from which it may be asked again."""

    visit: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Visitor:
    """Visits hosts: one of the same name at a time, `at_once` in all, and `pause` seconds lie between their pages."""

    def __init__(self, fetch: Fetches = fetch, *, at_once: int = AT_ONCE, pause: float = PAUSE) -> None:
        self._fetch = fetch
        self._pause = pause
        self._places = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def visit(self, url: str) -> AsyncIterator[Fetches]:
        """Wait until the host of `url` may be visited; gives what fetches its pages, one after the other."""
        host = self._host(url)
        async with host.visit:
            await self._rest(host)
            async with self._places:
                yield self._politely

    async def _politely(
        self,
        url: str,
        *,
        accept: Sequence[str] = CONTENT_TYPES,
        known: Edition = Edition(),  # noqa: B008 - frozen
    ) -> Page:
        host = self._host(url)
        await self._rest(host)
        self._keep_from(host)  # whoever comes here by way of another host's page does not wait for the visit
        try:
            return await self._fetch(url, accept=accept, known=known)
        finally:
            self._keep_from(host)

    def _keep_from(self, host: _Host) -> None:
        host.free_at = asyncio.get_running_loop().time() + self._pause

    async def _rest(self, host: _Host) -> None:
        await asyncio.sleep(max(0.0, host.free_at - asyncio.get_running_loop().time()))

    def _host(self, url: str) -> _Host:
        now = asyncio.get_running_loop().time()
        if len(self._hosts) > _MOST_HOSTS:
            self._hosts = {
                name: host for name, host in self._hosts.items() if host.visit.locked() or host.free_at > now
            }
        return self._hosts.setdefault(_name(url), _Host())


def _name(url: str) -> str:
    """The host of a URL, or of one that no fetch will open anyway."""
    try:
        return httpx.URL(url.strip()).host
    except httpx.InvalidURL:
        return ""
