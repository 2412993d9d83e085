"""Bytes of a feed → its entries. feedparser reads RSS 0.9 to 2.0, RSS 1.0 and Atom, also where the XML is broken.

Nothing is fetched: it gets the bytes, and a document type's entities are thrown away before XML is read.
"""

from __future__ import annotations

import re
import xml.sax.expatreader  # noqa: F401 - feedparser looks for it when it parses, which is too late in a worker
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING, Final

import feedparser
from lxml import html
from lxml.etree import LxmlError

from retrieval.errors import ArticleError
from retrieval.sources.cleaning import clean
from retrieval.sources.entries import MOST_ENTRIES, NO_FEED, Entry
from retrieval.sources.html_decoding import decoded
from retrieval.sources.html_facts import is_somebody, parse_moment
from retrieval.sources.html_urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST_TITLE: Final = 300
_LONGEST_KEY: Final = 2000
_ADDRESS: Final = re.compile(r"\S*@\S*")
_DATES: Final = ("published", "created", "updated")
"""Best first: an article that is corrected stays of the day it came out."""


def read_feed(data: bytes, *, url: str = "", charset: str = "") -> tuple[Entry, ...]:
    """The entries that lead to a page, newest first, at most `MOST_ENTRIES`.

    `url` is where the feed was found, which relative links start from, `charset` what the server declared of it. A feed
    that is broken or cut off gives what can be read of it. Raises ArticleError where there is no feed.
    """
    text = decoded(data, charset)
    told = feedparser.parse(
        # Of bytes or text it would ask whether they name a file or an address.
        BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not told.get("version") and not told.entries:
        raise ArticleError(NO_FEED)
    # Plain ones: feedparser's own warn, and answer by other names, when they are asked for what is not there.
    ordered = _newest_first([dict(entry) for entry in told.entries])
    publisher = _text(told.feed, "title")
    return _recognisable([entry for one in ordered if (entry := _entry(one, publisher))][:MOST_ENTRIES])


def _newest_first(entries: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """By their times, if all have one; else as they came, which is newest first nearly everywhere."""
    times = [_time(entry) for entry in entries]
    if not all(times):
        return list(entries)
    order = sorted(range(len(entries)), key=lambda at: times[at], reverse=True)
    return [entries[at] for at in order]


def _time(entry: Mapping[str, object]) -> tuple[int, ...]:
    parsed = next((found for name in _DATES if (found := entry.get(f"{name}_parsed"))), None)
    return tuple(parsed)[:6] if isinstance(parsed, tuple) else ()


def _entry(told: Mapping[str, object], publisher: str) -> Entry | None:
    link = _plain(told.get("feedburner_origlink")) or _plain(told.get("link"))
    place = canonical_url(link)
    if not place:
        return None
    identifier = _plain(told.get("id"))[:_LONGEST_KEY]
    author = _author(told)
    return Entry(
        key=canonical_url(identifier) or identifier or place,
        link=link,
        place=place,
        title=_text(told, "title")[:_LONGEST_TITLE],
        author=author if is_somebody(author, publisher) else "",
        date=next((day for name in _DATES if (day := parse_moment(_plain(told.get(name))))), None),
    )


def _recognisable(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries under keys that tell them apart: some systems give all of them the same identifier."""
    places = defaultdict(set)
    for entry in entries:
        places[entry.key].add(entry.place)
    return tuple(
        entry
        if len(places[entry.key]) == 1
        else Entry(entry.place, entry.link, entry.place, entry.title, entry.author, entry.date)
        for entry in entries
    )


def _author(told: Mapping[str, object]) -> str:
    """ "redaksi@kabar.example (Siti Aminah)" and "Siti Aminah (siti@…)" → "Siti Aminah"; `""` where no name is."""
    return _ADDRESS.sub("", _plain(told.get("author"))).strip(" ()<>[],;\"'")


def _text(told: Mapping[str, object], name: str) -> str:
    """A text that may hold markup, as somebody sees it."""
    value = _plain(told.get(name))
    if "<" not in value and "&" not in value:
        return value
    try:
        return clean(html.fragment_fromstring(value, create_parent="div").text_content())
    except (LxmlError, ValueError):
        return value


def _plain(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""
