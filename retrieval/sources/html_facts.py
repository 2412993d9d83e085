"""What a page tells about its article besides the text: title, who, when, where published, address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from retrieval.sources.bylines import PEOPLE, STAFF
from retrieval.sources.dates import parse_date
from retrieval.sources.html_linked_data import linked_article
from retrieval.sources.html_tree import HEADINGS, text_of, tidy, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from retrieval.sources.html_blocks import PageBlock


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of a page and its marked-up values say; `titles` and `urls` best first, `""` for what is not told.

    `page_title` is
    `<title>`'s. `signed` tells that the author is named as the article's, and not only as the page's in a meta element,
    which often is who uploaded it. `closed` tells that the page says its text is not free.
    """

    titles: tuple[str, ...]
    page_title: str
    publisher: str
    author: str
    signed: bool
    date: date | None
    description: str
    urls: tuple[str, ...]
    closed: bool


WIB = timezone(timedelta(hours=7))

_TITLES = ("og:title", "twitter:title", "title", "dc.title")
_WRITERS = ("content_author", "dtk:author", "reporter", "cxenseparse:author")
_AUTHORS = (
    "article:author", "author", "sailthru.author",
    "parsely-author", "dc.creator", "byl", "dcterms.creator", "twitter:data1", "article:author_name",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "content_publisheddate", "publishdate", "dtk:publishdate",
    "pubdate", "datepublished", "publish-date", "publish_date", "cxenseparse:recs:publishtime", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "date",
)  # fmt: skip
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_SITES = ("og:site_name", "application-name", "al:android:app_name", "dc.publisher")
_PARTED = re.compile(r"\s+(?:[-–—|~:»·•/])\s+|:\s+|\s+»\s*")
_PAGE = re.compile(r"\s*[-–—|(,]?\s*(?:halaman|hal\.?|page)\s*(?:\d{1,2}|all|semua)\)?$", re.IGNORECASE)
_ROLE = re.compile(rf"(?:{PEOPLE}|{STAFF})\s*:?\s+(?=\S)", re.IGNORECASE)
# What is put where a writer's name should stand: the desk, the system, the company.
_NOBODY_WORDS = """
admin administrator redaksi tim super user root webmaster editor news media online cyber network com co id net www siber
official newsroom team desk the staff digital group unknown anonymous none null humas
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
_WORDS = re.compile(r"[a-z0-9]+")
_LONGEST_NAME = 80
_NAMES = frozenset({"author-name", "authorname", "author_name", "entry-author", "fn", "author", "penulis"})
_TIMES = frozenset({"published", "entry", "date", "publish", "pubdate", "datetime", "time"})


def facts_of(root: HtmlElement) -> Facts:
    """The facts of a whole page, scripts included."""
    linked = linked_article(root)
    metas = _metas(root)
    title = next((text_of(element) for element in root.iter("title")), "")
    titles = [linked.text("headline"), *_all(metas, _TITLES), title]
    sites = [*linked.names("publisher"), *_all(metas, _SITES)]
    publisher = next((site for site in sites if site), "")
    named = _named(root)
    given = linked.names("author")
    author = ", ".join(name for name in given if is_somebody(name, publisher))
    author = author or next((name for name in _all(metas, _WRITERS) if is_somebody(name, publisher)), "")
    signed = bool(author)
    author = author or next((name for name in _all(metas, _AUTHORS) if is_somebody(name, publisher)), "")
    author = _ROLE.sub("", author)
    # "Indira Wulandari, Peneliti Hidrologi, …" in the head, "Indira Wulandari" where the page names its writers.
    author = next((name for name in named if author.startswith(f"{name}, ")), author)
    return Facts(
        titles=tuple(dict.fromkeys(filter(None, titles))),
        page_title=title,
        publisher=publisher,
        author=author or next((name for name in named if is_somebody(name, publisher)), ""),
        signed=signed,
        date=_first_date([linked.text("datePublished"), *_all(metas, _DATES), *_times(root)]),
        description=next((text for text in (linked.text("description"), *_all(metas, _DESCRIPTIONS)) if text), ""),
        urls=tuple(filter(None, (*_links(root), *_all(metas, ("og:url",)), linked.address("mainEntityOfPage")))),
        closed=linked.is_closed(),
    )


def title_among(blocks: Sequence[PageBlock], facts: Facts) -> tuple[str, int]:
    """The title and the index of the block that shows it (-1 where none does).

    It is the first block that says what the head declares (`<title>`, og:title, headline), which adds the site's name,
    "Halaman 2" and the like; without such a block, the first h1, else what the head declares.
    """
    declared = [_key(title) for title in facts.titles]
    for wanted in (HEADINGS, None):
        for at, block in enumerate(blocks):
            if wanted and not _in_heading(block.element):
                continue
            key = _key(block.text)
            if len(block.text) <= _LONGEST_TITLE and any(_says(key, title) for title in declared):
                return block.text, at
    first = next((at for at, block in enumerate(blocks) if _in_heading(block.element, only="h1")), -1)
    bare = without_site(facts.titles[0], facts.publisher) if facts.titles else ""
    if first >= 0 and not (bare and _key(blocks[first].text) in {_key(facts.publisher), ""}):
        return blocks[first].text, first
    return bare, -1


def site_in(page_title: str, title: str) -> str:
    """The site's name in a `<title>`: what stands there beside the article's `title`, `""` if nothing does."""
    if len(title) < _SHORTEST_TITLE:
        return ""
    at = page_title.casefold().find(title.casefold())
    rest = (page_title[at + len(title) :] or page_title[:at]) if at >= 0 else ""
    site = rest.strip(" -–—|~:»·•/")
    return site if len(site) <= _LONGEST_NAME else ""


def without_site(title: str, publisher: str) -> str:
    """A declared title without the site's name behind (or before) it and without "Halaman 2"."""
    key = _key(publisher)
    while key and (parts := _PARTED.split(title)) and len(parts) > 1:
        if key in _key(parts[-1]):
            title = title[: title.rindex(parts[-1])].rstrip(" -–—|~:»·•/")
        elif key in _key(parts[0]):
            title = title[len(parts[0]) :].lstrip(" -–—|~:»·•/")
        else:
            break
    return _PAGE.sub("", title)


