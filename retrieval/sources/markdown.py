"""Markdown → Article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.sources.cleaning import clean
from retrieval.sources.dates import parse_date
from retrieval.sources.encoding import TextError, TextReason
from retrieval.sources.frontmatter import split_front_matter
from retrieval.sources.markdown_blocks import markdown_blocks
from retrieval.sources.marked import read_found
from retrieval.sources.masthead import Masthead

if TYPE_CHECKING:
    from retrieval.article import Article

MAX_CHARACTERS = 200_000
"""No article comes near this; Markdown's nesting makes its parsing dearer than that of plain text."""


def read_markdown(text: str, *, url: str = "") -> Article:
    """The article in a Markdown text: "#" its title, deeper headings its sections (the nearest one counts).

    A paragraph all in bold is a heading too. A text without any such heading is read by the rules of plain text
    ("1. …" or a short line standing alone). A front matter's title, author, date, source or publisher, deck and url
    are read. Raises ArticleError when there is no readable paragraph, or more than `MAX_CHARACTERS` characters.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"This Markdown text is too long; at most {MAX_CHARACTERS:,} characters are read."
        raise TextError(TextReason.TOO_LARGE, message)
    pairs, body = split_front_matter("\n".join(text.removeprefix("\ufeff").splitlines()))
    head = _front(pairs)
    head.url = clean(url) or head.url
    return read_found(head, markdown_blocks(body))


def _front(pairs: dict[str, str]) -> Masthead:
    def first(*keys: str) -> str:
        return next((value for key in keys if (value := clean(pairs.get(key, "")))), "")

    return Masthead(
        title=first("title", "judul"),
        author=first("author", "penulis", "by", "oleh"),
        publisher=first("publisher", "source", "media", "penerbit", "sumber", "site"),
        date=parse_date(first("date", "tanggal", "published", "pubdate")),
        deck=first("deck", "description", "subtitle", "excerpt", "summary", "ringkasan"),
        url=first("url", "link", "permalink", "canonical", "tautan"),
    )
