"""A URL → the page that it leads to, by a stranger's servers and redirects, without trusting any of them."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import httpcore

from retrieval.web.answers import CONTENT_TYPES, UNCHANGED, Edition, Head, require_page, unpack
from retrieval.web.connecting import Allowance, Connector
from retrieval.web.guard import STRICT
from retrieval.web.refusals import FetchError, Reason, too_big
from retrieval.web.urls import follow, parse, port_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from retrieval.web.guard import Guard

USER_AGENT: Final = "Mozilla/5.0 (compatible; Kutip; reads news articles that its users name)"
"""Says who we are, in the form that sites know from other programs that fetch one page at a person's request."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of our time and memory one fetch may take, its redirects included."""

    seconds: float = 20.0
    """From the first look-up to the last byte, however the bytes drip in."""
    patience: float = 5.0
    """Seconds that one address of a host is given to take the connection before the next one is tried."""
    received: int = 10 * 1024 * 1024
    """Bytes as they come from the network (inside TLS), header fields included."""
    unpacked: int = 10 * 1024 * 1024
    """Bytes of the body after decompression."""
    redirects: int = 5


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Page:
    """What was found. `url` is as it was asked for, `final_url` where the redirects ended, without a fragment.

    `content_type` is one of those accepted; `charset` the encoding that the server declared, by Python's name for it if
    it has one: a claim about `body`, no more. `body` is unpacked and complete, and may be empty. What follows is for
    whoever comes again, and is no part of what the page says.
    """

    url: str
    final_url: str
    content_type: str
    charset: str | None
    body: bytes
    edition: Edition = field(default=Edition(), compare=False)
    max_age: int = field(default=0, compare=False)
    """Seconds for which the site says that nothing changes; 0 where it does not say."""
    moved: str = field(default="", compare=False)
    """Where the page has moved for good; `""` where it has not."""
    unchanged: bool = field(default=False, compare=False)
    """Whether it is still the `known` edition: then there is no body, and no type."""


async def fetch(
    url: str,
    *,
    limits: Limits = USUAL,
    guard: Guard = STRICT,
    accept: Sequence[str] = CONTENT_TYPES,
    known: Edition = Edition(),  # noqa: B008 - frozen
) -> Page:
    """The page at `url`, fetched with GET over http or https, redirects followed.

    Only a page of the media types `accept` is taken, the best ones first. Of the edition that is `known` already the
    site need not send anything; it is `unchanged` then.

    Nothing is remembered between fetches nor carried along (cookies, Referer, credentials), and no proxy of the
    environment is used: a proxy would connect where it likes. A redirect from https to http is followed: http is
    open to whoever pastes it, nothing secret is sent, and `final_url` shows it.

    Raises FetchError with its `reason`; any `Reason` may be it.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            return await _fetch(url, limits, guard, accept, known)
    except TimeoutError as error:
        message = f"The page did not come within {limits.seconds:g} seconds; try again later."
        raise FetchError(Reason.TOO_SLOW, message) from error
    except httpcore.ProtocolError as error:
        message = "The site's answer is garbled or incomplete; try again, or send the article's text instead."
        raise FetchError(Reason.UNREADABLE, message) from error
    except (httpcore.NetworkError, ssl.SSLError) as error:  # in the middle of TLS, httpcore lets the latter through
        raise FetchError(Reason.UNREACHABLE, "The connection to the site broke off; try again later.") from error


async def _fetch(url: str, limits: Limits, guard: Guard, accept: Sequence[str], known: Edition) -> Page:
    target = parse(url)
    connector = Connector(guard, Allowance(limits.received), limits.patience)
    tls = await asyncio.to_thread(guard.trust)
    moved, for_good = "", True
    async with httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=connector) as pool:
        for _ in range(limits.redirects + 1):
            async with pool.stream(
                "GET", _for_httpcore(target), headers=_request_fields(target, accept, known)
            ) as answer:
                head = Head(answer.status, answer.headers)
                if location := head.location:
                    # Its body stays unread, which closes the connection: the next one is looked up and judged anew.
                    target = follow(target, location)
                    for_good = for_good and head.for_good
                    moved = str(target) if for_good else moved
                    continue
                if head.status == UNCHANGED and known.conditions:
                    return Page(url, str(target), "", None, b"", known, head.max_age, moved, unchanged=True)
                require_page(head, limits.received, accept)
                packed = head.packed
                body = b"".join([chunk async for chunk in answer.aiter_stream()])
            if packed:
                body = await asyncio.to_thread(unpack, body, limits.unpacked)
            if len(body) > limits.unpacked:
                raise too_big()
            return Page(url, str(target), head.content_type, head.charset, body, head.edition, head.max_age, moved)
    raise FetchError(
        Reason.TOO_MANY_REDIRECTS, "The address leads from page to page without end; use the article's own address."
    )


def _for_httpcore(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path)


def _request_fields(url: httpx.URL, accept: Sequence[str], known: Edition) -> list[tuple[str, str]]:
    return [
        ("Host", url.netloc.decode("ascii")),
        ("User-Agent", USER_AGENT),
        ("Accept", ", ".join(accept)),
        ("Accept-Language", "id, en;q=0.8"),
        # zlib can stop at a length; the decoders for the other packings that httpx knows cannot.
        ("Accept-Encoding", "gzip"),
        *known.conditions,
    ]
