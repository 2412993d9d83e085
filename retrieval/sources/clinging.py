"""Furniture that clings to real text: a lost link in front of a paragraph, a reporter's initials behind it."""

from __future__ import annotations

import re

_LONGEST = 400
_ANY_CASE = re.IGNORECASE
_PREFIX = re.compile(
    r"(?:(?:baca|simak|lihat) juga\s?:\s?,\s?"
    r"|(?:baca|simak|lihat) juga\s?: ?[^,]{10,140},(?=[A-Z\"“])"
    r"|(?:simak|lihat) video [^:.]{3,100}:\s?,\s?|foto\s?: ?@?[\w/.]{2,40},(?=[A-Z])"
    r"|reporter\s?: ?[\w./ ]{3,50},(?=[A-Z]))",
    _ANY_CASE,
)
_SUFFIX = re.compile(
    r"(?:(?<=[.!?\"”’)])\s?[(\[](?:[a-z]{2,5}|[a-z]{2,6}\d{0,2}(?:[/-][A-Za-z]{1,6}){1,3}|\*+)[)\]]\W{0,2}$"
    r"|\s?\[(?i:gambas):[^\]]{1,60}\]$|,?\s?loading\.\.\.$|\s?\((?i:baca juga)\s?:[^)]{0,160}\)$)"
)


def trim(line: str) -> tuple[str, tuple[str, ...]]:
    """`line` without the furniture that clings to its ends, and the pieces that came off, in reading order."""
    before: list[str] = []
    after: list[str] = []
    if match := _PREFIX.match(line[:_LONGEST]):
        before.append(match.group().strip())
        line = line[match.end() :].lstrip()
    while match := _SUFFIX.search(line, max(0, len(line) - 200)):
        after.insert(0, match.group().strip())
        line = line[: match.start()].rstrip()
    return line, (*before, *after)
