"""A question gets one message: the quote that answers, or the honest word that there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import ForceReply, Message, ReplyParameters

from bot import render
from bot.conversation import Place
from bot.facts import is_private, place_of, quoted_part, replied_message, topic_of
from bot.sending import change, post, reply
from retrieval.answer import Status
from retrieval.errors import KutipError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import MaybeInaccessibleMessage, User

    from bot.desk import Desk
    from bot.render import Screen
    from bot.texts import Texts
    from bot.topics import Topic
    from retrieval.answer import Answer, ArticleCard
    from retrieval.turns import Turn

_log = logging.getLogger(__name__)


async def answer(desk: Desk, message: Message, question: str, *, theirs: bool, edited: bool) -> None:
    """Answer a message's question; when the question was edited, the answer to it is edited.

    A question of `theirs` stands in the message replied to: it is answered there, as its writer's, to who called us.
    """
    place = place_of(message)
    texts = desk.texts_for(message.from_user)
    asked = await _asked(desk, message, edited=edited)
    first = asked[0] if asked else None
    replied = replied_message(message)
    there = replied if theirs else None
    if there is not None:
        context = await desk.conversations.context(place_of(message, writer=there), asked_first=first)
    else:
        context = await desk.conversations.context(
            place, replied.message_id if replied else None, quoted=quoted_part(message), asked_first=first
        )
    found = await desk.library.ask(question, scope=desk.scope, context=context)
    turn = await desk.conversations.remember(place, question, found, texts.language, message=message.message_id)
    screen = _screen(turn, found, texts, private=is_private(message))
    await _note(desk, turn, await _show(message, screen, asked, to=there))


async def respond(desk: Desk, message: Message, screen: Screen, *, edited: bool) -> None:
    """Reply to what is no question; when it was one until it was edited, its answer becomes this.

    Other edits get no reply: the first writing had one, and a live location is edited every few seconds.
    """
    asked = await _asked(desk, message, edited=edited)
    if asked or not edited:
        await _show(message, screen, asked)


async def ask_back(desk: Desk, message: Message, *, edited: bool) -> None:
    """We were called without a question: ask what it is, with the input field of who called ready for it."""
    texts = desk.texts_for(message.from_user)
    if asked := await _asked(desk, message, edited=edited):
        await _show(message, render.sentence(texts.what_question), asked)
        return
    await message.reply_text(
        texts.what_question,
        reply_markup=ForceReply(
            input_field_placeholder=texts.question_placeholder, selective=None if is_private(message) else True
        ),
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


async def ask_again(
    desk: Desk, shown: MaybeInaccessibleMessage, turn: Turn, texts: Texts, card: ArticleCard | None = None
) -> None:
    """Answer a turn's question again, from one article or from all, in the bot's message `shown`.

    It stays its asker's, whoever pressed the button. Raises ArticleError when that article is gone.
    """
    # As it was understood: what it leant on may have been forgotten since.
    found = await desk.library.ask(turn.context.question, scope=desk.scope, article=card.ref if card else None)
    again = await desk.conversations.remember(
        Place.of(turn), turn.question, found, texts.language, message=turn.question_message
    )
    await _note(desk, again, await turn_to(shown, _screen(again, found, texts, private=is_private(shown))))


async def turn_to(shown: MaybeInaccessibleMessage, screen: Screen) -> int:
    """Show `screen` in one of the bot's messages, or in a new one if that can no longer be edited; the message's id."""
    if await change(shown.get_bot(), shown.chat.id, shown.message_id, screen):
        return shown.message_id
    return await add(shown, screen)


async def add(shown: MaybeInaccessibleMessage, screen: Screen) -> int:
    """Show `screen` in a new message, where `shown` is; the new message's id."""
    return (await post(shown.get_bot(), shown.chat.id, screen, topic=topic_of(shown))).message_id


async def ask_topic(desk: Desk, shown: MaybeInaccessibleMessage, person: User, topic: Topic, ref: str) -> None:
    """Answer a topic that somebody tapped in the bot's message `shown`, from its article alone."""
    texts = desk.texts_for(person)
    found = await desk.library.ask(topic.text, scope=desk.scope, article=ref)
    place = Place(shown.chat.id, person.id, topic_of(shown))
    turn = await desk.conversations.remember(place, topic.text, found, texts.language)
    await _note(desk, turn, await add(shown, _screen(turn, found, texts, private=is_private(shown))))


async def _asked(desk: Desk, message: Message, *, edited: bool) -> list[Turn]:
    """The turns that were asked in a message until it was edited."""
    return await desk.conversations.asked_in(place_of(message), message.message_id) if edited else []


async def _show(message: Message, screen: Screen, asked: Sequence[Turn], *, to: Message | None = None) -> int:
    """Show `screen` in the message that answered the turns `asked`, or else in a reply; the message's id."""
    shown = next((turn.message for turn in reversed(asked) if turn.message is not None), None)
    if shown is not None and await change(message.get_bot(), message.chat_id, shown, screen):
        return shown
    return (await reply(message, screen, to=to)).message_id


async def _note(desk: Desk, turn: int, message: int) -> None:
    """Note where a turn is shown. The answer has been given, so that failing here is no news to its reader."""
    try:
        await desk.conversations.sent(turn, message)
    except KutipError:
        _log.exception("turn %d could not be tied to its message; replies to it will not be followed", turn)


def _screen(turn: int, found: Answer, texts: Texts, *, private: bool) -> Screen:
    if found.choices:
        return render.choices(turn, found.choices, texts)
    if found.status is not Status.NOT_FOUND and found.quotes:
        return render.quoted(turn, found.status, found.quotes, 0, texts, also=found.also)
    if found.within:
        return render.not_found_within(turn, found.within, texts)
    return render.not_found(texts) if private else render.sentence(texts.not_found)
