"""Browsing the library: the list of articles, an article's outline, a section's text, and what readers asked it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.handlers.editors import pressers_pen
from bot.screens import shelves
from bot.screens.leaves import Leaf
from bot.screens.searching import search_of
from bot.transport.sending import reply
from bot.typesetting.cutting import shorten
from retrieval.analysis.analyzer import unaccented
from retrieval.scope import Scope

if TYPE_CHECKING:
    from telegram import Bot, Message, User

    from bot.desk import Desk, Room
    from bot.screens.render import Screen
    from retrieval.answer import ArticleCard, Quote

_log = logging.getLogger(__name__)


async def send_list(desk: Desk, room: Room, message: Message, argument: str = "") -> None:
    """Answer the command with the newest articles, or with those that have the words behind it."""
    search = search_of(argument)
    if not search and argument.strip() and await desk.library.count(room.scope):  # emoji or marks, which no title has
        await reply(message, shelves.found_inside([], shorten(argument, shelves.SEARCH), room.texts))
        return
    await reply(message, await list_page(desk, room, 0, search=search))


async def list_page(desk: Desk, room: Room, page: int, *, search: str = "") -> Screen:
    """A page (from 0) of the list of articles, or of what a search finds: by titles, or else in the texts."""
    leaf = Leaf.holding(page, await desk.library.count(room.scope, search=search), shelves.LIST_PAGE)
    first = leaf.number * shelves.LIST_PAGE
    cards = await desk.library.articles(room.scope, search=search, limit=shelves.LIST_PAGE, offset=first)
    if search and not cards and await desk.library.count(room.scope):
        return shelves.found_inside(await _inside(desk, room, search), search, room.texts)
    return shelves.listing(cards, leaf, room.texts, search=search)


async def outline(
    desk: Desk,
    room: Room,
    article: int,
    page: int,
    *,
    shelf: int = 0,
    search: str = "",
    viewer: tuple[Bot, User | None] | None = None,
) -> Screen:
    """An article's outline; who edits it sees how much it was asked. Raises ArticleError when the article is gone.

    The `viewer` is who looks at it, with the bot by which to ask Telegram who they are.
    """
    opened = await desk.library.open_article(article, room.scope)
    asked = await _asked_of(desk, room, article, viewer) if viewer else 0
    return shelves.outline(opened, page, room.texts, shelf=shelf, search=search, asked=asked)


async def section(
    desk: Desk, room: Room, article: int, number: int, page: int, *, shelf: int = 0, search: str = ""
) -> Screen:
    """A page of a section, or the outline if the article changed and has no such section any more.

    Raises ArticleError when the article is gone.
    """
    opened = await desk.library.open_article(article, room.scope)
    shown = shelves.section_page(opened, number, page, room.texts, shelf=shelf, search=search)
    return shown or shelves.outline(opened, 0, room.texts, shelf=shelf, search=search)


async def questions(
    desk: Desk, room: Room, bot: Bot, person: User, article: int, page: int, *, shelf: int = 0, search: str = ""
) -> Screen | str:
    """A page of what readers asked an article, or the kind refusal of who does not edit it.

    Raises ArticleError when the article is gone, or not theirs to edit, and TelegramError.
    """
    pen = await pressers_pen(desk, room, bot, person)
    if isinstance(pen, str):
        return pen
    card = (await desk.library.open_article(article, pen.scope)).card
    asked = await desk.library.asked.questions(article, pen.owner)
    return shelves.questions(card, asked, page, room.texts, shelf=shelf, search=search)


async def _asked_of(desk: Desk, room: Room, article: int, viewer: tuple[Bot, User | None]) -> int:
    """How many questions of readers an article answered, if the viewer edits it; else 0."""
    bot, person = viewer
    if not room.private and await desk.library.card(article, Scope(str(room.chat), public=False)) is None:
        return 0  # a public article, which nobody edits from a group
    try:
        pen = await pressers_pen(desk, room, bot, person)
    except TelegramError as error:
        _log.info("an outline was shown as to a reader, for Telegram did not say who edits: %s", error.message)
        return 0
    if isinstance(pen, str) or await desk.library.card(article, pen.scope) is None:
        return 0
    return await desk.library.asked.count(article, pen.owner)


async def _inside(desk: Desk, room: Room, search: str) -> list[ArticleCard]:
    """The articles with a passage that has all words of a search, or else those that would be quoted if it were asked,
    best first.
    """
    found = await desk.library.ask(search, scope=room.scope, most=3 * shelves.LIST_PAGE)
    words = unaccented(search).split()
    quotes = [quote for quote in found.quotes if _has(quote, words)] or found.quotable
    return list({quote.article.id: quote.article for quote in quotes}.values())[: shelves.LIST_PAGE]


def _has(quote: Quote, words: list[str]) -> bool:
    text = unaccented(f"{quote.section} {quote.text}")
    return all(word in text for word in words)
