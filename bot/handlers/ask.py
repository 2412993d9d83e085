"""A question gets one message: the quote that answers, or the honest word that there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeAlias

from telegram import ForceReply, Message

from bot.conversation import UNREMEMBERED, Place
from bot.hearing.facts import author_of, in_thread, is_shown, place_of, quoted_part, replied_id, replied_message
from bot.hearing.overhearing import is_welcome
from bot.screens import render
from bot.screens.source_post import source_post
from bot.transport.delivery import current
from bot.transport.sending import change, post, reply
from retrieval.errors import KutipError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import MaybeInaccessibleMessage, User

    from bot.addressing import Question
    from bot.desk import Desk, Room
    from bot.screens.render import Screen
    from bot.screens.source_post import SourcePost
    from bot.screens.topics import Topic
    from bot.texts import Texts
    from retrieval.answer import Answer
    from retrieval.turns import Turn

_log = logging.getLogger(__name__)

Spot: TypeAlias = tuple[int, int]
"""One of the bot's messages: the chat that it is in, and its id there."""


async def answer(
    desk: Desk, room: Room, message: Message, asked: Question, *, edited: bool, spelled_out: bool = False
) -> None:
    """Answer a message's question; when the question was edited, the answer to it is edited.

    A question of `theirs` stands in the message replied to: it is answered there, as its writer's, to who called us.
    One that was `overheard` leans on nothing, for it goes on from what others said, and is answered only when that is
    welcome; else it is not kept either. One that came by a link is `spelled_out` above its answer, for its message does
    not show it.
    """
    place = place_of(message)
    before = await _asked(desk, message, edited=edited)
    begun = _begun()
    first = before[0] if before else begun
    there = replied_message(message) if asked.theirs else None
    replied = replied_id(message)
    overheard = asked.overheard and not before
    earlier: Turn | None = None
    if there is not None:
        earlier = await desk.conversations.turn_before(place_of(message, writer=there), asked_first=first)
    elif not overheard:
        earlier = await desk.conversations.turn_before(place, replied, quoted=quoted_part(message), asked_first=first)
    article = await _pinned(desk, room, None if there else replied)
    context = earlier.context if earlier else None
    found = await desk.ask(asked.text, room.scope, article=article, context=context)
    if overheard and not is_welcome(found):
        return
    turn = await desk.conversations.remember(
        place,
        asked.text,
        found,
        room.texts.language,
        message=message.message_id,
        author=author_of(message, theirs=asked.theirs),
        before=earlier,
        anew=begun.id if begun else None,
    )
    screen = _screen(turn, found, room)
    if spelled_out:
        screen = screen.under(asked.text)
    source = source_post(found.quotes[0]) if room.private and _is_quoted(found) else None
    await note(desk, turn, room.chat, await _show(message, screen, before, to=there, source=source))


def _begun() -> Turn | None:
    """The turn of the question at work that a former run of the bot remembered before it ended."""
    delivery = current()
    return delivery.turn_before if delivery else None


async def _pinned(desk: Desk, room: Room, replied: int | None) -> int | None:
    """The article to ask alone: that of the place, unless the message replied to is an answer from another one."""
    focus = await desk.focus(room)
    if focus is None or replied is None:
        return focus.id if focus else None
    turn = await desk.conversations.shown_in(room.chat, replied)
    elsewhere = turn is not None and turn.context.article not in {None, focus.id}
    return None if elsewhere else focus.id


async def respond(desk: Desk, message: Message, screen: Screen, *, edited: bool) -> None:
    """Reply to what is no question; when it was one until it was edited, its answer becomes this.

    Other edits get no reply: the first writing had one, and a live location is edited every few seconds.
    """
    asked = await _asked(desk, message, edited=edited)
    if asked or not edited:
        await _show(message, screen, asked)


async def ask_back(desk: Desk, room: Room, message: Message, *, edited: bool) -> None:
    """We were called without a question: ask what it is, with the input field of who called ready for it."""
    texts = room.texts
    if asked := await _asked(desk, message, edited=edited):
        await _show(message, render.sentence(texts.what_question), asked)
        return
    prompt = ForceReply(input_field_placeholder=texts.question_placeholder, selective=None if room.private else True)
    await reply(message, render.sentence(texts.what_question), prompt=prompt)


