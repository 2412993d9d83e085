"""The client of the Bot API: its connections outlast the silence between two questions."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bot.client import KEPT_OPEN, SteadyBot
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import Callable


def _clock(ahead: float) -> Callable[[], float]:
    return lambda: time.monotonic() + ahead


@pytest.mark.parametrize(("silence", "lines"), [(KEPT_OPEN / 2, 1), (KEPT_OPEN + 1, 2)])
async def test_answer_after_a_silence_goes_over_the_line_that_is_open(
    silence: float, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApiDouble() as double, SteadyBot(TOKEN, base_url=f"{double.url}/bot") as bot:
        budi = double.person()
        await bot.send_message(budi.id, "Halo")
        # httpx asks this clock how long a connection has been silent.
        monkeypatch.setattr("httpcore._async.http11.time", SimpleNamespace(monotonic=_clock(silence)))
        await bot.send_message(budi.id, "Masih di sini")
        await budi.hears(2)
        sent = [exchange.port for exchange in double.exchanges if exchange.method == "sendMessage"]
        assert len(set(sent)) == lines
