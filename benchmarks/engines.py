"""What is measured over libraries of all sizes, each by the same few verbs: Kutip, and the peers alone.

To Kutip a question is a question, and what comes back is an answer. To the peers it is a search for the hundred best
paragraphs, which is where Kutip's work begins.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from benchmarks.peers import PEERS, RANKERS, installed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.peers import Peer, Searched
    from retrieval.library import Library

KUTIP: Final = "kutip"
SHORTLIST: Final = 100
"""Paragraphs that a peer finds: as many as Kutip looks at."""


class Engine(Protocol):
    """An opened library."""

    async def ask(self, question: str) -> Mapping[str, float]:
        """Answer; the milliseconds of each stage, as far as it has such."""

    async def ask_beside(self, question: str) -> None:
        """Answer while others ask too."""

    async def add(self, number: int) -> float:
        """Add an article that nobody has added before, and ask until it answers; the milliseconds of both.

        Raises AssertionError if it cannot be found, or the engine cannot add.
        """


class Kutip:
    """Kutip, words alone, without Telegram."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def ask(self, question: str) -> Mapping[str, float]:
        """Answer from the whole library, outside any conversation."""
        return {str(name): ms for name, ms in (await self._library.ask(question)).timings.items()}

    async def ask_beside(self, question: str) -> None:
        """The same: it does its work in threads."""
        await self._library.ask(question)

    async def add(self, number: int) -> float:
        """As an editor adds."""
        from benchmarks.adding import written  # noqa: PLC0415 - what it needs is not to count as memory
        from retrieval.audit import TERMINAL  # noqa: PLC0415 - the same
        from retrieval.scope import PUBLIC  # noqa: PLC0415 - the same

        article, question = written(number, "off")
        start = time.perf_counter()
        change = await self._library.edit(article, by=TERMINAL, owner=PUBLIC)
        answer = await self._library.ask(question)
        waited = (time.perf_counter() - start) * 1000
        if not answer.quotes or answer.quotes[0].article.id != change.card.id:
            raise AssertionError(f"“{question}” is not answered from “{article.title}”")
        return waited


class Alone:
    """A peer, that can also add if it is `growing`."""

    def __init__(self, peer: Searched, growing: Peer | None) -> None:
        self._peer = peer
        self._growing = growing

    async def ask(self, question: str) -> Mapping[str, float]:
        """Find the best paragraphs, here and now."""
        self._peer.shortlist(question, SHORTLIST)
        return {}

    async def ask_beside(self, question: str) -> None:
        """The same in a thread."""
        await asyncio.to_thread(self._peer.shortlist, question, SHORTLIST)

    async def add(self, number: int) -> float:
        """Write it, and search once."""
        from benchmarks.adding import written  # noqa: PLC0415 - what it needs is not to count as memory

        if self._growing is None:
            raise AssertionError("it cannot add")
        article, question = written(number, "off")
        start = time.perf_counter()
        self._growing.add([(article.title, article.paragraphs)])
        best = self._growing.best(question)
        waited = (time.perf_counter() - start) * 1000
        if best != article.title:
            raise AssertionError(f"“{question}” does not find “{article.title}”")
        return waited


Opener = Callable[[Path], AbstractAsyncContextManager[Engine]]


def opener(name: str) -> Opener:
    """What opens the engine of that name over what lies in a directory of its own; its code is loaded by then."""
    return _kutip() if name == KUTIP else partial(_alone, name)


def _kutip() -> Opener:
    # With all that the bot has in memory, which it has as well where nobody talks to Telegram.
    import bot.cli  # noqa: F401, PLC0415 - not for the others
    from bot.memory import manage  # noqa: PLC0415 - not for the others
    from retrieval.kept_conclusions import KeptConclusions  # noqa: PLC0415 - not for the others
    from retrieval.opening import open_library  # noqa: PLC0415 - not for the others

    manage()  # as the bot does

    @asynccontextmanager
    async def opened(directory: Path) -> AsyncGenerator[Engine, None]:
        async with open_library(directory, semantic="off") as library:
            library.asking.kept = KeptConclusions(0)  # so that each answer takes what it takes
            yield Kutip(library)

    return opened


@asynccontextmanager
async def _alone(name: str, directory: Path) -> AsyncGenerator[Engine, None]:
    if name in PEERS:
        with closing(PEERS[name](directory)) as peer:
            yield Alone(peer, peer)
    else:
        with closing(RANKERS[name](directory)) as ranker:
            yield Alone(ranker, None)


def engines() -> list[str]:
    """The names of all that can be measured here, Kutip first."""
    return [KUTIP, *installed()]