async def ask_again(
    desk: Desk, room: Room, shown: MaybeInaccessibleMessage, turn: Turn, article: int | None = None
) -> None:
    """Answer a turn's question again, from the article of this id or from all, in the bot's message `shown`.

    It stays its asker's, whoever pressed the button. Raises ArticleError when that article is gone.
    """
    # As it was understood: what it leant on may have been forgotten since.
    found = await desk.ask(turn.context.question, room.scope, article=article)
    texts = room.texts_about(turn)
    again = await desk.conversations.remember(
        Place.of(turn),
        turn.question,
        found,
        texts.language,
        message=turn.question_message,
        author=int(turn.author) if turn.author else None,
        before=turn,
    )
    screen = as_before(shown, turn, _screen(again, found, room, texts))
    await note(desk, again, room.chat, await turn_to(room, shown, screen))


def as_before(shown: MaybeInaccessibleMessage, turn: Turn, screen: Screen) -> Screen:
    """The screen that is to replace `shown`, under the turn's question if that is spelled out there."""
    spelled_out = render.spelled_out(turn.question).plain
    # Below the first line where it was told later that there is an answer.
    above = is_shown(shown) and spelled_out in (shown.text or "").split("\n")[:2]
    return screen.under(turn.question) if above else screen


async def turn_to(room: Room, shown: MaybeInaccessibleMessage, screen: Screen) -> Spot:
    """Show `screen` in one of the bot's messages, or in a new one if that can no longer be edited; where it is then.

    Raises LostTopicError as `add` does.
    """
    if await change(shown.get_bot(), shown.chat.id, shown.message_id, screen):
        return shown.chat.id, shown.message_id
    return await add(room, shown, screen)


async def add(room: Room, shown: MaybeInaccessibleMessage, screen: Screen) -> Spot:
    """Show `screen` in a new message, where `shown` is; the new message.

    Raises LostTopicError when `shown` is in a topic that is not known any more.
    """
    under = shown.message_id if in_thread(shown) else None
    return _spot(await post(shown.get_bot(), room.chat, screen, topic=room.topic, under=under))


async def ask_topic(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, person: User, topic: Topic) -> None:
    """Answer a topic that somebody tapped in the bot's message `shown`, from its article alone."""
    found = await desk.ask(topic.text, room.scope, article=topic.article)
    place = Place(room.chat, person.id, room.topic)
    turn = await desk.conversations.remember(place, topic.text, found, room.texts.language)
    await note(desk, turn, room.chat, await add(room, shown, _screen(turn, found, room)))


async def _asked(desk: Desk, message: Message, *, edited: bool) -> list[Turn]:
    """The turns that were asked in a message until it was edited."""
    return await desk.conversations.asked_in(place_of(message), message.message_id) if edited else []


async def _show(
    message: Message,
    screen: Screen,
    asked: Sequence[Turn],
    *,
    to: Message | None = None,
    source: SourcePost | None = None,
) -> Spot:
    """Show `screen` in the message that answered the turns `asked`, or else in a reply; where it is then."""
    shown = next((turn.message for turn in reversed(asked) if turn.message is not None), None)
    if shown is not None and await change(message.get_bot(), message.chat_id, shown, screen):
        return message.chat_id, shown
    return _spot(await reply(message, screen, to=to, source=source))


def _spot(message: Message) -> Spot:
    return message.chat_id, message.message_id


async def note(desk: Desk, turn: int, asked_in: int, spot: Spot) -> None:
    """Note where a turn is shown. The answer has been given, so that failing here is no news to its reader.

    Where the group that it was asked in has become another meanwhile, everything goes there first: what Telegram tells
    of it later would cut the turn off from its message.
    """
    chat, message = spot
    if turn == UNREMEMBERED:
        return
    try:
        if chat != asked_in:
            await desk.move(asked_in, chat)
        await desk.conversations.sent(turn, message)
    except StorageError as error:  # which the admins are told once
        _log.warning("turn %d could not be tied to its message: %s", turn, error)
    except KutipError:
        _log.exception("turn %d could not be tied to its message; replies to it will not be followed", turn)


def _is_quoted(found: Answer) -> bool:
    return bool(found.quotable) and not found.choices


def _screen(turn: int, found: Answer, room: Room, texts: Texts | None = None) -> Screen:
    texts = texts or room.texts
    if turn == UNREMEMBERED and found.quotable:  # buttons would lead nowhere
        return render.quoted(turn, found.status, found.quotable[:1], 0, texts, also=found.also, voted=True)
    if found.choices:
        return render.choices(turn, found.choices, texts)
    if _is_quoted(found):
        return render.quoted(turn, found.status, found.quotes, 0, texts, also=found.also)
    if found.within and turn != UNREMEMBERED:
        return render.not_found_within(turn, found.within, texts)
    return render.not_found(texts) if room.private else render.sentence(texts.not_found)
