"""A Word document → its paragraphs and tables as plain values, by mammoth.

mammoth knows which text was deleted, moved or hidden in a field, resolves styles, and finds what stands in text boxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mammoth
from mammoth import documents

from retrieval.sources.refusals import DocumentError, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO

MAX_CHARACTERS = 400_000
"""As many as of a PDF."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text with "\\n" for line breaks, and what sets it off.

    `style` is the style's name in small letters. `size` is in points where the document sets it, else 0. `level` counts
    from 0 in lists, -1 outside; `ordered` lists have numbers. `notes` are the foot- and endnotes referred to in it.
    """

    text: str
    style: str = ""
    bold: bool = False
    size: float = 0.0
    level: int = -1
    ordered: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, row by row, each with its paragraphs (those of tables within it, too)."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    headed: bool
    """Whether the document marks the first row as the head."""


def paragraphs_in(document: BytesIO) -> list[Paragraph | Table]:
    """What a Word document shows, in order. Raises DocumentError when it is broken, or too long for an article."""
    read: list[documents.Document] = []

    def take(whole: documents.Document) -> documents.Document:
        read.append(whole)
        return documents.document([])  # nothing is left to be converted

    try:
        mammoth.convert_to_html(document, transform_document=take, include_embedded_style_map=False)
        found = list(_blocks(read[0].children, read[0].notes))
    except (OSError, KeyError, ValueError, AttributeError, TypeError, IndexError, RecursionError) as error:
        # mammoth takes a package to be as Word writes it.
        raise DocumentError(Reason.BROKEN) from error
    if sum(map(_length, found)) > MAX_CHARACTERS:
        raise DocumentError(Reason.TOO_LARGE)
    return found


def _length(block: Paragraph | Table) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    return sum(len(paragraph.text) for row in block.rows for cell in row for paragraph in cell)


def _blocks(elements: list[documents.Element], notes: documents.Notes) -> Iterator[Paragraph | Table]:
    for element in elements:
        if isinstance(element, documents.Paragraph):
            yield _paragraph(element, notes)
        elif isinstance(element, documents.Table):
            rows = [row for row in element.children if isinstance(row, documents.TableRow)]
            yield Table(
                tuple(
                    tuple(tuple(_flat(cell.children, notes)) for cell in row.children if hasattr(cell, "children"))
                    for row in rows
                ),
                headed=bool(rows) and bool(rows[0].is_header),
            )


def _flat(elements: list[documents.Element], notes: documents.Notes) -> Iterator[Paragraph]:
    for block in _blocks(elements, notes):
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (paragraph for row in block.rows for cell in row for paragraph in cell)


def _paragraph(element: documents.Paragraph, notes: documents.Notes) -> Paragraph:
    runs = list(_runs(element.children))
    text = "".join(text for _, text in runs)
    shown = [run for run, words in runs if words.strip()]
    style = element.style_name or element.style_id or ""
    numbering = element.numbering
    return Paragraph(
        text=text,
        style=style.casefold(),
        bold=bool(shown) and all(run.is_bold or (run.style_name or "").casefold() == "strong" for run in shown),
        size=min((run.font_size or 0 for run in shown), default=0.0),
        level=int(numbering.level_index) if numbering else -1,
        ordered=bool(numbering and numbering.is_ordered),
        notes=tuple(_notes(runs, notes)),
    )


def _runs(elements: list[documents.Element]) -> Iterator[tuple[documents.Run, str]]:
    for element in elements:
        if isinstance(element, documents.Run):
            yield element, text_of(element)
        elif isinstance(element, documents.HasChildren) and not isinstance(element, documents.Paragraph):
            yield from _runs(element.children)


def text_of(element: documents.Element) -> str:
    """The text of an inline element; the marks of notes in it give none."""
    if isinstance(element, documents.Text):
        return str(element.value)
    if isinstance(element, documents.Tab):
        return " "
    if isinstance(element, documents.Break):
        return "\n" if element.break_type == "line" else " "
    if isinstance(element, documents.HasChildren):
        return "".join(map(text_of, element.children))
    return ""


def _notes(runs: list[tuple[documents.Run, str]], notes: documents.Notes) -> Iterator[str]:
    for run, _ in runs:
        for child in run.children:
            if isinstance(child, documents.NoteReference):
                note = notes.resolve(child)
                yield " ".join(paragraph.text for paragraph in _flat(note.body, documents.Notes({})))
