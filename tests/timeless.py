"""A clock that does not wait, for tests of what takes minutes."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _NoWaiting(selectors.DefaultSelector):
    """Instead of waiting for a while, it says that this while is over."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 5_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everything waits, and nothing will ever happen"
        self.now += max(0.0, timeout)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock goes on to the next thing to be done once there is nothing left to do."""

    def __init__(self) -> None:
        self._clock = _NoWaiting()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def timeless(test: Coroutine[Any, Any, None]) -> None:  # Any: whatever a Coroutine may be sent
    """Run a test on a clock that does not wait."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(test)
