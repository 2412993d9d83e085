"""A button was pressed: do what it stands for. Every press is answered, by a toast if there is something to say."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import buttons, render
from bot.facts import is_private
from bot.handlers import articles, ask
from bot.topics import Topic, headings
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import CallbackQuery, MaybeInaccessibleMessage, Update, User
    from telegram.ext import ContextTypes

    from bot.desk import Desk
    from bot.texts import Texts
    from retrieval.answer import Quote
    from retrieval.turns import Turn

_log = logging.getLogger(__name__)


async def press(desk: Desk, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Obey a pressed button."""
    query = update.callback_query
    if query is None:
        return
    texts = desk.texts_for(query.from_user)
    toast = texts.trouble
    try:
        toast = await _obey(desk, query, texts)
    except ArticleError:
        toast = texts.gone
    finally:
        await _toast(query, toast)


async def _obey(desk: Desk, query: CallbackQuery, texts: Texts) -> str:
    """Do it; what to say in a toast, if anything. Raises ArticleError when the press was about an article now gone."""
    pressed = buttons.decode(query.data or "")
    shown = query.message
    if pressed is None or shown is None:
        return texts.stale
    match pressed:
        case buttons.Vote():
            return await _vote(desk, query.from_user, shown, pressed, texts)
        case buttons.Turnover():
            return await _turn_over(desk, query.from_user, shown, pressed, texts)
        case buttons.OpenOutline(article):
            await ask.add(shown, await articles.outline(desk, article, 0, texts))
        case buttons.OpenList():
            await ask.add(shown, await articles.list_page(desk, 0, texts))
        case buttons.ShowOutline(article, page, shelf):
            await ask.turn_to(shown, await articles.outline(desk, article, page, texts, shelf=shelf))
        case buttons.ShowSection(article, section, page, shelf):
            await ask.turn_to(shown, await articles.section(desk, article, section, page, texts, shelf=shelf))
        case buttons.ShowList(page):
            await ask.turn_to(shown, await articles.list_page(desk, page, texts))
        case buttons.AskTopic():
            return await _ask_topic(desk, query.from_user, shown, pressed, texts)
        case buttons.AskWithin() | buttons.AskEverywhere():
            return await _ask_again(desk, query.from_user, shown, pressed, texts)
    return ""


async def _vote(desk: Desk, person: User, shown: MaybeInaccessibleMessage, vote: buttons.Vote, texts: Texts) -> str:
    """Somebody's vote on an answer. Its buttons go once it is cast, but in a group, where others may vote too."""
    turn = await desk.conversations.turn_in(shown.chat.id, vote.turn)
    if turn is None:
        return texts.stale
    await desk.conversations.vote(turn.id, person.id, helpful=vote.helpful)
    quotes = await desk.library.quotes(turn.quotes, desk.scope)
    if quotes and is_private(shown):
        await _draw(desk, shown, turn, quotes, vote.shown, texts, voted=True)
    if vote.helpful:
        return texts.thanks_yes
    return texts.thanks_no if len(quotes) > 1 else texts.thanks_no_alone


async def _turn_over(
    desk: Desk, person: User, shown: MaybeInaccessibleMessage, pressed: buttons.Turnover, texts: Texts
) -> str:
    """The wish for an answer's next quote."""
    turn = await desk.conversations.turn_in(shown.chat.id, pressed.turn)
    if turn is None:
        return texts.stale
    quotes = await desk.library.quotes(turn.quotes, desk.scope)
    if not quotes:
        return texts.gone
    private = is_private(shown)  # where a press may have been under way when the vote was cast
    voted = private and (pressed.voted or await desk.conversations.voted(turn.id, person.id))
    said = desk.texts_about(turn, person, private=private)
    await _draw(desk, shown, turn, quotes, pressed.shown, said, voted=voted)
    return ""


async def _draw(
    desk: Desk,
    shown: MaybeInaccessibleMessage,
    turn: Turn,
    quotes: Sequence[Quote],
    number: int,
    texts: Texts,
    *,
    voted: bool,
) -> None:
    """Draw an answer's message again, with quote `number` in view."""
    first = next(quote for quote in turn.quotes if quote.passage == quotes[0].passage)
    also = await desk.library.also(first, desk.scope)
    await ask.turn_to(shown, render.quoted(turn.id, turn.status, quotes, number, texts, also=also, voted=voted))


async def _ask_topic(
    desk: Desk, person: User, shown: MaybeInaccessibleMessage, pressed: buttons.AskTopic, texts: Texts
) -> str:
    opened = await desk.library.open_article(pressed.article, desk.scope)
    wording = opened.card.title if pressed.section is None else dict(headings(opened.article)).get(pressed.section)
    if not wording:
        return texts.stale
    await ask.ask_topic(desk, shown, person, Topic(pressed.article, pressed.section, wording), opened.card.ref)
    return ""


async def _ask_again(
    desk: Desk,
    person: User,
    shown: MaybeInaccessibleMessage,
    pressed: buttons.AskWithin | buttons.AskEverywhere,
    texts: Texts,
) -> str:
    turn = await desk.conversations.turn_in(shown.chat.id, pressed.turn)
    if turn is None:
        return texts.stale
    card = None
    if isinstance(pressed, buttons.AskWithin):
        card = (await desk.library.open_article(pressed.article, desk.scope)).card
    await ask.ask_again(desk, shown, turn, desk.texts_about(turn, person, private=is_private(shown)), card)
    return ""


async def _toast(query: CallbackQuery, words: str) -> None:
    try:
        await query.answer(words or None)
    except TelegramError as error:  # Telegram waits for some seconds only; the deed itself is done
        _log.info("a press could not be acknowledged: %s", error.message)
