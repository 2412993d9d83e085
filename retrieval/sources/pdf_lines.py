"""A PDF's pages → pieces of lines with their place and their letters' size, by PDFium."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.sources.refusals import DocumentError, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 200
MAX_CHARACTERS = 400_000
"""Two thousand a page: more is no article."""

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd\b", re.IGNORECASE)
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
_SYMBOL_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "►", 0xF0FC: "✓", 0xF0E0: "►", 0xFFFE: "-", 0x02: "-"}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SHOWN = _SYMBOL_BULLETS | _LIGATURES | {0xA0: " ", 0x09: " "}
_GAP = 1.5
"""A horizontal gap of so many times the letters' size parts two pieces; justified lines stay below it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters in a row without a wide gap. Lengths are in points; `baseline` counts down from the top of the page."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page in the order in which it draws them."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    turn: int
    ends_line: bool


def pages_of(data: bytes) -> tuple[list[Page], str]:
    """The pages of a PDF and the title in its metadata (`""` for none).

    Raises DocumentError: not a PDF, broken, protected by a password, too many pages, too much text, or a scan.
    """
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(Reason.NOT_THIS_KIND)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        protected = getattr(error, "err_code", None) in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise DocumentError(Reason.PASSWORD if protected else Reason.BROKEN) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise DocumentError(Reason.TOO_MANY_PAGES)
        pages: list[Page] = []
        left = MAX_CHARACTERS
        for number in range(count):
            page = _page(document, number, left)
            left -= sum(len(piece.text) for piece in page.pieces)
            pages.append(page)
        if not any(piece.text.strip() for page in pages for piece in page.pieces):
            raise DocumentError(Reason.SCANNED if _has_pictures(document) else Reason.BROKEN)
        return pages, document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise DocumentError(Reason.BROKEN) from error
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, limit: int) -> Page:
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            if text.count_chars() > limit:
                raise DocumentError(Reason.TOO_LARGE)
            letters = list(_letters(text))
        finally:
            text.close()
        width, height = page.get_size()
    finally:
        page.close()
    # Watermarks and the words at an axis of a chart stand at an angle to the text.
    turns = Counter(letter.turn for letter in letters if letter.text.strip())
    upright = turns.most_common(1)[0][0] if turns else 0
    return Page(width, height, tuple(_pieces([each for each in letters if each.turn == upright], number, height)))


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    """The characters in drawing order, turned upright: x grows along the line, y upwards across lines."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    drawn = None
    size, bold, turn = 1.0, False, 0
    last: _Letter | None = None
    for at in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            # PDFium adds the spaces and line ends that a page does not draw.
            if last:
                last = _Letter(" ", last.right, last.right, last.y, last.size, last.bold, last.turn, code in {10, 13})
                yield last
            continue
        pointer = ctypes.cast(pdfium.FPDFText_GetTextObject(text, at), ctypes.c_void_p).value
        if pointer != drawn or drawn is None:
            drawn = pointer
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            size = pdfium.FPDFText_GetFontSize(text, at) * hypot(matrix.c, matrix.d)
            turn = _turn(matrix.a, matrix.b)
            bold = _is_bold(text, at)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        left, right, base = _upright(turn, box, x.value, y.value)
        last = _Letter(_SHOWN.get(code) or _character(code), left, right, base, size, bold, turn, ends_line=False)
        yield last


def _character(code: int) -> str:
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _turn(a: float, b: float) -> int:
    """Quarter turns counter-clockwise, or -1 for a slant."""
    if abs(b) < 0.1 * abs(a):
        return 0 if a > 0 else 2
    if abs(a) < 0.1 * abs(b):
        return 1 if b > 0 else 3
    return -1


def _upright(turn: int, box: pdfium.FS_RECTF, x: float, y: float) -> tuple[float, float, float]:
    if turn == 1:
        return box.bottom, box.top, -x
    if turn == 2:
        return -box.right, -box.left, -y
    if turn == 3:
        return -box.top, -box.bottom, x
    return box.left, box.right, y


def _is_bold(text: pypdfium2.PdfTextPage, at: int) -> bool:
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text, at, None, 0, flags)
    name = ctypes.create_string_buffer(max(1, min(length, 256)))
    pdfium.FPDFText_GetFontInfo(text, at, name, len(name), flags)
    if _BOLD_NAME.search(name.value.decode("utf-8", "replace")) or flags.value & _FORCE_BOLD:
        return True
    return bool(pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD_WEIGHT)


def _pieces(letters: list[_Letter], page: int, height: float) -> Iterator[Piece]:
    piece: list[_Letter] = []
    for letter in letters:
        if letter.ends_line or (piece and _is_apart(piece, letter)):
            yield from _piece(piece, page, height)
            piece = []
        if not letter.ends_line:
            piece.append(letter)
    yield from _piece(piece, page, height)


def _is_apart(piece: list[_Letter], letter: _Letter) -> bool:
    before = piece[-1]
    size = max(before.size, letter.size)
    return (
        letter.left - before.right > _GAP * size
        or letter.right < piece[0].left - size
        or letter.left < before.left - 2 * size
        or abs(letter.y - before.y) > 0.6 * size
    )


def _piece(letters: list[_Letter], page: int, height: float) -> Iterator[Piece]:
    text = "".join(letter.text for letter in letters)
    shown = [letter for letter in letters if letter.text.strip()]
    if not shown:
        return
    style, _ = Counter((letter.size, letter.y) for letter in shown).most_common(1)[0]
    yield Piece(
        page=page,
        text=" ".join(text.split()),
        left=shown[0].left,
        right=shown[-1].right,
        baseline=height - style[1],
        size=style[0],
        bold=sum(letter.bold for letter in shown) >= 0.8 * len(shown),
    )


def _has_pictures(document: pypdfium2.PdfDocument) -> bool:
    return any(True for page in document for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
