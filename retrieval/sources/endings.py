"""Lines that announce the end of a story: what comes after them on a page belongs to other stories."""

from __future__ import annotations

import re
from typing import Literal

_LONGEST = 400
_ANY_CASE = re.IGNORECASE
# After these a page goes on with other stories. Soft ones also stand in the middle of a story, under a paragraph.
_HARD_END = re.compile(
    r"\W*(?:berita (?:terkini|terbaru|populer|terpopuler|pilihan|lainnya|rekomendasi)(?: lainnya)?|terpopuler"
    r"|terkini(?: lainnya)?|"
    r"rekomendasi(?: untuk (?:anda|kamu|mu))?|artikel (?:lainnya|populer|terpopuler|pilihan)|most popular"
    r"|trending(?: now)?|"
    r"(?:\d+ )?komentar|komentar pembaca|tinggalkan (?:komentar|balasan)|leave a (?:reply|comment)|kirim komentar|"
    r"baca berita lainnya|berita foto|video terkini|video pilihan|what's on|hot topics?|news feed"
    r"|editor['’]?s picks?|latest (?:from|in) .{2,30})\W*$",
    _ANY_CASE,
)
_SOFT_END = re.compile(
    r"\W*(?:(?:topik|tag|tags|kata kunci|keyword|keywords|label)(?:\s?:.{0,200}|\s?)|(?:topik|tag) (?:terkait"
    r"|berita|artikel)\W.{0,160}|(?:topik|berita|artikel|video|konten) terkait\W?|related (?:posts?|articles?"
    r"|news)\W?)$",
    _ANY_CASE,
)
_TAG_SENTENCE = re.compile(r".{60,}[.!?]$")


def end_marker(line: str) -> Literal["hard", "soft", ""]:
    """`"hard"` or `"soft"` when a clean line announces what follows a story, else `""`.

    A real sentence that begins with "Topik" is no marker: those are short, or a list of tags without a full stop.
    """
    if len(line) > _LONGEST:
        return ""
    if _HARD_END.match(line):
        return "hard"
    return "soft" if _SOFT_END.match(line) and not _TAG_SENTENCE.match(line) else ""
