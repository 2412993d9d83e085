"""What is shown to people who come by a deep link."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from bot import buttons
from bot.screens import shelves
from bot.screens.render import Row, Screen, button, keyboard, opening, preview_of, quotation, topic_rows
from bot.typesetting.markup import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screens.topics import Topic
    from bot.texts import Texts
    from retrieval.answer import Quote
    from retrieval.library import OpenArticle


def passage(quote: Quote, opened: OpenArticle, texts: Texts) -> Screen:
    """A passage of an article, and the ways to read on in it or to ask about it."""
    reading: Row = [opening(quote.article, texts)]
    if (place := _place(quote, opened)) is not None:
        reading.append(button(texts.read_section, buttons.ShowSection(opened.card.id, *place)))
    talking: Row = [button(texts.focus_this, buttons.FocusOn(opened.card.id))]
    return Screen(quotation(quote, texts), keyboard([reading, talking]), preview_of(quote.article))


def gone(topics: Sequence[Topic], texts: Texts) -> Screen:
    """The kind word that an article is no longer there, with topics that are."""
    rows = topic_rows(topics)
    return Screen(
        text(f"{texts.link_gone} {texts.try_one}" if topics else texts.link_gone),
        keyboard([*rows, [button(texts.see_articles, buttons.OpenList())] if topics else []]),
    )


def _place(quote: Quote, opened: OpenArticle) -> tuple[int, int] | None:
    """The section that a quote stands in, and its page there, both from 0; None if it is not of this article."""
    paragraph = next((one.first for one in opened.passages if one.text == quote.text), None)
    if paragraph is None:
        return None
    sections = opened.article.sections
    ends = accumulate(len(section.paragraphs) for section in sections)
    number, end = next((number, end) for number, end in enumerate(ends) if paragraph < end)
    section = sections[number]
    return number, shelves.page_of(section, paragraph - end + len(section.paragraphs))
