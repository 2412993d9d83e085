"""`python -m bot evaluate`: how good the answers are, by a file of questions with known passages."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.evaluation import evaluate
from retrieval.library import open_library

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings


def run(settings: Settings, arguments: Namespace) -> int:
    """Print the metrics; 0 whatever they are."""
    asyncio.run(_evaluate(settings, Path(arguments.questions), arguments.scope, as_json=arguments.json))
    return 0


async def _evaluate(settings: Settings, questions: Path, scope: str, *, as_json: bool) -> None:
    async with open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds) as library:
        report = await evaluate(library, questions, scope)
    sys.stdout.write(f"{json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.table()}\n")
