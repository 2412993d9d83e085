"""The double's webhooks: sent in order for each chat, with the secret, again and again until they are taken."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

URL: Final = "https://idn.example/kait?a=b"


@dataclass
class Hook:
    """Whoever is sent updates: what came, and how it answers."""

    refused: Counter[int] = field(default_factory=Counter)
    """How often an update, by its place in the order of all, is refused yet."""
    secrets: set[str | None] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    came: list[int] = field(default_factory=list)
    under_way: int = 0
    most: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.paths.add(request.path_qs)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        number: int = (await request.json())["update_id"]
        await asyncio.sleep(0.01)
        self.under_way -= 1
        place = number - 700_000_001
        if self.refused[place]:
            self.refused[place] -= 1
            return web.Response(status=500)
        self.came.append(place)
        return web.Response(status=204)


@asynccontextmanager
async def sending(hook: Hook, **options: int | str) -> AsyncIterator[BotApiDouble]:
    app = web.Application()
    app.router.add_post("/{anything:.*}", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
            double.leads("idn.example", port=f"127.0.0.1:{runner.addresses[0][1]}")
            await bot.set_webhook(URL, **options)  # type: ignore[arg-type]  # numbers and texts, each in its place
            yield double
            double.assert_clean()
    finally:
        await runner.cleanup()


async def until_taken(double: BotApiDouble, hook: Hook, number: int) -> None:
    await double._world.changes.until(lambda: len(hook.came) >= number and not double.pending_updates, "All", 10)


async def test_update_that_is_refused_comes_again_before_the_next_one_of_its_chat() -> None:
    hook = Hook(Counter({0: 3, 2: 1}))
    async with sending(hook, secret_token="rahasia") as double:
        budi, siti = double.person(1, "Budi"), double.person(2, "Siti")
        for text in ("a", "b", "c"):
            await budi.says(text)
        await siti.says("d")
        await until_taken(double, hook, 4)
    assert [place for place in hook.came if place < 3] == [0, 1, 2]
    assert hook.came[0] == 3  # another chat does not wait
    assert (hook.secrets, hook.paths) == ({"rahasia"}, {"/kait?a=b"})
    assert [delivery.status for delivery in double.deliveries].count(500) == 4


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_are_sent_at_once_than_the_bot_wants(most: int) -> None:
    hook = Hook()
    async with sending(hook, max_connections=most) as double:
        for number in range(1, 9):
            await double.person(number, "Orang").says("halo")
        await until_taken(double, hook, 8)
    assert hook.most == most


async def test_failure_is_told_and_a_webhook_without_tls_is_refused() -> None:
    async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
        with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
            await bot.set_webhook("http://idn.example/kait")
        double.leads("idn.example", port="127.0.0.1:1")
        await bot.set_webhook(URL)
        await double.person().says("halo")
        await double._world.changes.until(lambda: bool(double.deliveries), "An attempt", 10)
        told = await bot.get_webhook_info()
        assert (told.pending_update_count, told.last_error_message) == (1, "Connection refused")
        await bot.delete_webhook()
        (update,) = await bot.get_updates()
        assert update.message
        double.assert_clean()
