"""`/belum`: what was asked and not answered, and what an editor does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import buttons
from bot.addressing import Request, Wanted
from bot.editing.submissions import Lacking, submission_in, words_of
from bot.handlers import ask, editing, telling
from bot.handlers.editors import pressers_pen, writers_pen
from bot.screens import misses, render
from bot.screens.leaves import Leaf
from bot.transport.sending import reply
from retrieval.turns import TurnQuote
from retrieval.unanswered import Pinning

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Message, User

    from bot.desk import Desk, Room
    from bot.handlers.editing import Aside
    from bot.handlers.editors import Pen
    from bot.screens.render import Screen
    from retrieval.answer import ArticleCard, Quote
    from retrieval.pins import Pin
    from retrieval.unanswered import Miss

_PROPOSED: Final = 5
_WHOLE_ARTICLE: Final = 300
"""Passages of an article among which one is looked for, to see what of it answers: more than an article has."""


async def show(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/belum`. Raises TelegramError, as all of these do."""
    pen = await writers_pen(desk, room, message)
    await reply(message, render.sentence(pen) if isinstance(pen, str) else await _list(desk, room, pen, 0))


async def propose(desk: Desk, room: Room, message: Message, miss: int, aside: Aside) -> None:
    """Show the passages for a miss that fit the words of a message, which replies to what was shown of the miss.

    An article in that message is one to add.
    """
    if not isinstance(submission_in(message, words_of(message)), Lacking):
        await editing.give(desk, room, message, Request(Wanted.ARTICLE), aside)
        return
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        screen = render.sentence(pen)
    elif (missed := await desk.library.unanswered.miss(pen.owner, miss)) is None:
        screen = render.sentence(room.texts.missed_gone)
    else:
        words = words_of(message)
        passages = await _nearest(desk, pen, words) if words else ()
        found = await _proposal(desk, room, pen, missed, 0, passages)
        screen = found or render.sentence(room.texts.missed_no_match)
    await reply(message, screen)


async def press(
    desk: Desk,
    room: Room,
    shown: MaybeInaccessibleMessage,
    person: User,
    pressed: buttons.OpenMisses
    | buttons.ShowMisses
    | buttons.ShowMiss
    | buttons.AskForArticle
    | buttons.SeekPassage
    | buttons.ShowPassage
    | buttons.Pin
    | buttons.Unpin
    | buttons.ShowPins
    | buttons.ShowPin
    | buttons.RemovePin
    | buttons.IgnoreMiss
    | buttons.RecallMiss
    | buttons.Tell,
    aside: Aside,
) -> str:
    """Obey a button below one of these; what to say in a toast."""
    pen = await pressers_pen(desk, room, shown.get_bot(), person)
    if isinstance(pen, str):
        return pen
    match pressed:
        case buttons.OpenMisses():
            await ask.add(room, shown, await _list(desk, room, pen, 0))
        case buttons.ShowMisses(page):
            await _turn_to(desk, room, shown, await _list(desk, room, pen, page))
        case buttons.AskForArticle():
            await editing.ask_for(desk, room, shown, Request(Wanted.ARTICLE), None, person)
        case buttons.Tell(miss):
            return await telling.begin(desk, room, shown, pen, miss, aside)
        case buttons.RecallMiss(miss, page):
            await desk.library.unanswered.unignore(pen.owner, miss)
            return await _show_entry(desk, room, shown, pen, miss, page)
        case buttons.Unpin(miss):
            await desk.library.unanswered.unpin(pen.owner, miss)
            return await _show_entry(desk, room, shown, pen, miss, 0)
        case buttons.ShowPins(page):
            await _turn_to(desk, room, shown, await _pins(desk, room, pen, page))
        case buttons.ShowPin(pin, page):
            return await _show_pin(desk, room, shown, pen, pin, page)
        case buttons.RemovePin(pin):
            if not await desk.library.unanswered.remove_pin(pen.owner, pin):
                return room.texts.pin_gone
            await _turn_to(desk, room, shown, await _pins(desk, room, pen, 0))
        case buttons.ShowMiss(miss, page):
            return await _show_entry(desk, room, shown, pen, miss, page)
        case _:
            return await _settle(desk, room, shown, pen, pressed)
    return ""


async def _settle(
    desk: Desk,
    room: Room,
    shown: MaybeInaccessibleMessage,
    pen: Pen,
    pressed: buttons.SeekPassage | buttons.ShowPassage | buttons.Pin | buttons.IgnoreMiss,
) -> str:
    """Do something about a miss that is open still."""
    missed = await desk.library.unanswered.miss(pen.owner, pressed.miss)
    if missed is None:
        return room.texts.missed_gone
    screen: Screen | str | None
    match pressed:
        case buttons.SeekPassage():
            passages = await _nearest(desk, pen, missed.wording)
            if not passages:
                return room.texts.missed_nothing_near
            screen = await _proposal(desk, room, pen, missed, 0, passages)
        case buttons.ShowPassage(_, number, passages):
            screen = await _proposal(desk, room, pen, missed, number % len(passages), passages)
        case buttons.Pin(_, passage):
            screen = await _pin(desk, room, pen, missed, passage)
        case buttons.IgnoreMiss(_, page):
            await desk.library.unanswered.ignore(pen.owner, missed.id, pen.by)
            screen = misses.ignored(missed, page, room.texts)
    if screen is None:
        return room.texts.missed_passage_gone
    if isinstance(screen, str):
        return screen
    await _turn_to(desk, room, shown, screen)
    return ""


