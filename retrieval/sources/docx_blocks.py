"""Paragraphs and tables of a Word document → title, headings, texts and items."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from retrieval.sources.bylines import author_of
from retrieval.sources.cleaning import clean, clean_lines
from retrieval.sources.dates import parse_date
from retrieval.sources.docx_paragraphs import Paragraph, Table
from retrieval.sources.headings import MAX_NUMBERED
from retrieval.sources.marked import BOLD, Found
from retrieval.sources.marks import BULLET, SENTENCE_END
from retrieval.sources.rows import lines_of_rows
from retrieval.sources.unwrapping import unwrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_HEADING = re.compile(r"(?:heading|judul|überschrift|titre) ?(?P<level>[1-6])\b")
_TITLES = frozenset({"title", "judul"})
_DECKS = frozenset({"subtitle", "subjudul", "sub judul"})
_CONTENTS = re.compile(r"toc ?\d|toc heading|table of (?:contents|figures)|daftar isi|header|footer")
_USUAL_SIZE = 12.0
_LARGER = 1.15
_LONGEST_CELL = 400
"""Cells with longer text (characters) lay out a page; those of a table to its reader are short."""
_MOSTLY = 0.5


@dataclass(slots=True)
class Laid:
    """What the styles tell of the head (`""` and None where they do not), and the blocks below it."""

    title: str = ""
    deck: str = ""
    author: str = ""
    date: date | None = None
    found: list[Found] = field(default_factory=list)


def blocks_in(content: Sequence[Paragraph | Table]) -> Laid:
    """The blocks of a document's `content`; notes come as texts at the end of their section."""
    laid = Laid()
    texts = [block for block in content if isinstance(block, Paragraph) and block.text.strip()]
    usual = Counter(block.size for block in texts).most_common(1)[0][0] if texts else 0.0
    bold_counts = sum(block.bold for block in texts) <= _MOSTLY * len(texts)
    notes: list[str] = []
    lone = 0
    for in_list, group in groupby(content, key=_is_item):
        blocks = list(group)
        if in_list and len(blocks) == 1 and isinstance(item := blocks[0], Paragraph) and item.ordered:
            # "1. Kronologi" between paragraphs is a heading to its writer and a list only to Word.
            lone += 1
            heading = item.bold and bold_counts and _could_head(item)
            text = clean(item.text)
            laid.found.append(Found("heading", text, BOLD) if heading else Found("text", f"{lone}. {text}"))
            notes.extend(map(clean, item.notes))
            continue
        counts: Counter[int] = Counter()
        for block in blocks:
            if isinstance(block, Table):
                laid.found.extend(_of_table(block))
            elif in_list:
                counts[block.level] += 1
                for deeper in [level for level in counts if level > block.level]:
                    del counts[deeper]
                number = f"{counts[block.level]}. " if block.ordered else ""
                laid.found.append(Found("item", f"{number}{clean(block.text)}"))
            else:
                found = _of_paragraph(block, laid, usual or _USUAL_SIZE, bold_counts=bold_counts)
                if notes and any(each.level for each in found):
                    laid.found.extend(Found("text", note) for note in notes)
                    notes.clear()
                laid.found.extend(found)
            notes.extend(map(clean, _notes(block)))
    laid.found.extend(Found("text", note) for note in notes)
    laid.found = [block for block in laid.found if block.text]
    return laid


def _is_item(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and block.level >= 0 and not _HEADING.match(block.style)


def _notes(block: Paragraph | Table) -> tuple[str, ...]:
    if isinstance(block, Paragraph):
        return block.notes
    return tuple(note for row in block.rows for cell in row for paragraph in cell for note in paragraph.notes)


def _of_paragraph(block: Paragraph, laid: Laid, usual: float, *, bold_counts: bool) -> list[Found]:
    text = clean(block.text)
    if not text or _CONTENTS.match(block.style):
        return []
    if block.style in _TITLES and not laid.title and not laid.found:
        laid.title = text
        return []
    if block.style in _DECKS and not laid.deck:
        laid.deck = text
        return []
    if block.style == "author" and not laid.author and author_of(f"Oleh: {text}"):
        laid.author = text
        return []
    if block.style == "date" and not laid.date and (day := parse_date(text)):
        laid.date = day
        return []
    if heading := _HEADING.match(block.style):
        return [Found("heading", text, int(heading["level"]))]
    if block.style in _TITLES:
        return [Found("heading", text, 1)]
    if _could_head(block):
        if block.size >= _LARGER * usual:
            return [Found("heading", text, 2)]
        if block.bold and bold_counts:
            return [Found("heading", text, BOLD)]
    # A line break within a paragraph parts a byline from its date; where it only wraps, `unwrap` knows.
    lines = unwrap(clean_lines(block.text))
    return [
        Found("item", line[match.end() :]) if (match := BULLET.match(line)) else Found("text", line) for line in lines
    ]


def _could_head(block: Paragraph) -> bool:
    text = clean(block.text)
    return len(text) <= MAX_NUMBERED and text[-1] not in ",;:" and (text[-1] in "?!" or not SENTENCE_END.search(text))


def _of_table(table: Table) -> list[Found]:
    """A table's rows, or, where it only lays out a page, what stands in its cells."""
    rows = [[clean(" ".join(paragraph.text for paragraph in cell)) for cell in row] for row in table.rows]
    rows_shown = [at for at, row in enumerate(rows) if any(row)]
    if not rows_shown:
        return []
    if max(len(row) for row in rows) < 2 or max(len(cell) for row in rows for cell in row) > _LONGEST_CELL:
        paragraphs = [paragraph for row in table.rows for cell in row for paragraph in cell]
        return blocks_in(paragraphs).found
    first = rows_shown[0]
    headed = table.headed or (
        _is_bold(table.rows[first]) and not all(_is_bold(table.rows[at]) for at in rows_shown[1:])
    )
    return [Found("text", line) for line in lines_of_rows([rows[at] for at in rows_shown], headed=headed)]


def _is_bold(row: Sequence[Sequence[Paragraph]]) -> bool:
    return all(paragraph.bold for cell in row for paragraph in cell if paragraph.text.strip())
