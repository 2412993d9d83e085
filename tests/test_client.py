"""The client of the Bot API: its connections outlast the silence between two questions, its polling strange updates."""

from __future__ import annotations

import gc
import logging
import time
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx
import pytest
from aiohttp import web

from bot.screens.render import Screen
from bot.transport.client import KEPT_OPEN, SteadyBot
from bot.transport.delivery import Delivery
from bot.transport.inbox import opened
from bot.transport.sending import reply
from bot.typesetting.markup import bold
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Literal


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


async def test_nothing_of_a_call_is_left_for_the_search_for_cycles() -> None:
    async with BotApiDouble() as double, SteadyBot(TOKEN, base_url=f"{double.url}/bot") as bot:
        budi = double.person()
        gc.collect()
        gc.disable()
        try:
            for _ in range(3):
                await bot.send_message(budi.id, "Halo")
            left = [thing for thing in gc.get_objects() if isinstance(thing, (httpx.Response, httpx.Request))]
        finally:
            gc.enable()
        assert [message.text for message in await budi.hears(3)] == ["Halo"] * 3
        assert left == []


BUDI = {"id": 11, "is_bot": False, "first_name": "Budi"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Warga"}
ME = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Kutip", "username": "kutip_bot"}


def update(number: int, **fields: object) -> dict[str, object]:
    """A message as Telegram gives it, with `fields` on top."""
    message = {"message_id": number, "date": 1_700_000_000, "chat": GROUP, "from": BUDI, "text": "rahasia"}
    return {"update_id": number, "message": message | fields}


@asynccontextmanager
async def giving(updates: Sequence[Mapping[str, object]]) -> AsyncIterator[SteadyBot]:
    """A bot at a server that gives these updates, whatever they are; the double would refuse to make them."""

    async def answer(request: web.Request) -> web.Response:
        result = ME if request.match_info["method"] == "getMe" else list(updates)
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with SteadyBot(TOKEN, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/bot") as bot:
            yield bot
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "strange",
    [
        {"date": 2**40},
        {"from": {"id": 11, "is_bot": False}},
        {"poll": {"id": "1", "question": "rahasia", "options": [{"text": "a", "voter_count": 0}]}},
        {"entities": [{"type": "bold", "offset": 0}]},
        {"text": 5},
    ],
    ids=[
        "date after the year 9999",
        "user without a name",
        "poll of another version",
        "part without a length",
        "number instead of a text",
    ],
)
async def test_update_that_cannot_be_read_is_let_go_and_those_around_it_are_heard(
    strange: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with giving([update(7), update(8, **strange), update(9)]) as bot:
            updates = await bot.get_updates()
    assert [one.update_id for one in updates] == [7, 8, 9]
    assert [one.message.text if one.message else None for one in updates] == ["rahasia", None, "rahasia"]
    (told,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert told.getMessage().startswith("update 8 (message) could not be read and is let go: ")
    assert "rahasia" not in caplog.text


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_answer_of_which_nothing_is_heard_in_time_comes_once(
    moment: Literal["before", "after"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transport.client._LONGEST_SILENCE", 0.3)
    with opened(tmp_path / "inbox.jsonl") as inbox:
        async with (
            BotApiDouble() as double,
            SteadyBot(TOKEN, inbox=inbox, base_url=f"{double.url}/bot") as bot,
        ):
            budi = double.person()
            await budi.says("Siapa?")
            (update,) = await bot.get_updates()
            assert update.message is not None
            double.hold_next("sendMessage", moment)
            with Delivery(inbox, update.update_id, budi.id).at_work():
                answer = await reply(update.message, Screen(bold("Budi")))
            assert [said.message_id for said in budi.said] == [answer.message_id]
            assert inbox.of(update.update_id).answer == answer.message_id
            double.assert_clean()
