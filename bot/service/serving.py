"""Running the bot: open the library, meet Telegram, let updates come, and stop without losing anything."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.app import DESK, App, build_application
from bot.desk import Desk
from bot.handlers.telling import offer_to_admins
from bot.screens.menus import set_menus, set_persons_menu
from bot.service.background import encoding, forgetting, tidying
from bot.service.feeding import feeding
from bot.service.minding import minding
from bot.service.polling import polling
from bot.service.reporting import Reports, reporting
from bot.service.watching import Watch
from bot.transport.inbox import NAME, opened
from bot.transport.meeting import until_reached
from bot.transport.pacing import Pacing
from retrieval.opening import open_library
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

    from bot.settings import Settings
    from bot.transport.inbox import Inbox
    from retrieval.library import Library
    from retrieval.web.polite import Visitor

_log = logging.getLogger(__name__)
PATIENCE: Final = 0.02
"""Seconds that a question waits for the vectors of an article that was just added; they are made beside the answering
anyway. Twenty take 200 ms."""


async def serve(settings: Settings, *, visitor: Visitor | None = None) -> None:
    """Be the bot until SIGTERM or SIGINT, then finish what is under way and close everything.

    Feeds are visited by `visitor`; without one, by the strict rules.
    Raises SettingsError (no token, or one that Telegram refuses, or where nobody can listen), LibraryError and
    EncoderError.
    """
    _stop_on_signals()
    reports = Reports()
    with suppress(asyncio.CancelledError):  # the way a signal ends the waiting, wherever it is
        async with (
            _watched(settings) as watch,
            open_library(
                settings.data_dir, semantic=settings.semantic, seeds=settings.seeds, patience=PATIENCE
            ) as library,
            forgetting(library.turns, library.editing, settings.data_dir, settings.retention_days),
            _keeping(settings) as inbox,
            _connected(build_application(settings, library, watch=watch, inbox=inbox)) as application,
            reporting(reports, application.bot, library.chats, settings),
            minding(library, inbox, reports),
            encoding(library),
            tidying(),
            feeding(
                library,
                settings.feeds,
                timedelta(minutes=settings.feed_minutes),
                visitor=visitor,
                added=partial(offer_to_admins, application.bot_data[DESK], application.bot),
            ),
        ):
            watch.opened(library)
            await application.start()
            application.create_task(_set_menus(application.bot, settings, library), name="menus")
            for update in inbox.left(application.bot):
                application.update_queue.put_nowait(update)
            async with _updates(application, settings, watch, inbox):
                count, meaning = await library.count(EVERYONE), "on" if library.semantic else "off"
                _log.info("@%s is ready: %d article(s), search by meaning %s", application.bot.username, count, meaning)
                try:
                    await asyncio.Event().wait()
                finally:
                    inbox.stop()
    _log.info("stopped")


def _stop_on_signals() -> None:
    """Make the first SIGTERM or SIGINT cancel the current task; more of them change nothing."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if task and not stopping:
            stopping = True
            _log.info("stopping")
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


@asynccontextmanager
async def _watched(settings: Settings) -> AsyncIterator[Watch]:
    """Whoever watches, and tells of it at `METRICS_LISTEN`; nobody where that is empty."""
    if settings.metrics is None:
        yield Watch()
        return
    from bot.service.observing import observing  # noqa: PLC0415 - a server and Prometheus, for those who want them

    async with observing(settings.metrics) as watch:
        yield watch


@asynccontextmanager
async def _keeping(settings: Settings) -> AsyncIterator[Inbox]:
    """The inbox in `DATA_DIR`."""
    with opened(settings.data_dir / NAME) as inbox:
        yield inbox


@asynccontextmanager
async def _connected(application: App) -> AsyncIterator[App]:
    """The application, known to Telegram; at the end everything that came is handled, and the connections are closed.

    What Telegram's limits would let wait for long by then is not: its number is logged.
    """
    pacing = application.bot.rate_limiter
    try:
        await until_reached(application.initialize, "Telegram cannot be reached")
        yield application
    finally:
        if isinstance(pacing, Pacing):
            pacing.stop()
        if isinstance(desk := application.bot_data.get(DESK), Desk):
            desk.jobs.stop()
        if application.running:
            await application.stop()
        if isinstance(pacing, Pacing) and pacing.dropped:
            _log.warning("%d message(s) or edits would have come too late for the stop", pacing.dropped)
        await application.shutdown()


@asynccontextmanager
async def _updates(application: App, settings: Settings, watch: Watch, inbox: Inbox) -> AsyncIterator[None]:
    """Meanwhile updates come, sent by Telegram to `WEBHOOK_URL` or else fetched."""
    async with AsyncExitStack() as stack:
        if settings.webhook_url:
            from bot.service.webhook import receiving  # noqa: PLC0415 - a server, for those who want one

            receiver = await stack.enter_async_context(receiving(application, settings, watch, inbox))
            watch.started(application, lambda: receiver.open)
        else:
            await stack.enter_async_context(polling(application))
            watch.started(application)
        yield


async def _set_menus(bot: Bot, settings: Settings, library: Library) -> None:
    """The menus for everybody, and those of the bot's admins."""
    await set_menus(bot, settings.language)
    for person in settings.admin_ids:
        chosen = await library.chats.settings(str(person))
        await set_persons_menu(bot, person, chosen.language, settings)
