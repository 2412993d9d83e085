"""Those who asked in vain are told once there is an answer, when an editor says so: each at most once, unhurriedly."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import TYPE_CHECKING, Final

from telegram.error import TelegramError

from bot.conversation import Place
from bot.desk import LostTopicError
from bot.handlers import ask
from bot.hearing.facts import is_shown
from bot.screens.render import Screen
from bot.screens.tidings import Outcome, is_news, offer, outcome_of, report, reported, tidings
from bot.texts import texts_of
from bot.transport import refusals
from bot.transport.sending import post
from retrieval.errors import ArticleError, KutipError
from retrieval.scope import EVERYONE, PUBLIC, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot, MaybeInaccessibleMessage

    from bot.desk import Desk, Room
    from bot.handlers.editing import Aside
    from bot.handlers.editors import Pen
    from retrieval.audit import Change
    from retrieval.turns import Turn
    from retrieval.unanswered import Miss

_log = logging.getLogger(__name__)
_STEP: Final = 0.2
"""Seconds between two askers: five a second leave the most of Telegram's thirty to answers."""
_LATER: Final = frozenset({Outcome.NOT_YET, Outcome.STOPPED})
"""Who may be told when the button is pressed again."""
_LOOK: Final = 0.5
"""Seconds after which somebody who waits for room in a group looks whether the bot stops."""


async def offer_telling(desk: Desk, room: Room, bot: Bot, changes: Sequence[Change], *, under: int) -> None:
    """Tell an editor which open questions these new articles answer, in reply to the message `under`, if any.

    Raises TelegramError, as all of these do.
    """
    misses, _ = await _answered_by(desk, [(change.owner, change.card.id) for change in changes])
    if not misses or not await _has_room(desk, room.chat):
        return
    await post(bot, room.chat, offer(misses, room.texts, several=len(changes) > 1), topic=room.topic, under=under)


async def offer_to_admins(desk: Desk, bot: Bot, articles: Sequence[int]) -> None:
    """Tell the bot's admins, each in their private chat, which open questions these new public articles answer.

    For articles that no editor has given. Who never wrote to the bot, or has blocked it, is left out.
    """
    misses, answering = await _answered_by(desk, [(PUBLIC, article) for article in articles])
    cards = await desk.library.store.cards_of(answering, EVERYONE)
    for person in sorted(desk.settings.admin_ids) if misses else ():
        settings = await desk.library.chats.settings(str(person))
        texts = texts_of(settings.language or desk.settings.language)
        try:
            await post(bot, person, offer(misses, texts, titles=[card.title for card in cards]))
        except TelegramError as error:
            level = logging.INFO if refusals.is_shut_out(error) else logging.WARNING
            _log.log(level, "an admin of the bot could not be told what new articles answer (%s)", error.message)


async def _answered_by(desk: Desk, articles: Sequence[tuple[str, int]]) -> tuple[list[Miss], list[int]]:
    """The open misses that these articles, each with its owner, answer by now, those asked most first; and which do."""
    misses: dict[int, Miss] = {}
    answering: list[int] = []
    for owner, article in articles:
        if desk.jobs.stopping:
            return [], []
        try:
            answered = await desk.library.answers_to_misses(owner, article)
        except ArticleError:
            _log.debug("article %d was gone before it was known what it answers", article)
        else:
            misses |= {miss.id: miss for miss in answered}
            answering += [article] if answered else []
    return sorted(misses.values(), key=lambda miss: (miss.count, miss.newest), reverse=True), answering


async def begin(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, pen: Pen, miss: int, aside: Aside) -> str:
    """Have those told who asked a miss, aside; what to say in a toast now."""
    still_open = await desk.library.unanswered.miss(pen.owner, miss)
    if still_open is not None and not await is_answered(desk, pen, still_open):
        return room.texts.told_unanswered  # the article was taken back
    # From here on nobody else tells them, nor do we once more after a crash.
    turns = await desk.library.unanswered.claim(pen.owner, miss)
    if not turns:
        return room.texts.told_already
    aside(_tell_all(desk, room, shown, miss, turns))
    return room.texts.telling


async def is_answered(desk: Desk, pen: Pen, miss: Miss) -> bool:
    """Whether a miss has an answer by now that its askers have not seen."""
    scope = await desk.library.unanswered.scope(pen.owner)
    found = await desk.library.ask(miss.wording, scope=scope)
    return any(is_news(found, turn.quoted) for turn in miss.turns)


async def _tell_all(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, miss: int, turns: Sequence[Turn]) -> None:
    """Tell the askers of these turns, newest first, and report below the message where the editor wanted it."""
    bot = shown.get_bot()
    with desk.tellings.of(shown.chat.id, shown.message_id) as sheet:
        outcomes: list[Outcome] = []
        for number, turn in enumerate(turns):
            if number and not desk.jobs.stopping:
                await asyncio.sleep(_STEP)
            try:
                outcomes.append(await _tell(desk, bot, turn))
            except KutipError as error:  # the others may fare better
                _log.error("an asker could not be told: %s", error)
                outcomes.append(Outcome.NOT_YET)
        sheet.reports[miss] = report(turns[0].wording, Counter(outcomes), room.texts)
        left = [turn for turn, outcome in zip(turns, outcomes, strict=True) if outcome in _LATER]
        if left:
            await desk.library.unanswered.release(left)
            sheet.left.add(miss)
        await _has_room(desk, room.chat)
        try:
            if is_shown(shown) and not sheet.turned:
                await ask.turn_to(room, shown, reported(shown, sheet.reports, left=sheet.left))
            else:
                await ask.add(room, shown, Screen(sheet.reports[miss]))
        except LostTopicError:
            _log.info("how telling went could not be said: the topic of the editor's message is not known any more")


async def _tell(desk: Desk, bot: Bot, turn: Turn) -> Outcome:
    """Tell one asker where they asked; what came of it."""
    place = Place.of(turn)
    if not await _has_room(desk, place.chat):
        return Outcome.STOPPED
    if await desk.library.turns.turn(turn.id) is None:
        return Outcome.FORGOTTEN
    settings = await desk.library.chats.settings(turn.chat)
    found = await desk.library.ask(turn.context.question, scope=Scope(turn.chat, settings.public))
    if not is_news(found, turn.quotes[0].passage if turn.quotes else None):
        return Outcome.NOT_THERE
    texts = texts_of(settings.language or turn.language or desk.settings.language)
    told = await desk.conversations.remember(
        place,
        turn.question,
        found,
        texts.language,
        message=turn.question_message,
        author=int(turn.author) if turn.author else None,
        before=turn,
    )
    screen = tidings(told, turn.question, found, texts)
    try:
        sent = await post(bot, place.chat, screen, topic=place.topic, under=turn.question_message)
    except TelegramError as error:
        outcome = outcome_of(error)
        _log.log(
            logging.INFO if refusals.is_shut_out(error) else logging.WARNING,
            "an asker could not be told (%s)",
            error.message,
        )
        if outcome is not Outcome.UNCLEAR:  # or else it would count as answered
            await desk.library.turns.drop(told)
        return outcome
    await ask.note(desk, told, place.chat, (sent.chat_id, sent.message_id))
    return Outcome.TOLD


async def _has_room(desk: Desk, chat: int) -> bool:
    """Wait until a chat has room for a message beside its answers; False when the bot stops before."""
    while not desk.jobs.stopping:
        wait = desk.pacing.press_waits(chat)
        if not wait:
            return True
        await asyncio.sleep(min(wait, _LOOK))
    return False
