"""A page's text → its tree of elements, within bounds, without what nobody reads."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as markup

from retrieval.sources.cleaning import clean
from retrieval.sources.html_refusals import PageError, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_ELEMENTS = 30_000
MAX_LETTERS = 500_000
"""Several times the elements, and the letters of what is shown, of the longest live report with all its comments.
Reading takes time in proportion to both, at worst to their product."""

_SILENT = (
    "script", "style", "template", "svg", "math", "canvas", "iframe", "object", "embed", "noscript", "audio", "video",
    "select", "textarea", "input", "map", "link", "source", "track", "title", "head",
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡↩↑^]{1,2}️?)[\])]?$")
_LONG_FORM = 500
# libxml2 looks through all of an element's attributes for each: a page of one element with a million takes minutes.
_TOO_MANY_ATTRIBUTES = re.compile(
    r"<[a-zA-Z][^\s<>]*+(?:[\s/]++[^\s=<>\"'/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?+){1000}"
)
_ENTITY = re.compile(r"&(?:amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[\da-f]{2,4});", re.IGNORECASE)


def parse_html(text: str) -> HtmlElement:
    """The `<html>` element of a page. Raises PageError: TOO_LARGE (also for nesting that libxml2 refuses, 256 levels),
    EMPTY."""
    if _TOO_MANY_ATTRIBUTES.search(text):
        raise PageError(Reason.TOO_LARGE)
    parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = markup.document_fromstring(_UNCLEAN.sub("", text).encode(), parser=parser)
    except etree.ParserError as error:
        raise PageError(Reason.EMPTY) from error
    # Beyond its depth libxml2 drops the rest of the page without a word: half an article would be stored as whole.
    if any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_errors()):
        raise PageError(Reason.TOO_LARGE)
    return root


def strip_unread(root: HtmlElement) -> None:
    """Take out of a tree what a reader of the page does not see; what was closed only until a click stays.

    Raises PageError (TOO_LARGE) when more than `MAX_ELEMENTS` or `MAX_LETTERS` are left to read.
    """
    etree.strip_elements(root, *_SILENT, with_tail=False)
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS or sum(map(len, root.itertext())) > MAX_LETTERS:
        raise PageError(Reason.TOO_LARGE)
    for element in list(root.iter("*")):
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            if element.getparent() is not None and element.tag not in {"html", "body"}:
                element.drop_tree()
        else:
            # Answers of a folded FAQ carry it, and trafilatura would throw them out.
            element.attrib.pop("aria-hidden", None)
    for mark in [element for element in root.iter("sup", "a") if _is_note_mark(element)]:
        if mark.getparent() is not None:
            mark.drop_tree()
    for form in list(root.iter("form")):
        # ASP.NET puts the whole page into one form; trafilatura throws forms out.
        if len(text_of(form)) > _LONG_FORM:
            form.tag = "div"
    for button in list(root.iter("button")):
        if any(parent.tag in HEADINGS or parent.tag in {"summary", "dt"} for parent in button.iterancestors()):
            button.drop_tag()
        else:
            button.drop_tree()


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def text_of(element: HtmlElement) -> str:
    """All text inside an element as one clean line."""
    return tidy(" ".join(element.itertext()))


def tidy(text: str) -> str:
    """`clean`, and entities that a system encoded twice ("&amp;quot;") read a second time."""
    for _ in range(2):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda match: unescape(match.group()), text)
    return clean(text)


def words_of(element: HtmlElement) -> Iterator[str]:
    """The words of an element's class, id and the like, in small letters: "BacaJuga", "baca-juga" → baca, juga."""
    for name in ("class", "id", "data-qa-id", "data-testid", "itemprop", "role"):
        if value := element.get(name):
            yield from (word.lower() for word in _WORD.findall(value[:300]))


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _is_note_mark(element: HtmlElement) -> bool:
    """Whether an element is the mark of a footnote, or the arrow back from one."""
    if element.tag == "sup":
        return element.find(".//a") is not None and _NOTE_MARK.match(text_of(element)) is not None
    target = element.get("href", "")
    return target.startswith("#") and _NOTE_MARK.match(text_of(element)) is not None
