"""Lines that were broken inside a word or after a hyphen, put together again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SOFT = "\u00ad\u2010"
"""Signs that only a typesetter puts at the end of a line."""

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+$")
_FIRST = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aiueo]+")
_HYPHENS = f"-{SOFT}"


def words_of(text: str) -> set[str]:
    """The words of a document in small letters, compounds with their hyphen, for `joined` to look breaks up in."""
    return {word.replace("\u2010", "-").casefold() for word in _WORD.findall(text)}


def joined(before: str, after: str, known: Collection[str] = ()) -> str:
    """Two lines of one paragraph as one text: with a space, or without where a hyphen at the break holds a word.

    Whether that hyphen is the word's own is told by the document's `known` words first. Else it stays in doubled words
    ("anak-anaknya", "kemerah-merahan", "sayur-mayur", "bolak-balik") and before a capital or a figure
    ("Iran-Pakistan", "ke-75"), and goes where a typesetter put it ("peme-rintah").
    """
    if not before or not after or before[-1] not in _HYPHENS or not before[:-1][-1:].isalnum():
        return f"{before} {after}".strip()
    stem = before[:-1]
    if len(after) > 1 and after[0] in _HYPHENS and after[1].isalpha():
        after = after[1:]  # some programs repeat a compound's hyphen on the next line, as Spanish and Polish do
    left, right = _LAST.search(stem), _FIRST.match(after)
    if not left or not right:
        return f"{stem}-{after}"
    if right.group()[0].isupper() and not (before[-1] in SOFT and stem[-1].isupper()):
        return f"{stem}-{after}"
    one, other = left.group().casefold(), right.group().casefold()
    if f"{one}-{other}" in known or (f"{one}{other}" not in known and is_doubled(one, other)):
        return f"{stem}-{after}"
    return f"{stem}{after}"


def is_doubled(one: str, other: str) -> bool:
    """Whether two parts in small letters make one of Indonesian's doubled words, where the hyphen is spelling."""
    if min(len(one), len(other)) < 3:
        return False
    if other.startswith(one) or any(one.endswith(other[:length]) for length in range(4, len(other) + 1)):
        return True
    if one[-3:] in other and one[1:] and other.find(one[1:]) >= 0 and len(one) >= 4:
        return True  # sayur-mayur, tolong-menolong
    skeletons = _VOWELS.sub("", one), _VOWELS.sub("", other)
    return len(skeletons[0]) >= 3 and skeletons[0] == skeletons[1]  # bolak-balik, warna-warni
