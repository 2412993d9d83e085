"""Guest mode: somebody calls the bot by name where it is no member. It may say one thing, and does."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.addressing import AskBack, BeKind, Ignore, Question, Wordless, decide
from bot.conversation import Place
from bot.hearing.courtesy import Courtesy
from bot.hearing.facts import author_of, facts_of, place_of, replied_message, topic_of
from bot.screens import offers, render
from bot.transport.sending import answer_guest
from retrieval.answer import Status
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from telegram import Message, Update
    from telegram.ext import ContextTypes

    from bot.addressing import Decision, Facts
    from bot.desk import Desk
    from bot.screens.render import Screen
    from bot.texts import Texts

_log = logging.getLogger(__name__)


async def answer(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a message that calls the bot as a guest, from the public library alone."""
    message, name = update.guest_message, context.bot.username or ""
    facts = facts_of(update, context.bot.id, name)
    if message is None or facts is None:
        return
    decision = decide(facts)
    if isinstance(decision, Ignore):
        _log.debug("a guest's message was ignored: %s", decision.reason)
        return
    await answer_guest(message, await _said(desk, message, facts, decision, name))


async def apologise(desk: Desk, message: Message) -> None:
    """Spend the one answer on the word that something is wrong. Raises TelegramError."""
    await answer_guest(message, render.sentence(desk.texts_for(message.from_user).trouble))


async def _said(desk: Desk, message: Message, facts: Facts, decision: Decision, name: str) -> Screen:
    texts = desk.texts_for(message.from_user)
    match decision:
        case Question() as asked:
            return await _answered(desk, message, facts, asked, texts, name)
        case BeKind(courtesy):
            return render.sentence(texts.thanked if courtesy is Courtesy.THANKS else texts.greeted)
        case Wordless():
            return render.only_words(None, texts)
        case AskBack() | _:  # a guest obeys no commands
            return render.sentence(f"{texts.what_question} {texts.guest_hint.format(name=f'@{name}')}")


async def _answered(desk: Desk, message: Message, facts: Facts, asked: Question, texts: Texts, name: str) -> Screen:
    there = replied_message(message) if asked.theirs else None
    before = await desk.conversations.turn_before(
        place_of(message, writer=there) if there else _continued(message, facts)
    )
    found = await desk.ask(asked.text, EVERYONE, context=before.context if before else None)
    author = author_of(message, theirs=asked.theirs)
    await desk.conversations.remember(
        place_of(message), asked.text, found, texts.language, author=author, before=before
    )
    if not found.quotable:
        return render.sentence(texts.not_found)
    return offers.quoted(found.quotes, 0, texts, name, unsure=found.status is Status.UNSURE)


def _continued(message: Message, facts: Facts) -> Place:
    """Whose conversation a message goes on with: of who is answered by the message of ours replied to, or its writer's.

    The bot is not told the numbers of its messages here, but whom they answer.
    """
    replied = replied_message(message)
    if replied is None or facts.replied is None or not facts.replied.ours:
        return place_of(message)
    caller = replied.guest_bot_caller_chat or replied.guest_bot_caller_user
    return Place(message.chat_id, caller.id, topic_of(message), guest=True) if caller else place_of(message)
