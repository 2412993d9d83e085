"""A bot in a process of its own, with a Telegram of its own, and people who ask it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.processes import cpu_seconds
from benchmarks.timing import figures, waits
from tests.botprocess import SEEDS, BotProcess
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from aiogram.types import Message

    from benchmarks.timing import Figures
    from tests.double import Group, Person

_FIRST_PERSON: Final = 300_000_001
_MEMBERS: Final = 20
"""As many as can be answered in a minute: each asks once."""


class Round:
    """Some questions to one bot, and the processor time that it spent meanwhile."""

    def __init__(self, contestant: Contestant) -> None:
        self._contestant = contestant
        self._asked: list[Message] = []
        self._cpu_before = contestant.cpu()
        self._cpu_after = self._cpu_before

    def add(self, *questions: Message) -> None:
        """Count questions whose answers were heard."""
        self._asked.extend(questions)

    def end(self) -> None:
        """Stop the clock of the processor."""
        self._cpu_after = self._contestant.cpu()

    def figures(self) -> Figures:
        """How long they waited. Raises KeyError for a question that no message of the bot replied to."""
        waited = waits(self._contestant.double.exchanges)
        before, after = self._cpu_before, self._cpu_after
        return figures(
            [waited[question.chat.id, question.message_id] for question in self._asked],
            None if before is None or after is None else after - before,
        )


class Contestant:
    """A running bot; whoever asks it has never asked before, so that no question leans on another."""

    def __init__(self, double: BotApiDouble, process: BotProcess) -> None:
        self.double = double
        self._process = process
        self._people = count(_FIRST_PERSON)
        self._group: Group | None = None
        self._members: Iterator[Person] = iter(())

    def cpu(self) -> float | None:
        """Seconds of processor time that the bot's process has taken so far; None where there is no /proc."""
        return cpu_seconds(self._process.pid)

    async def ask(self, question: str) -> Message:
        """Ask in a private chat, and wait for the answer; what was asked."""
        somebody = self._somebody()
        asked = await somebody.says(question)
        await somebody.hears_answer(asked)
        return asked

    async def ask_in_group(self, question: str) -> Message:
        """Ask in a group by a command, and wait for the answer; what was asked."""
        if self._group is None:
            # All at once, because of somebody who joins the bot would be told as well.
            members = [self._somebody() for _ in range(_MEMBERS)]
            self._group = self.double.group("Warga", members)
            self._group.limit()
            self._members = cycle(members)
        asked = await self._group.says(next(self._members), f"/tanya {question}")
        await self._group.hears_answer(asked)
        return asked

    async def ask_at_once(self, questions: Sequence[str]) -> list[Message]:
        """Let many people ask at the same moment in private chats, and wait until all are answered."""
        return await asyncio.gather(*map(self.ask, questions))

    def _somebody(self) -> Person:
        return self.double.person(next(self._people))


@asynccontextmanager
async def contestant(*arguments: str) -> AsyncIterator[Contestant]:
    """A bot that Python runs with `arguments`, polling, in an empty directory, with the seed library.

    At the end it is stopped. Raises AssertionError when it broke the rules of the Bot API, logged an error (an apology
    is quicker than an answer), or stopped otherwise.
    """
    with TemporaryDirectory(prefix="kutip-benchmark-") as home:
        settings = {"BOT_TOKEN": TOKEN, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off", "LOG_LEVEL": "ERROR"}
        async with BotApiDouble() as double:
            settings["TELEGRAM_API_URL"] = double.url
            async with BotProcess(settings, Path(home), arguments) as process:
                await process.until_polling(double)
                yield Contestant(double, process)
                status = await process.terminate()
                if status or process.stderr:
                    raise AssertionError(f"The bot ended with status {status}.\n{process.output()}")
            double.assert_clean()
