"""Which article an editor means: by its reference, by words of its title, or by the answer that they reply to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.editing.submissions import words_of
from bot.hearing.facts import replied_id
from bot.screens import previewing
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from telegram import Message

    from bot.desk import Desk, Room
    from bot.handlers.editors import Pen
    from retrieval.answer import ArticleCard


async def meant(desk: Desk, room: Room, message: Message, pen: Pen) -> tuple[ArticleCard | None, str, str]:
    """The article that a command is about, what the message says beside its reference, and why that cannot be.

    It is named by its reference, the first word; or it is that of the answer of ours that is replied to.
    """
    words = words_of(message)
    ref, *rest = words.split(maxsplit=1) or [""]
    if ref and (card := await _by_ref(desk, pen, ref)) is not None:
        return card, "".join(rest), ""
    replied = replied_id(message)
    turn = await desk.conversations.shown_in(room.chat, replied) if replied is not None else None
    if turn is None or turn.context.article is None:
        return None, words, ""
    card = await desk.library.card(turn.context.article, pen.scope)
    if card is None:
        return None, words, room.texts.edit_elsewhere.format(library=previewing.library(pen.owner, room.texts))
    return card, words, ""


async def _by_ref(desk: Desk, pen: Pen, ref: str) -> ArticleCard | None:
    try:
        return (await desk.library.open_article(ref, pen.scope)).card
    except ArticleError:
        return None


async def found(desk: Desk, pen: Pen, words: str) -> tuple[list[ArticleCard], str]:
    """The articles whose title has these words, or the newest without any; and what was looked for."""
    search = " ".join(words.split("\n", 1)[0].split())
    return await desk.library.articles(pen.scope, search=search, limit=previewing.OFFERED), search


async def own(desk: Desk, pen: Pen, article: int) -> ArticleCard:
    """An article that can be changed. Raises ArticleError when it is gone, or somebody else's."""
    return (await desk.library.open_article(article, pen.scope)).card
