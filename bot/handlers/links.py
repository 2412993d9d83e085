"""Deep links: what somebody comes for who opens the private chat by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.addressing import Facts, Question, decide
from bot.handlers import articles, ask, focus, start
from bot.hearing import deeplinks
from bot.screens import arrivals
from bot.screens.topics import topics_of
from bot.transport.sending import reply
from bot.typesetting.markup import sound
from retrieval.errors import ArticleError
from retrieval.turns import TurnQuote

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk, Room
    from bot.screens.render import Screen


async def follow(desk: Desk, room: Room, message: Message, link: deeplinks.Link) -> None:
    """Do what a link stands for, in the private chat that it opened."""
    match link:
        case deeplinks.ToQuestion(""):
            await ask.ask_back(desk, room, message, edited=False)
        case deeplinks.ToQuestion(question):
            await _answer(desk, room, message, question)
        case _:
            await reply(message, await _shown(desk, room, link))


async def _answer(desk: Desk, room: Room, message: Message, question: str) -> None:
    """Answer as if the question had been typed; a link to what is none is worth no more than a greeting."""
    asked = decide(Facts(private=True, text=sound(question).strip()))
    if isinstance(asked, Question):
        await ask.answer(desk, room, message, asked, edited=False, spelled_out=True)
    else:
        await start.greet(desk, room, message)


async def _shown(desk: Desk, room: Room, link: deeplinks.ToArticle | deeplinks.ToPassage) -> Screen:
    try:
        if isinstance(link, deeplinks.ToArticle):
            return await focus.pinned(desk, room, link.article)
        for quote in await desk.library.quotes([TurnQuote(link.passage)], room.scope):
            opened = await desk.library.open_article(quote.article.id, room.scope)
            return arrivals.passage(quote, opened, room.texts)
        return await articles.outline(desk, room, link.article, 0)
    except ArticleError:
        return arrivals.gone(await topics_of(desk.library, room.scope), room.texts)
