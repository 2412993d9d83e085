"""What `check` says of the ways in: each finding tells what to do."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest
from telegram import WebhookInfo

from bot.commands.findings import Note, on_listening, on_updates
from bot.service.listening import Socket
from bot.service.observing import observing
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL: Final = "https://kutip.example/kait/rahasia"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    with TemporaryDirectory(prefix="kutip") as name:
        yield Path(name)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def hooked(monkeypatch: pytest.MonkeyPatch, secret: str = "x" * 16) -> Settings:
    return settings(monkeypatch, WEBHOOK_URL=URL, WEBHOOK_SECRET=secret)


def told(url: str = URL, waiting: int = 0, **more: object) -> WebhookInfo:
    info = WebhookInfo.de_json({"url": url, "has_custom_certificate": False, "pending_update_count": waiting, **more})
    assert isinstance(info, WebhookInfo)
    return info


def failed(message: str, waiting: int = 3, ago: timedelta = timedelta(minutes=5)) -> WebhookInfo:
    return told(waiting=waiting, last_error_date=int((NOW - ago).timestamp()), last_error_message=message)


def test_updates_that_are_fetched_are_well(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = on_updates(settings(monkeypatch), told("", 2), NOW)
    assert (found.ok, type(found), found.message) == (True, type(found), "are fetched; 2 wait")


def test_webhook_that_polling_will_end_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = on_updates(settings(monkeypatch), told("https://old.example/123:token"), NOW)
    assert isinstance(found, Note)
    assert "old.example;" in found.message
    assert "token" not in found.message


def test_webhook_as_it_should_be_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = on_updates(hooked(monkeypatch), told(), NOW)
    assert (found.ok, found.message) == (True, "Telegram sends them to kutip.example")
    passed = failed("Connection refused", waiting=0, ago=timedelta(hours=2))
    assert on_updates(hooked(monkeypatch), passed, NOW) == [found]


def test_webhook_that_is_not_set_yet_is_noted_and_another_one_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    (yet,) = on_updates(hooked(monkeypatch), told(""), NOW)
    assert isinstance(yet, Note)
    (other,) = on_updates(hooked(monkeypatch), told("https://other.example/x"), NOW)
    assert not other.ok
    assert "at other.example, not to WEBHOOK_URL; start the bot again" in other.message


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("Wrong response from the webhook: 403 Forbidden", "WEBHOOK_SECRET"),
        ("Wrong response from the webhook: 404 Not Found", "path"),
        ("Wrong response from the webhook: 502 Bad Gateway", "WEBHOOK_LISTEN"),
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "whole chain"),
        ("Connection timed out", "firewall"),
        ("Failed to resolve host: Name or service not known", "DNS"),
        ("Something new", "log of the proxy"),
    ],
)
def test_error_that_telegram_met_is_told_with_what_to_do(
    message: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = on_updates(hooked(monkeypatch), failed(message), NOW)
    assert not found.ok
    assert message in found.message
    assert advice in found.message
    assert found.message.endswith("; 3 wait")


def test_short_secret_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = on_updates(hooked(monkeypatch, "pendek"), told(), NOW)
    assert isinstance(found, Note)
    assert "pendek" not in found.message


async def test_nothing_listens_where_nothing_is_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await on_listening(settings(monkeypatch)) == []


async def test_free_places_are_well_and_left_free(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        free = taken.getsockname()[1]
    monkeypatch.setenv("WEBHOOK_LISTEN", f"127.0.0.1:{free}")
    found = await on_listening(
        settings(monkeypatch, WEBHOOK_URL=URL, WEBHOOK_SECRET="x", METRICS_LISTEN=f"unix:{folder}/m")
    )
    assert [(one.name, one.ok) for one in found] == [("webhook", True), ("metrics", True)]
    assert not list(await asyncio.to_thread(lambda: list(folder.iterdir())))


async def test_place_that_cannot_be_is_wrong(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = await on_listening(settings(monkeypatch, METRICS_LISTEN=f"unix:{folder}/no/m"))
    assert not found.ok
    assert found.message.startswith("METRICS_LISTEN: nobody can listen at ")


async def test_bot_that_runs_already_is_asked_how_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with observing(Socket(folder / "m")):
        (found,) = await on_listening(settings(monkeypatch, METRICS_LISTEN=f"unix:{folder}/m"))
    assert not found.ok
    assert found.message == "the bot that runs says: store and index and updates and storage not working"


async def test_place_of_another_program_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        (found,) = await on_listening(settings(monkeypatch, METRICS_LISTEN=f"127.0.0.1:{port}"))
    assert not found.ok
    assert "another program listens at" in found.message
