"""A page's lines → the story's lines and the furniture between and after them.

A line is judged in its place here; what a line looks like by itself is the business of `furniture`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.sources.bylines import author_of, is_author_box
from retrieval.sources.clinging import trim
from retrieval.sources.endings import end_marker
from retrieval.sources.furniture import family
from retrieval.sources.headings import number_of
from retrieval.sources.marks import BULLET, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Sifted:
    """What stays of a source's lines.

    `kept` holds (index in the source, text) in order; `discarded` the furniture in order; `author` whom a byline or
    an author box names, else `""`.
    """

    kept: tuple[tuple[int, str], ...]
    discarded: tuple[str, ...]
    author: str


_BARE_LINK_LABEL = re.compile(r"\W{0,3}(?:baca|simak|lihat|tonton) juga\W*$", re.IGNORECASE)
_NAMELESS_BYLINE = re.compile(
    r"\W{0,3}(?:penulis|oleh|reporter|editor|penyunting|redaktur|tim redaksi)\W*$", re.IGNORECASE
)
_NAME_LENGTH = 60


def reads_as_paragraph(line: str) -> bool:
    """Whether a clean line is surely running text: a sentence of some length, as no link, tag or button is."""
    return len(line) >= 60 and SENTENCE_END.search(line) is not None and not BULLET.match(line)


def sift(lines: Sequence[str], headings: frozenset[int] = frozenset()) -> Sifted:
    """Part the story from its page's furniture; `lines` are clean, `""` among them is passed over.

    `headings` are the indices of lines that the source itself marks as headings (numbered lines need no mark).
    """
    kept: list[tuple[int, str]] = []
    discarded: list[str] = []
    author = ""
    expects = ""  # what the line before announced: a linked title, a name, an author's motto
    rest = [(index, line) for index, line in enumerate(lines) if line]
    resume = _resumptions([line for _, line in rest], [index in headings or _opens(line) for index, line in rest])
    at = 0
    while at < len(rest):
        index, line = rest[at]
        if end_marker(line):
            until = resume[at]
            discarded.extend(text for _, text in rest[at:until])
            author = author or next((name for _, text in rest[at:until] if (name := author_of(text))), "")
            at, expects = until, ""
            continue
        at += 1
        text, removed = trim(line)
        if expects and _fulfils(expects, text):
            if expects == "name" and not author:
                author = text
            discarded.append(line)
            expects = "link" if expects == "link" and BULLET.match(text) else ""
            continue
        if is_author_box(text) or family(text):
            author = author or author_of(text)
            discarded.append(line)
            expects = _announced(text)
            continue
        discarded.extend(removed)
        expects = ""
        if text:
            kept.append((index, text))
    return Sifted(tuple(kept), tuple(discarded), author)


def _announced(line: str) -> str:
    if _BARE_LINK_LABEL.match(line):
        return "link"
    if is_author_box(line):
        return "motto"
    return "name" if _NAMELESS_BYLINE.match(line) else ""


def _fulfils(expects: str, line: str) -> bool:
    """Whether the line after a label is what it announced; a numbered heading or a sentence is the story going on."""
    if SENTENCE_END.search(line) or number_of(line):
        return False
    if expects == "name":
        return bool(author_of(f"Oleh: {line}")) and len(line) <= _NAME_LENGTH
    return len(line) <= (120 if expects == "motto" else 200)


def _opens(line: str) -> bool:
    return number_of(line) is not None and not SENTENCE_END.search(line)


def _resumptions(lines: list[str], opens: list[bool]) -> dict[int, int]:
    """For each end marker: the line at which the story goes on after it, or the end.

    Markers also stand mid-page (a box under the third paragraph), so what comes after one is thrown out only up to the
    first real paragraph. Below a hard marker ("Berita Terkini Lainnya") other stories may be teased with a sentence
    each: there a paragraph counts if another follows it, or if no bare title stands before it. A heading (`opens`)
    right before that paragraph belongs to it.
    """
    resume: dict[int, int] = {}
    following = len(lines)  # the nearest real start after the line at hand, for soft and for hard markers
    following_hard = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        marker = end_marker(line)
        if marker:
            resume[at] = following if marker == "soft" else following_hard
            continue
        if not reads_as_paragraph(line) or family(line):
            continue
        before = lines[at - 1] if at else ""
        start = at - 1 if at and opens[at - 1] and not end_marker(before) else at
        following = start
        goes_on = at + 1 < len(lines) and reads_as_paragraph(lines[at + 1]) and not family(lines[at + 1])
        teased = bool(before) and not end_marker(before) and not BULLET.match(before) and start == at
        if goes_on or not teased or reads_as_paragraph(before):
            following_hard = start
    return resume
