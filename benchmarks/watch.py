"""A soak under way: people ask, an editor works, and from time to time somebody looks at the bot."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.crowd import Crowd, Mixture, pools
from benchmarks.editor import Editor
from benchmarks.flatness import Moment
from benchmarks.ledger import Ledger
from benchmarks.vitals import vitals

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.ledger import Replied
    from tests.botprocess import BotProcess
    from tests.double import BotApiDouble

QUESTIONS: Final = Path(__file__).resolve().parent.parent / "tests" / "questions" / "seed.jsonl"
EDITOR: Final = 299_999_999
"""The id of the editor, who must be among the bot's admins."""
_SENDING: Final = ("send", "edit")
_AS_BEFORE: Final = "message is not modified"
"""An edit that Telegram refuses because the message says so already, which the bot is not told before: no error."""
_PERCENTILES: Final = (50, 90, 99)


@dataclass(frozen=True, slots=True)
class Soak:
    """How long (`minutes`), how many questions a second (`rate`), how often one looks and an editor does something.

    The first `warm_up` minutes are not judged; None is a sixth of the time. `articles` are added before, and their
    titles asked. `questions` are those asked besides.
    """

    minutes: float = 60.0
    rate: float = 30.0
    every: float = 60.0
    edit_every: float = 4.0
    warm_up: float | None = None
    articles: Path | None = None
    questions: Path = QUESTIONS
    mixture: Mixture = field(default_factory=Mixture)
    seed: int = 0

    @property
    def cold(self) -> float:
        """Seconds of warm-up."""
        return 60 * (self.minutes / 6 if self.warm_up is None else self.warm_up)


class Watch:
    """Lets people ask and an editor work, and looks at the bot from time to time."""

    def __init__(self, soak: Soak, double: BotApiDouble, bot: BotProcess, data: Path) -> None:
        self.errors: list[str] = []
        self.asked = 0
        self.answered = 0
        self._soak = soak
        self._double = double
        self._bot = bot
        self._data = data
        self._ledger = Ledger()
        chance = Random(soak.seed)  # noqa: S311 - no secret
        self._crowd = Crowd(double, self._ledger, pools(soak.questions, soak.articles), soak.mixture, chance)
        self._editor = Editor(double.person(EDITOR, "Rina"), soak.edit_every)
        self._late = 0.0
        self._refused: list[str] = []
        self._before: Counter[str] = Counter()
        self._cpu = vitals(bot.pid, data).cpu

    async def soaks(self, tell: Callable[[str], object]) -> list[Moment]:
        """Go through it all; the moments."""
        loop, stop, moments = asyncio.get_running_loop(), asyncio.Event(), list[Moment]()
        began = loop.time()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_asking(began))
            tasks.create_task(self._editor.works(stop))
            for number in range(1, max(1, round(60 * self._soak.minutes / self._soak.every)) + 1):
                await asyncio.sleep(began + number * self._soak.every - loop.time())
                moments.append(self._look(loop.time() - began))
                tell(line_of(moments[-1]))
            stop.set()
        # Of what came since there is no moment, but what went wrong counts.
        self._heed()
        self._note_errors()
        self.errors += [f"Bot API: {violation}" for violation in self._double.violations]
        return moments

    async def _keep_asking(self, began: float) -> None:
        """Ask in even steps, whether the questions before are answered or not, and wait until all are."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as questions:
            for number in range(round(60 * self._soak.minutes * self._soak.rate)):
                due = began + number / self._soak.rate
                await asyncio.sleep(due - loop.time())
                self._late = max(self._late, loop.time() - due)
                self.asked += 1
                questions.create_task(self._crowd.ask())

    def _look(self, seconds: float) -> Moment:
        """What has happened since the last look."""
        replied, offered, sent = self._heed()
        waits = [reply.wait.milliseconds for reply in replied] or [0.0]
        p50, p90, p99 = (round(float(value), 2) for value in np.percentile(waits, _PERCENTILES))
        late, self._late = self._late, 0.0
        seen = vitals(self._bot.pid, self._data)
        cpu, self._cpu = seen.cpu - self._cpu, seen.cpu
        errors = len(self.errors)
        self._note_errors()
        new = self._since_last_look()
        return Moment(
            seconds=round(seconds, 1),
            asked=new["asked"],
            answered=len(replied),
            quoted=sum(reply.quoted for reply in replied),
            offered=len(offered),
            presses=new["presses"],
            edits=new["edits"],
            newcomers=new["newcomers"],
            deeds=new["deeds"],
            sent=round(sent / self._soak.every, 2),
            p50=p50,
            p90=p90,
            p99=p99,
            inline_p50=round(1000 * float(np.median(offered or [0.0])), 2),
            late=round(1000 * late, 1),
            errors=len(self.errors) - errors,
            cpu=round(1000 * cpu / max(new["asked"], 1), 2),
            vitals=seen,
        )

    def _heed(self) -> tuple[list[Replied], list[float], int]:
        """The questions that were answered since, in chats and by offers, and how many messages were sent or edited.

        The double forgets all of it.
        """
        lines = (line for line in self._double.transcript() if line.startswith("(") and " refused): " in line)
        self._refused += [line for line in lines if _AS_BEFORE not in line]
        exchanges = self._double.forgets()
        sent = sum(exchange.method.startswith(_SENDING) for exchange in exchanges)
        offered, self._crowd.inline = self._crowd.inline, []
        replied = self._ledger.heed(exchanges)
        self.answered += len(replied) + len(offered)
        return replied, offered, sent

    def _note_errors(self) -> None:
        """Everything that went wrong so far: each list only grows."""
        self.errors = [
            *(f"log: {line}" for line in self._bot.stderr.splitlines()),
            *(f"refused: {line}" for line in self._refused),
            *(f"asking: {trouble}" for trouble in self._crowd.troubles),
            *(f"editing: {trouble}" for trouble in self._editor.troubles),
            *(["answered again"] * self._ledger.again),
        ]

    def _since_last_look(self) -> Counter[str]:
        crowd = self._crowd
        now = Counter(
            asked=self.asked,
            presses=crowd.presses,
            edits=crowd.edits,
            newcomers=crowd.newcomers,
            deeds=self._editor.deeds,
        )
        new, self._before = now - self._before, now
        return new


def line_of(moment: Moment) -> str:
    """A moment for people."""
    seen = moment.vitals
    return (
        f"{moment.seconds / 60:6.1f} min  {moment.answered + moment.offered:5} answers  {moment.sent:5.1f} sent/s  "
        f"p50 {moment.p50:6.1f}  p90 {moment.p90:6.1f}  p99 {moment.p99:6.1f} ms  inline {moment.inline_p50:5.1f} ms  "
        f"rss {seen.rss:6.1f}  allocated {seen.anonymous:6.1f}  data {seen.data:6.1f} MB  {seen.files} files  "
        f"{seen.threads} threads  {moment.deeds} deeds  late {moment.late:.0f} ms  {moment.errors} errors"
    )
