"""Web page → Article.

Import this only where a page is read: with lxml and trafilatura it takes half a second and 35 MB.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.sources.dateline import split_dateline
from retrieval.sources.html_blocks import blocks_of_page
from retrieval.sources.html_body import story_of
from retrieval.sources.html_decoding import decode_html
from retrieval.sources.html_facts import facts_of, site_in, title_among
from retrieval.sources.html_missing import why_no_story, why_unreadable
from retrieval.sources.html_refusals import PageError
from retrieval.sources.html_tree import HEADINGS, parse_html, strip_unread, words_of
from retrieval.sources.html_urls import canonical_url
from retrieval.sources.marked import Found, read_found
from retrieval.sources.masthead import Masthead, read_surroundings
from retrieval.sources.plain import NOTHING_TO_READ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from retrieval.article import Article
    from retrieval.sources.html_blocks import PageBlock
    from retrieval.sources.html_facts import Facts

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(?P<url>https?://[^\s>]+?)\s*-->")
_SURROUNDING = 15
"""So many blocks between title and story, and after the story, are looked at for who wrote it and when."""
_DECK = frozenset({"deck", "dek", "subtitle", "subheadline", "standfirst", "sinopsis", "synopsis", "subjudul", "intro"})
_LONGEST_DECK = 300
_DATELINE_ALONE = re.compile(r".{2,80}?\s?(?:--|[–—-])$")
_FEWEST_CAPTIONS = 3
_SEPARATOR = re.compile(r"\s+[·•|]\s+|\s+(?:di|pada|on)\s+(?=\d)")
_PLACE_MARK = re.compile(r"\s\[[^\]]{2,40}\]")


def read_html(data: bytes, *, url: str = "", charset: str = "") -> Article:
    """The article on a web page: `data` as it came, from `url`, with the `charset` that the server declared.

    The article's `url` is its canonical address, so that parts ("?page=2") and variants (AMP, mobile) of it are the
    same article. Title, publisher, author and date come from what the page declares (JSON-LD, meta, `<time>`) or else
    shows around its story; nothing is guessed. Headings (also paragraphs in bold) become sections, rows of tables
    paragraphs with the names of their columns. Raises PageError (an ArticleError), which tells what to do.
    """
    text = decode_html(data, charset)
    root = parse_html(text)
    facts = facts_of(root)
    strip_unread(root)
    blocks = blocks_of_page(root)
    story = story_of(root, blocks)
    reason = why_no_story(root, blocks, story, facts) if story else why_unreadable(root, blocks, facts)
    if reason:
        raise PageError(reason)
    saved = _SAVED_FROM.search(text[:2000])
    try:
        return _article(blocks, story, facts, canonical_url(url or (saved["url"] if saved else ""), facts.urls))
    except ArticleError as error:
        raise PageError(why_unreadable(root, blocks, facts)) from error


def _article(blocks: Sequence[PageBlock], story: Sequence[int], facts: Facts, url: str) -> Article:
    title, shown = title_among(blocks, facts)
    publisher = facts.publisher or site_in(facts.page_title, title)
    author = facts.author if facts.signed else ""
    head = Masthead(title=title, publisher=publisher, author=author, date=facts.date, url=url)
    told = [at for at in story if at > shown and blocks[at].text != title]
    told = _without_deck(blocks, told, shown, facts, head)
    captions = [at for at in told if blocks[at].caption]
    if not _is_photo_story(blocks, told, captions):
        head.discarded.extend(blocks[at].text for at in captions)
        told = [at for at in told if not blocks[at].caption]
    if not told:
        raise ArticleError(NOTHING_TO_READ)
    taken = set(story)
    around = [at for at in range(shown + 1, len(blocks)) if at not in taken]
    # A date above the title is today's in the head of many pages; only one in the story's own element is the story's.
    over = [block.text for block in blocks[: max(shown, 0)] if block.element is blocks[shown].element]
    above = [blocks[at].text for at in around if shown >= 0 and at < told[0]][-_SURROUNDING:]
    below = [blocks[at].text for at in around if at > told[-1]][:_SURROUNDING]
    read_surroundings(_parts(above), head)
    read_surroundings(_parts(over), head)
    head.author = head.author or facts.author
    read_surroundings(_parts(below), head, only_author=True)
    return read_found(head, _joined([_found(blocks[at]) for at in told]))


def _parts(lines: Sequence[str]) -> list[str]:
    """Lines as "Oleh Dian Pratiwi [Kupang] di 1 Oktober 2024 · 3 menit baca" in the parts that are each one fact."""
    return [part for line in lines for part in _SEPARATOR.split(_PLACE_MARK.sub("", line)) if part]


def _found(block: PageBlock) -> Found:
    return Found(block.kind, block.text, int(block.kind == "heading"))


def _without_deck(
    blocks: Sequence[PageBlock], told: Sequence[int], shown: int, facts: Facts, head: Masthead
) -> list[int]:
    """`told` without the deck, which goes to `head`: a line right under the title that is named or set as one.

    A description in the page's head is for search engines. It is the deck only where a heading under the title, or a
    line above the story, says the same; where a paragraph does, it is the beginning of the story.
    """
    first = next((at for at in told if blocks[at].kind == "text" and len(blocks[at].text) > _LONGEST_DECK), None)
    until = (first if first is not None else told[-1] if told else shown) + 1
    for at in range(shown + 1, min(until, shown + 1 + _SURROUNDING)) if shown >= 0 else ():
        block = blocks[at]
        if len(block.text) > _LONGEST_DECK or block.caption or len(block.text.split()) < 4:
            continue
        named = any(not _DECK.isdisjoint(words_of(up)) for up in _near(block))
        heading = block.kind == "heading" and any(up.tag in HEADINGS for up in _near(block))
        if named or ((heading or at not in told) and _key(block.text) == _key(facts.description)):
            head.deck = block.text
            return [other for other in told if other > at]
        if block.kind == "text" and at in told:
            break
    return list(told)


def _near(block: PageBlock) -> list[HtmlElement]:
    return [block.element, *list(block.element.iterancestors())[:1]]


def _is_photo_story(blocks: Sequence[PageBlock], told: Sequence[int], captions: Sequence[int]) -> bool:
    letters = sum(len(blocks[at].text) for at in told)
    return len(captions) >= _FEWEST_CAPTIONS and sum(len(blocks[at].text) for at in captions) > 0.5 * letters


def _joined(found: Sequence[Found]) -> list[Found]:
    """`found` with a dateline that the page sets apart ("<b>Cirebon</b> - <p>…") put before its paragraph."""
    for at, (block, after) in enumerate(pairwise(found)):
        if at > 2:
            break
        if block.kind != "item" and after.kind == "text" and _DATELINE_ALONE.match(block.text):
            whole = f"{block.text} {after.text}"
            dateline = split_dateline(whole)
            if dateline.place or dateline.publisher:
                return [*found[:at], Found("text", whole), *found[at + 2 :]]
    return list(found)


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
