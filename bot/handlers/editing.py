"""The editor's commands and buttons: add, replace, rename, remove, undo. Whoever may not is told so, kindly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from telegram import Message, ReplyParameters
from telegram.constants import ParseMode

from bot import buttons
from bot.addressing import Request, Wanted
from bot.editing import requests
from bot.editing.problems import Given, GivenError, told
from bot.editing.submissions import Lacking, Pasted, submission_in, words_of
from bot.handlers import adding, ask, choice
from bot.handlers.editors import pressers_pen, writers_pen
from bot.hearing.facts import in_thread, replied_message
from bot.screens import previewing, render
from bot.transport.sending import reply
from retrieval.audit import ChangeKind
from retrieval.editing import QuotaError, UndoError, UndoReason

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from telegram import MaybeInaccessibleMessage, User

    from bot.desk import Desk, Room
    from bot.editing.submissions import Submission
    from bot.handlers.editors import Pen
    from retrieval.answer import ArticleCard
    from retrieval.audit import Change

Aside: TypeAlias = "Callable[[Coroutine[None, None, None]], object]"
"""Begins work that the chat does not wait for."""

_MOST_UNDONE: Final = 500
"""How far back the changes of an archive are looked for: it has 200 files at most."""


async def add(desk: Desk, room: Room, message: Message, aside: Aside) -> None:
    """Obey `/tambah`: add what stands in the message, or in the one that it replies to; ask for it if that is nothing.

    Raises TelegramError, as all of these do.
    """
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(pen))
        return
    given = submission_in(message, words_of(message), _somebodys(message))
    await _take(desk, room, message, pen, given, None, aside)


async def replace(desk: Desk, room: Room, message: Message, aside: Aside) -> None:
    """Obey `/ganti REF`: replace that article, or that of the answer replied to. Other words look for an article."""
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(pen))
        return
    card, rest, refusal = await choice.meant(desk, room, message, pen)
    if refusal:
        await reply(message, render.sentence(refusal))
    elif card is None:
        said_which = isinstance(submission_in(message, rest), Lacking)  # or else only what is to replace it
        cards, search = await choice.found(desk, pen, rest if said_which else "")
        await reply(message, previewing.to_replace(cards, search, pen.owner, room.texts))
    else:
        await _take(desk, room, message, pen, submission_in(message, rest, _somebodys(message)), card, aside)


async def remove(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/hapus REF`: remove that article, or that of the answer replied to. Other words look for an article."""
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(pen))
        return
    card, rest, refusal = await choice.meant(desk, room, message, pen)
    if refusal:
        await reply(message, render.sentence(refusal))
    elif card is None or rest:
        # More words than a reference: it may be a title that begins with one.
        cards, search = await choice.found(desk, pen, words_of(message))
        await reply(message, previewing.to_remove(cards, search, pen.owner, room.texts))
    else:
        gone = await desk.library.withdraw(card.ref, by=pen.by, owner=pen.owner)
        await reply(message, previewing.removed(gone, room.texts))


