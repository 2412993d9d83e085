"""Talking about one article: pinned for a chat or a topic by `/fokus`, a button or a link, until it is let go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.handlers import ask
from bot.hearing.facts import replied_id
from bot.screens import focusing
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Message

    from bot.desk import Desk, Room
    from bot.screens.render import Screen

_ALL: Final = frozenset({"semua", "semuanya", "all", "lepas", "off"})
_ARTICLES: Final = frozenset(
    {"artikel", "artikelnya", "berita", "beritanya", "fokus", "the", "articles", "news", "focus"}
)
"""What may follow them: "semua artikel", "all the news", "lepas fokus"."""
_WORD: Final = re.compile(r"\w+")


async def choose(desk: Desk, room: Room, message: Message, argument: str) -> None:
    """Obey `/fokus`: `semua` lets go, other words look for an article, and in reply to an answer its article is meant.

    Without any of these, the newest articles are offered.
    """
    replied = replied_id(message)
    turn = await desk.conversations.shown_in(room.chat, replied) if replied is not None else None
    words = _WORD.findall(argument)  # whatever marks and quotation marks people put around a title
    if _means_all(words):
        await reply(message, await pinned(desk, room, None))
    elif not words and turn is not None and turn.context.article is not None:
        await reply(message, await pinned(desk, room, turn.context.article))
    else:
        found = await desk.library.articles(room.scope, search=" ".join(words), limit=focusing.OFFERED)
        if words and len(found) == 1:
            await reply(message, await pinned(desk, room, found[0].id))
        else:
            current = await desk.focus(room)
            await reply(message, focusing.offer(found, current, argument if words else "", room.texts))


async def pin(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, article: int | None) -> None:
    """Obey a button: talk about this article from now on, about all if None.

    Raises ArticleError when it is gone, and LostTopicError when it is not known any more for which topic.
    """
    await ask.add(room, shown, await pinned(desk, room, article))


async def pinned(desk: Desk, room: Room, article: int | None) -> Screen:
    """Talk about this article from now on, about all if None; what to show. Raises ArticleError when it is gone."""
    if article is None:
        await desk.library.chats.focus_on(str(room.chat), room.topic, None)
        return focusing.let_go(room.texts)
    opened = await desk.library.open_article(article, room.scope)
    await desk.library.chats.focus_on(str(room.chat), room.topic, article)
    return focusing.pinned(opened, room.texts)


def _means_all(words: list[str]) -> bool:
    """Whether words after the command are about all articles rather than in a title: "semua", "all the articles"."""
    spoken = [word.lower() for word in words]
    return bool(spoken) and spoken[0] in _ALL and set(spoken[1:]) <= _ARTICLES
