"""The pieces of a page → its lines in the order in which they are read, tables as a line a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from retrieval.sources.rows import lines_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.sources.pdf_lines import Page, Piece

    _Shown = tuple[Piece, str, bool]

_LEAST_ROWS = 4
"""Fewer rows beside each other are no columns of text."""
_LEAST_LETTERS = 22
"""Columns of text have lines of more letters than that (median); columns of a table have fewer."""


_NEXT_ROW = 3.0
"""Rows of one stretch of columns are at most so many times their letters' size apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `column` counts the page's stretches of lines that run downwards without a jump; `is_row` says
    that it is a whole row of a table."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    column: int
    is_row: bool = False


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """The lines of `pages` in the order in which they are drawn, which is that of reading in nearly every PDF.

    Only where a page draws two columns row by row, they are parted.
    """
    lines: list[Line] = []
    column = 0
    for page in pages:
        column += 1
        before: Piece | None = None
        for stretch in _stretches(_rows(page.pieces)):
            for at, text, is_row in stretch:
                if before and at.baseline < before.baseline - 0.5 * at.size:
                    column += 1
                lines.append(Line(text, at.left, at.right, at.baseline, at.size, at.bold, column, is_row))
                before = at
    return lines


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that are drawn one after another at one height."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(piece.baseline - rows[-1][-1].baseline) <= 0.3 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _stretches(rows: list[list[Piece]]) -> Iterator[list[_Shown]]:
    gutter = _gutter([row for row in rows if len(row) == 2])
    at = 0
    while at < len(rows):
        band = _band(rows, at, gutter) if gutter else 0
        if band:
            yield from _columns(rows[at : at + band], gutter)
            at += band
            continue
        until = at + 1
        while until < len(rows) and len(rows[until]) > 1 and len(rows[at]) > 1:
            until += 1
        if until - at > 1:
            yield _table(rows[at:until])
        else:
            yield [(_whole(rows[at]), " ".join(piece.text for piece in rows[at]), False)]
        at = until


def _gutter(rows: list[list[Piece]]) -> float:
    """Where two columns of running text part, 0 if the `rows` of two pieces are those of a table."""
    if len(rows) < _LEAST_ROWS:
        return 0
    if min(median(len(row[side].text) for row in rows) for side in (0, 1)) < _LEAST_LETTERS:
        return 0
    left, right = max(row[0].right for row in rows), min(row[1].left for row in rows)
    return (left + right) / 2 if left < right else 0


def _band(rows: list[list[Piece]], at: int, gutter: float) -> int:
    """How many rows from `at` on stand in two columns, in some of them only one; 0 if the first does not."""
    if len(rows[at]) != 2:
        return 0
    until = at + 1
    while until < len(rows):
        row, above = rows[until], rows[until - 1]
        parted = all(piece.right <= gutter or piece.left >= gutter for piece in row)
        if not parted or row[0].baseline - above[0].baseline > _NEXT_ROW * row[0].size:
            break
        until += 1
    return until - at


def _columns(rows: list[list[Piece]], gutter: float) -> Iterator[list[_Shown]]:
    pieces = [piece for row in rows for piece in row]
    for side in (True, False):
        yield [(piece, piece.text, False) for piece in pieces if (piece.left < gutter) is side]


def _table(rows: list[list[Piece]]) -> list[_Shown]:
    """Rows of a table, or lines with tabulators. A first row in bold names the columns of those with as many cells."""
    headed = all(piece.bold for piece in rows[0]) and not all(piece.bold for row in rows[1:] for piece in row)
    headed = headed and all(len(row) == len(rows[0]) for row in rows)
    texts = lines_of_rows([[piece.text for piece in row] for row in rows], headed=headed)
    return [(_whole(row), text, True) for row, text in zip(rows[1:] if headed else rows, texts, strict=True)]


def _whole(row: list[Piece]) -> Piece:
    """A piece as wide as its row, for its place."""
    return replace(row[0], right=row[-1].right, bold=all(piece.bold for piece in row))
