"""The log holds neither the token nor what was asked, and tells of which update each line is."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.service.logs import AsJson, Redacting, about
from tests.botprocess import SEEDS, TITLE, BotProcess
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from pathlib import Path


def record(message: str, *arguments: object, error: bool = False) -> logging.LogRecord:
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, sys.exc_info() if error else None)


def test_token_is_taken_out_of_messages_arguments_and_tracebacks() -> None:
    formatter = Redacting("42:Secret-Part", "Secret-Part")
    assert "Secret-Part" not in formatter.format(record("GET https://api.telegram.org/bot%s/getMe", "42:Secret-Part"))
    assert "Secret-Part" not in formatter.format(record("GET /bot42%%3ASecret-Part/x %s", 1))
    try:
        int("url was https://x/bot42:Secret-Part/getMe")
    except ValueError:
        written = formatter.format(record("failed", error=True))
    assert "ValueError" in written
    assert "Secret-Part" not in written


def test_without_a_token_nothing_is_replaced() -> None:
    assert Redacting("", "").format(record("apa adanya")).endswith("apa adanya")


def test_short_secret_makes_no_holes_in_every_line() -> None:
    assert Redacting("a", "1234567").format(record("apa 1234567")).endswith("apa 1234567")
    assert Redacting("12345678").format(record("apa 12345678")).endswith("apa …")


def test_line_as_json_says_all_that_a_line_of_text_says() -> None:
    formatter = AsJson("42:Secret-Part", "Secret-Part")
    try:
        int("url was https://x/bot42:Secret-Part/getMe")
    except ValueError:
        failed = record('it "failed"\nfor %s', "Budi é", error=True)
    with about(123456):
        line = formatter.format(failed)
    assert "\n" not in line
    written = json.loads(line)
    traceback = written.pop("exception")
    assert traceback.startswith("Traceback")
    assert "ValueError" in traceback
    assert "Secret-Part" not in traceback
    at = datetime.fromtimestamp(failed.created, UTC).isoformat(timespec="milliseconds")
    assert written == {
        "ts": at,
        "level": "ERROR",
        "logger": "x",
        "msg": 'it "failed"\nfor Budi é',
        "request": "u123456",
    }
    assert at.endswith("+00:00")


def test_line_about_no_update_has_no_request() -> None:
    assert set(json.loads(AsJson().format(record("x")))) == {"ts", "level", "logger", "msg"}


async def test_tasks_and_threads_of_an_update_log_its_number_and_others_do_not() -> None:
    formatter = Redacting()

    async def line(pause: float = 0) -> str:
        await asyncio.sleep(pause)
        return await asyncio.to_thread(formatter.format, record("x"))

    with about(1):
        first = asyncio.create_task(line(0.01))
        with about(2):
            second = asyncio.create_task(line())
        assert " u1 ERROR x: x" in await line()
    assert " u1 ERROR x: x" in await first
    assert " u2 ERROR x: x" in await second
    assert re.search(r",\d{3} ERROR x: x", await line())


async def test_log_of_a_conversation_tells_whose_update_it_was_and_nothing_that_was_said(tmp_path: Path) -> None:
    asked = [
        "siapa menlu Pakistan?",
        "berapa harga zirkonium di Kuala Kencana?",
        "kapan Teheran menyerang Balochistan?",
    ]
    settings = {"BOT_TOKEN": TOKEN, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off", "LOG_FORMAT": "json"}
    async with BotApiDouble() as double, BotProcess(settings | {"TELEGRAM_API_URL": double.url}, tmp_path) as bot:
        await bot.until_polling(double)
        budi = double.person(31_337, "Budiwati", username="budiwati_x")
        double.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: why not")
        for question in asked:
            await budi.asks(question)
        double.fail_next("sendMessage", status=400, description="Bad Request: something new", times=2)
        with suppress(AssertionError):
            await budi.asks(asked[0])
        await budi.types_inline(asked[1])
        assert await bot.terminate() == 0
    lines = [json.loads(line) for line in bot.stderr.splitlines()]
    assert all(line["ts"].endswith("+00:00") and line["level"] != "DEBUG" for line in lines)
    (markup,) = [line for line in lines if "could not read our markup" in line["msg"]]
    (failure,) = [line for line in lines if line["level"] == "ERROR"]
    assert markup["request"] == "u700000001"
    assert failure["request"] == "u700000004"
    assert "Something new" in failure["exception"]
    assert "request" not in lines[0]
    ready = next(place for place, line in enumerate(lines) if "is ready" in line["msg"])
    said = json.dumps(lines[ready:]).lower()  # before that, the article has been named
    words = {word for question in asked for word in re.findall(r"\w{5,}", question)} | {"Budiwati", "Jilani", TITLE}
    assert [word for word in words if word.lower() in said] == []
