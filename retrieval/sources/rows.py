"""Rows of a table → lines that can be read, found and quoted alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def lines_of_rows(rows: Sequence[Sequence[str]], *, headed: bool) -> list[str]:
    """A line for each of the `rows` of clean cells: "Kota: Bandung; Harga: Rp 105.000" below a head, else the cells.

    `headed` says that the first row names the columns; it gives no line of its own. Empty cells are passed over.
    """
    names = rows[0] if headed and len(rows) > 1 else ()
    lines = []
    for row in rows[1:] if names else rows:
        cells = (
            f"{names[at]}: {cell}" if at < len(names) and names[at] else cell for at, cell in enumerate(row) if cell
        )
        lines.append("; ".join(cells))
    return [line for line in lines if line]
