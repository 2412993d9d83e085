"""A press is acknowledged within seconds, whatever becomes of it: until then, its button looks as if it were stuck."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from telegram.error import TelegramError

from bot.transport.refusals import is_repeatable

if TYPE_CHECKING:
    from telegram import CallbackQuery

_log = logging.getLogger(__name__)
PATIENCE: Final = 2.0
"""Seconds after which a press is acknowledged before it is obeyed, and what there is to say about it is lost."""

_PAUSE: Final = 0.5


async def acknowledge(query: CallbackQuery, words: asyncio.Future[str]) -> None:
    """Answer a press with `words` if they are there in time and not empty, else without any.

    What Telegram does not take is logged: it waits for some seconds only, and the deed itself is done.
    """
    await asyncio.wait({words}, timeout=PATIENCE)
    toast = words.result() if words.done() else ""
    try:
        await _answer(query, toast)
    except TelegramError as error:
        _log.info("a press could not be acknowledged: %s", error.message)


async def _answer(query: CallbackQuery, toast: str) -> None:
    """Answer it; once more when the line broke. Raises TelegramError."""
    try:
        await query.answer(toast or None)
    except TelegramError as error:
        if not is_repeatable(error):
            raise
        await asyncio.sleep(_PAUSE)
        await query.answer(toast or None)
