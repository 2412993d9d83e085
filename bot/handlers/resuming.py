"""What a former run of the bot began is finished, and what it had finished is not done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.addressing import Command, Question, Run, Take
from bot.hearing.facts import place_of
from bot.screens import render
from bot.transport.delivery import current
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import Message

    from bot.addressing import Decision
    from bot.desk import Desk, Room

_CHANGING: Final = frozenset({Command.ADD, Command.REPLACE, Command.REMOVE, Command.UNDO})
"""Commands that change the library. A second /urungkan would undo another change."""


async def is_settled(desk: Desk, room: Room, message: Message, decision: Decision, *, edited: bool) -> bool:
    """Whether a former run of the bot has dealt with a message, or it is not to be dealt with again.

    A question that was answered is not answered again. What may have changed the library is not done again: who asked
    for it is told to look. All else can be done again.
    """
    delivery = current()
    if delivery is None or not delivery.replayed:
        return False
    answer = delivery.answer_before
    if isinstance(decision, Question):
        settled = await desk.conversations.settle(place_of(message), message.message_id, answer, edited=edited)
        delivery.turn_before = settled.turn
        return settled.answered
    if answer is not None:
        return True
    if delivery.begun_before and (
        isinstance(decision, Take) or (isinstance(decision, Run) and decision.command in _CHANGING)
    ):
        delivery.in_doubt = False  # what was told then, if that arrived, is not to become this
        await reply(message, render.sentence(room.texts.ended_amid))
        return True
    return False
