"""Bytes of a text file → str, whatever editor wrote them."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from retrieval.errors import ArticleError

MAX_BYTES = 5 * 1024 * 1024
"""The largest text that is read: some two hundred times the longest news article."""

_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_BINARY = "This file is not a text: it holds binary data. Save the article as text (.txt) or Markdown (.md)."


class TextReason(StrEnum):
    """What kept a file from being read as text."""

    TOO_LARGE = "too_large"
    BINARY = "binary"


class TextError(ArticleError):
    """A file is no text, or too long for one; `reason` says which, the message what to do."""

    def __init__(self, reason: TextReason, message: str) -> None:
        super().__init__(message)
        self.reason: TextReason = reason


def decode(data: bytes) -> str:
    """The text in `data`: by its byte-order mark, else UTF-8, else UTF-16 without mark, else windows-1252.

    Line ends come out as "\\n" and no byte-order mark is left. Raises TextError when `data` is larger than
    `MAX_BYTES` or is not text (a NUL, or more than one control character in a hundred).
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 2**20:.1f} MB"
        message = f"This text is too large ({size}); at most {MAX_BYTES // 2**20} MB are read."
        raise TextError(TextReason.TOO_LARGE, message)
    text = _decoded(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or len(_CONTROLS.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise TextError(TextReason.BINARY, _BINARY)
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    text: str | None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and "\0" not in text:
        return text
    if wide := _markless_utf16(data):
        return _strictly(data, wide)
    if text is not None:
        return text
    # windows-1252 leaves five bytes undefined; none of them can have been a letter.
    return data.decode("cp1252", "ignore")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TextError(TextReason.BINARY, _BINARY) from error


def _markless_utf16(data: bytes) -> str:
    """Latin text in UTF-16 has a NUL in nearly every pair of bytes, always on the same side."""
    sample = data[:4096]
    if len(data) % 2 or len(sample) < 4:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""
