"""Articles that a site spreads over several pages: where the other pages are, and one article of them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from retrieval.article import Section
from retrieval.sources.html_decoding import decode_html
from retrieval.sources.html_tree import parse_html
from retrieval.sources.html_urls import part_of, tidy_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article

MOST_PAGES = 20
"""More pages than any article has; a link to page 900 is that of a list."""


@dataclass(frozen=True, slots=True)
class OtherPages:
    """`whole` is the address that shows all of an article at once, `""` if there is none; `parts` those of all its
    pages in order, the one at hand too, empty when there is only this one."""

    whole: str
    parts: tuple[str, ...]


def other_pages(data: bytes, *, url: str, charset: str = "") -> OtherPages:
    """What the page from `url` links to as further pages of itself: the same address but for "page=2", "page=all" …

    A page that is itself the whole article has none. Raises PageError as `read_html` does for what is no page.
    """
    at = part_of(url)
    if at and not at.isdecimal():
        return OtherPages("", ())
    own = tidy_url(url)
    whole = ""
    numbered: dict[int, str] = {}
    for link in parse_html(decode_html(data, charset)).iter("a", "link"):
        try:
            address = urljoin(url, (link.get("href") or "").strip())
            part = part_of(address)
            same = bool(part) and tidy_url(address) == own
        except ValueError:
            continue
        if same and part.isdecimal() and 1 <= int(part) <= MOST_PAGES:
            numbered.setdefault(int(part), address)
        elif same and not part.isdecimal():
            whole = whole or address
    numbered[int(at or 1)] = url
    numbered.setdefault(1, own)
    # Pagers leave out numbers in the middle ("1 2 … 7"), and then their addresses are not known.
    complete = len(numbered) > 1 and max(numbered) == len(numbered)
    return OtherPages(whole, tuple(numbered[number] for number in sorted(numbered)) if complete else ())


def joined_pages(articles: Sequence[Article]) -> Article:
    """One article of those that were read from its pages, in order: the first one's facts, the sections of all.

    What a page begins with before its first heading goes on under the last heading of the page before.
    """
    first = articles[0]
    sections = list(first.sections)
    for article in articles[1:]:
        for section in article.sections:
            if section.heading or not sections:
                sections.append(section)
            else:
                sections[-1] = Section(sections[-1].heading, (*sections[-1].paragraphs, *section.paragraphs))
    discarded = tuple(line for article in articles for line in article.discarded)
    return replace(first, sections=tuple(sections), discarded=discarded)
