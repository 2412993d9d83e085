"""Browsing: the list of articles, an article's outline, and a section's text, as messages with buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton

from bot import buttons
from bot.credit import credit
from bot.cutting import pages, shorten
from bot.markup import Markup, bold, italic, lines, text
from bot.render import LABEL, TITLE, Row, Screen, button, card_label, keyboard, sentence, title_of, web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.answer import ArticleCard
    from retrieval.article import Section
    from retrieval.library import OpenArticle

LIST_PAGE: Final = 8
_SECTIONS_PAGE: Final = 20
_SECTION_TEXT: Final = 3200
_DECK: Final = 600


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page (from 0) of how many, kept within bounds."""

    number: int
    of: int

    @classmethod
    def holding(cls, number: int, items: int, each: int) -> Leaf:
        """Page `number` of as many as `items` need when a page takes `each`; the last one if there are fewer."""
        count = max(1, -(-items // each))
        return cls(min(number, count - 1), count)

    @property
    def label(self) -> str:
        """`2/5`, or nothing when there is only one page."""
        return f"{self.number + 1}/{self.of}" if self.of > 1 else ""


def listing(cards: Sequence[ArticleCard], leaf: Leaf, texts: Texts) -> Screen:
    """One page of the articles, newest first, a button for each."""
    if not cards:
        return sentence(texts.empty_library)
    rows: list[Row] = [
        [button(card_label(card, texts), buttons.ShowOutline(card.id, 0, leaf.number))] for card in cards
    ]
    turning: Row = []
    if leaf.number > 0:
        turning.append(button(texts.newer, buttons.ShowList(leaf.number - 1)))
    if leaf.number + 1 < leaf.of:
        turning.append(button(texts.older, buttons.ShowList(leaf.number + 1)))
    return Screen(bold(" ".join(filter(None, (texts.articles_title, leaf.label)))), keyboard([*rows, turning]))


def outline(opened: OpenArticle, page: int, texts: Texts, *, shelf: int = 0) -> Screen:
    """An article's title, where it comes from, and its sections as buttons; back leads to page `shelf` of the list."""
    article, card = opened.article, opened.card
    sections = [(number, section) for number, section in enumerate(article.sections) if section.paragraphs]
    leaf = Leaf.holding(page, len(sections), _SECTIONS_PAGE)
    shown = sections[leaf.number * _SECTIONS_PAGE : (leaf.number + 1) * _SECTIONS_PAGE]
    origin = (
        shorten(article.place, TITLE),
        credit(card, texts),
        texts.author.format(name=author) if (author := shorten(article.author, TITLE)) else "",
    )
    rows: list[Row] = [
        [button(shorten(section.heading, LABEL, texts.lead), buttons.ShowSection(card.id, number, 0, shelf))]
        for number, section in shown
    ]
    turning: Row = []
    if leaf.number > 0:
        turning.append(button(texts.previous_page, buttons.ShowOutline(card.id, leaf.number - 1, shelf)))
    if leaf.number + 1 < leaf.of:
        turning.append(button(texts.next_page, buttons.ShowOutline(card.id, leaf.number + 1, shelf)))
    address = web_address(card.url)
    ending: Row = [InlineKeyboardButton(texts.open_article, url=address)] if address else []
    ending.append(button(texts.back_to_articles, buttons.ShowList(shelf)))
    talk: Row = [button(texts.focus_this, buttons.FocusOn(card.id))]
    return Screen(
        lines(
            bold(title_of(article, texts)),
            italic(shorten(article.deck, _DECK)),
            text(" · ".join(filter(None, origin))),
            text(texts.choose_section) if sections else Markup(),
        ),
        keyboard([*rows, turning, talk, ending]),
    )


def page_of(section: Section, paragraph: int) -> int:
    """The page, from 0, of a section on which its paragraph of this number, from 0, begins."""
    before, through = (pages(section.paragraphs[:end], _SECTION_TEXT) for end in (paragraph, paragraph + 1))
    last = len(before) - 1
    return last if through[last] != before[last] else last + 1


def section_page(opened: OpenArticle, number: int, page: int, texts: Texts, *, shelf: int = 0) -> Screen | None:
    """One page of a section's text; None when the article has no such section."""
    article, card = opened.article, opened.card
    if not 0 <= number < len(article.sections):
        return None
    section = article.sections[number]
    leaves = pages(section.paragraphs, _SECTION_TEXT)
    leaf = Leaf.holding(page, len(leaves), 1)
    heading = " ".join(filter(None, (f"› {shorten(section.heading, TITLE, texts.lead)}", leaf.label)))
    back = buttons.ShowOutline(card.id, number // _SECTIONS_PAGE, shelf)
    turning: Row = []
    if leaf.number > 0:
        turning.append(button(texts.previous_page, buttons.ShowSection(card.id, number, leaf.number - 1, shelf)))
    if leaf.number + 1 < leaf.of:
        turning.append(button(texts.next_page, buttons.ShowSection(card.id, number, leaf.number + 1, shelf)))
    return Screen(
        lines(
            lines(bold(title_of(article, texts)), text(heading)),
            *(text(paragraph) for paragraph in leaves[leaf.number]),
            by="\n\n",
        ),
        keyboard([turning, [button(texts.back_to_sections, back)]]),
    )
