"""A button was pressed: do what it stands for. Every press is answered, by a toast if there is something to say."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import buttons, render
from bot.handlers import articles, ask
from bot.sending import post
from bot.topics import Topic, headings
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, Update
    from telegram.ext import ContextTypes

    from bot.desk import Desk
    from bot.texts import Texts

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
    if pressed is None or query.message is None:
        return texts.stale
    chat, message = query.message.chat, query.message.message_id
    if chat.type != ChatType.PRIVATE:
        return ""  # groups hear nothing of us; that we took notice of the press is all that is told
    match pressed:
        case buttons.Vote() | buttons.Turnover():
            return await _about_turn(desk, query, pressed, texts)
        case buttons.OpenOutline(article):
            await post(query.get_bot(), chat.id, await articles.outline(desk, article, 0, texts))
        case buttons.OpenList():
            await post(query.get_bot(), chat.id, await articles.list_page(desk, 0, texts))
        case buttons.ShowOutline(article, page, shelf):
            await ask.turn_to(chat, message, await articles.outline(desk, article, page, texts, shelf=shelf))
        case buttons.ShowSection(article, section, page, shelf):
            shown = await articles.section(desk, article, section, page, texts, shelf=shelf)
            await ask.turn_to(chat, message, shown)
        case buttons.ShowList(page):
            await ask.turn_to(chat, message, await articles.list_page(desk, page, texts))
        case buttons.AskTopic(article, section):
            return await _ask_topic(desk, query, chat, pressed, texts)
        case buttons.AskWithin() | buttons.AskEverywhere():
            return await _ask_again(desk, query, chat, message, pressed, texts)
    return ""


async def _about_turn(desk: Desk, query: CallbackQuery, pressed: buttons.Vote | buttons.Turnover, texts: Texts) -> str:
    """A vote on an answer, or the wish for its next quote: either way its message is drawn again."""
    if query.message is None:
        return texts.stale
    chat = query.message.chat
    turn = await desk.conversations.turn_in(chat.id, pressed.turn)
    if turn is None:
        return texts.stale
    if isinstance(pressed, buttons.Vote):
        await desk.conversations.vote(turn.id, query.from_user.id, helpful=pressed.helpful)
        voted = True
    else:  # a press may have been under way when the vote was cast
        voted = pressed.voted or await desk.conversations.voted(turn.id, query.from_user.id)
    quotes = await desk.library.quotes(turn.quotes, desk.scope)
    if quotes:
        first = next(quote for quote in turn.quotes if quote.passage == quotes[0].passage)
        also = await desk.library.also(first, desk.scope)
        screen = render.quoted(turn.id, turn.status, quotes, pressed.shown, texts, also=also, voted=voted)
        await ask.turn_to(chat, query.message.message_id, screen)
    if isinstance(pressed, buttons.Vote):
        if pressed.helpful:
            return texts.thanks_yes
        return texts.thanks_no if len(quotes) > 1 else texts.thanks_no_alone
    return "" if quotes else texts.gone


async def _ask_topic(desk: Desk, query: CallbackQuery, chat: Chat, pressed: buttons.AskTopic, texts: Texts) -> str:
    opened = await desk.library.open_article(pressed.article, desk.scope)
    wording = opened.card.title if pressed.section is None else dict(headings(opened.article)).get(pressed.section)
    if not wording:
        return texts.stale
    topic = Topic(pressed.article, pressed.section, wording)
    await ask.ask_topic(desk, chat, query.from_user, topic, opened.card.ref)
    return ""


async def _ask_again(
    desk: Desk,
    query: CallbackQuery,
    chat: Chat,
    message: int,
    pressed: buttons.AskWithin | buttons.AskEverywhere,
    texts: Texts,
) -> str:
    turn = await desk.conversations.turn_in(chat.id, pressed.turn)
    if turn is None:
        return texts.stale
    card = None
    if isinstance(pressed, buttons.AskWithin):
        card = (await desk.library.open_article(pressed.article, desk.scope)).card
    await ask.ask_again(desk, chat, query.from_user, turn, message, card)
    return ""


async def _toast(query: CallbackQuery, words: str) -> None:
    try:
        await query.answer(words or None)
    except TelegramError as error:  # Telegram waits for some seconds only; the deed itself is done
        _log.info("a press could not be acknowledged: %s", error.message)
