"""An article's paragraphs → its passages: stubs merged into a neighbour, overlong paragraphs cut at sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from retrieval.article import Passage
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article

LONGEST = 900
"""A longer paragraph (characters) is cut: it would neither fit a quotation nor be about one thing."""
STUB_CHARACTERS = 40
STUB_WORDS = 6
"""A paragraph below either is a stub: nine words with the right name in them would win any length normalisation."""
MERGED = 600
"""Merging stops at this length (characters), so that a list of a hundred names becomes several passages."""

_TERMINAL = re.compile(r"[.!?…][\"”'’»)\]]*$")
_OWN_FACT = re.compile(r"(?=.*\d)[\"“'‘]?[A-Z0-9].*[.!?][\"”'’)]*$", re.DOTALL)
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]\s")
_GOES_ON = re.compile(r"[a-z,;)]|[.\"”]\s")
_CLAUSE = re.compile(r"(?<=[;,:])\s+(?=\S)")
_SPACE = re.compile(r"\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    first: int
    last: int

    def with_next(self, other: _Piece) -> _Piece:
        return _Piece(f"{self.text} {other.text}", self.first, other.last)


def passages_of(article: Article) -> tuple[Passage, ...]:
    """The passages of `article` in reading order; joined by spaces they hold every word of its paragraphs.

    A passage never reaches across sections, and its text is made of whole words of the paragraphs `first` to `last`.
    """
    passages: list[Passage] = []
    index = 0
    for section in article.sections:
        pieces = [_Piece(text, index + at, index + at) for at, text in enumerate(section.paragraphs)]
        index += len(pieces)
        for piece in _merge(pieces):
            for text in cut(piece.text):
                passages.append(Passage(len(passages), section.heading, text, piece.first, piece.last))
    return tuple(passages)


def is_stub(paragraph: str) -> bool:
    """Whether a paragraph is too short to be quoted alone. A whole sentence with a figure ("Skornya 3-0 …") is none."""
    words = len(paragraph.split())
    if len(paragraph) >= STUB_CHARACTERS and words >= STUB_WORDS:
        return False
    return words < STUB_WORDS - 1 or _LIST_NUMBER.match(paragraph) is not None or _OWN_FACT.match(paragraph) is None


def cut(text: str) -> list[str]:
    """`text` in parts of at most `LONGEST` characters and about the same length, cut at sentence ends where possible,
    else at clauses, else at spaces. A single longer word stays whole."""
    if len(text) <= LONGEST:
        return [text]
    levels = (
        [start for start, _ in sentences(text)],
        [match.end() for match in _CLAUSE.finditer(text)],
        [match.end() for match in _SPACE.finditer(text)],
    )
    parts = []
    start = 0
    while len(text) - start > LONGEST:
        remaining = len(text) - start
        target = start + remaining // ceil(remaining / LONGEST)
        end = next((end for starts in levels if (end := _nearest(starts, target, start))), 0) or len(text)
        parts.append(text[start:end].rstrip())
        start = end
    return [part for part in (*parts, text[start:].rstrip()) if part]


def _nearest(starts: Sequence[int], target: int, start: int) -> int:
    """The boundary nearest to `target` that leaves a part of a sensible length, 0 if there is none."""
    lowest, highest = start + (target - start) // 2, start + LONGEST
    # A boundary is where the next part starts; the part before it ends one space earlier.
    low, high = bisect_left(starts, max(lowest, start + 1)), bisect_right(starts, highest + 1)
    return min(starts[low:high], key=lambda boundary: abs(boundary - target), default=0)


def _merge(pieces: list[_Piece]) -> list[_Piece]:
    merged: list[_Piece] = []
    waiting: _Piece | None = None  # a stub, or a torn sentence, that goes with what follows
    for piece in pieces:
        whole = waiting.with_next(piece) if waiting else piece
        if waiting and len(whole.text) > LONGEST and not is_stub(piece.text):
            _settle(merged, waiting)
            whole = piece
        waiting = None
        if merged and _is_torn(merged[-1].text, whole.text) and _fits(merged[-1], whole, LONGEST):
            merged[-1] = merged[-1].with_next(whole)
        elif not is_stub(whole.text):
            merged.append(whole)
        elif not merged or _leans_forward(whole.text):
            waiting = whole
        elif _fits(merged[-1], whole, MERGED):
            merged[-1] = merged[-1].with_next(whole)
        else:
            waiting = whole
    if waiting:
        _settle(merged, waiting)
    return merged


def _settle(merged: list[_Piece], stub: _Piece) -> None:
    """Put a stub that found nothing to lean on to the passage before it, or leave it alone."""
    if merged and _fits(merged[-1], stub, LONGEST):
        merged[-1] = merged[-1].with_next(stub)
    else:
        merged.append(stub)


def _leans_forward(stub: str) -> bool:
    """Whether a stub introduces what follows ("Berikut daftarnya:", "Ia menambahkan") rather than ends what came."""
    return not _TERMINAL.search(stub) and not _GOES_ON.match(stub)


def _is_torn(before: str, after: str) -> bool:
    """Whether a sentence was torn in two (lost links do that): no end before, no beginning after."""
    return not _TERMINAL.search(before) and _GOES_ON.match(after) is not None


def _fits(one: _Piece, other: _Piece, limit: int) -> bool:
    return len(one.text) + 1 + len(other.text) <= limit
