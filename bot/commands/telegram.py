"""`python -m bot`: be the bot."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from bot.service.serving import serve
from retrieval.errors import KutipError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings

_log = logging.getLogger(__name__)
_WHAT_TO_DO = (
    "BOT_TOKEN is not set: get a token from @BotFather and put it into .env (see .env.example), "
    "or talk to Kutip right here: python -m bot chat\n"
)


def run(settings: Settings, _arguments: Namespace) -> int:
    """Serve Telegram until a signal; 2 when there is no token, 1 after a fault of our own. Raises KutipError."""
    if settings.token is None:
        sys.stderr.write(_WHAT_TO_DO)
        return 2
    try:
        asyncio.run(serve(settings))
    except (KutipError, OSError):
        raise
    except Exception:  # noqa: BLE001 - by way of the log, which holds no token and may be read by programs
        _log.critical("the bot ends by a fault of its own", exc_info=True)
        return 1
    return 0
