"""`python -m benchmarks.adding FILE`: how long an import takes, and how soon a new article is answered from.

FILE is a `.jsonl` or `.jsonl.gz` with the articles of a large library. It is imported by the command line, in a process
of its own whose time and peak memory are measured. Then articles of twenty paragraphs are added, one after the other,
and each is asked about at once: from the beginning of the add to the first answer out of it, with `SEMANTIC=off` and
`auto`. What the library knows by meaning is made up for this (the vectors of some passages serve for all), because to
encode 150,000 passages takes half an hour; those of the added articles are real, and follow beside the answering as
they do in the bot.

Beside it, tantivy and SQLite's FTS5 take in the same articles by themselves (see `peers`): what of the time is theirs.
Of `--rounds` the best counts, for what else this machine does only ever adds to it.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from benchmarks.peers import PEERS
from benchmarks.processes import finished
from bot.memory import manage
from bot.service.serving import PATIENCE
from retrieval.article import Article, Section
from retrieval.audit import TERMINAL
from retrieval.database import open_database
from retrieval.layout import DATABASE, ENCODER
from retrieval.opening import open_library
from retrieval.scope import PUBLIC
from retrieval.semantic import Vector, open_encoder
from retrieval.store import Store
from retrieval.vectorising import passage_text
from retrieval.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PARAGRAPHS: Final = 20
_SYLLABLES: Final = ("ka", "lu", "mo", "ri", "su", "ti", "pe", "na", "ga", "wo")
_DEEDS: Final = ("menyiapkan", "membagikan", "memperbaiki", "menjual", "menghitung")
_HALF: Final = 5_000
_APART: Final = 37
"""Numbers from one village to the next, so that their names differ by more than a typing error."""
_BATCH: Final = 5_000
_MODELS: Final = 200
"""Passages whose vectors serve for all."""
_NOISE: Final = 0.01
"""What is added to each component of a vector, to tell them apart; a component is 0.05 or so."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds and peak memory (MB) of the import; p50 and p90 (ms) from an add to the first answer out of it."""

    seconds: float | None
    peak_mb: float | None
    p50: float
    p90: float


Report = dict[str, Figures]
"""The figures by contestant."""


def measure(file: Path, adds: int, rounds: int) -> Report:
    """Import and add, each `rounds` times. Raises AssertionError when something is not answered."""
    return _best([_round(file, adds) for _ in range(rounds)])


def _round(file: Path, adds: int) -> Report:
    report: Report = {}
    with TemporaryDirectory(prefix="kutip-benchmark-") as directory:
        home = Path(directory)
        kutip = home / "kutip"
        settings = {"DATA_DIR": str(kutip), "SEMANTIC": "off", "SEEDS_DIR": ""}
        seconds, peak = finished(("bot", "add", str(file.resolve())), home, settings)
        report["Kutip, words alone"] = Figures(seconds, peak, *_spread(asyncio.run(_kutip(kutip, adds, "off"))))
        waited = asyncio.run(_kutip(kutip, adds, "auto"))
        if waited:
            report["Kutip, with meaning"] = Figures(None, None, *_spread(waited))
        shutil.rmtree(kutip)
        for name in PEERS:
            seconds, peak = finished(("benchmarks.peers", name, str(file.resolve()), str(home / name)), home, {})
            report[f"{name} alone"] = Figures(seconds, peak, *_spread(_peer(name, home / name, adds)))
            shutil.rmtree(home / name)
    return report


async def _kutip(data: Path, adds: int, semantic: Literal["auto", "off"]) -> list[float]:
    """Milliseconds of each add; none where there is no encoder."""
    if semantic == "auto" and not await _make_up_vectors(data):
        return []
    async with open_library(data, semantic=semantic, patience=PATIENCE) as library:
        await library.encode_pending(1)  # as the bot has done by then
        await library.ask("siapa yang datang?")
        waited = []
        for number in range(adds):
            article, question = written(number, semantic)
            start = time.perf_counter()
            change = await library.edit(article, by=TERMINAL, owner=PUBLIC)
            answer = await library.ask(question)
            while not answer.quotes or answer.quotes[0].article.id != change.card.id:
                if time.perf_counter() - start > 10:
                    raise AssertionError(f"“{question}” is not answered from “{article.title}”")
                answer = await library.ask(question)
            waited.append((time.perf_counter() - start) * 1000)
            while await library.encode_pending(PARAGRAPHS):
                pass
        return waited