async def undo(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/urungkan`: take back the last change of what its writer may edit here."""
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        screen = render.sentence(pen)
    else:
        try:
            screen = previewing.undone([await desk.library.undo(by=pen.by, owner=pen.owner, most=pen.most)], room.texts)
        except (UndoError, QuotaError) as error:
            screen = render.sentence(told(error, room.texts))
    await reply(message, screen)


async def give(desk: Desk, room: Room, message: Message, request: Request, aside: Aside) -> None:
    """Take a message for what we have asked for."""
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(pen))
        return
    if room.private:
        desk.awaiting.given(room.chat, request, message.media_group_id)
    card = None if request.article is None else await desk.library.card(request.article, pen.scope)
    if card is None and request.article is not None:
        await reply(message, render.sentence(told(GivenError(Given.GONE), room.texts)))
    elif request.wanted is Wanted.TITLE and card is not None:
        await _rename(desk, room, message, pen, card)
    else:
        await _take(desk, room, message, pen, submission_in(message, words_of(message)), card, aside)


async def press(
    desk: Desk,
    room: Room,
    shown: MaybeInaccessibleMessage,
    person: User,
    pressed: buttons.Undo
    | buttons.Rename
    | buttons.Replace
    | buttons.Withdraw
    | buttons.ShowDiscarded
    | buttons.Cancel,
) -> str:
    """Obey a button of the editor's; what to say in a toast. Raises ArticleError when the article is gone."""
    pen = await pressers_pen(desk, room, shown.get_bot(), person)
    if isinstance(pen, str):
        return pen
    match pressed:
        case buttons.Undo(first, last):
            return await _undo(desk, room, shown, pen, first, last)
        case buttons.Rename(article):
            card = await choice.own(desk, pen, article)
            await ask_for(desk, room, shown, Request(Wanted.TITLE, article), card, person)
        case buttons.Replace(article):
            card = await choice.own(desk, pen, article)
            await ask_for(desk, room, shown, Request(Wanted.REPLACEMENT, article), card, person)
        case buttons.Withdraw(article):
            card = await choice.own(desk, pen, article)
            gone = await desk.library.withdraw(card.ref, by=pen.by, owner=pen.owner)
            await ask.turn_to(room, shown, previewing.removed(gone, room.texts))
        case buttons.ShowDiscarded(article):
            opened = await desk.library.open_article(article, pen.scope)
            await ask.add(room, shown, previewing.discarded(opened, room.texts))
        case buttons.Cancel(job):
            if desk.jobs.cancel(room.chat, job):
                return ""
            return room.texts.cancel_too_late if desk.jobs.is_ours(job) else room.texts.interrupted
    return ""


async def _take(
    desk: Desk,
    room: Room,
    message: Message,
    pen: Pen,
    given: Submission | Lacking,
    replacing: ArticleCard | None,
    aside: Aside,
) -> None:
    """Add what was given, or ask for it. A text takes no time: who asks about it next finds it in the library."""
    request = Request(Wanted.REPLACEMENT, replacing.id) if replacing else Request(Wanted.ARTICLE)
    if given is Lacking.NOTHING:
        await ask_for(desk, room, message, request, replacing)
    elif isinstance(given, Lacking):
        problem = Given.TOO_SHORT if given is Lacking.TOO_SHORT else Given.NO_WORDS
        adding.again(desk, room, replacing)
        await reply(message, render.sentence(told(GivenError(problem), room.texts)))
    else:
        if room.private and message.media_group_id is not None:
            desk.awaiting.given(room.chat, request, message.media_group_id)
        work = adding.take(desk, room, message, pen, given, aside, replacing)
        if isinstance(given, Pasted):
            await work
        else:
            aside(work)


async def _rename(desk: Desk, room: Room, message: Message, pen: Pen, card: ArticleCard) -> None:
    lines = words_of(message).splitlines()
    if len(lines) != 1 or not any(map(str.isalnum, lines[0])):
        await reply(message, render.sentence(told(GivenError(Given.TITLE), room.texts)))
        return
    change = await desk.library.rename(card.id, lines[0], by=pen.by, owner=pen.owner)
    opened = await desk.library.open_article(card.id, pen.scope)
    renamed = change.kind is not ChangeKind.UNCHANGED
    await reply(message, previewing.edited(change, opened, room.texts, renamed=renamed))


async def _undo(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, pen: Pen, first: int, last: int) -> str:
    """Take back one change, or those of one archive, the last one first: what was changed again since stays."""
    try:
        if first == last:
            undone = [await desk.library.undo(by=pen.by, owner=pen.owner, most=pen.most, change=first)]
        else:
            undone = await _undo_all(desk, pen, first, last)
    except (UndoError, QuotaError) as error:
        return told(error, room.texts)
    await ask.turn_to(room, shown, previewing.undone(undone, room.texts))
    return ""


async def _undo_all(desk: Desk, pen: Pen, first: int, last: int) -> list[Change]:
    """Raises UndoError when none of them can be taken back."""
    changes = await desk.library.changes(pen.owner, limit=_MOST_UNDONE)
    begun = next((change for change in changes if change.id == first), None)
    undone: list[Change] = []
    error: UndoError | QuotaError | None = None
    for change in changes:
        if begun is None or not first <= change.id <= last or change.by != begun.by:
            continue
        if change.kind in {ChangeKind.RESTORED, ChangeKind.REMOVED}:
            continue
        try:
            undone.append(await desk.library.undo(by=pen.by, owner=pen.owner, most=pen.most, change=change.id))
        except (UndoError, QuotaError) as why:
            error = why
    if not undone:
        raise error or UndoError(UndoReason.NOTHING, "none of these changes is known any more")
    return undone


async def ask_for(
    desk: Desk,
    room: Room,
    where: MaybeInaccessibleMessage,
    request: Request,
    card: ArticleCard | None,
    presser: User | None = None,
) -> None:
    """Ask for something, with the input field ready; in a private chat the next message will do, except for a title.

    In a group Telegram opens it for who wrote the message replied to, or for whom we name: who pressed the button,
    unless nobody there is to know that they run the group.
    """
    bot = where.get_bot()
    asked = presser
    if presser is not None and (
        room.private or presser.id in (await desk.admins.of(bot, room.chat, presser.id)).anonymous
    ):
        asked = None
    if room.private and request.wanted is not Wanted.TITLE:
        desk.awaiting.ask(room.chat, request)
    written = requests.wording(request.wanted, card, bot.username, room.texts, asked=asked)
    theirs = isinstance(where, Message) and where.from_user is not None and where.from_user.id != bot.id
    await bot.send_message(
        room.chat,
        written.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=render.NO_PREVIEW,
        message_thread_id=room.topic,
        reply_markup=requests.field(request.wanted, room.texts, private=room.private),
        reply_parameters=ReplyParameters(where.message_id, allow_sending_without_reply=True)
        if theirs or in_thread(where)
        else None,
    )


def _somebodys(message: Message) -> Message | None:
    """The message replied to, unless it is one of ours."""
    replied = replied_message(message)
    ours = replied is not None and replied.from_user is not None and replied.from_user.id == message.get_bot().id
    return None if ours else replied
