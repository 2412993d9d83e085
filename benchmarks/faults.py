"""`python -m benchmarks.faults`: whether each question gets one answer while Telegram, the line and the bot all fail.

The bot runs as a process of its own, over the seed library, against a double of the Bot API on this machine. People ask
in private chats and in groups, within Telegram's limits, without waiting for their answers. All the while a share of
the bot's requests is refused with 429 or 5xx, is dropped or slow, as chance decides, and the bot is killed (SIGKILL)
and started again at moments that have nothing to do with what it does.

In the end every message of the bot is looked at: which question it replies to, in which chat, in which order, and
whether it says what the bot answers in calm. Messages are dropped before they had their effect, and other requests
before or after it. With `--lost` a share of the messages is dropped after it too: the bot has to find out that they
have arrived. Of each answer that came twice all the same its story is told.
"""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.deaths import Death, Twice, twice
from tests.botprocess import SEEDS, BotProcess
from tests.double import TOKEN, BotApiDouble, Weather

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from aiogram.types import Message

    from tests.double import Group, Person

QUESTIONS: Final = (
    "siapa menlu Pakistan?",
    "berapa anak yang tewas dalam serangan 17 Januari?",
    "pakistan bales nyerang kapan?",
    "apa yang jadi sasaran serangan balasan pakistan?",
    "negara barat nuduh teheran ngapain?",
    "siapa yg bilang ga akan biarin teroris ngancem keamanan?",
)
"""Whatever was asked before them, their answers are the same, and no two of them have the same one."""
STORM: Final = Weather(busy=0.10, broken=0.05, dropped=0.025, slow=0.025)
MOST_TWICE: Final = 1 / 1000
"""The share of questions that may be answered twice, as Telegram took an answer and the bot died before it knew."""
_GROUPS: Final = 5
"""One chat in so many is a group."""
_MEMBERS: Final = 4
_FIRST_PERSON: Final = 300_000_001
_PATIENCE: Final = 300.0
"""Seconds in which something must be answered, or the run has failed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How many `questions` are asked in how many `chats`, and how often the bot is killed meanwhile.

    Each chat asks every `pause` seconds. Who asks more than fifteen times in a minute is told to be slower.
    """

    questions: int = 2000
    chats: int = 50
    kills: int = 20
    pause: float = 6.0
    weather: Weather = STORM

    @property
    def seconds(self) -> float:
        """How long people go on asking."""
        return self.pause * self.questions / self.chats


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the questions.

    `excused` are those answered twice whose first answer was the last that Telegram took in its chat before a kill.
    `early` counts answers that came before the first one to an earlier question of their chat, `misplaced` those that
    reply to nothing asked in it, and `wrong` those that say something else than in calm. `seconds` is from the first
    question to the last answer. `stories` tell how each answer that came twice did.
    """

    questions: int
    once: int
    twice: int
    excused: int
    never: int
    early: int
    misplaced: int
    wrong: int
    kills: int
    refused: int
    dropped: int
    seconds: float
    stories: tuple[Twice, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether nobody can complain, except that death came at the wrong instant."""
        wrong = self.never or self.early or self.misplaced or self.wrong
        return not wrong and self.once + self.twice == self.questions and self.twice == self.excused

    @property
    def is_good(self) -> bool:
        """Whether that was seldom, too."""
        return self.is_right and self.twice <= self.questions * MOST_TWICE


@dataclass(slots=True)
class Chat:
    """A chat whose people ask one question after the other: `asked` by the number of its message.

    `last` are the numbers of the messages that Telegram took last before each kill.
    """

    room: Person | Group
    ask: Callable[[str], Awaitable[Message]]
    asked: dict[int, str] = field(default_factory=dict)
    last: set[int] = field(default_factory=set)

    def note_kill(self) -> None:
        """The bot is killed now."""
        if self.room.said:
            self.last.add(self.room.said[-1].message_id)


