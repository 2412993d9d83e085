"""Text as it was pasted → text as it is stored: NFC, single spaces, nothing invisible, no torn encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LINE_ENDS = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width characters, bidi marks and overrides, tags and lone surrogates (which JSON's
# "\ud800" can bring in, and which neither SQLite nor Telegram accepts). White space stays: it separates words.
_INVISIBLE = re.compile(
    # The joiner that makes one emoji of several ("👨‍👩‍👧") is the only one of them that shows.
    "(?<![\u2600-\u27bf\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# What scraped Indonesian news really lost to a wrong decoding: typographic marks and Latin letters with accents.
_TORN_MARKS = "\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u200b\u200e\u2032\u2033\u20ac\u2122\u2192"


def clean(text: str, *, mended: bool = True) -> str:
    """One line of clean text: no edge spaces, inner white space (line breaks too) folded to single spaces.

    Torn encodings are put right unless `mended` is false.
    """
    return " ".join(_visible(_LINE_ENDS.sub(" ", text), mended=mended).split())


def clean_lines(text: str) -> list[str]:
    """The lines of `text`, each as `clean` would give it; an empty line stays as `""`."""
    return [" ".join(line.split()) for line in _visible(_LINE_ENDS.sub("\n", text)).split("\n")]


def mend(text: str) -> str:
    """UTF-8 that was read as Mac Roman or windows-1252 ("‚Äì", "â€œ") put right, where there is no doubt.

    Only sequences of the small table are touched: each begins with a sign that Indonesian text does not have and goes
    on with another one, so real words cannot match. What the table does not know stays as it is.
    """
    if text.isascii():
        return text
    table, pattern = _mending()
    return pattern.sub(lambda match: table[match.group()], text)


def _visible(text: str, *, mended: bool = True) -> str:
    # Mending comes first: one of the torn bytes may itself be an invisible control (the third of "â€\x9d").
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", mend(text) if mended else text))


@cache
def _mending() -> tuple[dict[str, str], re.Pattern[str]]:
    table: dict[str, str] = {}
    for mark in _TORN_MARKS + "".join(map(chr, range(0xA1, 0x100))):
        raw = mark.encode()
        table[raw.decode("mac_roman")] = mark
        # Bytes that windows-1252 leaves undefined are read as C1 controls, as browsers do.
        torn = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
        # Portuguese "IRMÃ”" or French "IRMÃ»" end in a quotation mark: only signs that close no quotation are certain.
        if len(raw) > 2 or (0xA1 <= ord(torn[1]) <= 0xBF and torn[1] not in "«»"):
            table[torn] = mark
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))
