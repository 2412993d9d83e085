"""`/statistik` and `/status`: the bot's admins see the public side, a group's admins that of their group."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest

from bot import buttons
from bot.handlers import ask
from bot.handlers.editors import pressers_pen, writers_pen
from bot.hearing.facts import in_thread, is_shown
from bot.screens import condition, figures, render, tables
from bot.screens.charts import ChartError, draw
from bot.transport.sending import reply
from bot.transport.sending_files import change_picture, post_document, post_picture
from bot.version import running_version
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.statistics import Period

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Message, User

    from bot.desk import Desk, Room
    from bot.handlers.editing import Aside
    from bot.screens.figures import Sheet
    from retrieval.scope import Scope

_log = logging.getLogger(__name__)
_FONTS: Final = "fonts"
"""The folder in `DATA_DIR` where the drawing keeps what it knows of the system's fonts."""
_MOST_ARTICLES: Final = 1000
"""Rows of the table of articles."""


async def show(desk: Desk, room: Room, message: Message, aside: Aside) -> None:
    """Obey `/statistik`. The picture takes a second or two, for which the chat does not wait. Raises TelegramError, as
    all of these do.
    """
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(_refusal(desk, room, message.from_user)))
        return
    choice = figures.offered(desk.settings.retention_days)
    days = figures.USUAL if figures.USUAL in choice else choice[-1]
    sheet = await _sheet(desk, room, pen.owner, days)
    if sheet.figures.total.questions:
        aside(_answer(desk, room, message, sheet))
    else:
        await reply(message, figures.nothing(sheet, room.texts))


async def press(
    desk: Desk,
    room: Room,
    shown: MaybeInaccessibleMessage,
    person: User,
    pressed: buttons.ShowFigures | buttons.SendTables,
) -> str:
    """Obey a button below the figures; what to say in a toast."""
    pen = await pressers_pen(desk, room, shown.get_bot(), person)
    if isinstance(pen, str):
        return _refusal(desk, room, person)
    if pressed.days not in figures.offered(desk.settings.retention_days):
        return room.texts.stale
    sheet = await _sheet(desk, room, pen.owner, pressed.days)
    if not sheet.figures.total.questions:
        return figures.nothing_asked(pressed.days, room.texts)
    if isinstance(pressed, buttons.ShowFigures):
        await _redraw(desk, room, shown, sheet)
    else:
        await _send_tables(desk, room, shown, sheet)
    return ""


async def tell_condition(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/status`."""
    pen = await writers_pen(desk, room, message)
    if isinstance(pen, str):
        await reply(message, render.sentence(_refusal(desk, room, message.from_user)))
        return
    changes = await desk.library.changes(pen.owner, limit=1)
    told = condition.Condition(
        await desk.library.holdings(pen.owner),
        changes[0] if changes else None,
        desk.jobs.reading_for(None if pen.owner == PUBLIC else room.chat),
        desk.settings.zone,
    )
    if pen.owner == PUBLIC:
        await reply(message, condition.of_bot(told, running_version(), desk.opened, room.texts))
    else:
        await reply(message, condition.of_group(told, room.settings, room.texts))


async def _sheet(desk: Desk, room: Room, owner: str, days: int) -> Sheet:
    """What there is to show of an owner's side."""
    now, kept = datetime.now(UTC), desk.settings.retention_days
    period = Period.until(now, days, desk.settings.zone)
    found = await desk.library.statistics.figures(_scope(room, owner), period, since=now - timedelta(days=kept))
    missed = await desk.library.unanswered.misses(owner) if found.total.questions else []
    unmet = figures.most_missed(missed, period)
    return figures.Sheet(owner, found, unmet, figures.offered(kept))


def _scope(room: Room, owner: str) -> Scope:
    """Whose articles may be named: an admin's own chat settings have nothing to do with the public side."""
    return EVERYONE if owner == PUBLIC else room.scope


async def _answer(desk: Desk, room: Room, message: Message, sheet: Sheet) -> None:
    """Reply with the picture, or with the words alone if there is none or it may not be sent there."""
    screen = figures.screen(sheet, room.texts)
    picture = await _picture(desk, room, sheet)
    if picture is not None:
        bot = message.get_bot()
        try:
            await post_picture(bot, room.chat, picture, screen, topic=room.topic, under=message.message_id)
        except BadRequest as error:
            _log.warning("the picture of the figures was not taken (%s); sent in words alone", error.message)
        else:
            return
    await reply(message, screen)


async def _redraw(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, sheet: Sheet) -> None:
    """Make the message show other figures, or a new one when it cannot."""
    screen = figures.screen(sheet, room.texts)
    picture = await _picture(desk, room, sheet)
    bot, under = shown.get_bot(), shown.message_id if in_thread(shown) else None
    if picture is not None:
        try:
            if not await change_picture(bot, room.chat, shown.message_id, picture, screen):
                await post_picture(bot, room.chat, picture, screen, topic=room.topic, under=under)
        except BadRequest as error:
            _log.warning("the picture of the figures was not taken (%s); sent in words alone", error.message)
        else:
            return
    if is_shown(shown) and shown.text:
        await ask.turn_to(room, shown, screen)
    else:  # a picture can become another, but no text
        await ask.add(room, shown, screen)


async def _send_tables(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, sheet: Sheet) -> None:
    """Send the figures of each day as a file, and another one of all articles that were quoted."""
    texts, period = room.texts, sheet.figures.period
    quoted = await desk.library.statistics.quoted(_scope(room, sheet.owner), period, limit=_MOST_ARTICLES)
    files = [(texts.figures_file, texts.figures_file_about, tables.by_day(sheet.figures.days))]
    if quoted:
        files.append((texts.quoted_file, texts.quoted_file_about, tables.by_article(quoted)))
    for name, about, content in files:
        await post_document(
            shown.get_bot(),
            room.chat,
            content,
            name.format(month=f"{period.last:%Y-%m}"),
            render.sentence(about.format(days=sheet.days)),
            topic=room.topic,
            under=shown.message_id if in_thread(shown) else None,
        )


async def _picture(desk: Desk, room: Room, sheet: Sheet) -> bytes | None:
    """The picture; None while another one is drawn for the chat, or when it could not be drawn, which is logged."""
    if room.chat in desk.jobs.drawn_for:
        return None
    desk.jobs.drawn_for.add(room.chat)
    try:
        async with desk.jobs.drawing:
            return await draw(figures.chart(sheet, room.texts), desk.settings.data_dir / _FONTS)
    except ChartError as error:
        _log.warning("%s; the figures are sent in words alone", error)
        return None
    finally:
        desk.jobs.drawn_for.discard(room.chat)


def _refusal(desk: Desk, room: Room, person: User | None) -> str:
    """What is said to whoever may not see this here."""
    if room.private:
        return room.texts.desk_refused_in_private
    runs_bot = person is not None and person.id in desk.settings.admin_ids
    return room.texts.desk_in_private if runs_bot else room.texts.desk_refused_in_group