class Bot:
    """The bot, again and again in another process over the same data."""

    def __init__(self, double: BotApiDouble, home: Path) -> None:
        self._double = double
        self._home = home
        self.deaths: list[Death] = []
        self._environment = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": double.url,
            "SEEDS_DIR": str(SEEDS),
            "SEMANTIC": "off",
            "LOG_LEVEL": "ERROR",
        }

    async def serve(self, until: Awaitable[object], *, kill: bool) -> None:
        """Run until something has happened, then kill it or stop it. Raises AssertionError when it ends by itself."""
        killed = 0.0
        async with BotProcess(self._environment, self._home) as process:
            await until
            if kill:
                killed = asyncio.get_running_loop().time()
                process.kill()
            elif await process.terminate():
                raise AssertionError(process.output())
            if process.stderr:
                raise AssertionError(process.output())
        if kill:
            pending = self._double._world.queue.pending
            self.deaths.append(await asyncio.to_thread(Death.seen, killed, self._home / "data", pending))


async def run(trial: Trial) -> Outcome:
    """Ask, fail and kill as `trial` says. Raises AssertionError when an answer is missing for minutes, or the bot has
    broken a rule of the Bot API or logged an error.
    """
    with TemporaryDirectory(prefix="kutip-faults-") as home:
        async with BotApiDouble() as double:
            bot, chance = Bot(double, Path(home)), Random(trial.weather.seed)  # noqa: S311 - no secret
            calm: dict[str, str] = {}
            await bot.serve(_learn(double.person(_FIRST_PERSON - 1), calm), kill=False)
            chats = list(_chats(double, trial.chats))
            double.expect(trial.weather)
            loop = asyncio.get_running_loop()
            began, life = loop.time(), trial.seconds / (trial.kills + 1)
            asking = asyncio.create_task(_ask(chats, trial, chance))
            for number in range(trial.kills):
                moment = began + life * (number + 0.5 + chance.random())
                await bot.serve(asyncio.sleep(moment - loop.time()), kill=True)
                for chat in chats:
                    chat.note_kill()
            await bot.serve(_all_answered(double, chats, asking), kill=False)
            seconds = loop.time() - began
            double.expect(Weather())
            double.assert_clean()
            return replace(
                _judged(double, chats, trial, calm, seconds), stories=_stories(double, chats, began, bot.deaths)
            )


async def _learn(somebody: Person, calm: dict[str, str]) -> None:
    """Ask every question in calm, twice in one conversation; raises AssertionError if the answers do not tell much."""
    for question in (*QUESTIONS, *QUESTIONS):
        answer = (await somebody.asks(question)).text
        if calm.setdefault(question, answer) != answer:
            raise AssertionError(f"{question!r} is answered in two ways")
    if len(set(calm.values())) < len(QUESTIONS) / 2:
        raise AssertionError("too many questions have the same answer")


def _chats(double: BotApiDouble, count: int) -> Iterator[Chat]:
    people = (double.person(number, f"Warga {number}") for number in range(_FIRST_PERSON, _FIRST_PERSON + 10_000))
    for number in range(count):
        if number % _GROUPS:
            person = next(people)
            yield Chat(person, person.says)
        else:
            yield _group(double, number, [next(people) for _ in range(_MEMBERS)])


def _group(double: BotApiDouble, number: int, members: Sequence[Person]) -> Chat:
    group, speakers = double.group(f"RT {number}", members), cycle(members)
    group.limit()

    async def ask(question: str) -> Message:
        return await group.says(next(speakers), f"/tanya {question}")

    return Chat(group, ask)


