"""Browsing: the list of articles, an article's outline, and a section's text, as messages with buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton

from bot import buttons
from bot.screens import searching
from bot.screens.leaves import Leaf, turning
from bot.screens.render import LABEL, TITLE, Row, Screen, button, card_label, keyboard, sentence, title_of, web_address
from bot.screens.topics import topics_in
from bot.typesetting.credit import credit
from bot.typesetting.cutting import pages, shorten
from bot.typesetting.markup import Markup, bold, italic, lines, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.answer import ArticleCard
    from retrieval.article import Section
    from retrieval.asked import AskedQuestion
    from retrieval.library import OpenArticle

LIST_PAGE: Final = 8
_SECTIONS_PAGE: Final = 20
_SECTION_TEXT: Final = 3200
_DECK: Final = 600
_QUESTIONS_PAGE: Final = 10
_QUESTION: Final = 200
SEARCH: Final = 40
"""Characters that are shown of a search without words."""


def listing(cards: Sequence[ArticleCard], leaf: Leaf, texts: Texts, *, search: str = "") -> Screen:
    """One page of the articles, newest first, a button for each; of those that a `search` found, if there was one."""
    if not cards:
        return sentence(texts.empty_library)
    rows = _cards(cards, leaf.number, texts)
    turns = turning(leaf, texts.newer, texts.older, buttons.ShowList)
    return Screen(
        lines(
            bold(" ".join(filter(None, (texts.articles_title, leaf.label)))),
            searching.line(search, texts) or text(texts.search_hint),
        ),
        keyboard([*rows, turns, [button(texts.all_articles, buttons.OpenList())] if search else []]),
    )


def found_inside(cards: Sequence[ArticleCard], search: str, texts: Texts) -> Screen:
    """The articles whose texts have what no title has; or the kind word that none does, and the way to all."""
    if not cards:
        return Screen(
            text(texts.found_nothing.format(search=search)),
            keyboard([[button(texts.all_articles, buttons.ShowList(0))]]),
        )
    return Screen(
        lines(text(texts.found_inside), searching.line(search, texts)),
        keyboard([*_cards(cards, 0, texts), [button(texts.all_articles, buttons.OpenList())]]),
    )


def outline(
    opened: OpenArticle, page: int, texts: Texts, *, shelf: int = 0, search: str = "", asked: int = 0
) -> Screen:
    """An article's title, where it comes from, and its sections as buttons; back leads to page `shelf` of the list.

    That is the list of what a `search` found, if there was one. `asked` is how many questions of readers it answered,
    for those who may see them.
    """
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
    turns = turning(
        leaf, texts.previous_page, texts.next_page, lambda number: buttons.ShowOutline(card.id, number, shelf)
    )
    address = web_address(card.url)
    ending: Row = [InlineKeyboardButton(texts.open_article, url=address)] if address else []
    ending.append(button(texts.back_to_articles, buttons.ShowList(shelf)))
    talk: Row = [button(texts.focus_this, buttons.FocusOn(card.id))]
    # Where there are headings, they tell what can be asked; the same words on two buttons would only puzzle.
    trying: Row = (
        [] if topics_in(opened, 1) or not card.title else [button(texts.gist, buttons.AskTopic(card.id, None))]
    )
    asking: Row = (
        [button(texts.asked_button.format(count=asked), buttons.ShowQuestions(card.id, 0, shelf))] if asked else []
    )
    return Screen(
        lines(
            bold(title_of(article, texts)),
            italic(shorten(article.deck, _DECK)),
            text(" · ".join(filter(None, origin))),
            text(texts.choose_section) if sections else Markup(),
            searching.line(search, texts),
        ),
        keyboard([*rows, turns, trying, talk, asking, ending]),
    )


def page_of(section: Section, paragraph: int) -> int:
    """The page, from 0, of a section on which its paragraph of this number, from 0, begins."""
    before, through = (pages(section.paragraphs[:end], _SECTION_TEXT) for end in (paragraph, paragraph + 1))
    last = len(before) - 1
    return last if through[last] != before[last] else last + 1


def section_page(
    opened: OpenArticle, number: int, page: int, texts: Texts, *, shelf: int = 0, search: str = ""
) -> Screen | None:
    """One page of a section's text; None when the article has no such section. `shelf` and `search` as in `outline`."""
    article, card = opened.article, opened.card
    if not 0 <= number < len(article.sections):
        return None
    section = article.sections[number]
    leaves = pages(section.paragraphs, _SECTION_TEXT)
    leaf = Leaf.holding(page, len(leaves), 1)
    heading = " ".join(filter(None, (f"› {shorten(section.heading, TITLE, texts.lead)}", leaf.label)))
    back = buttons.ShowOutline(card.id, number // _SECTIONS_PAGE, shelf)
    turns = turning(
        leaf, texts.previous_page, texts.next_page, lambda leaf: buttons.ShowSection(card.id, number, leaf, shelf)
    )
    return Screen(
        lines(
            lines(bold(title_of(article, texts)), text(heading)),
            *(text(paragraph) for paragraph in leaves[leaf.number]),
            searching.line(search, texts),
            by="\n\n",
        ),
        keyboard([turns, [button(texts.back_to_sections, back)]]),
    )


def questions(
    card: ArticleCard, asked: Sequence[AskedQuestion], page: int, texts: Texts, *, shelf: int = 0, search: str = ""
) -> Screen:
    """One page of what readers asked an article, each with how often, and how often the answer helped or did not."""
    leaf = Leaf.holding(page, len(asked), _QUESTIONS_PAGE)
    shown = asked[leaf.number * _QUESTIONS_PAGE : (leaf.number + 1) * _QUESTIONS_PAGE]
    turns = turning(
        leaf, texts.previous_page, texts.next_page, lambda number: buttons.ShowQuestions(card.id, number, shelf)
    )
    return Screen(
        lines(
            lines(
                bold(" ".join(filter(None, (texts.asked_title, leaf.label)))),
                text(title_of(card, texts)),
            ),
            lines(*(text(_asked(one, texts)) for one in shown)) if shown else text(texts.asked_none),
            searching.line(search, texts),
            by="\n\n",
        ),
        keyboard([turns, [button(texts.back_to_sections, buttons.ShowOutline(card.id, 0, shelf))]]),
    )


def _asked(one: AskedQuestion, texts: Texts) -> str:
    often = texts.asked_times.format(count=one.count) if one.count > 1 else ""
    votes = " ".join(f"{sign} {count}" for sign, count in (("👍", one.helpful), ("👎", one.unhelpful)) if count)
    return " · ".join(filter(None, (f"• {shorten(one.wording, _QUESTION, '?')}", often, votes)))


def _cards(cards: Sequence[ArticleCard], shelf: int, texts: Texts) -> list[Row]:
    return [[button(card_label(card, texts), buttons.ShowOutline(card.id, 0, shelf))] for card in cards]