def parse_moment(text: str) -> date | None:
    """The day of a time stamp (ISO 8601, RFC 2822) or of a date as pages write it.

    Times in UTC, as WordPress gives them, are moved to Jakarta's: an article of 01.05 WIB is not of the day before. A
    stamp with another offset keeps its own day.
    """
    text = text.strip()[:80]
    moment = None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
            break
        except (ValueError, TypeError, IndexError):
            continue
    if moment is None:
        return parse_date(text)
    if moment.tzinfo is not None and not moment.utcoffset():
        moment = moment.astimezone(WIB)
    return moment.date() if 1900 <= moment.year <= 2200 else None


_LONGEST_TITLE = 300
_SHORTEST_TITLE = 8


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = tidy(meta.get("content", ""))
        for attribute in ("property", "name", "itemprop"):
            if content and (name := meta.get(attribute)):
                values.setdefault(name.lower(), []).append(content)
    return values


def _all(metas: dict[str, list[str]], names: Sequence[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, [])]


def _links(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def _named(root: HtmlElement) -> list[str]:
    """Names that the markup gives as a writer's, in order."""
    names = []
    for element in root.iter("a", "span", "div", "p", "li", "strong", "b"):
        classes = {name.lower() for name in (element.get("class") or "").split()}
        if (
            "author" in (element.get("rel") or "").split()
            or classes & _NAMES
            or any(name.endswith(("author__name", "author-name", "type-author")) for name in classes)
        ) and _is_name(name := _ROLE.sub("", text_of(element)).strip(" -–—|:,·")):
            names.append(name)
    return list(dict.fromkeys(names))


def _times(root: HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if "datepublished" in (element.get("itemprop") or "").lower():
            yield element.get("content") or element.get("datetime") or element.get("title") or text_of(element)
    for element in root.iter("time"):
        if "updated" not in (element.get("class") or "").split() or "published" in (element.get("class") or ""):
            yield element.get("datetime") or text_of(element)


def _first_date(texts: Sequence[str]) -> date | None:
    return next((day for text in texts if text and (day := parse_moment(text))), None)


def is_somebody(name: str, publisher: str) -> bool:
    """Whether what stands where the writer's name should is one, and not the desk's, the system's or the company's."""
    if not _is_name(name):
        return False
    words = set(_WORDS.findall(name.lower())) - _NOBODY
    return bool(words) and words != set(_WORDS.findall(publisher.lower())) - _NOBODY


def _is_name(name: str) -> bool:
    return bool(name) and len(name) <= _LONGEST_NAME and "://" not in name and not name.isdigit()


def _says(shown: str, declared: str) -> bool:
    """Whether a shown line is the title in a declared one: the whole of it, or all but a site's name around it."""
    if len(shown) < _SHORTEST_TITLE:
        return shown == declared
    return shown in declared and len(shown) >= 0.4 * len(declared)


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _in_heading(element: HtmlElement, only: str = "") -> bool:
    return any(up.tag == only if only else up.tag in HEADINGS for up in (element, *element.iterancestors()))


__all__ = ["Facts", "facts_of", "is_somebody", "parse_moment", "title_among", "without_site", "words_of"]
