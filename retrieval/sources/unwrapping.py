"""Lines of a pasted text → its logical lines: hard-wrapped ones joined, all others left as they are."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.sources.marks import BULLET, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST_WRAP = 130
_MARKER = re.compile(rf"{BULLET.pattern}|(?:\d{{1,2}}|[a-z])[.)]\s")
_LONG_WORD = re.compile(r"\S{40}")
_NARROWEST_WRAP = 50
_SHARE_GOING_ON = 0.35
_SHARE_FULL = 0.6


def unwrap(lines: Sequence[str]) -> list[str]:
    """The non-empty logical lines of clean `lines` (`""` stands for an empty one).

    Mail programs and terminals break a paragraph at some column. That has happened when no line of a group is wide and
    many lines begin in the middle of a sentence, with a small letter: of unwrapped paragraphs hardly any does.
    """
    width = _wrap_width(lines)
    logical: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and width and _goes_on(before, line, width):
            logical[-1].append(line)
        elif line:
            logical.append([line])
        before = line
    return [" ".join(parts) for parts in logical]


def _wrap_width(lines: Sequence[str]) -> int:
    """The column at which the text was wrapped, 0 if it was not."""
    pairs = [(line, after) for line, after in pairwise(lines) if line and after]
    if not pairs:
        return 0
    # A line that holds an address stands out as far as its one long word does.
    width = max((len(line) for pair in pairs for line in pair if not _LONG_WORD.search(line)), default=0)
    if not 0 < width <= _WIDEST_WRAP:
        return 0
    going_on = sum(after[0].islower() and not _MARKER.match(after) for _, after in pairs)
    if going_on >= _SHARE_GOING_ON * len(pairs):
        return width
    # A short text may have names at all its breaks; then full lines without a full stop tell the same.
    full = sum(_is_full(line, after, width) and not SENTENCE_END.search(line) for line, after in pairs)
    return width if width >= _NARROWEST_WRAP and full >= _SHARE_FULL * len(pairs) else 0


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether `line` was broken before `after`: its first word would not have fitted, or a sentence is torn."""
    if _MARKER.match(after):
        # "… pada usia" / "25. Ia menikah …": a number can come to stand first by chance, but then a full line is torn.
        return _is_full(line, after, width) and line[-1].isalnum()
    return _is_full(line, after, width) or after[0].islower()


def _is_full(line: str, after: str, width: int) -> bool:
    # Not every editor fills lines to the last column; a tenth of slack still tells a broken line from a last one.
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width * 0.9
