"""`python -m benchmarks.answering`: how long a question waits for its answer, in milliseconds.

Two bots run, each in a process of its own and with a double of the Bot API of its own on this machine: Kutip, over the
seed library and without semantics, and one that answers a constant through the same python-telegram-bot (see
`constant`). They are asked the same questions by turns, one at a time, each by somebody new: in private chats, then in
a group by /tanya, within the twenty messages a minute that a group takes. Last, a whole crowd asks each of them at the
same moment; beyond thirty people that is bound by the messages a second that a bot may send.

A wait begins when the double has written the response to `getUpdates` that holds the question, and ends when it has
read the request that sends the answer, headers and body; both moments are of the double's clock. What the bot does
afterwards is in the processor time a question, which is that of the whole process. The ratio is Kutip's figure by the
other bot's: what else this machine does meanwhile slows down both.
"""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.contestant import Contestant, Round, contestant

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiogram.types import Message

    from benchmarks.timing import Figures

QUESTIONS: Final = Path(__file__).resolve().parent.parent / "tests" / "questions" / "seed.jsonl"
PACE: Final = 20.0
"""Questions a second to each bot: fewer than the thirty that it may answer, so that nothing waits for its turn."""
_WARM_UP: Final = 20
_REST: Final = 0.2
"""Seconds in which a bot finishes what it does after an answer."""
_LULL: Final = 1.5
"""Seconds before a crowd, after which nothing counts any more against the messages that a bot may send in a second."""
_TITLES: Final = {"private": "{} in private chats", "group": "{} in a group", "crowd": "{} at once"}
_BOTS: Final = {"kutip": ("-m", "bot"), "constant": ("-m", "benchmarks.constant")}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many questions are asked of each bot: in private chats, in the group (20 at most), and at once."""

    private: int = 300
    group: int = 18
    crowd: int = 50


Report = dict[str, dict[str, "Figures"]]
"""The figures by kind of question ("private", "group", "crowd") and bot ("kutip", "constant")."""


async def measure(numbers: Numbers) -> Report:
    """Run both bots and ask them. Raises AssertionError when one of them does not answer, or breaks a rule."""
    questions = _questions()
    rounds: dict[str, dict[str, Round]] = {"crowd": {}}
    async with AsyncExitStack() as stack:
        bots = {name: await stack.enter_async_context(contestant(*how)) for name, how in _BOTS.items()}
        rounds["warm-up"] = await _by_turns(bots, Contestant.ask, questions, _WARM_UP)
        rounds["private"] = await _by_turns(bots, Contestant.ask, questions, numbers.private)
        rounds["group"] = await _by_turns(bots, Contestant.ask_in_group, questions, numbers.group)
        await asyncio.sleep(_LULL)
        for name, bot in bots.items():
            crowd = rounds["crowd"][name] = Round(bot)
            crowd.add(*await bot.ask_at_once(_some(questions, numbers.crowd)))
            await asyncio.sleep(_REST)
            crowd.end()
    # What was answered last is in the doubles' records for certain only now that the bots have stopped.
    return {kind: {name: one.figures() for name, one in rounds[kind].items()} for kind in _TITLES}


async def _by_turns(
    bots: dict[str, Contestant],
    ask: Callable[[Contestant, str], Awaitable[Message]],
    questions: Sequence[str],
    number: int,
) -> dict[str, Round]:
    """Ask each bot `number` questions, one after the other at `PACE`, with a pause for what a bot does afterwards."""
    loop = asyncio.get_running_loop()
    rounds = {name: Round(bot) for name, bot in bots.items()}
    due = loop.time()
    for question in _some(questions, number):
        for name, bot in bots.items():
            await asyncio.sleep(due - loop.time())
            due = max(due, loop.time()) + 1 / PACE / len(bots)
            rounds[name].add(await ask(bot, question))
    await asyncio.sleep(_REST)
    for one in rounds.values():
        one.end()
    return rounds


def as_table(report: Report) -> str:
    """The report for people, in Markdown; "times" is Kutip's figure by the constant bot's."""
    lines = ["| | bot | p50 ms | p90 ms | p99 ms | CPU ms | all ms |", "|---|---|---|---|---|---|---|"]
    for kind, title in _TITLES.items():
        crowd = kind == "crowd"  # of questions asked one by one, their number and pace make up the whole
        for name, one in report[kind].items():
            cpu = "–" if one.cpu_ms is None else f"{one.cpu_ms:.1f}"
            all_ms = f"{one.all_ms:.0f}" if crowd else ""
            head = f"{title.format(one.questions)} | {name}"
            lines.append(f"| {head} | {one.p50:.1f} | {one.p90:.1f} | {one.p99:.1f} | {cpu} | {all_ms} |")
        ratios = _ratios(report[kind]) if crowd else _ratios(report[kind]) | {"all_ms": None}
        lines.append(f"| | times | {' | '.join(f'{ratio:.2f}' if ratio else '' for ratio in ratios.values())} |")
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report for programs: by kind, the figures of each bot, and under "ratio" Kutip's by the constant bot's."""
    return json.dumps(
        {
            kind: {name: asdict(one) for name, one in by_bot.items()} | {"ratio": _ratios(by_bot)}
            for kind, by_bot in report.items()
        },
        indent=2,
    )


def _ratios(by_bot: dict[str, Figures]) -> dict[str, float | None]:
    kutip, constant = (asdict(by_bot[name]) for name in _BOTS)
    return {
        name: round(kutip[name] / constant[name], 2) if kutip[name] and constant[name] else None
        for name in ("p50", "p90", "p99", "cpu_ms", "all_ms")
    }


def _questions() -> list[str]:
    """The questions on the seed article that lean on no other."""
    records = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [record["question"] for record in records if record["followup_of"] is None]


def _some(questions: Sequence[str], number: int) -> list[str]:
    return list(islice(cycle(questions), number))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least one must be asked")
    return number


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    usual = Numbers()
    parser = ArgumentParser(prog="python -m benchmarks.answering", description="How long a question waits.")
    parser.add_argument(
        "--private", type=_count, default=usual.private, help="questions in private chats (%(default)s)"
    )
    parser.add_argument("--group", type=_count, default=usual.group, help="in a group, at most 20 (%(default)s)")
    parser.add_argument("--crowd", type=_count, default=usual.crowd, help="people who ask at once (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args(argv)
    report = asyncio.run(measure(Numbers(arguments.private, arguments.group, arguments.crowd)))
    sys.stdout.write((as_json(report) if arguments.json else as_table(report)) + "\n")


if __name__ == "__main__":
    main()
