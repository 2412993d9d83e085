"""Tables of a page: which hold data and which only layout, and rows as lines that can be read alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.sources.html_tree import HEADINGS, text_of
from retrieval.sources.marks import SENTENCE_END
from retrieval.sources.rows import lines_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_LONGEST_CELL = 400
_WIDEST = 60
_LAYOUT = HEADINGS | {"table", "form", "article", "section", "blockquote", "h1"}


def is_data(table: HtmlElement) -> bool:
    """Whether a table is one to its reader: several rows and columns of short texts, and nothing nested.

    Layout has headings or tables inside, or a single row or column, or cells that hold paragraphs.
    """
    rows = [row for row in _rows(table) if any(map(text_of, row))]
    if any(element.tag in _LAYOUT for element in table.iterdescendants("*")):
        return False
    cells = [text_of(cell) for row in rows for cell in row]
    linked = sum(len(text_of(link)) for link in table.iter("a"))
    return (
        len(rows) >= 2
        and max(map(len, rows)) >= 2
        and max(map(len, cells)) <= _LONGEST_CELL
        and linked < 0.5 * sum(map(len, cells))
    )


def lines_of(table: HtmlElement) -> list[str]:
    """The rows as lines, each cell with its column's name ("Jam: 06.00 WIB; Kapal: KMP Sebesi"), a caption before.

    The names are those of a head, of a first row all in bold, or of a first row without figures above rows that have
    them. Two columns without names are a name and its value ("Tarif: Rp 5.000").
    """
    rows = _rows(table)
    grid = [row for row in _spread(rows) if any(row)]
    if not grid:
        return []
    names = [name.rstrip(" :") for name in grid[0]] if _is_head(table, rows, grid) else []
    captions = [text_of(caption) for caption in table.iter("caption")]
    lines = [caption for caption in captions if caption]
    for row in grid[1:] if names else grid:
        if len(row) > 1 and row[0] and len(set(row)) == 1:
            lines.append(row[0])  # a cell that spans its whole row is a title of those below
        elif names:
            lines.extend(lines_of_rows([names, row], headed=True))
        elif len(row) == 2 and row[0] and row[1] and not SENTENCE_END.search(row[0]):
            lines.append(f"{row[0].rstrip(' :')}: {row[1]}")
        else:
            lines.append("; ".join(filter(None, row)))
    return lines


def _rows(table: HtmlElement) -> list[list[HtmlElement]]:
    return [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]


def _spread(rows: Sequence[Sequence[HtmlElement]]) -> list[list[str]]:
    """The grid of texts that a browser shows: a cell's text stands in every place that it spans."""
    pending: dict[int, tuple[int, str]] = {}
    grid = []
    for row in rows:
        line: list[str] = []

        def fill(line: list[str] = line) -> None:
            while (held := pending.get(len(line))) and len(line) < _WIDEST:
                left, text = held
                if left > 1:
                    pending[len(line)] = (left - 1, text)
                else:
                    del pending[len(line)]
                line.append(text)

        for cell in row:
            fill()
            text, down = text_of(cell), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    pending[len(line)] = (down - 1, text)
                line.append(text)
        fill()
        grid.append(line[:_WIDEST])
    return grid


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), _WIDEST)) if value.isdecimal() and value.isascii() else 1


def _is_head(table: HtmlElement, rows: Sequence[Sequence[HtmlElement]], grid: Sequence[Sequence[str]]) -> bool:
    first = next(row for row in rows if any(map(text_of, row)))
    if len(grid) < 2 or len(first) < 2:
        return False
    if all(cell.tag == "th" for cell in first) or (first[0].getparent().getparent().tag == "thead"):
        return True
    if any(cell.tag == "th" for row in rows for cell in row):
        return False
    if all(_is_bold(cell) for cell in first if text_of(cell)):
        return not all(_is_bold(cell) for row in rows for cell in row if text_of(cell))
    below = [cell for row in grid[1:] for cell in row[1:]]
    return not any(map(_has_figure, grid[0])) and sum(map(_has_figure, below)) >= 0.5 * len(below)


def _is_bold(cell: HtmlElement) -> bool:
    bold = sum(len(text_of(element)) for element in cell.iter("b", "strong"))
    return bold >= len(text_of(cell)) > 0


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))
