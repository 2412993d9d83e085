"""Blocks whose source marks its headings (Markdown, Word, the large letters of a PDF) → Article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.sources.blocks import Block, blocks_of
from retrieval.sources.headings import number_of
from retrieval.sources.masthead import made_title, read_masthead
from retrieval.sources.plain import assemble
from retrieval.sources.sifting import reads_as_paragraph, sift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article
    from retrieval.sources.blocks import Kind
    from retrieval.sources.masthead import Masthead

BOLD = 7
"""The level of a paragraph that is all bold: below the six that Markdown has."""

_FIRST_LINES = 4
"""A page's own lines (section, date) may stand above the "#" title: so many are looked past."""


@dataclass(frozen=True, slots=True)
class Found:
    """A block as its source marks it. `level` is its heading's, 1 to 6 or `BOLD`, and 0 for what is none."""

    kind: Kind
    text: str
    level: int = 0


def read_found(head: Masthead, found: Sequence[Found]) -> Article:
    """The article made of the blocks that were `found`, the title among them unless `head` tells it.

    `head` holds what the source tells apart from its text, and is filled. A text without any heading is read by the
    rules of plain text. Raises ArticleError when no readable paragraph is left.
    """
    below = _below_masthead(head, list(found))
    sifted = sift(
        [f"• {block.text}" if block.kind == "item" and not number_of(block.text) else block.text for block in below],
        frozenset(at for at, block in enumerate(below) if block.level),
    )
    return assemble(head, _judged(below, sifted.kept), sifted.discarded, sifted.author)


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
    read = read_masthead(lines, title=head.title)
    head.title = head.title or read.title
    head.author, head.publisher = head.author or read.author, head.publisher or read.publisher
    head.date, head.url = head.date or read.date, head.url or read.url
    head.discarded = [*head.discarded, *read.discarded]
    if head.deck and read.deck and head.deck != read.deck:
        # A front matter's description is for search engines; the line under the title is the story's own.
        head.discarded.append(head.deck)
    head.deck = read.deck or head.deck
    return [*(found[at] for at in read.passed), *found[read.taken :]]


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
