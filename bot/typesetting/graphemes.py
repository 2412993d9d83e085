"""Where a text can be cut without tearing a character as people see it: an emoji, a flag, a letter with its marks."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})
_VIRAMA: Final = 9
"""The combining class of signs that tie a consonant to the next one, as in Javanese and Balinese script."""


def tears(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would tear an extended grapheme cluster (UAX #29). `at` is within the text.

    Where the rules of the standard depend on the script, this joins rather more than less.
    """
    if at == 0:
        return False
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return before == "\r" and after == "\n"
    return (
        before == _JOINER
        or _clings(after)
        or (_regional(before) and _regional(after) and _regionals_before(text, at) % 2 == 1)
        or (unicodedata.combining(before) == _VIRAMA and after.isalpha())
        or (_leading_jamo(before) and (_leading_jamo(after) or "\uac00" <= after <= "\ud7a3"))
    )


def _clings(character: str) -> bool:
    return (
        unicodedata.category(character) in _MARKS
        or character in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"  # joiners, Thai and Lao am, marks of half-width kana
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, as in the flag of Scotland
        or "\u1160" <= character <= "\u11ff"  # vowels and finals of Hangul
        or "\ud7b0" <= character <= "\ud7ff"
    )


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    first = at
    while first > 0 and _regional(text[first - 1]):
        first -= 1
    return at - first


def _leading_jamo(character: str) -> bool:
    return "\u1100" <= character <= "\u115f"
