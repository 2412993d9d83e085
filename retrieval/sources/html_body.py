"""Which blocks of a page are its story: trafilatura finds the text, the page's own tree keeps its order and its form.

trafilatura's result alone lost the form: of the pages in tests/pages it gave no heading for paragraphs in bold, ran
lists of terms and tables together, dropped folded answers, and moved text that it found late to the end. So its text is
taken for what it is best at, a vote on each block of the page.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from trafilatura import bare_extraction

from retrieval.sources.html_tree import text_of, tidy, words_of
from retrieval.sources.sifting import reads_as_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from retrieval.sources.html_blocks import PageBlock

_SPACES = re.compile(r"\s+")
_ENOUGH = 25
"""Letters from which on a block's text is surely found by chance nowhere else in trafilatura's."""
_CORE = 0.85
"""The story's own element holds this share of what was voted for; a stray comment or a box does not move it."""
_FRINGE = 0.5
"""What is furniture by its name and holds less of the votes than this is furniture."""
_MOSTLY_LINKS = 0.8

# Names that systems give to what is not the story. Whole words of a class or id: "share" is not in "shareholder-news",
# "ad" not in "read". "meta", "author", "widget", "content", "box", "link", "bar" name real text too often.
_FURNITURE_WORDS = """
ad ads adv advert advertisement advertorial adslot iklan sponsor sponsored taboola outbrain mgid parallax
share sharing sharer sharedaddy sosmed socmed sosial social sociable addtoany
related terkait relatedposts relatedpost rekomendasi recommend recommended recommendation recommendations
baca bacajuga linksisip lihatjg topiksisip taiching selengkapnya
comment comments komentar disqus respond reaksi reaction reactions
newsletter subscribe subscription buletin signup donasi donation donate paywall
breadcrumb breadcrumbs paging pager pagination pagenav halaman
tags taglist tagcloud topik label labels
polling poll kuis quiz cookie consent popup modal toolbar navigation navbar nav menu sidebar
popular populer terpopuler trending mostpop latest terkini
pullquote podcast score scorebox follow banner
"""
_FURNITURE = frozenset(_FURNITURE_WORDS.split())
_HOLDERS = frozenset({"div", "article", "section", "main", "td", "center", "body", "html"})
_FURNITURE_ROLES = frozenset({"navigation", "complementary", "contentinfo", "search", "banner", "region", "dialog"})
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "menu"})


def story_of(root: HtmlElement, blocks: Sequence[PageBlock]) -> list[int]:
    """The indices of those of `blocks` (all of the page under `root`) that are its story, `[]` if it has none."""
    voted = _voted(root, blocks)
    if not voted:
        return []
    # Bylines, captions and buttons are voted for as well; only sentences tell where the story is.
    telling = {at for at in voted if blocks[at].structured or reads_as_paragraph(blocks[at].text)} or voted
    weight = _weights(blocks, telling)
    total = sum(len(blocks[at].text) for at in telling)
    furniture: dict[HtmlElement, bool] = {}
    kept = [at for at in sorted(voted) if not _in_furniture(blocks[at].element, weight, total, furniture)]
    if not kept:
        return []
    core = _core(blocks, kept, weight, total)
    first, last = kept[0], kept[-1]
    chosen = set(kept)
    story = []
    for at, block in enumerate(blocks):
        inside = core in _with_ancestors(block.element)
        sentence = reads_as_paragraph(block.text)
        if not (inside or first <= at <= last) or block.linked > _MOSTLY_LINKS:
            continue
        # A short line outside of the story's own element is a byline, a caption or a button, voted for or not.
        fits = sentence or block.kind != "text" or block.structured or block.caption or (inside and at in chosen)
        if fits and (at in chosen or not _in_furniture(block.element, weight, total, furniture)):
            story.append(at)
    return story


def _voted(root: HtmlElement, blocks: Sequence[PageBlock]) -> set[int]:
    copied = deepcopy(root)
    for cell in copied.iter("td", "th"):
        # It lays out what spans say, up to 100 by 100 cells for each.
        cell.attrib.pop("rowspan", None)
        cell.attrib.pop("colspan", None)
    # Balanced: on tests/pages "precision" lost captions of a photo story and short paragraphs, "recall" added sidebars.
    # Fast: its fall-back, justext, takes time in the square of the paragraphs, and on tests/pages changed nothing here.
    document = bare_extraction(copied, fast=True, include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(document, "body", None)
    if body is None:
        return set()
    text = _squeezed(tidy("".join(body.itertext())))
    pieces = {_squeezed("".join(element.itertext())) for element in body.iter("p", "head", "item", "cell", "quote")}
    voted = set()
    whole: dict[HtmlElement, bool] = {}  # tables and posts, whose words the page has in another order
    for at, block in enumerate(blocks):
        squeezed = _squeezed(block.text)
        found = squeezed[:200] in text if len(squeezed) >= _ENOUGH else squeezed in pieces
        if not found and block.structured:
            if block.element not in whole:
                whole[block.element] = _squeezed(text_of(block.element))[:200] in text
            found = whole[block.element]
        if found:
            voted.add(at)
    return voted


def _squeezed(text: str) -> str:
    return _SPACES.sub("", text)


def _with_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _weights(blocks: Sequence[PageBlock], voted: set[int]) -> dict[HtmlElement, int]:
    """How many letters of the votes each element holds."""
    weight: dict[HtmlElement, int] = {}
    for at in voted:
        for element in _with_ancestors(blocks[at].element):
            weight[element] = weight.get(element, 0) + len(blocks[at].text)
    return weight


def _core(blocks: Sequence[PageBlock], kept: Sequence[int], weight: dict[HtmlElement, int], total: int) -> HtmlElement:
    """The innermost element of those that may hold a whole text and do hold (nearly) all of the votes."""
    holders = {
        element
        for at in kept
        for element in _with_ancestors(blocks[at].element)
        if element.tag in _HOLDERS and weight.get(element, 0) >= _CORE * total
    }
    return max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))


def _in_furniture(
    element: HtmlElement, weight: dict[HtmlElement, int], total: int, known: dict[HtmlElement, bool]
) -> bool:
    """Whether an element or one that it stands in is furniture by its name, and does not hold the story."""
    chain = []
    answer = False
    for up in _with_ancestors(element):
        if up in known:
            answer = known[up]
            break
        chain.append(up)
    for up in reversed(chain):
        answer = answer or (
            weight.get(up, 0) < _FRINGE * total
            and (
                up.tag in _FURNITURE_TAGS
                or (up.get("role") or "") in _FURNITURE_ROLES
                or not _FURNITURE.isdisjoint(words_of(up))
            )
        )
        known[up] = answer
    return answer
