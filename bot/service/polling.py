"""Updates that the bot fetches by itself."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from telegram.error import Conflict, TelegramError

from bot.app import ALLOWED_UPDATES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app import App

_log = logging.getLogger(__name__)


@asynccontextmanager
async def polling(application: App) -> AsyncIterator[None]:
    """Fetch updates for an application that has started, which ends a webhook; at the end what has come is confirmed.

    What Telegram kept for the webhook is fetched.
    """
    updater = application.updater
    if updater is None:
        raise TypeError("an application without an updater cannot poll")
    try:
        await updater.start_polling(
            allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=-1, error_callback=_note_polling_error
        )
        yield
    finally:
        if updater.running:
            await updater.stop()


def _note_polling_error(error: TelegramError) -> None:
    """One line for what keeps updates from being fetched; PTB goes on trying by itself."""
    if isinstance(error, Conflict):
        _log.error("another program fetches this bot's updates (or a webhook is set); stop it: only one may")
    else:
        _log.warning("updates could not be fetched (%s); trying again", error.message)
