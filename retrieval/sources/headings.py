"""Which lines of a plain text are headings: numbered ones ("2. Menlu Iran sebut …") and bare ones.

Everything is decided for precision: a heading taken for a paragraph costs little (it is merged as a stub), a paragraph
taken for a heading is an answer lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.sources.marks import BULLET, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NUMBERED = 140
MAX_BARE = 90
"""The longest heading (characters); a numbered one may be a whole clause."""

# The digit must not follow directly: "2.000 orang", "10.30 WIB", "1.5 persen".
_NUMBERED = re.compile(r"(?P<number>\d{1,2}) ?[.)]\s*(?P<words>[^\W\d].*|[\"“'‘(].+|\d.*\s[^\W\d].*)$")
_DIGIT_AT_ONCE = re.compile(r"\d{1,2}[.)]\d")
_STOPS = ".,;:…-–—&/+=|@"
_SENTENCE_INSIDE = re.compile(r"[.!?] +[A-Z\"“]")
# Words that no heading ends with: the line was cut off in the middle (a lost link, a torn paragraph).
_DANGLING = re.compile(
    r"\b(?:di|ke|dari|dan|yang|dengan|oleh|untuk|pada|adalah|atau|dalam|kepada|terhadap|tentang|bahwa|agar|karena"
    r"|sebagai|"
    r"antara|hingga|serta|para|sang|si|akan|telah|sudah|ini adalah|yakni|yaitu|namun|tetapi|melalui|dilansir"
    r"|menyebut|berjudul|bertajuk|bernama)$",
    re.IGNORECASE,
)
# How running text starts and a heading does not ("Sementara itu, Tae Yeon membintangi acara").
_RUNNING_START = re.compile(
    r"(?:sementara itu|selain itu|namun|tetapi|akan tetapi|meski|meskipun|menurut|dilansir|dikutip|sebelumnya"
    r"|kemudian|lalu|"
    r"usai|setelah|saat|ketika|berdasarkan|seperti|dalam|pada|sejak|dia|ia|mereka|kami|kita|saya|menanggapi|demi"
    r"|selain)\b.*(?:,|\bakan\b|\bitu\b)"
    r"|(?:sebab|lantas|ya|nah|jadi|hanya saja|sedangkan|adapun|bahkan|padahal|tak hanya itu|di sisi lain),? ",
    re.IGNORECASE,
)
# " ,", ",." and ",Kata": what is left where a page lost its links. Clean typing has none of them.
_LOST_LINK = re.compile(r" ,(?:\s|$)|,\.(?:\s|$)|[a-z],[A-Z][a-z]")
_OPENING = re.compile(r"[A-Z0-9\"“'‘#(¿]|[^\x00-\x7f]")
_CREDIT_TAIL = re.compile(r"\([^)]*\)?$")
_SPEECH = re.compile(r"[\"“”]")


def number_of(line: str) -> tuple[int, str] | None:
    """(number, words) of a line such as "2. Menlu Iran …" or "3) Penutup", else None."""
    match = None if _DIGIT_AT_ONCE.match(line) else _NUMBERED.match(line)
    return (int(match["number"]), match["words"].strip()) if match else None


def find_headings(lines: Sequence[str]) -> dict[int, str]:
    """Index → heading text for those of the clean, non-empty `lines` (without furniture) that are headings.

    A numbered heading comes back without its number. The first line can be a heading only by its number.
    """
    headings = _numbered(lines)
    torn = is_torn(lines)
    for at in range(1, len(lines) - 1):
        if at in headings or at - 1 in headings or not looks_like_heading(lines[at]):
            continue
        # On a page that lost its links, short lines are mostly what is left of paragraphs.
        if torn and not _is_title_case(lines[at]):
            continue
        # A heading stands alone between texts. Two short lines in a row are a list without bullets, a caption, a poem.
        if looks_like_heading(lines[at - 1]) or not _is_text(lines[at + 1]) or at + 1 in headings:
            continue
        if not _is_finished(lines[at - 1]):
            continue
        headings[at] = lines[at]
    return headings


def is_torn(lines: Sequence[str]) -> bool:
    """Whether the text lost words where its links were: paragraphs go on in small letters, commas stand alone."""
    return any(line[:1].islower() or line[:1] in ",;" or _LOST_LINK.search(line) for line in lines if line)


def looks_like_heading(line: str) -> bool:
    """Whether a line alone could be a bare heading: short, begun with a capital, not ended as a sentence is."""
    if not line or len(line) > MAX_BARE or line[-1] in _STOPS or not _OPENING.match(line) or BULLET.match(line):
        return False
    if number_of(line) or _SENTENCE_INSIDE.search(line) or SENTENCE_END.search(line.rstrip("?!")):
        return False
    # A line that closes or leaves open a quotation is speech or a torn sentence; one within may stand.
    if _SPEECH.match(line) or line[-1] in "\"”“'’(" or len(_SPEECH.findall(line)) % 2:
        return False
    if _CREDIT_TAIL.search(line) or _DANGLING.search(line) or _RUNNING_START.match(line):
        return False
    return sum(character.isalpha() for character in line) >= 4 and len(line.split()) <= 14


def _is_title_case(line: str) -> bool:
    """Whether nearly all longer words begin with a capital, as in titles and in capitals throughout."""
    words = [word for word in line.split() if len(word) > 4 and word[0].isalpha()]
    return len(words) >= 2 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _numbered(lines: Sequence[str]) -> dict[int, str]:
    """Numbered lines that stand alone before text. Numbered lines in a row are a list."""
    numbers = [number_of(line) for line in lines]
    headings: dict[int, str] = {}
    stopped: dict[int, str] = {}  # "1. Mandi teratur.": only as a whole series
    expected = 1
    expected_stopped = 1
    for at, numbered in enumerate(numbers):
        if (
            not numbered
            or at + 1 == len(lines)
            or len(lines[at]) > MAX_NUMBERED
            or _SENTENCE_INSIDE.search(numbered[1])
        ):
            continue
        number, words = numbered
        after, before = numbers[at + 1], numbers[at - 1] if at else None
        in_list = (after and after[0] == number + 1) or (before and before[0] == number - 1 and at - 1 not in headings)
        # "1. Syarat" before "1. KTP": the list below starts its own counting.
        if in_list or (after and after[0] != 1) or (not after and not _is_text(lines[at + 1])):
            continue
        if words[-1] not in ".,;:" and not _DANGLING.search(words):
            headings[at] = words
            expected = number + 1
        elif words[-1] == "." and len(words) <= MAX_BARE and number == expected_stopped:
            stopped[at] = words.rstrip(".")
            expected_stopped += 1
    # One heading alone, numbered 7, after no other: a list that was torn apart.
    if len(headings) == 1 and expected > 3:
        headings.clear()
    if len(stopped) >= 2 and not headings:
        return stopped
    return headings


def _is_text(line: str) -> bool:
    """Whether a line is text under a heading: a sentence, or something long, or a list's first item."""
    if line[:1].islower() or line[:1] in ",.;)":
        return False
    if numbered := number_of(line):
        return numbered[0] == 1 or SENTENCE_END.search(line) is not None
    return (
        SENTENCE_END.search(line) is not None
        or len(line) > MAX_BARE
        or line.endswith(":")
        or BULLET.match(line) is not None
    )


def _is_finished(line: str) -> bool:
    """Whether the text before a heading has come to its end; a torn sentence has not."""
    return (
        SENTENCE_END.search(line) is not None
        or line[-1] in ':)"”'
        or number_of(line) is not None
        or BULLET.match(line) is not None
    )
