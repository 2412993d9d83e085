"""Updates that Telegram sends: taken from nobody else, each once, and answered as those that are fetched."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import stat
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import httpx
import pytest
import pytest_asyncio
from telegram import Bot

from bot.app import ALLOWED_UPDATES
from bot.service.listening import Socket
from bot.service.watching import Watch
from bot.service.web import listening
from bot.service.webhook import CONNECTIONS, Receiver, served
from retrieval.errors import SettingsError
from tests.botprocess import SEEDS, BotProcess, running
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from telegram import Update

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET: Final = "rahasia-yang-cukup-panjang_0123456789"
URL: Final = "https://kutip.example/kait/telegram"
HEADERS: Final = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
PATH: Final = "/kait/telegram"
WHO: Final = "siapa menlu Pakistan?"


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder whose path is short enough for sockets, as pytest's own are not everywhere."""
    with TemporaryDirectory(prefix="kutip") as folder:
        yield Path(folder)


# --- The server alone


@dataclass
class Hook:
    """A server with a receiver, and who calls it."""

    receiver: Receiver
    client: httpx.AsyncClient
    accepted: list[Update] = field(default_factory=list)
    waiting: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Open as long as updates are accepted at once."""
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether any update has been handed on."""

    async def post(self, content: bytes | object, **headers: str) -> httpx.Response:
        """Send what Telegram might, with other headers if any are given."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await self.client.post(PATH, content=body, headers=HEADERS | headers)


@asynccontextmanager
async def hooked(folder: Path) -> AsyncIterator[Hook]:
    async def accept(update: Update, told: Mapping[str, object]) -> None:
        assert told["update_id"] == update.update_id
        opened.entered.set()
        await opened.gate.wait()
        opened.accepted.append(update)

    at = Socket(folder / "hook.sock")
    receiver = Receiver(SECRET, Bot(TOKEN), accept, lambda: opened.waiting, Watch())
    transport = httpx.AsyncHTTPTransport(uds=str(at.path))
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://proxy") as client,
        listening("WEBHOOK_LISTEN", at, served(URL, receiver)),
    ):
        opened = Hook(receiver, client)
        opened.gate.set()
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def hook(sockets: Path) -> AsyncIterator[Hook]:
    async with hooked(sockets) as opened:
        yield opened


def message(number: int, text: str = "apa kabar?") -> dict[str, object]:
    budi = {"id": 11, "is_bot": False, "first_name": "Budi"}
    chat = {"id": 11, "type": "private", "first_name": "Budi"}
    said = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": budi, "text": text}
    return {"update_id": number, "message": said}


async def test_update_is_accepted_before_it_is_acknowledged(hook: Hook) -> None:
    hook.gate.clear()
    sending = asyncio.create_task(hook.post(message(1)))
    done, _ = await asyncio.wait({sending}, timeout=0.1)
    assert not done
    hook.gate.set()
    answer = await sending
    assert (answer.status_code, answer.content) == (200, b"")
    assert [update.update_id for update in hook.accepted] == [1]


@pytest.mark.parametrize("given", ["", SECRET[:-1], SECRET + "x", SECRET.upper(), "é", "x" * 5000])
async def test_who_does_not_know_the_secret_learns_nothing(given: str, hook: Hook) -> None:
    headers = [(b"Content-Type", b"application/json")]
    if given:
        headers.append((b"X-Telegram-Bot-Api-Secret-Token", given.encode()))
    for method, body in (("POST", json.dumps(message(1)).encode()), ("POST", b"{"), ("GET", b""), ("PUT", b"x")):
        answer = await hook.client.request(method, PATH, content=body, headers=headers)
        assert (answer.status_code, answer.content) == (403, b"")
        assert set(answer.headers) <= {"date", "connection", "content-length"}
    assert not hook.accepted


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 404),
        ("POST", "/kait", 404),
        ("POST", f"{PATH}/", 404),
        ("POST", f"/x{PATH}", 404),
        ("POST", "/kait%2Ftelegram", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", PATH, 405),
        ("DELETE", PATH, 405),
        ("BREW", PATH, 405),
    ],
)
async def test_other_paths_and_methods_are_refused_without_a_word(
    method: str, path: str, status: int, hook: Hook
) -> None:
    answer = await hook.client.request(method, path, content=json.dumps(message(1)), headers=HEADERS)
    assert (answer.status_code, answer.content) == (status, b"")
    assert not hook.accepted


async def test_query_behind_the_path_does_no_harm(hook: Hook) -> None:
    answer = await hook.client.post(f"{PATH}?a=1", content=json.dumps(message(1)), headers=HEADERS)
    assert answer.status_code == 200
    assert len(hook.accepted) == 1


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_is_said_to_be_no_json_is_refused(kind: str, hook: Hook) -> None:
    assert (await hook.post(message(1), **{"Content-Type": kind})).status_code == 415
    assert not hook.accepted


async def test_json_with_its_charset_is_json(hook: Hook) -> None:
    assert (await hook.post(message(1), **{"Content-Type": "application/json; charset=utf-8"})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 1e400}',
        b'{"update_id": 99999999999999999999999999}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: body[:20],
)
async def test_body_that_is_no_update_is_refused(body: bytes, hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert (await hook.post(body)).status_code == 400
    assert not hook.accepted
    assert [record.exc_info for record in caplog.records if record.name.startswith("bot")] == [None]


async def test_body_beyond_a_mebibyte_is_refused_however_it_is_sent(hook: Hook) -> None:
    large = json.dumps(message(1, "x" * (1 << 20))).encode()
    assert (await hook.post(large)).status_code == 413

    async def in_chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 1 << 14):
            yield large[start : start + (1 << 14)]

    try:
        answer = await hook.client.post(PATH, content=in_chunks(), headers=HEADERS)
        assert answer.status_code == 400
    except httpx.TransportError:  # the line is cut while we still send
        pass
    assert not hook.accepted


async def test_update_that_cannot_be_read_is_let_go_so_that_others_can_follow(hook: Hook) -> None:
    assert (await hook.post({"update_id": 4, "message": {"message_id": "rahasia"}})).status_code == 200
    assert (await hook.post(message(5))).status_code == 200
    assert [(update.update_id, update.message is None) for update in hook.accepted] == [(4, True), (5, False)]


async def test_update_that_is_sent_again_is_acknowledged_and_not_handled_again(hook: Hook) -> None:
    for number in (1, 2, 1, 2, 1):
        assert (await hook.post(message(number))).status_code == 200
    assert [update.update_id for update in hook.accepted] == [1, 2]


async def test_telegram_keeps_what_would_have_to_wait_too_long(hook: Hook) -> None:
    hook.waiting = 10_000
    answer = await hook.post(message(1))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    hook.waiting = 0
    assert (await hook.post(message(1))).status_code == 200
    assert len(hook.accepted) == 1


async def test_stop_waits_for_what_is_being_accepted_and_takes_nothing_more(hook: Hook) -> None:
    hook.gate.clear()
    sending = asyncio.create_task(hook.post(message(1)))
    await hook.entered.wait()
    stopping = asyncio.create_task(hook.receiver.close())
    await asyncio.sleep(0)
    assert (await hook.post(message(2))).status_code == 503
    assert not stopping.done()
    hook.gate.set()
    await stopping
    assert (await sending).status_code == 200
    assert [update.update_id for update in hook.accepted] == [1]


async def test_flood_of_junk_leaves_one_line_in_the_log(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    with caplog.at_level(logging.INFO):
        for number in range(200):
            wrong = {"X-Telegram-Bot-Api-Secret-Token": f"tebakan-{number}"}
            assert (await hook.post(b"x" * number, **wrong)).status_code == 403
            assert (await hook.post(b"{")).status_code == 400
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert line == "1 request(s) to the webhook came to nothing (wrong secret: 1)"
    assert not [record for record in caplog.records if record.exc_info]
    assert not hook.accepted


async def test_bytes_that_are_no_http_are_dropped_in_silence(
    hook: Hook, sockets: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    for junk in (b"\x16\x03\x01\x02\x00\x01\x00\n\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n", b"x" * 40_000):
        reader, writer = await asyncio.open_unix_connection(str(sockets / "hook.sock"))
        writer.write(junk)
        writer.write_eof()
        answer = await reader.read()
        assert answer in {b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"}
        writer.close()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert (await hook.post(message(1))).status_code == 200


# --- Where it listens


async def test_socket_is_for_the_proxy_to_write_to_and_gone_in_the_end(sockets: Path) -> None:
    async with hooked(sockets):
        assert stat.S_IMODE(os.stat(sockets / "hook.sock").st_mode) == 0o666  # noqa: PTH116 - in async code
    assert not os.listdir(sockets)  # noqa: PTH208 - in async code


async def test_socket_that_a_killed_process_left_is_put_away(sockets: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(str(sockets / "hook.sock"))
    async with hooked(sockets) as hook:
        assert (await hook.post(message(1))).status_code == 200


async def test_place_of_another_program_is_left_to_it(sockets: Path) -> None:
    async with hooked(sockets) as first:
        with pytest.raises(SettingsError, match="another program listens at"):
            async with hooked(sockets):
                pass
        assert (await first.post(message(1))).status_code == 200
    (sockets / "hook.sock").write_text("a file", encoding="utf-8")
    with pytest.raises(SettingsError, match="nobody can listen at"):
        async with hooked(sockets):
            pass
    assert (sockets / "hook.sock").read_text(encoding="utf-8") == "a file"


# --- The bot


def hooking(double: BotApiDouble, sockets: Path) -> dict[str, str]:
    """The settings of a bot behind the proxy of `double`."""
    double.leads("kutip.example", unix=str(sockets / "kutip.sock"))
    return {"WEBHOOK_URL": URL, "WEBHOOK_SECRET": SECRET, "WEBHOOK_LISTEN": f"unix:{sockets}/kutip.sock"}


async def conversation(double: BotApiDouble) -> list[object]:
    """What a person and a group hear in answer to the same."""
    budi, siti = double.person(111, "Budi"), double.person(222, "Siti")
    warga = double.group("Warga", [budi, siti])
    asked = await budi.says(WHO)
    first = await budi.hears()
    follow_up = await budi.asks("kalau Iran?")
    pressed = await budi.presses(follow_up, follow_up.labels[0])
    await budi.edits(asked, "berapa anak yang tewas dalam serangan 17 Januari?")
    edited = await budi.hears()
    in_group = await warga.asks(siti, f"@{double.bot.username} {WHO}")
    page = await siti.types_inline(WHO)
    heard = (first, follow_up, edited, in_group)
    return [
        *((one.text, one.bold, one.labels) for one in heard),
        pressed.toast,
        [result.title for result in page.results],
    ]


async def test_conversation_is_the_same_as_by_polling(tmp_path: Path, sockets: Path) -> None:
    async with BotApiDouble() as double, running(double, tmp_path, DATA_DIR="other"):
        heard = await conversation(double)
    async with BotApiDouble() as double:
        double.fail_next("setWebhook", status=502)
        async with running(double, tmp_path, **hooking(double, sockets)) as bot:
            webhook = await double.until_webhook()
            assert await conversation(double) == heard
        assert "the webhook could not be set (Bad Gateway); trying again in 1 s" in bot.stderr
        assert "ERROR" not in bot.stderr
        assert SECRET not in bot.output()
        assert (webhook.url, webhook.secret, webhook.max_connections) == (URL, SECRET, CONNECTIONS)
        assert set(double._world.queue.allowed) == set(ALLOWED_UPDATES)
        assert {delivery.status for delivery in double.deliveries} == {200}
        double.assert_clean()


async def test_updates_that_came_while_the_bot_was_away_are_answered_once_by_either_mode(
    double: BotApiDouble, tmp_path: Path, sockets: Path
) -> None:
    budi, settings = double.person(), hooking(double, sockets)
    for environment in (settings, settings, {}, settings):
        asked = [await budi.says(question) for question in (WHO, "di mana Jilani bertemu Abdollahian?")]
        async with running(double, tmp_path, **environment):
            answers = await budi.hears(2)
            await budi.hears_nothing()
        assert [answer.reply_to for answer in answers] == [message.message_id for message in asked]
        # It stays set, so that Telegram keeps what comes until the next start.
        assert double._world.queue.webhook.url == environment.get("WEBHOOK_URL", "")
    assert None in {delivery.status for delivery in double.deliveries}


async def test_address_that_telegram_does_not_take_is_said_and_ends_the_start(
    double: BotApiDouble, tmp_path: Path, sockets: Path
) -> None:
    words = "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    double.fail_next("setWebhook", status=400, description=words)
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    async with BotProcess(settings | hooking(double, sockets), tmp_path) as bot:
        assert await bot.exits() == 2
    assert bot.stderr.splitlines()[-1].startswith("WEBHOOK_URL: Telegram does not take this address (")
    assert "Traceback" not in bot.stderr
