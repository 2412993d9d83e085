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
    from collections.abc import Sequence

    from telegram import Chat, User

    from bot.desk import Desk
    from bot.render import Screen
    from bot.texts import Texts
    from bot.topics import Topic
    from retrieval.answer import Answer, ArticleCard
    from retrieval.turns import Turn

_log = logging.getLogger(__name__)


async def answer(desk: Desk, message: Message, question: str, *, edited: bool) -> None:
    """Answer a message's question; when the question was edited, the answer to it is edited."""
    place = place_of(message.chat, message.from_user, message)
    texts = desk.texts_for(message.from_user)
    asked = await desk.conversations.asked_in(place, message.message_id) if edited else []
    replied = message.reply_to_message
    context = await desk.conversations.context(
        place, replied.message_id if replied else None, asked_first=asked[0] if asked else None
    )
    found = await desk.library.ask(question, scope=desk.scope, context=context)
    turn = await desk.conversations.remember(place, question, found, texts.language, message=message.message_id)
    await _note(desk, turn, await _show(message, _screen(turn, found, texts), asked))


async def respond(desk: Desk, message: Message, screen: Screen, *, edited: bool) -> None:
    """Reply to what is no question; when it was one until it was edited, its answer becomes this.

    Other edits get no reply: the first writing had one, and a live location is edited every few seconds.
    """
    place = place_of(message.chat, message.from_user, message)
    asked = await desk.conversations.asked_in(place, message.message_id) if edited else []
    if asked or not edited:
        await _show(message, screen, asked)


async def ask_back(desk: Desk, message: Message) -> None:
    """The command to ask came alone: ask what the question is, with the input field ready for it."""
    texts = desk.texts_for(message.from_user)
    await message.reply_text(
        texts.what_question,
        reply_markup=ForceReply(input_field_placeholder=texts.question_placeholder),
        do_quote=True,
        allow_sending_without_reply=True,
    )


async def ask_again(
    desk: Desk, chat: Chat, person: User, turn: Turn, shown: int, card: ArticleCard | None = None
) -> None:
    """Answer a turn's question again, from one article or from all, in the bot's message `shown`.

    Raises ArticleError when that article is gone.
    """
    texts = desk.texts_for(person)
    # As it was understood: what it leant on may have been forgotten since.
    found = await desk.library.ask(turn.context.question, scope=desk.scope, article=card.ref if card else None)
    again = await desk.conversations.remember(
        place_of(chat, person), turn.question, found, texts.language, message=turn.question_message
    )
    await _note(desk, again, await turn_to(chat, shown, _screen(again, found, texts)))


async def turn_to(chat: Chat, message: int, screen: Screen) -> int:
    """Show `screen` in one of the bot's messages, or in a new one if that can no longer be edited; the message's id."""
    if await change(chat.get_bot(), chat.id, message, screen):
        return message
    return (await post(chat.get_bot(), chat.id, screen)).message_id


async def ask_topic(desk: Desk, chat: Chat, person: User, topic: Topic, ref: str) -> None:
    """Answer a topic that was tapped, from its article alone."""
    place = place_of(chat, person)
    texts = desk.texts_for(person)
    found = await desk.library.ask(topic.text, scope=desk.scope, article=ref)
    turn = await desk.conversations.remember(place, topic.text, found, texts.language)
    sent = await post(chat.get_bot(), chat.id, _screen(turn, found, texts))
    await _note(desk, turn, sent.message_id)


def place_of(chat: Chat, person: User | None, message: Message | None = None) -> Place:
    """Where a conversation is held, and with whom."""
    topic = message.message_thread_id if message and message.is_topic_message else None
    return Place(chat.id, person.id if person else chat.id, topic)


async def _show(message: Message, screen: Screen, asked: Sequence[Turn]) -> int:
    """Show `screen` in the message that answered the turns `asked`, or else in a reply; the message's id."""
    shown = next((turn.message for turn in reversed(asked) if turn.message is not None), None)
    if shown is not None and await change(message.get_bot(), message.chat_id, shown, screen):
        return shown
    return (await reply(message, screen)).message_id


async def _note(desk: Desk, turn: int, message: int) -> None:
    """Note where a turn is shown. The answer has been given, so that failing here is no news to its reader."""
    try:
        await desk.conversations.sent(turn, message)
    except KutipError:
        _log.exception("turn %d could not be tied to its message; replies to it will not be followed", turn)


def _screen(turn: int, found: Answer, texts: Texts) -> Screen:
    if found.choices:
        return render.choices(turn, found.choices, texts)
    if found.status is not Status.NOT_FOUND and found.quotes:
        return render.quoted(turn, found.status, found.quotes, 0, texts, also=found.also)
    return render.not_found_within(turn, found.within, texts) if found.within else render.not_found(texts)
