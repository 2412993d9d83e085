"""Browsing the library: the list of articles, an article's outline, a section's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import shelves
from bot.sending import reply

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk
    from bot.render import Screen
    from bot.texts import Texts


async def send_list(desk: Desk, message: Message) -> None:
    """Answer the command with the newest articles."""
    await reply(message, await list_page(desk, 0, desk.texts_for(message.from_user)))


async def list_page(desk: Desk, page: int, texts: Texts) -> Screen:
    """A page (from 0) of the list of articles."""
    leaf = shelves.Leaf.holding(page, await desk.library.count(desk.scope), shelves.LIST_PAGE)
    cards = await desk.library.articles(desk.scope, limit=shelves.LIST_PAGE, offset=leaf.number * shelves.LIST_PAGE)
    return shelves.listing(cards, leaf, texts)


async def outline(desk: Desk, article: int, page: int, texts: Texts, *, shelf: int = 0) -> Screen:
    """An article's outline. Raises ArticleError when the article is gone."""
    return shelves.outline(await desk.library.open_article(article, desk.scope), page, texts, shelf=shelf)


async def section(desk: Desk, article: int, number: int, page: int, texts: Texts, *, shelf: int = 0) -> Screen:
    """A page of a section, or the outline if the article changed and has no such section any more.

    Raises ArticleError when the article is gone.
    """
    opened = await desk.library.open_article(article, desk.scope)
    shown = shelves.section_page(opened, number, page, texts, shelf=shelf)
    return shown or shelves.outline(opened, 0, texts, shelf=shelf)
