"""What readers of all formats make of a source: a run of blocks, and the article's sections built from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from retrieval.article import Section
from retrieval.sources.headings import find_headings, number_of
from retrieval.sources.marks import BULLET

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["heading", "text", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list; `text` is clean, an item's keeps its number but no bullet."""

    kind: Kind
    text: str


LONG_ITEM = 160
"""Items longer than this on average (characters) are paragraphs in their own right."""

_LETTERED = re.compile(r"(?P<letter>[a-z])[.)]\s+\S")
_INTRODUCES = re.compile(
    r"\b(?:berikut|antara lain|di antaranya|yakni|yaitu|meliputi|terdiri|adalah|following)\b[^.!?]{0,60}\.?$",
    re.IGNORECASE,
)
_INTRODUCTION = 200


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """The blocks of plain, clean, non-empty lines that hold no furniture."""
    headings = find_headings(lines)
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        if at in headings:
            blocks.append(Block("heading", headings[at]))
        elif match := BULLET.match(line):
            blocks.append(Block("item", line[match.end() :]))
        elif _counts_on(lines, at, headings):
            blocks.append(Block("item", line))
        else:
            blocks.append(Block("text", line))
    return blocks


def sections_of(blocks: Sequence[Block]) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """The sections of `blocks`, lists joined to readable paragraphs, and the headings that had nothing under them."""
    sections: list[Section] = []
    idle: list[str] = []
    heading = ""
    paragraphs: list[str] = []

    def close() -> None:
        if paragraphs:
            sections.append(Section(heading, tuple(paragraphs)))
        elif heading:
            idle.append(heading)

    for kind, run in groupby(blocks, key=lambda block: block.kind):
        texts = [block.text for block in run if block.text]
        if kind == "text":
            paragraphs.extend(texts)
        elif kind == "item":
            _add_list(paragraphs, texts)
        else:
            for text in texts:
                close()
                heading, paragraphs = text, []
    close()
    return tuple(sections), tuple(idle)


def _counts_on(lines: Sequence[str], at: int, headings: dict[int, str]) -> bool:
    """Whether a numbered or lettered line has its neighbour in the count beside it, which makes them a list."""
    around = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines) and near not in headings]
    if numbered := number_of(lines[at]):
        return any((other := number_of(line)) and abs(other[0] - numbered[0]) == 1 for line in around)
    if lettered := _LETTERED.match(lines[at]):
        letters = [match["letter"] for line in around if (match := _LETTERED.match(line))]
        return any(abs(ord(letter) - ord(lettered["letter"])) == 1 for letter in letters)
    return False


def _add_list(paragraphs: list[str], items: list[str]) -> None:
    """Append a list: short items in one paragraph after the line that introduces them, long ones each alone."""
    if sum(map(len, items)) > LONG_ITEM * len(items):
        paragraphs.extend(items)
        return
    pieces = []
    for item in items[:-1]:
        text = item.rstrip(" ;,") or item
        pieces.append(text if text[-1] in '.!?…:"”' else f"{text};")
    pieces.append(items[-1])
    joined = " ".join(pieces)
    if paragraphs and (paragraphs[-1].endswith(":") or _is_introduction(paragraphs[-1])):
        joined = f"{paragraphs.pop()} {joined}"
    paragraphs.append(joined)


def _is_introduction(paragraph: str) -> bool:
    return len(paragraph) <= _INTRODUCTION and _INTRODUCES.search(paragraph) is not None
