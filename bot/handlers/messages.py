"""A message came, or was edited: gather its facts, decide, do it."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.addressing import (
    AskBack,
    BeKind,
    Command,
    Ignore,
    MoveChat,
    Question,
    Request,
    Run,
    Take,
    UnknownCommand,
    Wanted,
    Wordless,
    decide,
)
from bot.handlers import (
    articles,
    ask,
    crowding,
    editing,
    focus,
    links,
    privacy,
    resuming,
    settings,
    start,
    statistics,
    unanswered,
)
from bot.hearing import deeplinks
from bot.hearing.courtesy import Courtesy
from bot.hearing.facts import facts_of
from bot.screens import render
from bot.screens.topics import topics_of
from bot.transport.sending import reply
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from telegram import Message, Update
    from telegram.ext import ContextTypes

    from bot.desk import Desk, Room

_log = logging.getLogger(__name__)


async def read(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Do what a new or edited message asks for; when an article that it is about is gone, say so."""
    message = update.effective_message
    try:
        await _read(desk, update, context)
    except ArticleError:
        if message is not None:
            room = await desk.room(message, message.from_user)
            await reply(message, render.sentence(room.texts.gone))


async def _read(desk: Desk, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    facts = facts_of(update, context.bot.id, context.bot.username or "")
    if message is None or facts is None:
        return
    room = await desk.room(message, message.from_user)
    texts = room.texts
    aside = partial(context.application.create_task, update=update)
    seen = desk.albums.seen(room.chat, message.media_group_id)
    awaited = desk.awaiting.awaited(room.chat, message.media_group_id) if room.private else None
    decision = decide(replace(facts, album_seen=seen, listens=room.settings.listens, awaited=awaited))
    if await resuming.is_settled(desk, room, message, decision, edited=facts.edited):
        return
    if await crowding.is_too_much(desk, room, message, decision):
        return
    match decision:
        case Ignore(reason):
            _log.debug("message %d of chat %d ignored: %s", message.message_id, message.chat_id, reason)
        case Question() as asked:
            await ask.answer(desk, room, message, asked, edited=facts.edited)
        case AskBack():
            await ask.ask_back(desk, room, message, edited=facts.edited)
        case Run() if facts.command == "start" and desk.greeted.covers(room.chat, message.date):
            _log.debug("message %d of chat %d came with the bot, which has said hello", message.message_id, room.chat)
        case Run(command, argument):
            await _run(desk, room, message, command, argument, aside)
        case Take(Request(Wanted.PASSAGE, miss=int(miss))):
            await unanswered.propose(desk, room, message, miss, aside)
        case Take(request):
            await editing.give(desk, room, message, request, aside)
        case UnknownCommand():
            await reply(message, render.sentence(texts.unknown_command))
        case Wordless():
            topics = await topics_of(desk.library, room.scope, limit=1)
            screen = render.only_words(next(iter(topics), None), texts)
            await ask.respond(desk, message, screen, edited=facts.edited)
        case BeKind(courtesy):
            kind = texts.thanked if courtesy is Courtesy.THANKS else texts.greeted
            await ask.respond(desk, message, render.sentence(kind), edited=facts.edited)
        case MoveChat(old, new):
            await desk.move(old, new)
            _log.info("group %d has become supergroup %d", old, new)
            await settings.take_along(desk, message.get_bot(), new)


async def _run(desk: Desk, room: Room, message: Message, command: Command, argument: str, aside: editing.Aside) -> None:
    """Carry out a command."""
    match command:
        case Command.HELP:
            await start.show_help(desk, room, message)
        case Command.ARTICLES:
            await articles.send_list(desk, room, message, argument)
        case Command.FOCUS:
            await focus.choose(desk, room, message, argument)
        case Command.SETTINGS:
            await settings.show(desk, room, message)
        case Command.PRIVACY:
            await privacy.show(desk, room, message)
        case Command.FORGET:
            await privacy.offer(room, message)
        case Command.ADD:
            await editing.add(desk, room, message, aside)
        case Command.REPLACE:
            await editing.replace(desk, room, message, aside)
        case Command.REMOVE:
            await editing.remove(desk, room, message)
        case Command.STATISTICS:
            await statistics.show(desk, room, message, aside)
        case Command.STATUS:
            await statistics.tell_condition(desk, room, message)
        case Command.UNDO:
            await editing.undo(desk, room, message)
        case Command.UNANSWERED:
            await unanswered.show(desk, room, message)
        case Command.START if link := deeplinks.read(argument):
            await links.follow(desk, room, message, link)
        case _:
            await start.greet(desk, room, message)
