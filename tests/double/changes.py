"""Waiting for something to happen, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 15.0
"""Seconds that a wait lasts at most by default. Only a failing test ever waits that long."""


class Changes:
    """A bell that rings whenever the double's state has changed."""

    def __init__(self, explain: Callable[[], str]) -> None:
        """`explain` tells what has happened so far, for the message of a wait that was in vain."""
        self._condition = asyncio.Condition()
        self._explain = explain

    async def announce(self) -> None:
        """Wake everyone who waits, to look again."""
        async with self._condition:
            self._condition.notify_all()

    async def until(self, happened: Callable[[], bool], awaited: str, patience: float = PATIENCE) -> None:
        """Return once `happened()` is true. Raises AssertionError, naming what was `awaited`, after `patience` s."""
        try:
            async with asyncio.timeout(patience), self._condition:
                await self._condition.wait_for(happened)
        except TimeoutError:
            raise AssertionError(f"{awaited} did not happen within {patience:g} s.\n{self._explain()}") from None
