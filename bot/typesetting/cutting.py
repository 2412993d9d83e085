"""Long texts made to fit: an excerpt around the answer, a shortened label, the pages of a section.

A text fits when it has no more UTF-16 units than allowed, and not so many links: Telegram makes some itself, of every
"@name", "#tag", "/command" and "site.id" that it finds, and shows no more than 100 entities in a message.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.typesetting.graphemes import tears
from bot.typesetting.markup import sound, utf16
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

ELLIPSIS: Final = "…"
_MARGIN: Final = 2 * utf16(f" {ELLIPSIS}")
_BREAK: Final = utf16("\n\n")
_LONGEST_WORD: Final = 50
"""What goes on for longer without a space is no word but an address, or a script without spaces: cut anywhere."""

_LINK: Final = re.compile(r"[@#](?=\S)|\$(?=[A-Z])|(?<!\w)/(?=\w)|\.(?=[^\W\d]{2})|(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)")
"""A sign that each link which Telegram finds by itself has at least one of."""

_UNSEEN: Final = frozenset({"Zs", "Cf", "Mn", "Me"})
_BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Fillers of Hangul and the empty Braille pattern: by their category they show, to the eye they do not."""

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
    if _fits(text, limit):
        return Excerpt(text, highlights)
    start, end = _around(text, highlights, _Ruler(text, limit - _MARGIN))
    before = f"{ELLIPSIS} " if text[:start].strip() else ""
    after = f" {ELLIPSIS}" if text[end:].strip() else ""
    shift = len(before) - start
    kept = tuple(
        (max(first, start) + shift, min(last, end) + shift)
        for first, last in highlights
        if max(first, start) < min(last, end)
    )
    return Excerpt(before + text[start:end] + after, kept)


def clip(text: str, limit: int) -> str:
    """The text in at most `limit` UTF-16 units, cut at a word and marked by "…"."""
    if _fits(text, limit):
        return text
    seen = text[: limit + 1]
    return seen[: _word_end(seen, 0, _Ruler(seen, limit - utf16(ELLIPSIS)).reach(0))].rstrip() + ELLIPSIS


def shorten(text: str, limit: int, otherwise: str = "") -> str:
    """A title, heading, name or label on one line, clipped; `otherwise` when nothing of it could be seen."""
    line = " ".join(sound(text).split())
    return clip(line if any(map(_shows, line)) else otherwise, limit)


def pages(paragraphs: tuple[str, ...], limit: int) -> tuple[tuple[str, ...], ...]:
    """The paragraphs dealt to pages of at most `limit` UTF-16 units, a blank line between two counted.

    A paragraph that is too long for a page is cut at sentences, or else at words. Always at least one page.
    """
    dealt: list[list[str]] = [[]]
    units = links = 0
    for piece in (piece for paragraph in paragraphs for piece in _pieces(paragraph, limit)):
        piece_units, piece_links = utf16(piece) + _BREAK, len(_LINK.findall(piece))
        if dealt[-1] and (units + piece_units > limit or links + piece_links > _most_links(limit)):
            dealt.append([])
            units = links = 0
        dealt[-1].append(piece)
        units += piece_units
        links += piece_links
    return tuple(tuple(page) for page in dealt)


def _most_links(limit: int) -> int:
    """How many links of Telegram's own making may stand in a text of `limit` units.

    The texts of a message are a few, and have 4,096 units together: no more than some 60 links.
    """
    return 3 + limit // 100


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and character not in _BLANK


def _fits(text: str, limit: int) -> bool:
    return utf16(text) <= limit and len(_LINK.findall(text)) <= _most_links(limit)


class _Ruler:
    """Tells how much of a text fits into `room` UTF-16 units, each time without going through the text again."""

    __slots__ = ("_length", "_links", "_most", "_room", "_units")

    def __init__(self, text: str, room: int) -> None:
        self._length = len(text)
        self._units: Sequence[int] = range(len(text) + 1)
        if utf16(text) > len(text):
            self._units = list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
        self._links = [link.start() for link in _LINK.finditer(text)]
        self._room = max(room, 2)  # two units are the widest character
        self._most = _most_links(room)

    def reach(self, start: int) -> int:
        """The last end for which `text[start:end]` fits."""
        end = bisect_right(self._units, self._units[start] + self._room) - 1
        too_many = bisect_left(self._links, start) + self._most
        return min(end, self._links[too_many] if too_many < len(self._links) else self._length)

    def back(self, end: int) -> int:
        """The first start for which `text[start:end]` fits."""
        start = bisect_left(self._units, self._units[end] - self._room)
        too_many = bisect_left(self._links, end) - self._most - 1
        return max(start, self._links[too_many] + 1 if too_many >= 0 else 0)


