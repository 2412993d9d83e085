"""What stands on every page of a print: running heads, page numbers, the address that a browser prints below."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.sources.pdf_lines import Page, Piece

_EDGE_ROWS = 3
"""So many rows from the top and from the bottom of a page may be running ones."""
_SHARE = 0.4
"""Right and left pages may differ in their heads, so not even half of the pages need to share one."""
_SAME_ROW = 4.0
_APART = 1.9
"""Lines of a text are at most so many times their letters' size apart."""

_NUMBER = re.compile(
    r"[\W_]{0,3}(?:(?:hal(?:aman)?|page|p)\b\.?:? ?)?\d{1,4}(?: ?(?:/|dari|of|\|) ?\d{1,4})?[\W_]{0,3}$", re.IGNORECASE
)
_STAMP = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}[:.]\d{2}(?: ?[AP]M)?$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|file)://\S+$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Body:
    """Pages without their running rows, what those said (each once), and the page's address if a browser printed it."""

    pages: tuple[Page, ...]
    running: tuple[str, ...]
    url: str


def without_running(pages: Sequence[Page]) -> Body:
    """Part the running rows from `pages`.

    A row at the edge of a page is a running one when the same text (figures apart) stands at the same height of other
    pages, or when it holds what only a printing program writes: a page number, an address, the time of printing.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({key for row in _edges(_rows(page)) for piece in row for key in _keys(piece)})
    least = max(2, _SHARE * len(pages))
    running: dict[str, None] = {}
    urls: Counter[str] = Counter()
    bodies = []
    for page in pages:
        rows = _rows(page)
        gone = {piece for row in _edges(rows) for piece in row if any(seen[key] >= least for key in _keys(piece))}
        gone.update(piece for row in _printed(rows) for piece in row)
        bodies.append(replace(page, pieces=tuple(piece for piece in page.pieces if piece not in gone)))
        running |= dict.fromkeys(piece.text for piece in page.pieces if piece in gone)
        urls.update(piece.text for piece in gone if piece.text.startswith("http") and _ADDRESS.match(piece.text))
    url = next((text for text, count in urls.most_common(1) if count == len(pages) and "…" not in text), "")
    return Body(tuple(bodies), tuple(running), url)


def _edges(rows: list[list[Piece]]) -> list[list[Piece]]:
    return rows if len(rows) <= 2 * _EDGE_ROWS else [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]


def _printed(rows: list[list[Piece]]) -> Iterator[list[Piece]]:
    """The first and the last row where they say what a program prints, and stand apart: "2019." may end a story."""
    for row, neighbour in ((rows[:1], rows[1:2]), (rows[-1:], rows[-2:-1])):
        if row and neighbour and any(_is_printed(piece.text) for piece in row[0]):
            gap = abs(row[0][0].baseline - neighbour[0][0].baseline)
            if gap > _APART * max(piece.size for piece in (*row[0], *neighbour[0])):
                yield row[0]


def _rows(page: Page) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(page.pieces, key=lambda piece: piece.baseline):
        if rows and piece.baseline - rows[-1][0].baseline <= _SAME_ROW:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _keys(piece: Piece) -> Iterator[tuple[str, int]]:
    """Text and height, the height twice, so that neighbours across a rounding border meet."""
    text = _DIGITS.sub("#", piece.text.casefold())
    yield text, int(piece.baseline // 8)
    yield text, -1 - int((piece.baseline + 4) // 8)


def _is_printed(text: str) -> bool:
    return bool(_NUMBER.match(text) or _STAMP.match(text) or _ADDRESS.match(text))
