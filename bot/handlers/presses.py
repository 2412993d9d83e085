"""A button was pressed: do what it stands for. Every press is answered, by a toast if there is something to say."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from bot import buttons
from bot.desk import LostTopicError
from bot.handlers import articles, ask, editing, focus, inline, privacy, settings, statistics, unanswered
from bot.screens import render
from bot.screens.searching import search_in
from bot.screens.topics import Topic, headings
from bot.transport.acknowledging import acknowledge
from retrieval.errors import ArticleError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import CallbackQuery, MaybeInaccessibleMessage, Update, User
    from telegram.ext import ContextTypes

    from bot.desk import Desk, Room
    from bot.texts import Texts
    from retrieval.answer import Quote
    from retrieval.turns import Turn


async def press(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Obey a pressed button, and say what there is to say in a toast, unless obeying takes too long for one."""
    query = update.callback_query
    if query is None:
        return
    texts = desk.texts_for(query.from_user)
    toast = texts.trouble
    words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    acknowledged = asyncio.create_task(acknowledge(query, words), name="acknowledging")
    pressed = buttons.decode(query.data or "")
    # Outside of the press, whose place among the chat's calls is for what is done at once.
    aside: editing.Aside = partial(copy_context().run, context.application.create_task, update=update)
    try:
        if query.message is not None:
            room = await desk.room(query.message, query.from_user, turn=_turn_of(pressed))
            texts = room.texts
            toast = await _obey_in_turn(desk, room, query, query.message, pressed, aside)
        else:
            toast = await _obey_elsewhere(desk, query, pressed, texts)
    except ArticleError:
        toast = texts.gone
    except LostTopicError:
        toast = texts.stale
    except StorageError:
        toast = texts.not_stored
        raise
    finally:
        words.set_result(toast)
        await acknowledged


async def _obey_in_turn(
    desk: Desk,
    room: Room,
    query: CallbackQuery,
    shown: MaybeInaccessibleMessage,
    pressed: buttons.Press | None,
    aside: editing.Aside,
) -> str:
    """Do it if Telegram takes something more from the chat now, else tell when. Raises as `_obey` does."""
    if isinstance(pressed, buttons.Vote | None):  # a vote writes in private chats only
        return await _obey(desk, room, query, shown, pressed, aside)
    with desk.pacing.press(room.chat) as wait:
        if wait:
            return room.texts.busy.format(seconds=ceil(wait))
        return await _obey(desk, room, query, shown, pressed, aside)


async def _obey(
    desk: Desk,
    room: Room,
    query: CallbackQuery,
    shown: MaybeInaccessibleMessage,
    pressed: buttons.Press | None,
    aside: editing.Aside,
) -> str:
    """Do it; what to say in a toast, if anything.

    Raises ArticleError when the press was about an article now gone, and LostTopicError when nobody knows any more
    where to put what it asks for.
    """
    match pressed:
        case buttons.Vote():
            return await _vote(desk, room, query.from_user, shown, pressed)
        case buttons.Turnover():
            return await _turn_over(desk, room, query.from_user, shown, pressed)
        case buttons.OpenOutline(article):
            viewer = query.get_bot(), query.from_user
            await ask.add(room, shown, await articles.outline(desk, room, article, 0, viewer=viewer))
        case buttons.OpenList():
            await ask.add(room, shown, await articles.list_page(desk, room, 0))
        case buttons.ShowOutline(article, page, shelf):
            viewer, search = (query.get_bot(), query.from_user), search_in(shown)
            screen = await articles.outline(desk, room, article, page, shelf=shelf, search=search, viewer=viewer)
            await ask.turn_to(room, shown, screen)
        case buttons.ShowSection(article, section, page, shelf):
            search = search_in(shown)
            screen = await articles.section(desk, room, article, section, page, shelf=shelf, search=search)
            await ask.turn_to(room, shown, screen)
        case buttons.ShowQuestions():
            return await _show_questions(desk, room, query, shown, pressed)
        case buttons.ShowList(page):
            await ask.turn_to(room, shown, await articles.list_page(desk, room, page, search=search_in(shown)))
        case buttons.AskTopic(article, section):
            return await _ask_topic(desk, room, query.from_user, shown, article, section)
        case buttons.AskWithin(number, article):
            return await _ask_again(desk, room, shown, number, article)
        case buttons.AskEverywhere(number):
            return await _ask_again(desk, room, shown, number)
        case buttons.FocusOn(article):
            await focus.pin(desk, room, shown, article)
        case buttons.Choose():
            return await settings.choose(desk, room, shown, query.from_user, pressed)
        case buttons.OfferToForget():
            await privacy.offer_to(room, shown, query.from_user)
        case buttons.Forget():
            return await privacy.forget(desk, room, shown, query.from_user, pressed)
        case (
            buttons.Undo()
            | buttons.Rename()
            | buttons.Replace()
            | buttons.Withdraw()
            | buttons.ShowDiscarded()
            | buttons.Cancel()
        ):
            return await editing.press(desk, room, shown, query.from_user, pressed)
        case (
            buttons.OpenMisses()
            | buttons.ShowMisses()
            | buttons.ShowMiss()
            | buttons.AskForArticle()
            | buttons.SeekPassage()
            | buttons.ShowPassage()
            | buttons.Pin()
            | buttons.Unpin()
            | buttons.ShowPins()
            | buttons.ShowPin()
            | buttons.RemovePin()
            | buttons.IgnoreMiss()
            | buttons.RecallMiss()
            | buttons.Tell()
        ):
            return await unanswered.press(desk, room, shown, query.from_user, pressed, aside)
        case buttons.ShowFigures() | buttons.SendTables():
            return await statistics.press(desk, room, shown, query.from_user, pressed)
        case _:
            return room.texts.stale
    return ""


