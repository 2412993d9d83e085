"""Markdown → blocks, by markdown-it-py: what a text is made of, before anything is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from retrieval.sources.cleaning import clean, clean_lines
from retrieval.sources.headings import MAX_NUMBERED
from retrieval.sources.marked import BOLD, Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_TAG = re.compile(
    r"(?P<comment><!--)|<(?P<silent>script|style|template|svg)\b[^<>]*>"
    r"|</?(?P<block>p|div|br|li|tr|h\d|blockquote|figcaption)\b[^<>]*>|</?[a-z!?][^<>]*>",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!…,;:][\"”'’)\]]*$")


@dataclass(slots=True)
class _List:
    """An open list: the number its next item bears (None for bullets) and where each item's blocks begin."""

    number: int | None
    starts: list[int] = field(default_factory=list)
    pending: bool = False


def markdown_blocks(text: str) -> list[Found]:
    """The blocks of a Markdown text in order. Links give their text, images nothing, tables a line a row.

    Items of ordered lists keep their number; one that stands alone, or has paragraphs under it, comes as text, because
    "1. Kronologi" between paragraphs is a heading to its writer and a list only to Markdown.
    """
    walk = _Walk()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        walk.see(token)
    return [block for block in walk.found if block.text]


class _Walk:
    """Goes over the flat tokens once. (Their tree would be recursive, and emphasis nests as deep as a text likes.)"""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._lists: list[_List] = []
        self._level = 0
        self._columns: list[str] = []
        self._cells: list[str] | None = None
        self._in_head = False

    def see(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1])
            case "heading_close":
                self._level = 0
            case "inline":
                self._inline(token.children or [])
            case "fence" | "code_block":
                self.found.extend(Found("text", line) for line in clean_lines(token.content))
            case "html_block":
                self.found.extend(Found("text", line) for line in clean_lines(_html_text(token.content)))
            case "bullet_list_open":
                self._lists.append(_List(None))
            case "ordered_list_open":
                self._lists.append(_List(int(token.attrs.get("start", 1))))
            case "list_item_open":
                self._lists[-1].starts.append(len(self.found))
                self._lists[-1].pending = True
            case "bullet_list_close":
                self._lists.pop()
            case "ordered_list_close":
                self._close_ordered(self._lists.pop())
            case "thead_open" | "thead_close":
                self._in_head = token.type == "thead_open"
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._row(self._cells or [])
                self._cells = None

    def _inline(self, children: Sequence[Token]) -> None:
        text = clean(_inline_text(children))
        if self._cells is not None:
            self._cells.append(text)
        elif self._level:
            self.found.append(Found("heading", text, self._level))
        elif self._lists and self._lists[-1].pending:
            current = self._lists[-1]
            current.pending = False
            if current.number is not None:
                text = f"{current.number}. {text}"
                current.number += 1
            self.found.append(Found("item", text))
        elif (
            not self._lists and _is_all_bold(children) and len(text) <= MAX_NUMBERED and not _SENTENCE_END.search(text)
        ):
            self.found.append(Found("heading", text, BOLD))
        else:
            # A line break that the writer set in a paragraph ("\\" or two spaces) parts lines of a poem or an address.
            self.found.append(Found("text", text))

    def _close_ordered(self, closed: _List) -> None:
        if self._lists:
            return
        ends = [*closed.starts[1:], len(self.found)]
        for start, end in zip(closed.starts, ends, strict=True):
            if start < end and (
                len(closed.starts) == 1 or any(block.kind == "text" for block in self.found[start:end])
            ):
                self.found[start] = replace(self.found[start], kind="text")

    def _row(self, cells: list[str]) -> None:
        if self._in_head:
            self._columns = cells
            return
        named = (f"{name}: {cell}" if name else cell for name, cell in zip(self._columns, cells, strict=False) if cell)
        self.found.append(Found("text", "; ".join(named)))


def _inline_text(children: Sequence[Token]) -> str:
    parts = []
    for token in children:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"} or token.content.lower().startswith("<br"):
            parts.append(" ")
    return "".join(parts)


def _is_all_bold(children: Sequence[Token]) -> bool:
    shown = [
        token
        for token in children
        if token.type not in {"softbreak", "hardbreak"} and (token.type != "text" or token.content.strip())
    ]
    return (
        len(shown) > 2
        and shown[0].type == "strong_open"
        and shown[-1].type == "strong_close"
        and sum(token.type == "strong_open" for token in shown) == 1
    )


def _html_text(html: str) -> str:
    """What a reader would see of a piece of HTML inside Markdown, a line for each block; one pass, whatever is open."""
    parts = []
    at = 0
    small = html.lower()
    for tag in _TAG.finditer(html):
        if tag.start() < at:
            continue
        parts.append(html[at : tag.start()].replace("\n", " "))
        at = tag.end()
        if tag["comment"] or tag["silent"]:
            end = small.find("-->" if tag["comment"] else f"</{tag['silent'].lower()}", at)
            at = len(html) if end < 0 else end + (3 if tag["comment"] else 0)
        elif tag["block"]:
            parts.append("\n")
    parts.append(html[at:].replace("\n", " "))
    return unescape("".join(parts))
