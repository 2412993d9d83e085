"""The tree of a page → its blocks in reading order: headings, paragraphs, items and rows, before anything is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.sources.headings import MAX_NUMBERED
from retrieval.sources.html_tables import is_data, lines_of
from retrieval.sources.html_tree import HEADINGS, text_of, tidy, words_of
from retrieval.sources.marks import SENTENCE_END

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from retrieval.sources.blocks import Kind


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block, the element that it stands in, and what told it apart.

    `linked` is the share of its letters that are links; `caption` tells that it describes a picture; `structured` that
    it is a row, a term with its meaning or a quoted post, whose text the page has in another order.
    """

    kind: Kind
    text: str
    element: HtmlElement
    linked: float = 0.0
    caption: bool = False
    structured: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    bold: bool
    linked: bool


@dataclass(slots=True)
class _Line:
    """What stands between two line breaks."""

    runs: list[_Run]
    text: str

    def share(self, *, of_links: bool = False) -> float:
        """The share of letters that are bold, or links."""
        letters = sum(len(run.text.strip()) for run in self.runs)
        marked = sum(len(run.text.strip()) for run in self.runs if (run.linked if of_links else run.bold))
        return marked / letters if letters else 0.0


_INLINE_TAGS = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q rp rt ruby s samp small span
strike strong sub sup time tt u var wbr amp-fit-text
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NO_HEADING_END = re.compile(r"[.!…,;:][\"”'’)\]]*$")
_POSTS = {"twitter-tweet": True, "instagram-media": False, "tiktok-embed": False, "fb-post": False}
"""Classes of posts that are shown inside a page, and whether their words are in it. (Instagram's and TikTok's are
only a caption cut short and buttons.)"""
_POST_LINK = re.compile(r"\s*(?:pic\.twitter\.com/\w+|https?://t\.co/\w+)")
_CAPTION = frozenset({"caption", "figcaption"})
_CREDIT = frozenset({"credit", "credits", "copyright"})
_MAX_HEADING = 200
_LONGEST_CAPTION = 400
_LONGEST_TORN = 2000


def blocks_of_page(body: HtmlElement) -> list[PageBlock]:
    """The blocks under `body` in order. Links give their text, pictures nothing, items of ordered lists their number.

    A paragraph all in bold is a heading. Line breaks part paragraphs, as agencies and old systems use them; only a line
    that goes on in small letters belongs to the one before.
    """
    walk = _Walk()
    walk.visit(body)
    walk.flush(body)
    return walk.found