async def _turn_to(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, screen: Screen) -> None:
    desk.tellings.turn(shown.chat.id, shown.message_id)
    await ask.turn_to(room, shown, screen)


async def _list(desk: Desk, room: Room, pen: Pen, page: int) -> Screen:
    found = await desk.library.unanswered.misses(pen.owner)
    leaf = Leaf.holding(page, len(found), misses.LIST_PAGE)
    first = leaf.number * misses.LIST_PAGE
    pins = await desk.library.unanswered.pins(pen.owner)
    return misses.listing(found[first : first + misses.LIST_PAGE], leaf, room.texts, pins=len(pins))


async def _pins(desk: Desk, room: Room, pen: Pen, page: int) -> Screen:
    """A page of the pins, or the list of misses when there is no pin."""
    pins = await desk.library.unanswered.pins(pen.owner)
    if not pins:
        return await _list(desk, room, pen, 0)
    leaf = Leaf.holding(page, len(pins), misses.LIST_PAGE)
    first = leaf.number * misses.LIST_PAGE
    shown = [(pin, await _pinned(desk, pin)) for pin in pins[first : first + misses.LIST_PAGE]]
    return misses.pins(shown, leaf, room.texts)


async def _show_pin(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, pen: Pen, pin: int, page: int) -> str:
    pins = await desk.library.unanswered.pins(pen.owner)
    found = next((one for one in pins if one.id == pin), None)
    if found is None:
        return room.texts.pin_gone
    await _turn_to(desk, room, shown, misses.pin(found, await _pinned(desk, found), page, room.texts))
    return ""


async def _pinned(desk: Desk, pin: Pin) -> Quote | None:
    """What a pin answers with; None while its passage is gone."""
    passage = await desk.library.unanswered.passage_of(pin)
    return None if passage is None else passage.quoted(pin.highlights)


async def _show_entry(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, pen: Pen, miss: int, page: int) -> str:
    missed = await desk.library.unanswered.miss(pen.owner, miss)
    if missed is None:
        return room.texts.missed_gone
    answered = await telling.is_answered(desk, pen, missed)
    quoted = await _quoted(desk, pen, missed)
    screen = misses.entry(missed, page, quoted, desk.settings.zone, room.texts, answered=answered)
    await _turn_to(desk, room, shown, screen)
    return ""


async def _quoted(desk: Desk, pen: Pen, missed: Miss) -> list[ArticleCard]:
    """The articles that were quoted for a miss and did not help, as far as they are there still."""
    scope = await desk.library.unanswered.scope(pen.owner)
    first = dict.fromkeys(turn.quoted for turn in missed.turns if turn.quoted is not None)
    quotes = await desk.library.quotes([TurnQuote(passage) for passage in first], scope)
    return list({quote.article.id: quote.article for quote in quotes}.values())


async def _nearest(desk: Desk, pen: Pen, words: str) -> tuple[int, ...]:
    """The passages that come nearest to these words, whether they answer or not."""
    scope = await desk.library.unanswered.scope(pen.owner)
    found = await desk.library.ask(words, scope=scope, most=_PROPOSED)
    return tuple(quote.passage for quote in found.quotes)


async def _proposal(
    desk: Desk, room: Room, pen: Pen, missed: Miss, number: int, passages: tuple[int, ...]
) -> Screen | None:
    """Passage `number` of these, as it would be quoted; None when there is none such any more."""
    quote = await _as_quoted(desk, pen, missed, passages[number]) if passages else None
    return None if quote is None else misses.proposal(missed, quote, number, passages, room.texts)


async def _pin(desk: Desk, room: Room, pen: Pen, missed: Miss, passage: int) -> Screen | str:
    """What is shown once a passage is pinned, or what to say in a toast when it is not."""
    quote = await _as_quoted(desk, pen, missed, passage)
    if quote is None:
        return room.texts.missed_passage_gone
    match await desk.library.unanswered.pin(pen.owner, missed.id, passage, quote.highlights, pen.by):
        case Pinning.DONE:
            return misses.pinned(missed, quote, room.texts)
        case Pinning.MISS_GONE:
            return room.texts.missed_gone
        case Pinning.PASSAGE_GONE:
            return room.texts.missed_passage_gone
        case Pinning.TOO_VAGUE:
            return room.texts.missed_too_vague


async def _as_quoted(desk: Desk, pen: Pen, missed: Miss, passage: int) -> Quote | None:
    """A passage with what of it would answer a miss in bold; None when it is gone, or not to be seen by its askers."""
    scope = await desk.library.unanswered.scope(pen.owner)
    found = await desk.library.quotes([TurnQuote(passage)], scope)
    if not found:
        return None
    within = await desk.library.ask(missed.wording, scope=scope, article=found[0].article.id, most=_WHOLE_ARTICLE)
    return next((quote for quote in within.quotes if quote.passage == passage), found[0])
