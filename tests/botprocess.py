"""The real bot in a process of its own, against a double of Telegram."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.double import TOKEN, BotApiDouble

_ROOT: Final = Path(__file__).resolve().parent.parent
SEEDS: Final = _ROOT / "seeds"
TITLE: Final = "Sempat Ribut, Kini Iran-Pakistan Sepakati Kerja Sama Keamanan"
"""The title of the article there."""
EDITORS: Final = range(910_000, 910_100)
"""Who the bot's admins are where several are needed: another one for each test that talks with the same bot."""
_PATIENCE: Final = 30.0


class BotProcess:
    """`python -m bot` with nothing in its environment but what a test gives it.

    Everything it prints is gathered all the while in `stdout` and `stderr`. A process that ends by itself fails the
    test with what it printed, unless the test awaits `exits()`.
    """

    def __init__(self, env: Mapping[str, str], cwd: Path, arguments: Sequence[str] = ("-m", "bot")) -> None:
        """Take the bot's settings, the directory to run in (a `.env` there would be read), and Python's arguments."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._env = kept | {"PYTHONPATH": str(_ROOT), "PYTHONUNBUFFERED": "1"} | dict(env)
        self._cwd = cwd
        self._arguments = tuple(arguments)
        self._process: asyncio.subprocess.Process | None = None
        self._drains: list[asyncio.Task[None]] = []
        self._stdout = bytearray()
        self._stderr = bytearray()
        self._end_expected = False
        self._started_at = 0.0

    async def __aenter__(self) -> Self:
        self._started_at = asyncio.get_running_loop().time()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._arguments,
            cwd=self._cwd,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for stream, kept in ((self._process.stdout, self._stdout), (self._process.stderr, self._stderr)):
            if stream is not None:
                self._drains.append(asyncio.create_task(_drain(stream, kept)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended_early = self.returncode is not None and not self._end_expected
        self.kill()
        await self._ended()
        if ended_early and kind is None:
            raise AssertionError(f"The bot ended by itself with status {self.returncode}.\n{self.output()}")
        if error is not None:
            error.add_note(self.output())

    @property
    def pid(self) -> int:
        """The process's number, to look at it from outside."""
        return self._running().pid

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._running().returncode

    @property
    def stdout(self) -> str:
        """What it has printed so far."""
        return self._stdout.decode(errors="replace")

    @property
    def stderr(self) -> str:
        """What it has logged so far."""
        return self._stderr.decode(errors="replace")

    def output(self) -> str:
        """Both streams, under headings, for the message of a failing test."""
        return f"--- the bot's stdout ---\n{self.stdout}\n--- the bot's stderr ---\n{self.stderr}"

    async def until_polling(self, double: BotApiDouble, patience: float = _PATIENCE) -> None:
        """Wait until this process polls `double`. Raises AssertionError with its output when it ends before."""
        await self.until(double.until_polled(self._started_at, patience), "polled")

    async def until(self, happening: Coroutine[None, None, object], deed: str) -> None:
        """Wait for what this process shall do. Raises AssertionError with its output when it ends before that."""
        happened = asyncio.create_task(happening)
        ended = asyncio.create_task(self._running().wait())
        await asyncio.wait({happened, ended}, return_when=asyncio.FIRST_COMPLETED)
        if happened.done():
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)
            happened.result()
            return
        happened.cancel()
        await asyncio.gather(happened, return_exceptions=True)
        self._end_expected = True
        await self._ended()
        raise AssertionError(f"The bot ended with status {self.returncode} before it {deed}.\n{self.output()}")

    async def terminate(self, patience: float = _PATIENCE) -> int:
        """Ask it to stop (SIGTERM) and return its exit status. Raises AssertionError when it takes too long."""
        self._end_expected = self.returncode is None
        if self.returncode is None:
            self._running().send_signal(signal.SIGTERM)
        return await self._status(patience)

    async def exits(self, patience: float = _PATIENCE) -> int:
        """Wait until it ends by itself and return its exit status. Raises AssertionError when it takes too long."""
        self._end_expected = True
        return await self._status(patience)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a power cut would."""
        if self.returncode is None:
            self._end_expected = True
            self._running().kill()

    async def _status(self, patience: float) -> int:
        try:
            async with asyncio.timeout(patience):
                await self._ended()
        except TimeoutError:
            raise AssertionError(f"The bot has not ended within {patience:g} s.\n{self.output()}") from None
        return self._running().returncode or 0

    async def _ended(self) -> None:
        await self._running().wait()
        await asyncio.gather(*self._drains)

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("use `async with BotProcess(...)`")
        return self._process


async def _drain(stream: asyncio.StreamReader, kept: bytearray) -> None:
    while chunk := await stream.read(65536):
        kept.extend(chunk)


@asynccontextmanager
async def running(double: BotApiDouble, home: Path, **environment: str) -> AsyncIterator[BotProcess]:
    """The bot, hearing from `double`; afterwards it stops cleanly, and has never logged its token."""
    settings = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": double.url,
        "SEEDS_DIR": str(SEEDS),
        "SEMANTIC": "off",
        **environment,
    }
    async with BotProcess(settings, home) as bot:
        if "WEBHOOK_URL" in environment:
            await bot.until(double.until_webhook(), "set a webhook")
        else:
            await bot.until_polling(double)
        yield bot
        assert await bot.terminate() == 0, bot.output()
        assert TOKEN.partition(":")[2] not in bot.output()
        assert "Traceback" not in bot.output(), bot.output()
