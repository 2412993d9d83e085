"""What is offered in inline mode, and the messages that are sent through inline or guest mode.

Such a message stands in a chat of which nothing is known. So its buttons carry all that they need, and lead to what
everybody may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton

from bot import buttons
from bot.hearing.deeplinks import ToArticle, ToPassage, address
from bot.screens.render import Screen, button, keyboard, leading_out, preview_of, quotation, title_of
from bot.texts import LANGUAGES
from bot.typesetting.credit import credit
from bot.typesetting.cutting import excerpt, shorten
from bot.typesetting.markup import Markup, bold, italic, lines, text
from retrieval.answer import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screens.render import Row
    from bot.texts import Texts
    from retrieval.answer import Answer, Quote
    from retrieval.library import OpenArticle

PAGE: Final = 8
MOST: Final = 3 * PAGE
"""Passages offered for a question: what comes after is about something else."""
PARTS: Final = 3

_FRESH: Final = 60
_FRESH_IN_VAIN: Final = 10
"""Seconds for which Telegram may show the same again without asking: briefly where nothing was found, as an article may
be added that answers. Longer would show one that was removed."""

_OFFERED_TITLE: Final = 32
_OFFERED_HEADING: Final = 32
_SNIPPET: Final = 140
_DECK: Final = 600


@dataclass(frozen=True, slots=True)
class Offer:
    """One line to choose, in plain text, and the message that choosing it sends. `id` is unique among all offered."""

    id: str
    title: str
    description: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Page:
    """Some offers; `next_offset` asks for those behind them, `""` if there are none. `fresh` is in seconds."""

    offers: tuple[Offer, ...]
    next_offset: str = ""
    fresh: int = _FRESH


def wanted(first: int) -> int:
    """How many quotes an answer must have at most for the page that begins with quote number `first`."""
    return min(first + PAGE + 1, MOST)


def first_of(offset: str) -> int:
    """The number of the first offer of the page that Telegram asks for; 0 for what we never gave as an offset."""
    return int(offset) if offset.isascii() and offset.isdecimal() and len(offset) < len("10000000") else 0


def answers(found: Answer, first: int, texts: Texts, bot_name: str) -> Page:
    """The quotes of an answer from number `first` on, each a message that turns over to the best ones too."""
    if not found.quotable:
        return Page((), fresh=_FRESH_IN_VAIN)
    # Where several articles may be meant, choosing an offer tells which: nothing is unsure about it then.
    unsure = found.status is Status.UNSURE and not found.choices
    best, end = found.quotes[:PARTS], first + PAGE
    offered = [
        Offer(
            id=f"p{quote.passage}",
            title=_title(quote, texts),
            description=_description(quote, texts),
            screen=quoted(
                (quote, *(other for other in best if other is not quote))[:PARTS],
                0,
                texts,
                bot_name,
                unsure=unsure and number == 0,
            ),
        )
        for number, quote in enumerate(found.quotes[first:end], first)
    ]
    return Page(tuple(offered), str(end) if len(found.quotes) > end else "")


def articles(opened: Sequence[OpenArticle], next_offset: str, texts: Texts, bot_name: str) -> Page:
    """Articles, each a message that presents it."""
    offered = [
        Offer(
            id=f"a{one.card.id}",
            title=title_of(one.card, texts),
            description=_below(shorten(one.article.deck, _SNIPPET), credit(one.card, texts)),
            screen=_presented(one, texts, bot_name),
        )
        for one in opened
    ]
    return Page(tuple(offered), next_offset, _FRESH if offered else _FRESH_IN_VAIN)


def quoted(quotes: Sequence[Quote], shown: int, texts: Texts, bot_name: str, *, unsure: bool = False) -> Screen:
    """Quote number `shown` (counted round) of at most three, as a message that belongs to nobody."""
    number = shown % len(quotes)
    quote = quotes[number]
    turning: Row = []
    if len(quotes) > 1:
        position = f" {number + 1}/{len(quotes)}" if number else ""
        parts = tuple(
            buttons.Part(one.passage, *(one.highlights[0] if one.highlights else (0, 0))) for one in quotes[:PARTS]
        )
        flip = buttons.Flip((number + 1) % len(parts), unsure, parts, LANGUAGES.index(texts.language))
        turning.append(button(texts.other_part + position, flip))
    opening: Row = [
        InlineKeyboardButton(texts.open_in_kutip, url=address(bot_name, ToPassage(quote.passage, quote.article.id)))
    ]
    if (out := leading_out(quote.article, texts)) is not None:
        opening.insert(0, out)
    return Screen(
        lines(italic(texts.unsure) if unsure else Markup(), quotation(quote, texts)),
        keyboard([turning, opening]),
        preview_of(quote.article),
    )


def _presented(opened: OpenArticle, texts: Texts, bot_name: str) -> Screen:
    card = opened.card
    out = leading_out(card, texts)
    ask = InlineKeyboardButton(texts.ask_about_article, url=address(bot_name, ToArticle(card.id)))
    return Screen(
        lines(
            bold(title_of(card, texts)),
            italic(shorten(opened.article.deck, _DECK)),
            text(credit(card, texts)),
        ),
        keyboard([[out] if out else [], [ask]]),
        preview_of(card),
    )


def _title(quote: Quote, texts: Texts) -> str:
    title = shorten(quote.article.title, _OFFERED_TITLE, texts.untitled)
    return f"{title} › {shorten(quote.section, _OFFERED_HEADING, texts.lead)}"


def _description(quote: Quote, texts: Texts) -> str:
    """The words around the answer, and where they come from."""
    around = excerpt(quote.text, quote.highlights[:1], _SNIPPET)
    return _below(shorten(around.text, _SNIPPET), credit(quote.article, texts))


def _below(*parts: str) -> str:
    return "\n".join(filter(None, parts))
