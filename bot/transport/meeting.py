"""Calls to Telegram without which nothing can begin: made again and again while it cannot be reached."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from telegram.error import Forbidden, InvalidToken, TelegramError

from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_LONGEST_PAUSE: Final = 30.0
REFUSED: Final = "BOT_TOKEN: Telegram does not accept this token; copy it again from @BotFather"


async def until_reached(call: Callable[[], Awaitable[object]], trouble: str) -> None:
    """Make a call until it succeeds; `trouble` is what the log says meanwhile. Raises SettingsError for a bad token."""
    pause = 1.0
    while True:
        try:
            await call()
        except (InvalidToken, Forbidden):
            raise SettingsError(REFUSED) from None
        except TelegramError as error:
            _log.warning("%s (%s); trying again in %.0f s", trouble, error.message, pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        else:
            return
