"""A PDF written by hand, for pages that no tool makes on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def pdf_of(pages: Sequence[str], *, extra: str = "") -> bytes:
    """A PDF whose `pages` are drawn by these operators; /F1 is Helvetica, /F2 its bold. `extra` goes into each page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    fonts = "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
    for at, operators in enumerate(pages):
        objects.extend(
            [
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * at} 0 R {fonts} {extra} >>",
                f"<< /Length {len(operators.encode('cp1252'))} >>\nstream\n{operators}\nendstream",
            ]
        )
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, written in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{written}\nendobj\n".encode("cp1252")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


def line(text: str, *, x: float = 60, y: float = 700, size: float = 11, font: str = "F1", turned: str = "") -> str:
    """The operators for one line of text. `turned` is the first four numbers of its matrix, else it is upright."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {turned or '1 0 0 1'} {x} {y} Tm ({escaped}) Tj ET"


def page(*lines: str, top: float = 780, step: float = 15, size: float = 11) -> str:
    """The operators for lines below each other; an empty one leaves its place free."""
    return "\n".join(line(text, y=top - step * at, size=size) for at, text in enumerate(lines) if text)
