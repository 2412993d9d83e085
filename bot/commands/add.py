"""`python -m bot add`: articles from files, folders and the web, or in bulk from lines of JSON."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.texts import texts_of
from retrieval.errors import ArticleError, KutipError
from retrieval.library import open_library
from retrieval.passages import passages_of
from retrieval.sources.bulk import read_lines
from retrieval.sources.files import READABLE, read_paths

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bot.settings import Settings
    from retrieval.article import Article
    from retrieval.library import Library

_BULK: Final = (".jsonl", ".jsonl.gz")
_CHUNK: Final = 1 << 20


def run(settings: Settings, arguments: Namespace) -> int:
    """Add everything that was named; 1 when something could not be added."""
    return asyncio.run(_add(settings, arguments.source))


async def _add(settings: Settings, sources: list[str]) -> int:
    status = 0
    # Meaning vectors follow when the bot or the chat runs, so adding need not wait for the encoder.
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        for source in sources:
            try:
                if source.lower().startswith(("http://", "https://")):
                    status = max(status, await _add_page(library, settings, source))
                    continue
                for path in _paths(source):
                    status = max(status, await _add_path(library, settings, path))
            except KutipError as error:
                _complain(str(error))
                status = 1
    return status


def _paths(source: str) -> Iterator[Path]:
    """The files that a source names. Raises ArticleError when there are none."""
    path = Path(source)
    if not path.is_dir():
        yield path
        return
    inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in READABLE and file.is_file())
    if not inside:
        raise ArticleError(f"{source}: no file in this folder ends in one of {', '.join(sorted(READABLE))}")
    yield from inside


async def _add_page(library: Library, settings: Settings, url: str) -> int:
    from retrieval.sources.web import read_web  # noqa: PLC0415 - only for those who name an address

    outcome: Article | ArticleError
    try:
        outcome = await read_web(url)
    except ArticleError as error:
        outcome = error
    return await _add_member(library, settings, url, outcome)


async def _add_path(library: Library, settings: Settings, path: Path) -> int:
    try:
        if path.name.lower().endswith(_BULK):
            return await _add_bulk(library, path)
        members = await asyncio.to_thread(read_paths, path)
    except ArticleError as error:
        said = str(error)
        _complain(said if path.name in said else f"{path}: {said}")
        return 1
    status = 0
    for member in members:
        name = path.name if member.name == path.name else f"{path.name}, {member.name}"
        status = max(status, await _add_member(library, settings, name, member.outcome))
    return status


async def _add_member(library: Library, settings: Settings, name: str, outcome: Article | ArticleError) -> int:
    try:
        if isinstance(outcome, ArticleError):
            raise outcome
        stored = await library.add(outcome)
    except ArticleError as error:
        _complain(f"{name}: {error}")
        return 1
    sys.stdout.write(f"{'Replaced' if stored.replaced else 'Added'} {stored.ref}\n{_understood(outcome, settings)}")
    return 0


def _understood(article: Article, settings: Settings) -> str:
    """How an article was understood: its facts, its outline with passage counts, and how much was left out."""
    texts = texts_of(settings.language)
    counts = Counter(passage.section for passage in passages_of(article))
    facts = (article.publisher, article.place, texts.day(article.date) if article.date else "", article.author)
    lines = [
        article.title,
        " · ".join(filter(None, facts)),
        *(f"{heading or texts.lead}: {_count(number, 'passage')}" for heading, number in counts.items()),
        f"{_count(len(article.discarded), 'line')} left out as page furniture" if article.discarded else "",
    ]
    return "".join(f"  {line}\n" for line in lines if line)


async def _add_bulk(library: Library, path: Path) -> int:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        total = await asyncio.to_thread(_count_lines, path) if console.is_terminal else None
        task = bar.add_task(path.name, total=total)
        report = await library.add_bulk(read_lines(path), progress=lambda line: bar.update(task, completed=line))
    for error in report.errors:
        _complain(f"{path.name}, line {error.number}: {error.message}")
    sys.stdout.write(
        f"{path.name}: {_count(report.added, 'article')} added, {report.replaced} replaced, "
        f"{_count(report.passages, 'passage')}\n"
    )
    return 1 if report.errors else 0


def _count_lines(path: Path) -> int | None:
    """How many lines a file has, for the progress bar; None for a compressed one, which would be read twice."""
    if path.suffix.lower() == ".gz":
        return None
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
