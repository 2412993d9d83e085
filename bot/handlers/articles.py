"""Browsing the library: the list of articles, an article's outline, a section's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import shelves
from bot.sending import reply

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk, Room
    from bot.render import Screen


async def send_list(desk: Desk, room: Room, message: Message) -> None:
    """Answer the command with the newest articles."""
    await reply(message, await list_page(desk, room, 0))


async def list_page(desk: Desk, room: Room, page: int) -> Screen:
    """A page (from 0) of the list of articles."""
    leaf = shelves.Leaf.holding(page, await desk.library.count(room.scope), shelves.LIST_PAGE)
    first = leaf.number * shelves.LIST_PAGE
    cards = await desk.library.articles(room.scope, limit=shelves.LIST_PAGE, offset=first)
    return shelves.listing(cards, leaf, room.texts)


async def outline(desk: Desk, room: Room, article: int, page: int, *, shelf: int = 0) -> Screen:
    """An article's outline. Raises ArticleError when the article is gone."""
    return shelves.outline(await desk.library.open_article(article, room.scope), page, room.texts, shelf=shelf)


async def section(desk: Desk, room: Room, article: int, number: int, page: int, *, shelf: int = 0) -> Screen:
    """A page of a section, or the outline if the article changed and has no such section any more.

    Raises ArticleError when the article is gone.
    """
    opened = await desk.library.open_article(article, room.scope)
    shown = shelves.section_page(opened, number, page, room.texts, shelf=shelf)
    return shown or shelves.outline(opened, 0, room.texts, shelf=shelf)
