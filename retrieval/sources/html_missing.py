"""Why no article was found on a page that has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.sources.html_refusals import Reason
from retrieval.sources.html_tree import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from retrieval.sources.html_blocks import PageBlock
    from retrieval.sources.html_facts import Facts

# Not "Silakan login untuk berkomentar": what is closed must be the reading. Nor "Masuk", "Artikel Premium" in a menu.
_WALL = re.compile(
    r"(?=.*\b(?:log ?in|masuk|mendaftar|(?:ber)?langganan|pelanggan|premium|berbayar|sign in|subscri\w+|register)\b)"
    r"(?=.*\b(?:membaca|baca|read|reading|(?:me)?lanjut\w*|(?:meng)?akses|access|unlock|khusus|hanya|only)\b)"
    r"(?!.*\b(?:komentar|berkomentar|comment|newsletter|buletin|tanpa iklan|ad-free|telegram|whatsapp)\b)",
    re.IGNORECASE,
)
_WALL_WORDS = frozenset({"paywall", "regwall", "loginwall"})
_FEWEST_WORDS = 4
_LONGEST_NOTE = 250
_LONGEST_STUB = 800
_FEWEST_HEADLINES = 6
_FEWEST_PICTURES = 2
_LONGEST_TEASER = 2
_LINK = 0.8


def why_unreadable(root: HtmlElement, blocks: Sequence[PageBlock], facts: Facts) -> Reason:
    """The most telling reason why a page has no story, from what is left of it after `strip_unread`."""
    if facts.closed or _has_wall(root, blocks):
        return Reason.LOGIN
    if sum(map(_is_headline, blocks)) >= _FEWEST_HEADLINES:
        return Reason.LISTING
    if sum(1 for _ in root.iter("img", "picture", "amp-img", "figure")) >= _FEWEST_PICTURES:
        return Reason.PICTURES
    return Reason.NO_TEXT if blocks else Reason.EMPTY


def why_no_story(root: HtmlElement, blocks: Sequence[PageBlock], story: Sequence[int], facts: Facts) -> Reason | None:
    """Why what looks like the story of a page is none: a stub before a wall, or the teasers of other stories.

    A short text counts as a stub only where the page says so itself. Teasers have a linked headline before each or
    every other one of their paragraphs; in an article some paragraphs follow each other, however many links stand
    between others.
    """
    letters = sum(len(blocks[at].text) for at in story)
    if letters <= _LONGEST_STUB and (facts.closed or _has_wall(root, blocks)):
        return Reason.LOGIN
    chosen = set(story)
    headlines = run = longest = 0
    for at in range(story[0], story[-1] + 1):
        if _is_headline(blocks[at]):
            headlines, run = headlines + 1, 0
        elif at in chosen and blocks[at].kind == "text":
            run += 1
            longest = max(longest, run)
    return Reason.LISTING if headlines >= _FEWEST_HEADLINES and longest <= _LONGEST_TEASER else None


def _is_headline(block: PageBlock) -> bool:
    return block.linked > _LINK and len(block.text.split()) >= 4


def _has_wall(root: HtmlElement, blocks: Sequence[PageBlock]) -> bool:
    notes = (block.text for block in blocks if block.linked <= _LINK and len(block.text) <= _LONGEST_NOTE)
    return any(len(note.split()) >= _FEWEST_WORDS and _WALL.match(note) for note in notes) or any(
        not _WALL_WORDS.isdisjoint(words_of(element)) for element in root.iter("div", "section")
    )
