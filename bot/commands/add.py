"""`python -m bot add`: articles from files, folders and the web, or in bulk from lines of JSON."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.texts import texts_of
from retrieval.audit import TERMINAL, ChangeKind
from retrieval.errors import ArticleError, KutipError
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.scope import PUBLIC
from retrieval.sources.files import READABLE, read_paths

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from bot.settings import Settings
    from retrieval.article import Article
    from retrieval.importing import ImportProgress
    from retrieval.library import Library

_BULK: Final = (".jsonl", ".jsonl.gz")
_DONE: Final = {
    ChangeKind.ADDED: "Added",
    ChangeKind.REPLACED: "Replaced",
    ChangeKind.UNCHANGED: "Unchanged",
}
_TERMINATED: Final = 128 + signal.SIGTERM
"""The exit status that a shell gives a process which SIGTERM ended."""


def run(settings: Settings, arguments: Namespace) -> int:
    """Add everything that was named; 1 when something could not be added."""
    try:
        return asyncio.run(_add(settings, arguments.source, restart=arguments.restart))
    except asyncio.CancelledError:
        return _TERMINATED


async def _add(settings: Settings, sources: list[str], *, restart: bool) -> int:
    _stop_on_sigterm()
    status = 0
    # Meaning vectors follow when the bot or the chat runs, so adding need not wait for the encoder.
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        for source in sources:
            try:
                if source.lower().startswith(("http://", "https://")):
                    status = max(status, await _add_page(library, settings, source))
                    continue
                for path in _paths(source):
                    status = max(status, await _add_path(library, settings, path, restart=restart))
            except KutipError as error:
                _complain(str(error))
                status = 1
    return status


def _paths(source: str) -> Iterator[Path]:
    """The files that a source names, of a folder those that are not hidden. Raises ArticleError when there are none."""
    path = Path(source)
    if not path.is_dir():
        yield path
        return
    found = (file for file in path.rglob("*") if file.suffix.lower() in READABLE and not _hidden(file, path))
    inside = sorted(file for file in found if file.is_file())
    if not inside:
        raise ArticleError(f"{source}: no file in this folder ends in one of {', '.join(sorted(READABLE))}")
    yield from inside


def _hidden(file: Path, folder: Path) -> bool:
    """Whether a file, or a folder below the named one that it lies in, is one that programs keep for themselves."""
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


async def _add_page(library: Library, settings: Settings, url: str) -> int:
    from retrieval.sources.web import read_web  # noqa: PLC0415 - only for those who name an address

    outcome: Article | ArticleError
    try:
        outcome = await read_web(url)
    except ArticleError as error:
        outcome = error
    return await _add_member(library, settings, url, outcome)


async def _add_path(library: Library, settings: Settings, path: Path, *, restart: bool) -> int:
    try:
        if path.name.lower().endswith(_BULK):
            return await _add_bulk(library, path, restart=restart)
        members = await asyncio.to_thread(read_paths, path)
    except ArticleError as error:
        _complain(f"{path}: {str(error).removeprefix(f'{path.name}: ')}")
        return 1
    status = 0
    for member in members:
        name = str(path) if member.name == path.name else f"{path}, {member.name}"
        status = max(status, await _add_member(library, settings, name, member.outcome))
    return status


async def _add_member(library: Library, settings: Settings, name: str, outcome: Article | ArticleError) -> int:
    try:
        if isinstance(outcome, ArticleError):
            raise outcome
        change = await library.edit(outcome, by=TERMINAL, owner=PUBLIC)
    except ArticleError as error:
        _complain(f"{name}: {error}")
        return 1
    sys.stdout.write(f"{_DONE[change.kind]} {change.card.ref}\n{_understood(outcome, settings)}")
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


async def _add_bulk(library: Library, path: Path, *, restart: bool) -> int:
    line = 0
    try:
        with _bar(path.name) as shown:

            def tell(progress: ImportProgress) -> None:
                nonlocal line
                if progress.report.line and not progress.read:
                    _complain(f"{path.name}: continuing at line {progress.report.line + 1:,}")
                line = progress.report.line
                shown(progress)

            report = await library.add_file(path, progress=tell, restart=restart)
    except asyncio.CancelledError:
        _complain(f"{path.name}: interrupted after line {line:,}; the same command goes on from there")
        raise
    for error in report.errors:
        _complain(f"{path.name}, line {error.number}: {error.message}")
    unchanged = f", {report.unchanged} unchanged" if report.unchanged else ""
    sys.stdout.write(
        f"{path.name}: {_count(report.added, 'article')} added, {report.replaced} replaced{unchanged}, "
        f"{_count(report.passages, 'passage')}\n"
    )
    return 1 if report.errors else 0


@contextmanager
def _bar(name: str) -> Iterator[Callable[[ImportProgress], None]]:
    """A line on standard error that tells how far an import is, if that is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("line {task.fields[line]:,}, {task.fields[speed]:,.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(name, total=None, line=0, speed=0.0)
        start, first = time.monotonic(), 0

        def show(progress: ImportProgress) -> None:
            nonlocal start, first
            line = progress.report.line
            if not progress.read:
                start, first = time.monotonic(), line
            speed = (line - first) / max(time.monotonic() - start, 1e-9)
            bar.update(task, total=progress.size, completed=progress.read, line=line, speed=speed)

        yield show


def _stop_on_sigterm() -> None:
    """Let SIGTERM cancel the current task, as Ctrl-C does, so that what is under way can tell how far it came."""
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
