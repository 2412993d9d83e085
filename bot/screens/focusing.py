"""What is shown when people choose the article to talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import buttons
from bot.screens.render import TITLE, Row, Screen, button, card_label, keyboard, sentence, title_of, topic_rows
from bot.screens.topics import topics_in
from bot.typesetting.credit import credit
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import Markup, bold, lines, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from retrieval.answer import ArticleCard
    from retrieval.library import OpenArticle

OFFERED: Final = 8


def pinned(opened: OpenArticle, texts: Texts) -> Screen:
    """An article is talked about from now on: what it is, what could be asked, and how to let go of it."""
    card = opened.card
    return Screen(
        lines(
            text(texts.focused),
            bold(title_of(card, texts)),
            text(credit(card, texts)),
            text(texts.focused_hint),
        ),
        keyboard(
            [
                *topic_rows(topics_in(opened)),
                [button(texts.read_article, buttons.OpenOutline(card.id)), button(texts.let_go, buttons.FocusOn(None))],
            ]
        ),
    )


def let_go(texts: Texts) -> Screen:
    """All articles are talked about again."""
    return sentence(texts.unfocused)


def offer(cards: Sequence[ArticleCard], current: ArticleCard | None, search: str, texts: Texts) -> Screen:
    """The articles to choose from: those that `search` found, or the newest; `current` is the one pinned now."""
    if not cards:
        return sentence(texts.focus_unknown.format(search=shorten(search, TITLE)) if search else texts.empty_library)
    rows: list[Row] = [[button(card_label(card, texts), buttons.FocusOn(card.id))] for card in cards]
    if current is not None:
        rows.append([button(texts.let_go, buttons.FocusOn(None))])
    title = title_of(current, texts) if current else ""
    return Screen(
        lines(
            text(texts.focus_now.format(title=title)) if current else Markup(),
            text(texts.focus_which),
        ),
        keyboard(rows),
    )
