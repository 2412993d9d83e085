"""`python -m benchmarks.sizes FILE --out figures.json`: Kutip and its peers over libraries of 16 to a million passages.

FILE is a `.jsonl` or `.jsonl.gz` with the articles of a large library (`kabar-articles.jsonl.gz`: 161 thousand
passages); `benchmarks.corpus` tells what other sizes are made of. Measured are Kutip with `SEMANTIC=off`, and alone
tantivy, SQLite's FTS5, rank-bm25 and bm25s (the latter with the extra `bench`), each in a process of its own:

- how long it takes to fill it, what memory that needs, and what then lies on the disk;
- from the start of a process to its first answer, Kutip's also as `python -m bot ask`;
- how long a question waits for its answer: each question once, by turns among the engines, so that what else the
  machine does slows down all of them; then Kutip the same questions again. A peer only finds the hundred best
  paragraphs. Who has taken `--budget` seconds is asked no more, which leaves rank-bm25 some dozen questions to a
  million passages; ratios are over the questions that both were asked;
- how many answers a second several people get who ask at once, of each engine alone; the questions come in turn, again
  and again;
- what memory it has after all that;
- from the beginning of an add to the first answer out of the article, on a copy.

All of it `--rounds` times with new processes. What is told of it are medians over the rounds, by
`python -m docs.speed`. With `--keep DIR` the libraries stay in that folder, and what lies there already is
used as it is: filling them takes a quarter of an hour, of which a million passages take most. Processes keep to
`--cores` of the machine's cores.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from argparse import ArgumentParser
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.corpus import SEED_LIBRARY, passages
from benchmarks.engines import KUTIP, engines
from benchmarks.figures import Figures, Machine, Measured, Round, Size
from benchmarks.peers import PEERS, RANKERS
from benchmarks.processes import ROOT, finished
from benchmarks.racing import all_running, by_turns, first_line_ms, running
from benchmarks.stock import settings_of, stocked
from retrieval.evaluation import read_cases

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.stock import Stock

SEED_QUESTIONS: Final = ROOT / "tests" / "questions" / "seed.jsonl"
SIZES: Final = "16,10k,161k,1m"


def measure(
    home: Path, stock: Stock, names: Sequence[str], questions: Sequence[str], given: Namespace
) -> Iterator[Size]:
    """What was measured of a size so far, after each round. Raises AssertionError when something is not answered.

    The first of the questions is the one that is asked at a start.
    """
    directories = {name: home / name for name in names}
    for name in names:
        if name not in RANKERS:  # so that its files are in memory, and its index is as today's code has it
            finished(("benchmarks.engine_process", name, str(directories[name]), questions[0]), home, {})
    size = Size(name=home.name, articles=stock.articles, passages=stock.passages)
    size.engines = {name: Measured(built=stock.built[name]) for name in names}
    for number in range(given.rounds):
        _tell(f"{home.name}: round {number + 1} of {given.rounds}")
        for name, one in _round(directories, questions, given).items():
            size.engines[name].rounds.append(one)
        yield size


def _round(directories: Mapping[str, Path], questions: Sequence[str], given: Namespace) -> dict[str, Round]:
    first, asked = questions[0], questions[1 : given.most + 1]
    command_ms = []
    if KUTIP in directories:
        settings, home = settings_of(directories[KUTIP]), directories[KUTIP].parent
        command_ms = [first_line_ms(("bot", "ask", "--json", first), home, settings) for _ in range(given.starts)]
    with all_running(directories, first) as contenders:
        by_turns(contenders, asked, given.budget)
        if (kutip := contenders.get(KUTIP)) is not None:
            for question in asked[: len(kutip.round.cold)]:
                kutip.ask_again(question)
            kutip.round.command_ms = command_ms
        for one in contenders.values():
            one.face(questions, given.askers, given.seconds)
            one.weigh()
    for name, one in contenders.items():
        if given.adds and (name == KUTIP or name in PEERS):
            one.round.adds = _adds(directories[name], name, first, given.adds)
    return {name: one.round for name, one in contenders.items()}


def _adds(directory: Path, name: str, first: str, adds: int) -> list[float]:
    with TemporaryDirectory(prefix="kutip-benchmark-", dir=directory.parent) as scratch:
        copied = Path(scratch) / name
        shutil.copytree(directory, copied)
        with running(name, copied, first) as contender:
            for number in range(adds):
                contender.add(number)
            return contender.round.adds


def questions_of(files: Sequence[Path], seed: int) -> list[str]:
    """The questions of these files, each once, shuffled: what comes first is a fair sample of all."""
    found = list(dict.fromkeys(case.question for file in files for case in read_cases(file)))
    Random(seed).shuffle(found)  # noqa: S311 - no secret
    return found


def machine() -> Machine:
    """What is measured on: the cores are those that this process may use."""
    processor = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        lines = (line.partition(":") for line in told.read_text(encoding="utf-8").splitlines())
        processor = next((value.strip() for name, _, value in lines if name.strip() == "model name"), processor)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return Machine(
        processor=processor,
        cores=_cores() or os.cpu_count() or 1,
        memory_gb=round(memory, 1),
        python=platform.python_version(),
    )


def _cores() -> int | None:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def _keep_to(cores: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with TemporaryDirectory(prefix="kutip-benchmark-") as scratch:
        yield Path(scratch)


def run(given: Namespace) -> None:
    """Measure all sizes, and write what is known after each round."""
    given.out.parent.mkdir(parents=True, exist_ok=True)
    _keep_to(given.cores)
    questions = questions_of(given.questions, given.seed)
    seed_questions = questions_of([SEED_QUESTIONS], given.seed)
    figures = Figures(
        machine=machine(),
        file=given.file.name,
        rounds=given.rounds,
        questions=min(len(questions) - 1, given.most),
        askers=given.askers,
        seconds=given.seconds,
    )
    with _folder(given.keep) as folder:
        for name in given.sizes:
            size, home = passages(name), folder / name
            stock = stocked(home, given.file.resolve(), size, given.engines)
            figures.machine.load.append(round(os.getloadavg()[0], 2))
            asked = seed_questions if size <= SEED_LIBRARY else questions
            others = list(figures.sizes)
            for measured in measure(home, stock, given.engines, asked, given):
                figures.sizes = [*others, measured]
                given.out.write_text(json.dumps(figures.model_dump()) + "\n", encoding="utf-8")
            if given.keep is None:
                shutil.rmtree(home)


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _sizes(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        passages(name)
    return names


def _engines(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(engines()):
        raise ValueError(f"{', '.join(sorted(unknown))}: not installed, or no engine")
    return names


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least one")
    return number


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = ArgumentParser(
        prog="python -m benchmarks.sizes", description="Kutip and its peers by size of the library."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the articles of a large library, .jsonl or .jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the figures go, as JSON")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="passages of the libraries (%(default)s)")
    parser.add_argument("--engines", type=_engines, default=",".join(engines()), help="(%(default)s)")
    parser.add_argument("--rounds", type=_count, default=3, help="(%(default)s)")
    parser.add_argument(
        "--questions", type=Path, nargs="+", default=[SEED_QUESTIONS], metavar="FILE",
        help="question files, asked of all but the seed library (its own questions)",
    )  # fmt: skip
    parser.add_argument("--most", type=_count, default=500, help="questions a round (%(default)s)")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds for them, of each engine (%(default)s)")
    parser.add_argument("--askers", type=_count, default=8, help="people who ask at once (%(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long they do (%(default)s)")
    parser.add_argument("--starts", type=_count, default=3, help="times that `bot ask` is run a round (%(default)s)")
    parser.add_argument("--adds", type=int, default=10, help="articles that are added (%(default)s)")
    parser.add_argument("--cores", type=_count, default=2, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="what the order of the questions is by (%(default)s)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder where the libraries stay, to be used again")
    run(parser.parse_args(argv))


if __name__ == "__main__":
    main()
