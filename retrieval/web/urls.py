"""A URL as somebody typed it, or as a redirect names it → one that can be read in one way only."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final

import httpx

from retrieval.web.refusals import FetchError, Reason

if TYPE_CHECKING:
    from retrieval.web.addresses import Address

LONGEST: Final = 4096
"""Characters of a URL; twice what old browsers took."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# Programs disagree on where the host of such a URL begins or ends. Controls: C0, DEL, C1, and the line separators.
_AMBIGUOUS: Final = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SCHEME: Final = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_LABEL: Final = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*{_LABEL}")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")

_UNCLEAR: Final = "This is not a web address that can be fetched; copy the article's whole address from the browser."


def parse(text: str) -> httpx.URL:
    """The URL in `text`, without the white space around it, its fragment, and the dot that may end its host.

    Raises FetchError: NOT_HTTP for another scheme than http and https, and for none; BAD_URL where the host is
    missing or written so that programs read it differently, where there is a user name or password, and where the
    URL is longer than `LONGEST`.
    """
    return _checked(text.strip(" \t\r\n"), None)


def follow(base: httpx.URL, location: str) -> httpx.URL:
    """The URL that a redirect from `base` to `location` (relative or whole) leads to; raises as `parse` does."""
    return _checked(location.strip(" \t"), base)


def host_of(url: httpx.URL) -> str | Address:
    """The host of a parsed URL: an address where it is written as one, else a name in ASCII, without a last dot.

    Raises FetchError (BAD_URL) for what is neither: an IPv4 address in short, decimal, octal or hexadecimal form,
    an IPv6 zone, a percent sign, a label that is empty or too long.
    """
    host = url.raw_host.decode("ascii").removesuffix(".")
    if "%" in host:
        raise FetchError(Reason.BAD_URL, _UNCLEAR)
    if ":" in host:
        return IPv6Address(host)
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return IPv4Address(host)
        except ValueError as error:
            raise FetchError(Reason.BAD_URL, _UNCLEAR) from error
    if not _NAME.fullmatch(host):
        raise FetchError(Reason.BAD_URL, _UNCLEAR)
    return host


def port_of(url: httpx.URL) -> int:
    """The port that a parsed URL names, or its scheme's own."""
    return DEFAULT_PORTS[url.scheme] if url.port is None else url.port


def _checked(text: str, base: httpx.URL | None) -> httpx.URL:
    if len(text) > LONGEST or _AMBIGUOUS.search(text):
        raise FetchError(Reason.BAD_URL, _UNCLEAR)
    scheme = _SCHEME.match(text)
    if scheme is None and base is None:
        raise FetchError(Reason.NOT_HTTP, "A web address begins with https:// or http://.")
    if scheme is not None and scheme[1].lower() not in DEFAULT_PORTS:
        raise FetchError(Reason.NOT_HTTP, "Only addresses that begin with https:// or http:// are fetched.")
    try:
        url = httpx.URL(text) if base is None else base.join(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(Reason.BAD_URL, _UNCLEAR) from error
    if not url.raw_host or url.userinfo or not 0 < port_of(url) < 65536:
        raise FetchError(Reason.BAD_URL, _UNCLEAR)
    return url.copy_with(host=str(host_of(url)), fragment=None)
