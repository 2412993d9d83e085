"""A question gets one message: the quote that answers, or the honest word that there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import ForceReply, Message

from bot import render
from bot.conversation import Place
from bot.sending import change, post, reply
from retrieval.answer import Status
from retrieval.errors import KutipError

if TYPE_CHECKING:
    from telegram import Chat, User

    from bot.desk import Desk
    from bot.render import Screen
    from bot.texts import Texts
    from bot.topics import Topic
    from retrieval.answer import Answer, Context

_log = logging.getLogger(__name__)


async def answer(desk: Desk, message: Message, question: str, *, edited: bool) -> None:
    """Answer a message's question; when the question was edited, the answer to it is edited."""
    place = place_of(message.chat, message.from_user, message)
    texts = desk.texts_for(message.from_user)
    shown = desk.conversations.shown_for(place.chat, message.message_id) if edited else None
    if shown:
        context = shown.context
    else:
        replied = message.reply_to_message
        context = await desk.conversations.context(place, replied.message_id if replied else None)
    found = await desk.library.ask(question, scope=desk.scope, context=context)
    turn = await desk.conversations.remember(place, question, found, texts.language)
    screen = _screen(turn, found, texts)
    if shown and await change(message.get_bot(), place.chat, shown.message, screen):
        sent = shown.message
    else:
        sent = (await reply(message, screen)).message_id
    await _note(desk, turn, place, sent, question=message.message_id, context=context)


async def ask_back(desk: Desk, message: Message) -> None:
    """The command to ask came alone: ask what the question is, with the input field ready for it."""
    texts = desk.texts_for(message.from_user)
    await message.reply_text(
        texts.what_question,
        reply_markup=ForceReply(input_field_placeholder=texts.question_placeholder),
        do_quote=True,
        allow_sending_without_reply=True,
    )


async def ask_topic(desk: Desk, chat: Chat, person: User, topic: Topic, ref: str) -> None:
    """Answer a topic that was tapped, from its article alone."""
    place = place_of(chat, person)
    texts = desk.texts_for(person)
    found = await desk.library.ask(topic.text, scope=desk.scope, article=ref)
    turn = await desk.conversations.remember(place, topic.text, found, texts.language)
    sent = await post(chat.get_bot(), chat.id, _screen(turn, found, texts))
    await _note(desk, turn, place, sent.message_id)


def place_of(chat: Chat, person: User | None, message: Message | None = None) -> Place:
    """Where a conversation is held, and with whom."""
    topic = message.message_thread_id if message and message.is_topic_message else None
    return Place(chat.id, person.id if person else chat.id, topic)


async def _note(
    desk: Desk, turn: int, place: Place, message: int, *, question: int | None = None, context: Context | None = None
) -> None:
    """Note where a turn is shown. The answer has been given, so that failing here is no news to its reader."""
    try:
        await desk.conversations.sent(turn, place, message, question=question, context=context)
    except KutipError:
        _log.exception("turn %d could not be tied to its message; replies to it will not be followed", turn)


def _screen(turn: int, found: Answer, texts: Texts) -> Screen:
    if found.status is Status.NOT_FOUND or not found.quotes:
        return render.not_found(texts)
    return render.quoted(turn, found.status, found.quotes, 0, texts)