async def _make_up_vectors(data: Path) -> bool:
    """Give every passage a vector of the right size; whether there is an encoder for others."""
    encoder = open_encoder(data / ENCODER, mode="auto")
    if encoder is None:
        return False
    dice = np.random.default_rng(5)
    async with open_database(data / DATABASE) as database:
        vectors, store = Vectors(database), Store(database)
        models = await store.passages(await vectors.lacking(encoder.name, _MODELS))
        real = [vector.to_array() for vector in encoder.encode_passages([passage_text(one) for one in models])]
        while ids := await vectors.lacking(encoder.name, _BATCH):
            chosen = dice.integers(len(real), size=len(ids))
            noise = dice.normal(0, _NOISE, (len(ids), encoder.dimensions))
            made = (Vector.quantise(real[one] + other).to_bytes() for one, other in zip(chosen, noise, strict=True))
            await vectors.put(encoder.name, dict(zip(ids, made, strict=True)))
    return True


def _peer(name: str, directory: Path, adds: int) -> list[float]:
    with closing(PEERS[name](directory)) as peer:
        peer.best("siapa yang datang?")
        waited = []
        for number in range(adds):
            article, question = written(number, name)
            start = time.perf_counter()
            peer.add([(article.title, article.paragraphs)])
            if peer.best(question) != article.title:
                raise AssertionError(f"“{question}” does not find “{article.title}”")
            waited.append((time.perf_counter() - start) * 1000)
        return waited


def written(number: int, kind: str) -> tuple[Article, str]:
    """An article of twenty paragraphs that nobody has written before, and a question that it answers."""
    digits = f"{(_APART * number + (_HALF if kind == 'auto' else 0)) % (2 * _HALF):04d}"
    village = "".join(_SYLLABLES[int(digit)] for digit in digits).capitalize()
    title = f"Festival layang-layang Desa {village}, kabar {kind}"
    paragraphs = tuple(
        f"Panitia festival Desa {village} {_DEEDS[at % len(_DEEDS)]} {100 * (number + 1) + at} layang-layang pada hari "
        f"ke-{at + 1}, kata ketua panitia. Warga {village} datang berjalan kaki sejak pagi, dan {kind} ikut mencatat."
        for at in range(PARAGRAPHS)
    )
    return Article(title, (Section("", paragraphs),)), f"berapa layang-layang dijual panitia festival Desa {village}?"


def _spread(waited: Sequence[float]) -> tuple[float, float]:
    p50, p90 = (float(value) for value in np.percentile(waited, (50, 90)))
    return p50, p90


def _best(reports: Sequence[Report]) -> Report:
    """The lowest of each figure over all rounds."""
    return {
        name: Figures(
            _least(report[name].seconds for report in reports),
            _least(report[name].peak_mb for report in reports),
            min(report[name].p50 for report in reports),
            min(report[name].p90 for report in reports),
        )
        for name in reports[0]
    }


def _least(values: Iterable[float | None]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def as_table(report: Report) -> str:
    """The report for people, in Markdown."""
    lines = ["| | import s | peak MB | add to answer p50 ms | p90 ms |", "|---|---|---|---|---|"]
    for name, one in report.items():
        seconds = "–" if one.seconds is None else f"{one.seconds:.1f}"
        peak = "–" if one.peak_mb is None else f"{one.peak_mb:.0f}"
        lines.append(f"| {name} | {seconds} | {peak} | {one.p50:.1f} | {one.p90:.1f} |")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m benchmarks.adding", description="How soon a new article is answered from.")
    parser.add_argument("file", type=Path, metavar="FILE", help="the articles of a large library, .jsonl or .jsonl.gz")
    parser.add_argument("--adds", type=int, default=30, help="articles that are added to it (%(default)s)")
    parser.add_argument("--rounds", type=int, default=1, help="how many times; the best counts (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args(argv)
    if arguments.adds < 1 or arguments.rounds < 1:
        parser.error("--adds and --rounds must be at least 1")
    manage()  # as the bot does
    report = measure(arguments.file, arguments.adds, arguments.rounds)
    if arguments.json:
        sys.stdout.write(json.dumps({name: asdict(one) for name, one in report.items()}, indent=2) + "\n")
    else:
        sys.stdout.write(as_table(report) + "\n")


if __name__ == "__main__":
    main()
