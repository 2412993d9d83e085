"""`python -m bot evaluate`: how good the answers are, by a file of questions with known passages."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from retrieval.evaluation import Scope, evaluate, read_cases, report
from retrieval.evaluation.run import is_collection, open_collection
from retrieval.library import open_library

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings

COLLECTION: Final = "evaluation"
"""Folder in DATA_DIR of the passages that some question files bring along; readers' questions never search it."""


def run(settings: Settings, arguments: Namespace) -> int:
    """Print the metrics; 0 whatever they are."""
    asyncio.run(_evaluate(settings, Path(arguments.questions), arguments.scope, as_json=arguments.json))
    return 0


async def _evaluate(settings: Settings, questions: Path, scope: Scope, *, as_json: bool) -> None:
    cases = await asyncio.to_thread(read_cases, questions)
    opening = (
        open_collection(settings.data_dir / COLLECTION, questions, settings.semantic)
        if is_collection(questions)
        else open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds)
    )
    async with opening as library:
        result = report(await evaluate(library, cases, scope))
    sys.stdout.write(f"{json.dumps(result.as_json(), ensure_ascii=False) if as_json else result.table()}\n")
