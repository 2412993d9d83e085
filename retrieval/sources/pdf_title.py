"""A print's blocks → which of them is the title, which the deck, and what above them is small print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.sources.bylines import author_of
from retrieval.sources.dateline import is_publisher
from retrieval.sources.dates import find_date
from retrieval.sources.headings import number_of
from retrieval.sources.marked import Found
from retrieval.sources.masthead import LONGEST_TITLE
from retrieval.sources.sifting import reads_as_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.sources.pdf_rows import Line

_SMALL_PRINT = 0.85
"""Letters so many times smaller than those of the text are no part of the story when they stand above its title."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A document's blocks in order, the title at level 1; the deck under it or `""`; and the small print above it."""

    found: tuple[Found, ...]
    deck: str
    small: tuple[str, ...]


def with_title(blocks: Sequence[tuple[Line, Found]], size: float, metadata_title: str) -> Laid:
    """Give the title its level: the block that the metadata name, else the one in the largest letters on top.

    `blocks` come each with its first line; `size` is that of the text's letters.
    """
    found = [block for _, block in blocks]
    until = next((at for at, block in enumerate(found) if reads_as_paragraph(block.text)), len(found))
    top = range(min(until + 1, len(found)))
    named = [at for at in top if metadata_title and found[at].text.casefold() == metadata_title.casefold()]
    headings = [at for at in top if found[at].level and len(found[at].text) <= LONGEST_TITLE]
    title = next(iter(named), max(headings, key=lambda at: (blocks[at][0].size, -at), default=None))
    if title is None:
        return Laid(tuple(found), "", ())
    later = {(line.size, line.bold) for line, block in blocks[until:] if block.level}
    shown: list[Found] = []
    small: list[str] = []
    deck = ""
    for at, (line, block) in enumerate(blocks):
        if at == title:
            shown.append(Found("heading", block.text, 1))
        elif at < title:
            # Rubrics and bylines above the title are told by the masthead's rules, a running head by its size.
            if line.size <= _SMALL_PRINT * size and not _tells(block.text):
                small.append(block.text)
            else:
                shown.append(Found("text", block.text))
        elif at < until and block.level and not number_of(block.text):
            # What is set off between title and story is a deck, unless it is set and placed as the headings are.
            if at + 1 == until and (line.size, line.bold) in later:
                shown.append(block)
            elif at == title + 1 and len(block.text.split()) >= 4:
                deck = block.text
            else:
                shown.append(Found("text", block.text))
        else:
            shown.append(block)
    return Laid(tuple(shown), deck, tuple(small))


def _tells(line: str) -> bool:
    return find_date(line) is not None or bool(author_of(line)) or is_publisher(line)
