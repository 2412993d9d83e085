"""The block of "key: value" lines between two "---" at the top of a Markdown file."""

from __future__ import annotations

import re

_FENCE = re.compile(
    r"---[ \t]*\n(?P<inside>(?:(?!---[ \t]*$|\.\.\.[ \t]*$).*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.MULTILINE
)
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)\s*:\s*(?P<value>.*?)\s*$")
_LONGEST = 20_000


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The flat pairs of a front matter, keys in small letters and quotes taken off, and the text below it.

    Nested values and lists are passed over: titles, authors and dates are flat in every publishing system. Without a
    front matter, or with a fence that is never closed, the pairs are empty and the text is whole.
    """
    if not text.startswith("---"):
        return {}, text
    match = _FENCE.match(text[:_LONGEST])
    if not match:
        return {}, text
    pairs = {}
    for line in match["inside"].splitlines():
        if pair := _PAIR.match(line):
            value = pair["value"]
            if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            if value and value[0] not in "[{|>&*":
                pairs[pair["key"].lower()] = value
    # A text that opens with a rule and has another below is no front matter.
    return (pairs, text[match.end() :]) if pairs else ({}, text)
