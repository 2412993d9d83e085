"""Lines of a print → its headings and paragraphs, by their place and the size of their letters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.sources.cleaning import clean
from retrieval.sources.headings import MAX_NUMBERED, number_of
from retrieval.sources.hyphens import joined, words_of
from retrieval.sources.marked import BOLD, Found
from retrieval.sources.marks import BULLET, SENTENCE_END
from retrieval.sources.pdf_title import with_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.sources.pdf_rows import Line
    from retrieval.sources.pdf_title import Laid

_LARGER = 1.12
"""Letters so many times larger than those of the text make a heading."""
_SAME_SIZE = 0.06
_WIDER_LEADING = 1.25
_INDENT = 0.7
"""In letter sizes: less is a letter's own space, more begins a paragraph."""
_SHORT = 0.7
"""A line below this share of its column's width has ended its paragraph, if the next word had fitted."""
_VERY_SHORT = 0.5
"""The same where an indent begins each paragraph, so that little else does."""
_SHARE_FLUSH = 0.5
_DROP_CAP = 1.8


@dataclass(frozen=True, slots=True)
class _Edges:
    left: float
    right: float
    justified: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """What the whole document is set in."""

    size: float
    bold: bool
    leading: float
    indents: bool
    edges: dict[tuple[int, bool], _Edges]
    """Those of each column: of its text, and of what is larger."""

    def edge(self, line: Line) -> _Edges:
        return self.edges[line.column, self.is_larger(line)]

    def is_text(self, line: Line) -> bool:
        return abs(line.size - self.size) <= _SAME_SIZE * self.size

    def stands_out(self, line: Line) -> bool:
        return self.is_larger(line) or (line.bold and not self.bold)

    def is_larger(self, line: Line) -> bool:
        return line.size >= _LARGER * self.size


def blocks_in(lines: Sequence[Line], metadata_title: str = "") -> Laid:
    """The blocks of a document's `lines`. `metadata_title` tells which of them is the title, if one is."""
    lines = _without_drop_caps(lines)
    text = _set_in(lines)
    known = words_of("\n".join(line.text for line in lines))
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, text):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = [(group[0], _found(group, text, known)) for group in groups]
    blocks = [(line, found) for line, found in blocks if found.text]
    return with_title(blocks, text.size, clean(metadata_title))


def _without_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """A first letter as high as several lines goes back to its word."""
    kept: list[Line] = []
    for line in lines:
        before = kept[-1] if kept else None
        if before and len(before.text) == 1 and before.text.isupper() and before.size >= _DROP_CAP * line.size:
            kept[-1] = replace(line, text=before.text + line.text)
        else:
            kept.append(line)
    return kept


def _set_in(lines: Sequence[Line]) -> _Text:
    letters: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2, line.bold] += len(line.text)
    (size, bold), _ = max(letters.items(), key=lambda item: item[1], default=((1.0, False), 0))
    of_text = [line for line in lines if abs(line.size - size) <= max(0.3, _SAME_SIZE * size)]
    size = Counter(line.size for line in of_text).most_common(1)[0][0] if of_text else size
    steps = Counter(
        round((after.baseline - line.baseline) * 2) / 2
        for line, after in pairwise(of_text)
        if line.column == after.column and 0.8 * size < after.baseline - line.baseline < 3 * size
    )
    leading = max(steps, key=lambda step: (steps[step], -step), default=1.3 * size)
    text = _Text(size, bold, leading, indents=False, edges={})
    columns: dict[tuple[int, bool], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.column, text.is_larger(line)), []).append(line)
    text = replace(text, edges={key: _edges(group) for key, group in columns.items()})
    indented = sum(_is_indented(line, after, text) for line, after in pairwise(of_text) if line.column == after.column)
    return replace(text, indents=indented >= 2)


def _edges(lines: Sequence[Line]) -> _Edges:
    """The left edge is where lines begin most often."""
    counts = Counter(round(line.left) for line in lines)
    most = max(counts.values())
    right = max(line.right for line in lines)
    flush = sum(_is_flush(line, right) for line in lines)
    left = float(min(left for left, count in counts.items() if count == most))
    return _Edges(left, right, flush >= _SHARE_FLUSH * len(lines))


