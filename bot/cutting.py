"""Long texts made to fit: an excerpt around the answer, a shortened label, the pages of a section."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.markup import utf16
from retrieval.sentences import sentences

ELLIPSIS: Final = "…"
_MARGIN: Final = 2 * utf16(f" {ELLIPSIS}")
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a passage and the `(start, end)` character offsets in it that are to be in bold."""

    text: str
    highlights: tuple[Span, ...]


def excerpt(text: str, highlights: tuple[Span, ...], limit: int) -> Excerpt:
    """The sentences around the first highlight, as many as fit into `limit` UTF-16 units.

    What is left out before and after is marked by "…". A sentence that is too long by itself is cut at words.
    """
    if utf16(text) <= limit:
        return Excerpt(text, highlights)
    room = limit - _MARGIN
    start, end = _sentences_around(text, highlights, room)
    before = f"{ELLIPSIS} " if start > 0 else ""
    after = f" {ELLIPSIS}" if end < len(text) else ""
    shift = len(before) - start
    kept = tuple(
        (max(first, start) + shift, min(last, end) + shift)
        for first, last in highlights
        if max(first, start) < min(last, end)
    )
    return Excerpt(before + text[start:end] + after, kept)


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, cut at a word and marked by "…"."""
    if utf16(text) <= limit:
        return text
    _, end = _window(text, 0, len(text), 0, limit - utf16(ELLIPSIS))
    return text[:end].rstrip() + ELLIPSIS


def pages(paragraphs: tuple[str, ...], limit: int) -> tuple[tuple[str, ...], ...]:
    """The paragraphs dealt to pages of at most `limit` UTF-16 units, a blank line between two counted.

    A paragraph that is too long for a page is cut at sentences, or else at words. Always at least one page.
    """
    dealt: list[list[str]] = [[]]
    used = 0
    for piece in (piece for paragraph in paragraphs for piece in _pieces(paragraph, limit)):
        size = utf16(piece) + 2
        if dealt[-1] and used + size > limit:
            dealt.append([])
            used = 0
        dealt[-1].append(piece)
        used += size
    return tuple(tuple(page) for page in dealt)


def _sentences_around(text: str, highlights: tuple[Span, ...], room: int) -> Span:
    """The span of whole sentences around the first highlight (or from the start) that fits into `room` units."""
    spans = sentences(text) or [(0, len(text))]
    centre = highlights[0] if highlights else (0, 1)
    inside = [n for n, (start, end) in enumerate(spans) if start < centre[1] and centre[0] < end] or [0]
    first, last = inside[0], inside[-1]
    if utf16(text[spans[first][0] : spans[last][1]]) > room:
        return _window(text, spans[first][0], spans[last][1], centre[0], room)
    grew = True
    while grew:
        grew = False
        if last + 1 < len(spans) and utf16(text[spans[first][0] : spans[last + 1][1]]) <= room:
            last, grew = last + 1, True
        if first > 0 and utf16(text[spans[first - 1][0] : spans[last][1]]) <= room:
            first, grew = first - 1, True
    return spans[first][0], spans[last][1]


def _pieces(paragraph: str, limit: int) -> list[str]:
    pieces: list[str] = []
    rest = paragraph
    while utf16(rest) + 2 > limit:
        _, end = _sentences_around(rest, (), limit - 2)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _window(text: str, start: int, end: int, centre: int, room: int) -> Span:
    """At most `room` units of `text[start:end]` around `centre`, cut at spaces where there are any."""
    size = room if text.isascii() or utf16(text) == len(text) else room // 2
    size = max(size, 1)
    left = max(start, min(centre - size // 3, end - size))
    right = min(end, left + size)
    if left > start:
        space = text.find(" ", left, max(left, min(centre, right)))
        left = space + 1 if space >= 0 else _whole(text, left, start, end)
    if right < end:
        space = text.rfind(" ", max(left + 1, centre + 1), right + 1)
        right = space if space > 0 else max(left + 1, _whole(text, right, left, end))
    return left, right


def _whole(text: str, at: int, low: int, high: int) -> int:
    """The nearest cut at or before `at` that does not tear a letter from its marks, or `at` when there is none."""
    cut = at
    while low < cut < high and (_clings(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut if cut > low else at


def _clings(character: str) -> bool:
    return character in _JOINERS or unicodedata.combining(character) != 0 or unicodedata.category(character) == "Mn"
