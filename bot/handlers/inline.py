"""Inline mode: quotes are offered in any chat to whoever types behind the bot's name, for them to post."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import InlineQueryResultsButton

from bot.hearing import deeplinks
from bot.hearing.mentions import has_words
from bot.screens import offers
from bot.texts import LANGUAGES, texts_of
from bot.transport.sending import change_elsewhere, offer
from bot.typesetting.markup import sound
from retrieval.errors import ArticleError
from retrieval.scope import EVERYONE
from retrieval.turns import TurnQuote

if TYPE_CHECKING:
    from telegram import Bot, Update
    from telegram.ext import ContextTypes

    from bot import buttons
    from bot.desk import Desk
    from bot.texts import Texts
    from retrieval.answer import Quote


async def suggest(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Offer the quotes that answer what has been typed so far, or the newest articles while there are no words yet.

    All of it is public, wherever it is typed. Nothing is stored: neither who types nor what.
    """
    query = update.inline_query
    if query is None:
        return
    texts = desk.texts_for(query.from_user)
    name = context.bot.username or ""
    typed, first = sound(query.query).strip(), offers.first_of(query.offset)
    if not has_words(typed):
        page = await _newest(desk, first, texts, name)
        await offer(query, page, None if first else _to_private(texts.ask_in_kutip, ""))
        return
    found = await desk.ask(typed, EVERYONE, most=offers.wanted(first))
    page = offers.answers(found, first, texts, name)
    await offer(query, page, None if page.offers or first else _to_private(texts.nothing_offered, typed))


async def apologise(desk: Desk, update: Update) -> None:
    """Answer what somebody types with the word that something is wrong. Raises TelegramError."""
    if (query := update.inline_query) is not None:
        texts = desk.texts_for(query.from_user)
        await offer(query, offers.Page((), fresh=0), _to_private(texts.offer_trouble, sound(query.query).strip()))


async def flip(desk: Desk, bot: Bot, message: str, pressed: buttons.Flip, texts: Texts) -> str:
    """Show another part in a message that was sent through inline or guest mode; the toast, if there is one.

    `texts` are those of who pressed; the message stays in its language. Parts that are gone are left out from then on.
    """
    there = await _there(desk, pressed)
    if not there:
        return texts.gone
    quotes = list(there.values())
    # The one that is wanted, or the next one that is still there.
    shown = next((place for place, number in enumerate(there) if number >= pressed.shown), 0)
    language = LANGUAGES[pressed.language] if pressed.language < len(LANGUAGES) else texts.language
    screen = offers.quoted(quotes, shown, texts_of(language), bot.username, unsure=pressed.unsure)
    return "" if await change_elsewhere(bot, message, screen) else texts.stale


async def _there(desk: Desk, pressed: buttons.Flip) -> dict[int, Quote]:
    """The parts of a press that everybody may see still, by their numbers."""
    kept = [TurnQuote(part.passage) for part in pressed.parts]
    found = {quote.passage: quote for quote in await desk.library.quotes(kept, EVERYONE)}
    return {
        number: _marked(found[part.passage], part) for number, part in enumerate(pressed.parts) if part.passage in found
    }


def _marked(quote: Quote, part: buttons.Part) -> Quote:
    """The quote with the words of the part in bold, as long as it has them: people can make up a press."""
    return replace(quote, highlights=((part.start, part.end),)) if part.start < part.end <= len(quote.text) else quote


async def _newest(desk: Desk, first: int, texts: Texts, bot_name: str) -> offers.Page:
    cards = await desk.library.articles(EVERYONE, limit=offers.PAGE + 1, offset=first)
    opened = []
    for card in cards[: offers.PAGE]:
        with suppress(ArticleError):  # removed a moment ago
            opened.append(await desk.library.open_article(card.id, EVERYONE))
    more = str(first + offers.PAGE) if len(cards) > offers.PAGE else ""
    return offers.articles(opened, more, texts, bot_name)


def _to_private(words: str, question: str) -> InlineQueryResultsButton:
    """The button above all offers that leads into the private chat, where the question is answered."""
    start = deeplinks.parameter(deeplinks.ToQuestion(question))
    return InlineQueryResultsButton(words, start_parameter=start)
