"""The picture of the figures: what is on it, and the process of its own in which it is drawn.

Drawing takes a library that holds a hundred megabytes and a second of work: so the bot does not load it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from retrieval.errors import KutipError
from retrieval.sources.worker import environment

PNG: Final = b"\x89PNG\r\n\x1a\n"
WIDTH: Final = 1280
"""Pixels of every picture; its height is that of what is on it."""
SECONDS: Final = 20.0
"""How long drawing may take: it takes one or two, and the first time some more, in which it looks what fonts are there.
"""
_MEMORY: Final = 1 << 30
_REASON: Final = 100


class ChartError(KutipError):
    """The picture was not drawn."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A large figure, with what it counts below it, and a smaller remark."""

    figure: str
    label: str
    remark: str


@dataclass(frozen=True, slots=True)
class Column:
    """A day, with its questions answered, unsure and not found."""

    label: str
    parts: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a list; `times` gives its bar its length, and `count` says it in words."""

    text: str
    times: int
    count: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """A list, most first."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is on a picture, in words: columns with a `legend` of their three parts, and up to two rankings of
    which an empty one is left out. `thousands` separates the thousands of a number.
    """

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    columns_title: str
    legend: tuple[str, str, str]
    columns: tuple[Column, ...]
    quoted: Ranking
    missed: Ranking
    thousands: str


async def draw(chart: Chart, cache: Path, *, seconds: float = SECONDS) -> bytes:
    """The picture as PNG, `WIDTH` pixels wide. What is known of the fonts is kept in the folder `cache`.

    The event loop goes on meanwhile; when the task is cancelled the process is killed. How many run at a time is the
    caller's to bound. Raises ChartError, with nothing in its message that was drawn.
    """
    told = json.dumps({"seconds": seconds, "memory": _MEMORY})
    try:
        async with asyncio.timeout(seconds):
            answer = await _converse(f"{told}\n{json.dumps(asdict(chart))}".encode(), cache)
    except TimeoutError:
        raise ChartError(f"the picture was not drawn within {seconds:g} seconds") from None
    except OSError as error:
        raise ChartError(f"the picture was not drawn: no process could be started ({error.strerror})") from error
    if not answer.startswith(PNG):
        reason = answer[:_REASON].decode("ascii", "replace") or "the process died"
        raise ChartError(f"the picture was not drawn: {reason}")
    return answer


async def _converse(question: bytes, cache: Path) -> bytes:
    """Start a process, say `question`, and give back all that it answers; it is gone when this returns or raises."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.screens.drawing_process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],  # `-m` looks there first: the package, installed or not
        env=_environment(cache),
        start_new_session=True,
    )
    try:
        answer, _ = await process.communicate(question)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.wait())
    return answer


def _environment(cache: Path) -> dict[str, str]:
    # Threads of numpy's would reserve more memory than drawing needs.
    return environment() | {"MPLCONFIGDIR": str(cache.absolute()), "OPENBLAS_NUM_THREADS": "1"}
