"""Pasted plain text → Article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.article import Article
from retrieval.errors import ArticleError
from retrieval.sources.blocks import Block, blocks_of, sections_of
from retrieval.sources.cleaning import clean, clean_lines
from retrieval.sources.dateline import split_dateline
from retrieval.sources.dates import WEEKDAY, find_date
from retrieval.sources.masthead import Masthead, below_masthead, read_masthead
from retrieval.sources.sifting import sift
from retrieval.sources.unwrapping import unwrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

NOTHING_TO_READ = "This text has no readable paragraph: an article needs a title and, below it, at least one paragraph."

# "Senin (29/1/2024)", "Senin, 29 Januari 2024": a day of the week beside a date is the day of the news; a date alone
# may be anybody's birthday.
_NEWS_DAY = re.compile(rf"\b{WEEKDAY}\b[\s,(]{{1,3}}$", re.IGNORECASE)
_LEAD_PARAGRAPHS = 3
# Chats mark headings with signs of their own: "*Kronologi*", "**Kronologi**", "## Kronologi".
_EMPHASIS = re.compile(r"(?P<marks>\*\*|__|\*|_)(?=[^\s*_])(?P<inside>[^*_]{1,200})(?<=\S)(?P=marks)$")
_HASHES = re.compile(r"^#{1,6} +(?=\S)")
_READABLE = re.compile(r"[^\W\d_]{2}")


def read_plain(text: str, *, url: str = "") -> Article:
    """The article in `text`: first its title, then paragraphs, parted by line ends or wrapped at some column.

    Raises ArticleError when no paragraph is left after the page's furniture is thrown out.
    """
    lines = _lines(text)
    head = read_masthead(lines)
    head.url = clean(url) or head.url
    return build(head, below_masthead(head, lines))


def read_body(title: str, text: str) -> Article:
    """Like `read_plain` for a text whose title is known; the text may repeat it as its first line."""
    lines = _lines(text)
    head = Masthead(title=clean(title))
    if lines and lines[0].casefold() == head.title.casefold():
        head.taken = 1
    return build(head, below_masthead(head, lines))


def build(head: Masthead, lines: Sequence[str]) -> Article:
    """The article under `head` whose page goes on with `lines` (logical, clean). Raises as `read_plain` does."""
    sifted = sift(lines)
    return assemble(head, blocks_of([line for _, line in sifted.kept]), sifted.discarded, sifted.author)


def assemble(head: Masthead, blocks: Sequence[Block], discarded: Sequence[str] = (), author: str = "") -> Article:
    """The article under `head` made of `blocks`; the first paragraph's dateline becomes fields.

    Raises ArticleError when there is no title or no readable paragraph.
    """
    blocks = list(blocks)
    place = publisher = ""
    for at in _lead(blocks):
        dateline = split_dateline(blocks[at].text)
        if dateline.text != blocks[at].text:
            place, publisher = dateline.place, dateline.publisher
            blocks[at] = Block("text", dateline.text)
            break
    sections, idle = sections_of(blocks)
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    if not head.title or not any(_READABLE.search(paragraph) for paragraph in paragraphs):
        raise ArticleError(NOTHING_TO_READ)
    return Article(
        title=head.title,
        sections=sections,
        deck=head.deck,
        place=place,
        publisher=head.publisher or publisher,
        date=head.date or news_day(paragraphs[:_LEAD_PARAGRAPHS]),
        author=head.author or author,
        url=head.url,
        discarded=(*head.discarded, *discarded, *idle),
    )


def _lines(text: str) -> list[str]:
    return [line for raw in unwrap(clean_lines(text)) if (line := _unmarked(raw))]


def _unmarked(line: str) -> str:
    whole = _EMPHASIS.match(line)
    return _HASHES.sub("", whole["inside"].strip() if whole else line, count=1) if line[:1] in "#*_" else line


def _lead(blocks: Sequence[Block]) -> list[int]:
    """Where a dateline may stand: in the first text, or in the next ones when a caption slipped in before it."""
    until = next((at for at, block in enumerate(blocks) if block.kind != "text"), len(blocks))
    until = until or min(2, len(blocks))  # "1. Kronologi" may come before any lead
    return [at for at in range(min(until, _LEAD_PARAGRAPHS)) if blocks[at].kind == "text"]


def news_day(paragraphs: Sequence[str]) -> date | None:
    """The date that a lead tells beside a day of the week ("Senin (29/1/2024)"), if it tells one."""
    for paragraph in paragraphs:
        at = 0
        text = paragraph[:1000]
        while found := find_date(text[at:]):
            start, end, value = found
            if _NEWS_DAY.search(text, max(0, at + start - 15), at + start):
                return value
            at += end
    return None
