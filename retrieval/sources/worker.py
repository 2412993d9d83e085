"""Documents of anybody, read in a process of their own: a parser that hangs, swells or crashes takes nothing along.

Each document gets a fresh interpreter that holds no token and no library, limits its own time, memory and files before
it sees the first byte, and answers in JSON. Nothing that it says is executed or unpickled.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from retrieval.errors import ArticleError
from retrieval.sources.refusals import MAX_DOCUMENT, DocumentError, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.article import Article
    from retrieval.sources.entries import Entry
    from retrieval.sources.members import Member

MAX_ANSWER: Final = 64 * 1024 * 1024
FEED: Final = ".feed"
"""What stands for the suffix of a feed, which comes from a site and never as a file."""

T = TypeVar("T")

_CHUNK: Final = 1 << 16
# To find packages and to write text.
_PASSED_ON: Final = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use: `seconds` from start to answer, and `memory` in bytes of address space."""

    seconds: float = 20.0
    memory: int = 1 << 30


FOR_ONE: Final = Limits()
FOR_ARCHIVES: Final = Limits(seconds=60.0)


async def read_safely(
    data: bytes, suffix: str, *, url: str = "", charset: str = "", limits: Limits = FOR_ONE
) -> Article:
    """The article in `data`, of the kind that file names with `suffix` have (".pdf", ".docx", ".html", …).

    `url` is where it came from, `charset` what the server declared of it. The event loop goes on meanwhile; when the
    task is cancelled the worker is killed. How many run at a time is the caller's to bound.
    Raises ArticleError: DocumentError (and PageError for HTML) with a reason.
    """
    (member,) = await _read(data, suffix, {"url": url, "charset": charset}, limits)
    if isinstance(member.outcome, ArticleError):
        raise member.outcome
    return member.outcome


async def read_archive_safely(data: bytes, *, limits: Limits = FOR_ARCHIVES) -> tuple[Member, ...]:
    """Each file of a ZIP archive in its order, with its article or what is wrong with it.

    Raises DocumentError when the archive is refused as a whole; then nothing of it was read.
    """
    return await _read(data, ".zip", {}, limits)


async def read_feed_safely(
    data: bytes, *, url: str = "", charset: str = "", limits: Limits = FOR_ONE
) -> tuple[Entry, ...]:
    """The entries of a feed, as `feed.read_feed` gives them; all else is as for `read_safely`."""
    from retrieval.sources.answers import entries_of  # noqa: PLC0415 - pydantic, only where something was read

    return _understood(await _answer(data, FEED, {"url": url, "charset": charset}, limits), entries_of)


async def _read(data: bytes, suffix: str, told: dict[str, str], limits: Limits) -> tuple[Member, ...]:
    from retrieval.sources.answers import members_of  # noqa: PLC0415 - pydantic, only where a document was read

    return _understood(await _answer(data, suffix, told, limits), members_of)


async def _answer(data: bytes, suffix: str, told: dict[str, str], limits: Limits) -> bytes:
    if len(data) > MAX_DOCUMENT:
        raise DocumentError(Reason.TOO_LARGE)
    asked = json.dumps(told | {"suffix": suffix, "seconds": limits.seconds, "memory": limits.memory})
    try:
        async with asyncio.timeout(limits.seconds):
            return await _converse(asked.encode() + b"\n" + data)
    except TimeoutError:
        raise DocumentError(Reason.TOO_SLOW) from None


def environment() -> dict[str, str]:
    """The environment of a worker: what an interpreter needs, and nothing that the bot was told."""
    return {name: value for name in _PASSED_ON if (value := os.environ.get(name))}


async def _converse(question: bytes) -> bytes:
    """Start a worker, say `question`, and give back all that it answers; it is gone when this returns or raises."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "retrieval.sources.worker_process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],  # `-m` looks there first: the package, installed or not
        env=environment(),
        start_new_session=True,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise DocumentError(Reason.CRASHED)
        with suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(question)
            await process.stdin.drain()
        process.stdin.close()
        answer = bytearray()
        while chunk := await process.stdout.read(_CHUNK):
            answer += chunk
            if len(answer) > MAX_ANSWER:
                raise DocumentError(Reason.TOO_LARGE)
        await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.wait())
    return bytes(answer)


def _understood(answer: bytes, understand: Callable[[bytes], T]) -> T:
    """What a worker answered; a worker that died, or was made to talk nonsense, has crashed."""
    try:
        return understand(answer)
    except ValueError as error:
        raise DocumentError(Reason.CRASHED) from error