def _is_flush(line: Line, right: float) -> bool:
    # A comma or a quotation mark may hang over the edge.
    return line.right >= right - 0.3 * line.size


def _is_indented(line: Line, after: Line, text: _Text) -> bool:
    return after.left > line.left + _INDENT * text.size and after.left > text.edge(after).left + _INDENT * text.size


def _goes_on(group: Sequence[Line], line: Line, text: _Text) -> bool:
    """Whether `line` goes on with the paragraph, heading or item that `group` began."""
    first, before = group[0], group[-1]
    if line.is_row or before.is_row or BULLET.match(line.text):
        return False
    if abs(line.size - before.size) > _SAME_SIZE * before.size or line.bold != before.bold:
        # A line of a paragraph may be all bold by its emphasis; then its sentence is torn at both ends.
        torn = text.is_text(line) and text.is_text(before) and line.text[0].islower()
        if not (torn and not SENTENCE_END.search(before.text)):
            return False
    if line.column != before.column:
        return _goes_on_elsewhere(group, line, text)
    step = line.baseline - before.baseline
    is_text = text.is_text(line)
    if step > _WIDER_LEADING * (text.leading if is_text else 1.35 * line.size):
        return False
    if BULLET.match(first.text) or (number_of(first.text) and line.left > first.left + 0.3 * line.size):
        return line.left > first.left + 0.3 * line.size or line.text[0].islower()
    if _begins_item(line.text, before, text):
        return False
    if text.stands_out(line):
        return not (SENTENCE_END.search(before.text) and before.text[-1] == ".")
    if _is_indented(before, line, text):
        return False
    return not _has_ended(before, line, text)


def _goes_on_elsewhere(group: Sequence[Line], line: Line, text: _Text) -> bool:
    """Across a column's or a page's end: a paragraph that has not ended does, be it that its sentence has."""
    before = group[-1]
    if not text.is_text(line) or text.stands_out(line) or BULLET.match(group[0].text):
        return text.is_text(line) and line.text[0].islower()
    if text.indents:
        return line.left <= text.edge(line).left + _INDENT * text.size
    if SENTENCE_END.search(before.text):
        # The last line of a paragraph is not stretched to the edge.
        edges = text.edge(before)
        return edges.justified and _is_flush(before, edges.right)
    return not _has_ended(before, line, text)


def _begins_item(words: str, before: Line, text: _Text) -> bool:
    """ "2. …" under a line that had room left, or whose sentence has ended."""
    if not number_of(words):
        return False
    return SENTENCE_END.search(before.text) is not None or before.right < text.edge(before).right - 4 * text.size


def _has_ended(before: Line, line: Line, text: _Text) -> bool:
    """Whether the paragraph ends with the line `before`: the next word had found room in it.

    Where a narrow column breaks early, only the end of a sentence or much room tells so; where an indent begins each
    paragraph, only much room.
    """
    if line.text[0].islower():
        return False
    edges = text.edge(before)
    letter = (line.right - line.left) / max(1, len(line.text))
    room = edges.right - before.right - letter * (len(line.text.split(" ", 1)[0]) + 1)
    if room <= 0:
        return False
    width = (before.right - edges.left) / max(1.0, edges.right - edges.left)
    if text.indents:
        return width < _VERY_SHORT
    return width < _SHORT or SENTENCE_END.search(before.text) is not None


def _found(group: Sequence[Line], text: _Text, known: set[str]) -> Found:
    words = ""
    for line in group:
        words = joined(words, line.text, known)
    words = clean(words)
    first = group[0]
    if match := BULLET.match(words):
        return Found("item", words[match.end() :])
    if first.is_row:
        return Found("text", words)
    if (
        len(words) <= MAX_NUMBERED
        and not (SENTENCE_END.search(words) and words[-1] not in "?!")
        and words[-1:] not in ",;:"
    ):
        if text.is_larger(first):
            return Found("heading", words, 2)
        if first.bold and all(line.bold for line in group) and not text.bold:
            return Found("heading", words, BOLD)
    return Found("text", words)
