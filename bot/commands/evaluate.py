"""`python -m bot evaluate`: how good the answers are, by files of questions with known passages."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from retrieval.evaluation import evaluate, miss_of, misses, question_files, read_cases, report, traced
from retrieval.evaluation.run import open_for, right_by

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence

    from bot.settings import Settings
    from retrieval.evaluation import Case, Report


def run(settings: Settings, arguments: Namespace) -> int:
    """Print the metrics; 0 whatever they are."""
    files = question_files(map(Path, arguments.questions))
    sets = {title: read_cases(path) for title, path in files.items()}  # a bad file is to be known before the work
    notes = Path(arguments.misses) if arguments.misses else None
    if notes:
        notes.touch()  # and so is a place where nothing can be written
    reports: dict[str, Report] = {}
    missed = []
    for title, path in files.items():
        reports[title], text = asyncio.run(_measured(settings, arguments, title, path, sets[title]))
        missed.append(text)
        if not arguments.json:
            count = len(sets[title])
            heading = f"{title}: {count} question{'' if count == 1 else 's'}\n" if len(files) > 1 else ""
            sys.stdout.write(f"{heading}{reports[title].table()}\n" + ("\n" if heading else ""))
            sys.stdout.flush()
    if notes:
        notes.write_text("\n".join(missed), encoding="utf-8")
    if arguments.json:
        objects = {title: one.as_json() for title, one in reports.items()}
        sys.stdout.write(json.dumps(objects if len(files) > 1 else objects.popitem()[1], ensure_ascii=False) + "\n")
    return 0


async def _measured(
    settings: Settings, arguments: Namespace, title: str, path: Path, cases: Sequence[Case]
) -> tuple[Report, str]:
    """The report on one file, and its misses, empty if they are not wanted."""
    by = right_by(path, arguments.scope)
    async with open_for(path, settings.data_dir, settings.semantic, seeds=settings.seeds) as library:
        with _progress(title, len(cases)) as told:
            outcomes = await evaluate(library, cases, arguments.scope, progress=told)
        if arguments.shortlist:
            with _progress(f"{title}, shortlist", len(outcomes)) as told:
                outcomes = await traced(library, outcomes, arguments.scope, progress=told)
        found = report(outcomes, by)
        if not arguments.misses:
            return found, ""
        wrong = [outcome for outcome in outcomes if miss_of(outcome, by)]
        with _progress(f"{title}, misses", len(wrong)) as told:
            explained = iter(await traced(library, wrong, arguments.scope, progress=told))
    return found, misses(title, [next(explained) if miss_of(one, by) else one for one in outcomes], by)


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A line on standard error that counts what is done, if that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda count: bar.update(task, completed=count)