async def _ask(chats: Sequence[Chat], trial: Trial, chance: Random) -> None:
    """Let every chat ask its share, each with pauses of its own."""

    async def keep_asking(chat: Chat, questions: int, delay: float, first: int) -> None:
        await asyncio.sleep(delay)
        for number in range(questions):
            question = QUESTIONS[(first + number) % len(QUESTIONS)]
            chat.asked[(await chat.ask(question)).message_id] = question
            await asyncio.sleep(trial.pause)

    share, more = divmod(trial.questions, len(chats))
    async with asyncio.TaskGroup() as tasks:
        for number, chat in enumerate(chats):
            delay = chance.uniform(0, trial.pause)
            tasks.create_task(keep_asking(chat, share + (number < more), delay, number))


async def _all_answered(double: BotApiDouble, chats: Sequence[Chat], asking: asyncio.Task[None]) -> None:
    """Wait until all is asked, and something is said to each question or nothing more comes for minutes."""
    await asking
    for chat in chats:
        for asked in chat.asked:
            await double._world.changes.until(
                lambda chat=chat, asked=asked: any(said.reply_to == asked for said in chat.room.said),  # type: ignore[misc]
                f"An answer to #{asked} in {chat.room.name}",
                _PATIENCE,
            )


def _judged(double: BotApiDouble, chats: Sequence[Chat], trial: Trial, calm: dict[str, str], seconds: float) -> Outcome:
    """Count what became of the questions."""
    counts: Counter[str] = Counter()
    for chat in chats:
        replies: dict[int, list[int]] = {asked: [] for asked in chat.asked}
        latest = 0
        for said in chat.room.said:
            asked = said.reply_to
            if asked is None or asked not in replies:
                counts["misplaced"] += 1
                continue
            counts["early"] += not replies[asked] and asked < latest
            counts["wrong"] += said.text != calm[chat.asked[asked]]
            latest = max(latest, asked)
            replies[asked].append(said.message_id)
        for numbers in replies.values():
            counts["once"] += len(numbers) == 1
            counts["never"] += not numbers
            counts["twice"] += len(numbers) > 1
            counts["excused"] += len(numbers) > 1 and set(numbers[:-1]) <= chat.last
    lines = double.transcript()
    return Outcome(
        questions=sum(len(chat.asked) for chat in chats),
        once=counts["once"],
        twice=counts["twice"],
        excused=counts["excused"],
        never=counts["never"],
        early=counts["early"],
        misplaced=counts["misplaced"],
        wrong=counts["wrong"],
        kills=trial.kills,
        refused=sum(" refused): " in line for line in lines),
        dropped=sum("the connection breaks" in line for line in lines),
        seconds=round(seconds, 1),
    )


def _stories(double: BotApiDouble, chats: Sequence[Chat], began: float, deaths: Sequence[Death]) -> tuple[Twice, ...]:
    """How the answers came that came twice."""
    return tuple(
        twice(chat.room, question, began, deaths, double.exchanges)
        for chat in chats
        for question, answers in Counter(said.reply_to for said in chat.room.said).items()
        if question is not None and answers > 1
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it from the command line, with the given arguments or those of the process; the exit status."""
    parser = ArgumentParser(prog="python -m benchmarks.faults", description="each question gets one answer, or not")
    usual = Trial()
    parser.add_argument("--questions", type=int, default=usual.questions, help="(%(default)s)")
    parser.add_argument("--chats", type=int, default=usual.chats, help="(%(default)s); each fifth is a group")
    parser.add_argument("--kills", type=int, default=usual.kills, help="(%(default)s)")
    parser.add_argument("--pause", type=float, default=usual.pause, help="seconds between two of a chat (%(default)s)")
    parser.add_argument("--lost", type=float, default=0.0, help="share of messages whose answer gets lost (0)")
    parser.add_argument("--seed", type=int, default=0, help="what chance decides by (0)")
    given = parser.parse_args(arguments)
    weather = replace(STORM, lost=given.lost, seed=given.seed)
    outcome = asyncio.run(run(Trial(given.questions, given.chats, given.kills, given.pause, weather)))
    sys.stdout.write(json.dumps(asdict(outcome) | {"good": outcome.is_good}, indent=2) + "\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
