"""Markdown → Article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.sources.blocks import Block, blocks_of
from retrieval.sources.cleaning import clean
from retrieval.sources.dates import parse_date
from retrieval.sources.frontmatter import split_front_matter
from retrieval.sources.headings import number_of
from retrieval.sources.markdown_blocks import Found, markdown_blocks
from retrieval.sources.masthead import Masthead, made_title, read_masthead
from retrieval.sources.plain import assemble
from retrieval.sources.sifting import reads_as_paragraph, sift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article

MAX_CHARACTERS = 200_000
"""No article comes near this; Markdown's nesting makes its parsing dearer than that of plain text."""

_FIRST_LINES = 4
"""A page's own lines (section, date) may stand above the "#" title: so many are looked past."""


def read_markdown(text: str, *, url: str = "") -> Article:
    """The article in a Markdown text: "#" its title, deeper headings its sections (the nearest one counts).

    A paragraph all in bold is a heading too. A text without any such heading is read by the rules of plain text
    ("1. …" or a short line standing alone). A front matter's title, author, date, source or publisher, deck and url
    are read. Raises ArticleError when there is no readable paragraph, or more than `MAX_CHARACTERS` characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(f"This Markdown text is too long; at most {MAX_CHARACTERS:,} characters are read.")
    pairs, body = split_front_matter("\n".join(text.removeprefix("\ufeff").splitlines()))
    head = _front(pairs)
    found = _below_masthead(head, markdown_blocks(body))
    head.url = clean(url) or head.url
    sifted = sift(
        [f"• {block.text}" if block.kind == "item" and not number_of(block.text) else block.text for block in found],
        frozenset(at for at, block in enumerate(found) if block.level),
    )
    return assemble(head, _judged(found, sifted.kept), sifted.discarded, sifted.author)


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


def _below_masthead(head: Masthead, found: list[Found]) -> list[Found]:
    """Fill `head` from the first of the blocks `found`, as far as a front matter has not; give back those below."""
    at = next((at for at, block in enumerate(found[:_FIRST_LINES]) if block.level), None)
    if at is not None and not any(block.kind != "text" or reads_as_paragraph(block.text) for block in found[:at]):
        title = found[at].text
        if not head.title or head.title.casefold() == title.casefold():
            head.title = title
            found = found[:at] + found[at + 1 :]
    # The deck is often set in bold or as the next smaller heading right under the title.
    if len(found) > 1 and found[0].level and not number_of(found[0].text) and found[1].level and not head.deck:
        head.deck, found = found[0].text, found[1:]
    opening = next((at for at, block in enumerate(found) if block.kind != "text"), len(found))
    lines = [block.text for block in found[:opening]]
    if not head.title and not lines and found:
        head.title = made_title(found[0].text)
        return found
    known = [head.title] if head.title else []
    read = read_masthead([*known, *lines])
    stays = [at - len(known) for at in read.passed if at >= len(known)] if read.title else []
    taken = max(0, read.taken - len(known)) if read.title else 0
    head.title = head.title or read.title
    head.author, head.publisher = head.author or read.author, head.publisher or read.publisher
    head.date, head.url = head.date or read.date, head.url or read.url
    head.discarded = read.discarded
    if head.deck and read.deck and head.deck != read.deck:
        # A front matter's description is for search engines; the line under the title is the story's own.
        head.discarded.append(head.deck)
    head.deck = read.deck or head.deck
    return [*(found[at] for at in stays), *found[taken:]]


def _judged(found: Sequence[Found], kept: Sequence[tuple[int, str]]) -> list[Block]:
    """The blocks that were `kept`; where the writer marked no heading, by the rules of plain text."""
    if not any(found[index].level for index, _ in kept):
        return blocks_of([text for _, text in kept])
    blocks = []
    for index, text in kept:
        block = replace(found[index], text=text.removeprefix("• ") if found[index].kind == "item" else text)
        numbered = number_of(block.text) if block.level else None
        blocks.append(Block(block.kind, numbered[1] if numbered else block.text))
    return blocks
