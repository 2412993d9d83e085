"""Running the bot: open the library, meet Telegram, fetch updates, and stop without losing anything."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError

from bot.app import ALLOWED_UPDATES, JOBS, App, build_application
from bot.background import encoding, forgetting
from bot.jobs import Jobs
from bot.menus import set_menus, set_persons_menu
from bot.pacing import Pacing
from retrieval.errors import SettingsError
from retrieval.library import open_library
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

    from bot.settings import Settings
    from retrieval.library import Library

_log = logging.getLogger(__name__)
_LONGEST_PAUSE: Final = 30.0
REFUSED: Final = "BOT_TOKEN: Telegram does not accept this token; copy it again from @BotFather"


async def serve(settings: Settings) -> None:
    """Be the bot until SIGTERM or SIGINT, then finish what is under way and close everything.

    Raises SettingsError (no token, or one that Telegram refuses), LibraryError and EncoderError.
    """
    if settings.webhook_url:
        raise SettingsError("WEBHOOK_URL: webhooks are not supported by this version; leave it empty to use polling")
    _stop_on_signals()
    with suppress(asyncio.CancelledError):  # the way a signal ends the waiting, wherever it is
        async with (
            open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds) as library,
            forgetting(library.turns, library.editing, settings.retention_days),
            _connected(build_application(settings, library)) as application,
            encoding(library),
        ):
            await _poll(application, settings, library)
            count, meaning = await library.count(EVERYONE), "on" if library.semantic else "off"
            _log.info("@%s is ready: %d article(s), search by meaning %s", application.bot.username, count, meaning)
            await asyncio.Event().wait()
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
async def _connected(application: App) -> AsyncIterator[App]:
    """The application, known to Telegram; at the end everything fetched is handled, and the connections are closed.

    What Telegram's limits would let wait for long by then is not: its number is logged.
    """
    pacing = application.bot.rate_limiter
    try:
        await _meet(application)
        yield application
    finally:
        if isinstance(pacing, Pacing):
            pacing.stop()
        if isinstance(jobs := application.bot_data.get(JOBS), Jobs):
            jobs.stop()
        if application.updater and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        if isinstance(pacing, Pacing) and pacing.dropped:
            _log.warning("%d message(s) or edits would have come too late for the stop and are lost", pacing.dropped)
        await application.shutdown()


async def _meet(application: App) -> None:
    """Introduce ourselves, again and again while Telegram cannot be reached. Raises SettingsError for a bad token."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
        except (InvalidToken, Forbidden):
            raise SettingsError(REFUSED) from None
        except TelegramError as error:
            _log.warning("Telegram cannot be reached (%s); trying again in %.0f s", error.message, pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        else:
            return


async def _poll(application: App, settings: Settings, library: Library) -> None:
    """Fetch updates; the menus are seen to meanwhile, and a stop waits for them."""
    updater = application.updater
    if updater is None:
        return
    await application.start()
    application.create_task(_set_menus(application.bot, settings, library), name="menus")
    await updater.start_polling(
        allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=-1, error_callback=_note_polling_error
    )


async def _set_menus(bot: Bot, settings: Settings, library: Library) -> None:
    """The menus for everybody, and those of the bot's admins."""
    await set_menus(bot, settings.language)
    for person in settings.admin_ids:
        chosen = await library.chats.settings(str(person))
        await set_persons_menu(bot, person, chosen.language, settings)


def _note_polling_error(error: TelegramError) -> None:
    """One line for what keeps updates from being fetched; PTB goes on trying by itself."""
    if isinstance(error, Conflict):
        _log.error("another program fetches this bot's updates (or a webhook is set); stop it: only one may")
    else:
        _log.warning("updates could not be fetched (%s); trying again", error.message)
