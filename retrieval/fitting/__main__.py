"""`python -m retrieval.fitting {reading,ranking,confidence} --collections DIR --data DIR`: see the package."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.fitting.confidence import fit_confidence
from retrieval.fitting.ranking import fit_ranking
from retrieval.semantic.adapter import ADAPTER, Adapter

if TYPE_CHECKING:
    from pydantic import BaseModel

WEIGHTS = Path(__file__).parent.parent / "data"
QUESTIONS = Path(__file__).parent / "questions"
SEEN, UNSEEN = QUESTIONS / "reading.jsonl", QUESTIONS / "ranking.jsonl"


def main() -> None:
    """Fit what is asked for and write it into the package's data."""
    parser = argparse.ArgumentParser(
        prog="python -m retrieval.fitting", description="Fit the weights in retrieval/data."
    )
    parser.add_argument("what", choices=("reading", "ranking", "confidence"))
    parser.add_argument("--collections", type=Path, required=True, help="folder with FacQA, TyDi and IDK-MRC")
    parser.add_argument(
        "--data", type=Path, required=True, help="data directory with the articles of the chat questions, encoded"
    )
    parser.add_argument("--afresh", action="store_true", help="reading: begin from nothing, not from what ships")
    chosen = parser.parse_args()
    asyncio.run(_fit(chosen.what, chosen.collections, chosen.data, afresh=chosen.afresh))


async def _fit(what: str, collections: Path, data: Path, *, afresh: bool) -> None:
    if what == "reading":
        from retrieval.fitting.reading import fit_reading  # noqa: PLC0415 - PyTorch is needed for nothing else

        path = WEIGHTS / ADAPTER
        begin = None if afresh else Adapter.load(path)
        await fit_reading(collections, SEEN, data, begin, _say, lambda adapter: adapter.save(path))
    elif what == "ranking":
        _write(await fit_ranking(collections, SEEN, UNSEEN, data, _say), "weights.json")
    else:
        _write(await fit_confidence(collections, UNSEEN, data), "confidence.json")


def _write(weights: BaseModel, name: str) -> None:
    (WEIGHTS / name).write_text(json.dumps(weights.model_dump(), indent=2) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
