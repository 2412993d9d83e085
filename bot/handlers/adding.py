"""What an editor gave is read, stored and shown as it was understood, or they are told what to do.

An article is stored whole or not at all, and so is each file of an archive.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.addressing import Request, Wanted
from bot.editing.problems import Given, GivenError, told
from bot.editing.reading import read
from bot.editing.submissions import Pasted
from bot.handlers import telling
from bot.screens import previewing, render
from bot.transport.sending import change, reply
from retrieval.audit import Change
from retrieval.errors import ArticleError, StorageError

if TYPE_CHECKING:
    from telegram import Bot, Message

    from bot.desk import Desk, Room
    from bot.editing.reading import Harvest
    from bot.editing.submissions import Submission
    from bot.handlers.editing import Aside
    from bot.handlers.editors import Pen
    from bot.screens.render import Screen
    from retrieval.answer import ArticleCard
    from retrieval.article import Article

_log = logging.getLogger(__name__)
_QUIET: Final = 1.5
"""Seconds of reading for which nothing is said: a message that stands for less is a flicker, and costs one more."""


async def take(
    desk: Desk,
    room: Room,
    message: Message,
    pen: Pen,
    given: Submission,
    aside: Aside,
    replacing: ArticleCard | None = None,
) -> None:
    """Add the article in `given`, or replace another by it, and say what came of it in reply to `message`.

    Takes as long as a site or a file takes. Nothing is stored before all of it is read. Which open questions it answers
    is said aside, afterwards.
    """
    bot, texts = message.get_bot(), room.texts
    if desk.jobs.is_full(room.chat):
        await reply(message, render.sentence(texts.too_much_at_once))
        return
    reading = asyncio.create_task(_read(desk, given, bot))
    job = desk.jobs.add(room.chat, reading)
    progress: int | None = None
    try:
        await asyncio.wait({reading}, timeout=_QUIET)
        if not reading.done():
            progress = (await reply(message, previewing.progress(job, texts))).message_id
            await asyncio.wait({reading})
        screen, changes = await _outcome(
            desk, room, pen, reading, replacing, cut=isinstance(given, Pasted) and given.cut
        )
    except Exception as error:
        if progress is not None:
            said = texts.not_stored if isinstance(error, StorageError) else texts.trouble
            await change(bot, room.chat, progress, render.sentence(said))
        raise
    finally:
        reading.cancel()
    if progress is None or not await change(bot, room.chat, progress, screen):
        progress = (await reply(message, screen)).message_id
    if changes:
        aside(telling.offer_telling(desk, room, bot, changes, under=progress))


def again(desk: Desk, room: Room, replacing: ArticleCard | None) -> None:
    """What was given cannot be used: in a private chat, the next message may be better."""
    if room.private and desk.awaiting.awaited(room.chat, None) is None:
        wanted = Wanted.REPLACEMENT if replacing else Wanted.ARTICLE
        desk.awaiting.ask(room.chat, Request(wanted, replacing.id if replacing else None))


async def _read(desk: Desk, given: Submission, bot: Bot) -> Harvest:
    async with desk.jobs.reading:
        return await read(given, bot, desk.fetch, desk.settings.zone)


async def _outcome(
    desk: Desk, room: Room, pen: Pen, reading: asyncio.Task[Harvest], replacing: ArticleCard | None, *, cut: bool
) -> tuple[Screen, list[Change]]:
    """Store what was read; what to show of it, or of what is wrong with it, and what was changed."""
    if reading.cancelled():
        return render.sentence(room.texts.interrupted if desk.jobs.stopping else room.texts.cancelled), []
    try:
        harvest = reading.result()
        async with desk.jobs.storing:
            pen = pen.moved(desk.jobs.now(room.chat))
            if replacing is None and harvest.archive:
                outcomes = [(member.name, await _put_member(desk, pen, member.outcome)) for member in harvest.members]
                changes = [outcome for _, outcome in outcomes if isinstance(outcome, Change) and outcome.id]
                return previewing.archive(outcomes, pen.owner, room.texts), changes
            made = await _put(desk, pen, _only(harvest), replacing)
            opened = await desk.library.open_article(made.card.id, pen.scope)
        return previewing.edited(made, opened, room.texts, cut=cut), [made] if made.id else []
    except ArticleError as error:
        _log.debug("what an editor gave could not be used: %s", error)
        again(desk, room, replacing)
        return render.sentence(told(error, room.texts)), []


def _only(harvest: Harvest) -> Article:
    """The article that was given. Raises ArticleError when there is none, or several."""
    if len(harvest.articles) == 1:
        return harvest.articles[0]
    for member in harvest.members:
        if isinstance(member.outcome, ArticleError) and not harvest.articles:
            raise member.outcome
    raise GivenError(Given.SEVERAL)


async def _put_member(desk: Desk, pen: Pen, outcome: Article | ArticleError) -> Change | ArticleError:
    if isinstance(outcome, ArticleError):
        return outcome
    try:
        return await _put(desk, pen, outcome)
    except ArticleError as error:
        return error


async def _put(desk: Desk, pen: Pen, article: Article, replacing: ArticleCard | None = None) -> Change:
    if replacing is None:
        return await desk.library.edit(article, by=pen.by, owner=pen.owner, most=pen.most)
    now = await desk.library.card(replacing.id, pen.scope)
    if now is None:  # removed while we were reading
        raise GivenError(Given.GONE)
    return await desk.library.edit(article, by=pen.by, owner=pen.owner, ref=now.ref)
