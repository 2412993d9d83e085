"""The real bot on a disk that is full, or takes nothing: it answers, says what it cannot do, and recovers."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from bot.texts import texts_of
from tests.botprocess import TITLE, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.double import BotApiDouble

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk of a size of its own"),
]

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
NEWS: Final = (
    "Banjir Rendam Ratusan Rumah di Demak\n\nBanjir merendam 350 rumah di Kabupaten Demak, Jawa Tengah, pada Selasa "
    "pagi.\n\nSebanyak 120 warga mengungsi ke balai desa karena air setinggi satu meter masuk ke rumah mereka."
)


@contextmanager
def disk(home: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own below the bot's data; skips the test where none can be mounted."""
    data = home / "data"
    data.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "kutip-test", data)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    try:
        yield data
    finally:
        _run("umount", "--lazy", data)


def _run(*command: str | Path) -> None:
    subprocess.run([*map(str, command)], check=True, capture_output=True)


def fill(data: Path) -> Path:
    """Leave not a byte of room on a disk; the file that takes it."""
    ballast = data / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return ballast


async def test_bot_on_a_full_disk_answers_and_recovers_when_there_is_room(double: BotApiDouble, tmp_path: Path) -> None:
    editor, budi = double.person(1, "Sari"), double.person()
    with disk(tmp_path, 12) as data:
        async with running(
            double, tmp_path, ADMIN_IDS=str(editor.id), METRICS_LISTEN=f"unix:{tmp_path / 'health.sock'}"
        ) as bot:
            await editor.asks("/start")
            assert (await budi.asks(WHO)).bold[0] == TITLE
            ballast = fill(data)
            # A log that has grown before has room of its own for a while.
            for _ in range(60):
                answer = await budi.asks(WHO)
                assert answer.bold[0] == TITLE
                if ID.yes not in answer.labels:
                    break
            else:
                pytest.fail("the disk never was full")
            # It has no button that could not be obeyed.
            assert ID.no not in answer.labels
            told = await editor.hears()
            assert told.text == dict(ID.disk_troubles)["full"]
            refused = await editor.asks(f"/tambah {NEWS}")
            assert refused.text == ID.not_stored
            assert (await budi.asks("/hapusdata")).labels
            assert (await budi.asks(WHO)).bold[0] == TITLE
            assert await _health(tmp_path) == (200, "ok")
            ballast.unlink()
            assert (await editor.hears(patience=40)).text == ID.disk_well
            added = await editor.asks(f"/tambah {NEWS}")
            assert "Banjir Rendam" in added.text
            again = await budi.asks("berapa warga mengungsi di Demak?")
            assert "120 warga" in again.text
            assert ID.yes in again.labels
            await editor.hears_nothing()
            await budi.hears_nothing()
        assert bot.stderr.count("trouble with the disk") == 1


async def test_bot_whose_disk_has_become_read_only_answers_and_says_so(double: BotApiDouble, tmp_path: Path) -> None:
    editor, budi = double.person(1, "Sari"), double.person()
    with failing_disk(tmp_path) as fail:
        async with running(
            double, tmp_path, ADMIN_IDS=str(editor.id), METRICS_LISTEN=f"unix:{tmp_path / 'health.sock'}"
        ) as bot:
            await editor.asks("/start")
            assert (await budi.asks(WHO)).bold[0] == TITLE
            fail()
            for _ in range(3):
                assert (await budi.asks(WHO)).bold[0] == TITLE
            assert (await editor.hears()).text == dict(ID.disk_troubles)["read_only"]
            assert (await editor.asks(f"/tambah {NEWS}")).text == ID.not_stored
            assert await _health(tmp_path) == (200, "ok")
            await editor.hears_nothing()
        assert bot.stderr.count("trouble with the disk") == 1


@contextmanager
def failing_disk(home: Path) -> Iterator[Callable[[], None]]:
    """A disk below the bot's data that becomes read-only amid all, as after an error; skips the test without one."""
    data, image = home / "data", home / "disk.img"
    data.mkdir()
    with image.open("wb") as file:
        file.truncate(32 << 20)
    try:
        _run("mkfs.ext4", "-q", "-F", image)
        _run("mount", "-o", "loop,errors=remount-ro", image, data)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file in the place of a disk can be mounted here")
    try:
        yield lambda: _run("mount", "-o", "remount,abort", data)
    finally:
        _run("umount", "--lazy", data)


async def _health(home: Path) -> tuple[int, str]:
    transport = httpx.AsyncHTTPTransport(uds=str(home / "health.sock"))
    async with httpx.AsyncClient(transport=transport) as client:
        response = await client.get("http://localhost/healthz")
        return response.status_code, response.json()["status"]
