"""The figures as tables for a spreadsheet program.

No question stands in them: a file is kept and passed on for years, out of reach of those who want to be forgotten.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.statistics import Day, Quoted

_BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, spreadsheet programs take the file for one of their country's older encoding."""
_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r")
"""What begins a formula, which a spreadsheet program would carry out; an apostrophe before it makes it a text. The wide
forms do so where Japanese or Chinese is written."""


def by_day(days: Iterable[Day]) -> bytes:
    """A row for each day."""
    head = ("date", "questions", "answered", "unsure", "not_found", "helpful", "unhelpful")
    rows = (
        (
            day.date.isoformat(),
            day.tally.questions,
            day.tally.answered,
            day.tally.unsure,
            day.tally.not_found,
            day.tally.helpful,
            day.tally.unhelpful,
        )
        for day in days
    )
    return _table([head, *rows])


def by_article(quoted: Iterable[Quoted]) -> bytes:
    """A row for each article, with the answers that quoted it first."""
    return _table([("reference", "title", "answers"), *((one.ref, one.title, one.times) for one in quoted)])


def _table(rows: Sequence[Sequence[str | int]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([[_defused(cell) for cell in row] for row in rows])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode("utf-8", "replace")


def _defused(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