def _around(text: str, highlights: tuple[Span, ...], ruler: _Ruler) -> Span:
    """The span of whole sentences around the first highlight (or from the start) that fits."""
    spans = sentences(text) or [(0, len(text))]
    answer = highlights[0] if highlights else (spans[0][0], spans[0][0])
    for whole in (highlights, highlights[:1]):  # rather the first highlight's sentences than none if all are too long
        blocks = _blocks(spans, whole)
        first = last = min(bisect_right([end for _, end in blocks], answer[0]), len(blocks) - 1)
        if blocks[last][1] <= ruler.reach(blocks[first][0]):
            break
    else:
        return _window(text, blocks[first], answer, ruler)
    grew = True
    while grew:
        grew = False
        if last + 1 < len(blocks) and blocks[last + 1][1] <= ruler.reach(blocks[first][0]):
            last, grew = last + 1, True
        if first > 0 and blocks[last][1] <= ruler.reach(blocks[first - 1][0]):
            first, grew = first - 1, True
    return blocks[first][0], blocks[last][1]


def _blocks(spans: list[Span], highlights: tuple[Span, ...]) -> list[Span]:
    """The sentences, those that a highlight reaches across taken together."""
    blocks: list[Span] = []
    coming = iter(highlights)
    reached = 0
    following = next(coming, None)
    for start, end in spans:
        if blocks and start < reached:
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
        while following is not None and following[0] < end:
            reached = max(reached, following[1])
            following = next(coming, None)
    return blocks


def _window(text: str, block: Span, answer: Span, ruler: _Ruler) -> Span:
    """As much of `block` around `answer` as fits, cut at spaces where there are any."""
    start, end = block
    first, last = max(start, min(answer[0], end)), min(end, answer[1])
    if ruler.reach(first) < last:
        return first, _word_end(text, first, ruler.reach(first))
    left = first - (first - max(start, ruler.back(last))) // 3
    right = min(end, ruler.reach(left))
    if right == end:
        left = max(start, ruler.back(end))
    if left > start:
        left = _word_start(text, left, first)
    if right < end:
        right = _word_end(text, max(left, last - 1), right)
    return left, right


def _pieces(paragraph: str, limit: int) -> list[str]:
    """The paragraph in parts that fit, in order."""
    if _fits(paragraph, limit - _BREAK):
        return [paragraph] if paragraph else []
    ruler = _Ruler(paragraph, limit - _BREAK)
    spans = sentences(paragraph)
    ends = [end for _, end in spans]
    pieces: list[str] = []
    at, length = (spans[0][0], ends[-1]) if spans else (0, 0)
    while at < length:
        reach = ruler.reach(at)
        whole = bisect_right(ends, reach)
        end = ends[whole - 1] if whole and ends[whole - 1] > at else _word_end(paragraph, at, reach)
        pieces.append(paragraph[at:end].rstrip())
        at = end
        while at < length and paragraph[at].isspace():
            at += 1
    return pieces


def _word_end(text: str, after: int, at: int) -> int:
    """The last place from behind `after` to `at` where a word ends; if none is near, where a character does."""
    if at >= len(text) or text[at].isspace():
        return at
    for space in range(at - 1, max(after, at - _LONGEST_WORD), -1):
        if text[space].isspace():
            return space
    cut = at
    while cut > after and tears(text, cut):
        cut -= 1
    return cut if cut > after else at


def _word_start(text: str, at: int, before: int) -> int:
    """The first place from `at` to `before` where a word begins; if none is near, where a character does."""
    if text[at - 1].isspace():
        return at
    for space in range(at, min(before, at + _LONGEST_WORD)):
        if text[space].isspace():
            return space + 1
    cut = at
    while cut < before and tears(text, cut):
        cut += 1
    return cut