class _Walk:
    """Goes over the tree once, in step with it (`parse_html` bounds its depth)."""

    def __init__(self) -> None:
        self.found: list[PageBlock] = []
        self._runs: list[_Run] = []
        self._bold = 0
        self._linked = 0
        self._caption = 0
        self._heading = ""
        self._pictured: dict[HtmlElement, bool] = {}

    def visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._runs.append(_BREAK)
        elif tag in _INLINE:
            self._inline(element)
        elif tag == "blockquote" and (post := _post_of(element)):
            self.flush(element)
            if _POSTS[post]:
                self._add("text", _POST_LINK.sub("", text_of(element)), element, structured=True)
        elif tag == "table" and is_data(element):
            self.flush(element)
            for line in lines_of(element):
                self._add("text", line, element, structured=True)
        elif tag in {"ul", "ol"}:
            self.flush(element)
            self._list(element)
        elif tag == "dl":
            self.flush(element)
            self._definitions(element)
        else:
            self._block(element)

    def flush(self, element: HtmlElement) -> None:
        """Make blocks of the text that has come together since the last one."""
        runs, self._runs = self._runs, []
        for line in _lines(runs, whole=bool(self._heading)):
            linked = line.share(of_links=True)
            heading = self._heading and len(line.text) <= _MAX_HEADING
            if heading or (not self._caption and linked < 0.5 and _is_bold_heading(line)):
                self._add("heading", line.text, element, linked=linked)
            else:
                self._add("text", line.text, element, linked=linked)

    def _add(
        self, kind: Kind, text: str, element: HtmlElement, *, linked: float = 0.0, structured: bool = False
    ) -> None:
        if text:
            caption = bool(self._caption) or (kind == "text" and not structured and self._is_under_picture(element))
            self.found.append(PageBlock(kind, text, element, linked, caption, structured))

    def _is_under_picture(self, element: HtmlElement) -> bool:
        """Whether a text stands in a small box of its own with a picture; paragraphs with a picture in them do not."""
        return any(self._is_picture_box(box) for box in (element, element.getparent()) if box is not None)

    def _is_picture_box(self, box: HtmlElement) -> bool:
        if box not in self._pictured:
            self._pictured[box] = (
                box.tag not in {"p", "body", "article", "main", "li"}
                and next(box.iter("img", "amp-img", "picture"), None) is not None
                and box.find(".//p") is None
                and len(text_of(box)) <= _LONGEST_CAPTION
            )
        return self._pictured[box]

    def _block(self, element: HtmlElement) -> None:
        self.flush(element.getparent() if element.getparent() is not None else element)
        words = set(words_of(element))
        caption = element.tag == "figcaption" or bool(words & _CAPTION)
        heading = element.tag in HEADINGS or element.tag == "summary"
        if self._caption and words & _CREDIT:
            return
        outer, self._heading = self._heading, element.tag if heading else self._heading
        self._caption += caption
        self._text(element.text)
        self._children(element)
        self.flush(element)
        self._caption -= caption
        self._heading = outer

    def _inline(self, element: HtmlElement) -> None:
        tag = element.tag
        words = set(words_of(element))
        if self._caption and words & _CREDIT:
            return
        # Pages made by programs have spans for blocks: what a style sheet sets apart, the markup tells by its name.
        alone = tag == "span" and bool(words & _CAPTION or {"story", "paragraph"} <= words)
        if alone:
            self.flush(element)
        caption = bool(words & _CAPTION)
        bold = tag in {"b", "strong"} or bool(_BOLD_STYLE.search(element.get("style", "")))
        self._caption += caption
        self._bold += bold
        self._linked += tag == "a"
        self._text(element.text)
        self._children(element)
        if alone:
            self.flush(element)
        self._linked -= tag == "a"
        self._bold -= bold
        self._caption -= caption

    def _children(self, element: HtmlElement) -> None:
        for child in element:
            self.visit(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._runs.append(_Run(text, self._bold > 0, self._linked > 0))

    def _list(self, element: HtmlElement) -> None:
        start = element.get("start", "1").strip()
        number = int(start) if start.isdecimal() and start.isascii() and len(start) < 4 else 1
        for child in element:
            if child.tag != "li":
                self.visit(child)  # broken markup: lists and text right inside a list
            elif any(inner.tag in HEADINGS or inner.tag == "table" for inner in child.iterdescendants("*")):
                self._block(child)
            else:
                nested = list(child.iter("ul", "ol"))
                own, links = _item_text(child)
                if own:
                    text = f"{number}. {own}" if element.tag == "ol" else own
                    self._add("item", text, child, linked=links)
                    number += 1
                for inner in nested:
                    if next((up for up in inner.iterancestors("li")), None) is child:
                        self._list(inner)

    def _definitions(self, element: HtmlElement) -> None:
        term = ""
        for child in element.iter("dt", "dd"):
            text = text_of(child)
            if child.tag == "dt":
                if term:
                    self._add("text", term, child)
                term = text
            elif term.endswith("?"):
                self._add("heading", term, child)
                term = ""
                self._block(child)
            elif text:
                line = f"{term.rstrip(' :')}: {text}" if term else text
                self._add("text", line, child, structured=True)
                term = ""
        if term:
            self._add("text", term, element)


_BREAK = _Run("\n", bold=False, linked=False)


def _lines(runs: list[_Run], *, whole: bool) -> list[_Line]:
    """The lines that breaks part `runs` into; one line if it is to stay `whole`."""
    if whole:
        text = tidy("".join(run.text for run in runs))
        return [_Line(runs, text)] if text else []
    lines: list[_Line] = []
    current: list[_Run] = []
    broken = False
    for run in (*runs, _BREAK):
        if run is not _BREAK:
            current.append(run)
            continue
        text = tidy("".join(each.text for each in current))
        if text and lines and not broken and _goes_on(lines[-1].text, text):
            lines[-1] = _Line([*lines[-1].runs, _BREAK, *current], f"{lines[-1].text} {text}")
        elif text:
            lines.append(_Line(current, text))
        broken = not text  # two breaks in a row part even a torn sentence
        current = []
    return lines


def _goes_on(before: str, after: str) -> bool:
    if len(before) > _LONGEST_TORN or not (after[0].islower() or after[0] in ",.;)"):
        return False
    return not SENTENCE_END.search(before[-10:])


def _is_bold_heading(line: _Line) -> bool:
    bold = all(run.bold or not any(map(str.isalnum, run.text)) for run in line.runs)
    return (
        bold
        and len(line.text) <= MAX_NUMBERED
        and not _NO_HEADING_END.search(line.text)
        and any(map(str.isalpha, line.text))
    )


def _item_text(item: HtmlElement) -> tuple[str, float]:
    """An item's own text (lists inside it apart) and the share of links in it."""
    walk = _Walk()
    walk._text(item.text)
    for child in item:
        if child.tag not in {"ul", "ol"}:
            walk.visit(child)
        walk._text(child.tail)
    walk.flush(item)
    text = tidy(" ".join(found.text for found in walk.found))
    links = max((found.linked for found in walk.found), default=0.0)
    return text, links


def _post_of(quote: HtmlElement) -> str:
    return next((name for name in (quote.get("class") or "").split() if name in _POSTS), "")
