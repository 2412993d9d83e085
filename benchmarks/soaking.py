"""`python -m benchmarks.soaking`: an hour of questions without a pause, and whether the bot is then as it was before.

The bot runs as a process of its own, with semantics off, against a double of the Bot API on this machine. Thirty
questions a second are asked in even steps by people who come and go: a fifth of them is typed in inline mode, a sixth
asked in forty groups, the rest in private chats, some of them as follow-ups. Buttons are pressed and questions
corrected, and an editor adds, replaces, undoes and removes articles all the while, and looks at lists and figures.

Telegram takes thirty messages and edits a second from a bot, and the bot keeps to that. Offers to inline queries do not
count, so with this mixture some 26 are sent, and none has to wait for its turn. Of thirty a second, the most there can
be, each second's last one comes a moment late, as sleeping takes a little longer than it should, and what is asked in
that moment is late for ever: `--inline 0` shows how the waits then grow, by some 0.8 ms a second and more.

Each minute is looked at by itself: waits (from the response that hands a question over to the request that answers it),
what went wrong (anything in the log, unanswered questions, second answers, refused calls, broken rules of the Bot API,
an editor who is told something else than they should), and the process. At the end rules that stand in `flatness` say
whether memory, waits and errors are flat. The exit status is 0 when they are.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from argparse import ArgumentParser
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.flatness import Finding, Moment, judged
from benchmarks.watch import EDITOR, Soak, Watch
from tests.botprocess import SEEDS, BotProcess
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOADING: Final = 3600.0
_NEVER_ALL: Final = (2_000, 20, 1_000_000_000)
"""Objects, and rounds, after which Python looks for cycles among what is new, what is newer, and everything."""
_TOLD: Final = 50
"""Errors that are told in full."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came out: the moments in order, what is said of them, and the first errors in words.

    Of all `questions` so many were `answered`, those after the last moment too. `warm_up` is in minutes.
    """

    minutes: float
    rate: float
    warm_up: float
    questions: int
    answered: int
    moments: list[Moment]
    findings: list[Finding]
    errors: list[str]

    @property
    def is_flat(self) -> bool:
        """Whether all rules are kept."""
        return all(finding.holds for finding in self.findings)


async def run(soak: Soak, tell: Callable[[str], object] = lambda _: None) -> Report:
    """Soak a bot; `tell` hears of each moment in a line. Raises AssertionError when the bot ends by itself."""
    with TemporaryDirectory(prefix="kutip-soak-") as folder:
        home = Path(folder)
        async with BotApiDouble() as double:
            settings = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": double.url,
                "SEEDS_DIR": str(SEEDS),
                "SEMANTIC": "off",
                "LOG_LEVEL": "WARNING",
                "ADMIN_IDS": str(EDITOR),
            }
            if soak.articles is not None:
                await _load(soak.articles, settings, home)
            async with BotProcess(settings, home) as bot:
                await bot.until_polling(double)
                watch = Watch(soak, double, bot, home / "data")
                with _no_looking_back():
                    moments = await watch.soaks(tell)
                status = await bot.terminate()
                if status:
                    raise AssertionError(f"The bot ended with status {status}.\n{bot.output()}")
    return Report(
        minutes=soak.minutes,
        rate=soak.rate,
        warm_up=round(soak.cold / 60, 2),
        questions=watch.asked,
        answered=watch.answered,
        moments=moments,
        findings=judged(moments, soak.cold, soak.rate, len(watch.errors)),
        errors=watch.errors[:_TOLD],
    )


@contextmanager
def _no_looking_back() -> Iterator[None]:
    """Keep Python from looking for cycles among all that this process remembers of the run, which grows all the while.

    It does so twice a minute, and meanwhile double and crowd stand still: 280 ms after two minutes, and more each time,
    for one question in a hundred. That is not the bot's doing. What is new is looked through as ever.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_NEVER_ALL)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _load(articles: Path, settings: dict[str, str], home: Path) -> None:
    """Add articles before the bot starts, in a process of their own. Raises AssertionError when that fails."""
    async with BotProcess(settings, home, ("-m", "bot", "add", str(articles))) as adding:
        if await adding.exits(_LOADING):
            raise AssertionError(adding.output())


def as_text(report: Report) -> str:
    """What is said of a run, a rule a line, and the errors."""
    lines = []
    for finding in report.findings:
        bound = f"{'at least' if finding.least else 'at most'} {finding.allowed:g} {finding.unit}".rstrip()
        lines.append(f"{'holds' if finding.holds else 'BROKEN'}: {finding.rule}: {finding.measured:g} ({bound})")
    return "\n".join([*lines, *report.errors])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it from the command line, with the given arguments or those of the process; the exit status."""
    usual = Soak()
    parser = ArgumentParser(prog="python -m benchmarks.soaking", description="an hour without a pause")
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="(%(default)s)")
    parser.add_argument("--rate", type=float, default=usual.rate, help="questions a second (%(default)s)")
    parser.add_argument("--every", type=float, default=usual.every, help="seconds between two looks (%(default)s)")
    parser.add_argument("--warm-up", type=float, help="minutes that are not judged (a sixth of all)")
    parser.add_argument("--inline", type=float, default=usual.mixture.inline, help="share in inline mode (%(default)s)")
    parser.add_argument("--articles", type=Path, metavar="FILE", help="bulk articles to add, whose titles are asked")
    parser.add_argument("--questions", type=Path, default=usual.questions, metavar="FILE", help="questions to ask")
    parser.add_argument("--seed", type=int, default=usual.seed, help="what chance decides by (%(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write all of it as JSON")
    given = parser.parse_args(arguments)
    soak = Soak(
        minutes=given.minutes,
        rate=given.rate,
        every=given.every,
        warm_up=given.warm_up,
        articles=given.articles and given.articles.resolve(),
        questions=given.questions,
        mixture=replace(usual.mixture, inline=given.inline),
        seed=given.seed,
    )
    report = asyncio.run(run(soak, _say))
    if given.out is not None:
        given.out.write_text(as_json(report), encoding="utf-8")
    _say(as_text(report))
    return 0 if report.is_flat else 1


def as_json(report: Report) -> str:
    """The report for programs, such as `docs.soaked`, which draws it."""
    findings = [asdict(finding) | {"holds": finding.holds} for finding in report.findings]
    return json.dumps(asdict(report) | {"findings": findings, "flat": report.is_flat}, indent=1) + "\n"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
