"""`python -m bot`: be the bot."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from bot.polling import serve

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings

_WHAT_TO_DO = (
    "BOT_TOKEN is not set: get a token from @BotFather and put it into .env (see .env.example), "
    "or talk to Kutip right here: python -m bot chat\n"
)


def run(settings: Settings, _arguments: Namespace) -> int:
    """Serve Telegram until a signal; 2 when there is no token."""
    if settings.token is None:
        sys.stderr.write(_WHAT_TO_DO)
        return 2
    asyncio.run(serve(settings))
    return 0