async def _obey_elsewhere(desk: Desk, query: CallbackQuery, pressed: buttons.Press | None, texts: Texts) -> str:
    """Do it in a message that was sent through inline or guest mode, whose chat is nobody's business."""
    if not isinstance(pressed, buttons.Flip) or query.inline_message_id is None:
        return texts.stale
    return await inline.flip(desk, query.get_bot(), query.inline_message_id, pressed, texts)


def _turn_of(pressed: buttons.Press | None) -> int | None:
    """The turn that a pressed button carries, if any."""
    if isinstance(pressed, buttons.Vote | buttons.Turnover | buttons.AskWithin | buttons.AskEverywhere):
        return pressed.turn
    return None


async def _turn_shown(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, number: int) -> Turn | None:
    """The turn of a pressed button; None when it is forgotten, or when its message shows a later one by now.

    Of a message that is tied to no turn it is believed, for so it is where a group has moved; and of one that is tied
    to an earlier turn, for it is tied to the next a moment after it shows that.
    """
    turn = await desk.conversations.turn_in(room.chat, number)
    there = await desk.conversations.shown_in(room.chat, shown.message_id) if turn else None
    return None if turn and there and there.id > turn.id else turn


async def _vote(desk: Desk, room: Room, person: User, shown: MaybeInaccessibleMessage, vote: buttons.Vote) -> str:
    """Somebody's vote on an answer. Its buttons go once it is cast, but in a group, where others may vote too."""
    turn = await _turn_shown(desk, room, shown, vote.turn)
    if turn is None:
        return room.texts.stale
    await desk.conversations.vote(turn.id, person.id, helpful=vote.helpful)
    quotes = await desk.library.quotes(turn.quotes, room.scope)
    if quotes and room.private:
        await _draw(desk, room, shown, turn, quotes, vote.shown, voted=True)
    if vote.helpful:
        return room.texts.thanks_yes
    return room.texts.thanks_no if len(quotes) > 1 else room.texts.thanks_no_alone


async def _turn_over(
    desk: Desk, room: Room, person: User, shown: MaybeInaccessibleMessage, pressed: buttons.Turnover
) -> str:
    """The wish for an answer's next quote."""
    turn = await _turn_shown(desk, room, shown, pressed.turn)
    if turn is None:
        return room.texts.stale
    quotes = await desk.library.quotes(turn.quotes, room.scope)
    if not quotes:
        return room.texts.gone
    # In a private chat a press may have been under way when the vote was cast.
    voted = room.private and (pressed.voted or await desk.conversations.voted(turn.id, person.id))
    await _draw(desk, room, shown, turn, quotes, pressed.shown, voted=voted)
    await desk.conversations.shows(turn, quotes[pressed.shown % len(quotes)])
    return ""


async def _draw(
    desk: Desk,
    room: Room,
    shown: MaybeInaccessibleMessage,
    turn: Turn,
    quotes: Sequence[Quote],
    number: int,
    *,
    voted: bool,
) -> None:
    """Draw an answer's message again, with quote `number` in view."""
    first = next(quote for quote in turn.quotes if quote.passage == quotes[0].passage)
    also = await desk.library.also(first, room.scope)
    texts = room.texts_about(turn)
    screen = render.quoted(turn.id, turn.status, quotes, number, texts, also=also, voted=voted)
    await ask.turn_to(room, shown, ask.as_before(shown, turn, screen))


async def _show_questions(
    desk: Desk, room: Room, query: CallbackQuery, shown: MaybeInaccessibleMessage, pressed: buttons.ShowQuestions
) -> str:
    screen = await articles.questions(
        desk,
        room,
        query.get_bot(),
        query.from_user,
        pressed.article,
        pressed.page,
        shelf=pressed.shelf,
        search=search_in(shown),
    )
    if isinstance(screen, str):
        return screen
    await ask.turn_to(room, shown, screen)
    return ""


async def _ask_topic(
    desk: Desk, room: Room, person: User, shown: MaybeInaccessibleMessage, article: int, section: int | None
) -> str:
    opened = await desk.library.open_article(article, room.scope)
    wording = opened.card.title if section is None else dict(headings(opened.article)).get(section)
    if not wording:
        return room.texts.stale
    await ask.ask_topic(desk, room, shown, person, Topic(article, section, wording))
    return ""


async def _ask_again(
    desk: Desk, room: Room, shown: MaybeInaccessibleMessage, number: int, article: int | None = None
) -> str:
    turn = await _turn_shown(desk, room, shown, number)
    if turn is None:
        return room.texts.stale
    await ask.ask_again(desk, room, shown, turn, article)
    return ""
