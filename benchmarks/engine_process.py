"""`python -m benchmarks.engine_process ENGINE DIRECTORY QUESTION`: an engine in a process of its own.

It opens, answers the question, and then does what it is told, line by line of JSON: `{"ask": QUESTION}`,
`{"asks": [QUESTION…], "askers": N, "seconds": S}` (people who ask one question after the other, all at once), and
`{"add": NUMBER}`. Each gets one line of JSON. At the end of its input it ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engines import opener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.engines import Engine


async def _serve(name: str, directory: Path, first: str) -> None:
    opened = opener(name)
    begun = time.perf_counter()
    async with opened(directory) as engine:
        open_ms = _since(begun)
        _say({"open_ms": open_ms, **await _asked(engine, first)})
        while line := await asyncio.to_thread(sys.stdin.readline):
            told = json.loads(line)
            if "ask" in told:
                _say(await _asked(engine, told["ask"]))
            elif "asks" in told:
                _say(await _crowd(engine, told["asks"], told["askers"], told["seconds"]))
            else:
                _say({"ms": await engine.add(told["add"])})


async def _asked(engine: Engine, question: str) -> dict[str, object]:
    begun = time.perf_counter()
    stages = await engine.ask(question)
    return {"ms": _since(begun), "stages": dict(stages)}


async def _crowd(engine: Engine, questions: Sequence[str], askers: int, seconds: float) -> dict[str, object]:
    """Let `askers` ask for so long; all that was answered and the seconds until the last answer."""
    numbers, waited, begun = count(), list[float](), time.perf_counter()

    async def keep_asking() -> None:
        while (asked := time.perf_counter()) < begun + seconds:
            await engine.ask_beside(questions[next(numbers) % len(questions)])
            waited.append(_since(asked))

    await asyncio.gather(*(keep_asking() for _ in range(askers)))
    return {"answers": len(waited), "seconds": time.perf_counter() - begun, "waited": sorted(waited)}


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def _say(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str]) -> None:
    """Open the engine and serve it."""
    name, directory, first = argv
    asyncio.run(_serve(name, Path(directory), first))


if __name__ == "__main__":
    main(sys.argv[1:])
