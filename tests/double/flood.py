"""How many messages a group takes from a bot in a while."""

import math
import time
from collections import deque

from .refusal import Refusal


class Flood:
    """A sliding window over the messages and edits of the bot in one group."""

    def __init__(self, most: int, seconds: float) -> None:
        """Take at most `most` messages in any `seconds`."""
        self._most = most
        self._seconds = seconds
        self._admitted: deque[float] = deque()

    def admit(self) -> None:
        """Count one. Raises `Refusal` (429), with the seconds until there is room again, when it is one too many."""
        now = time.monotonic()
        while self._admitted and self._admitted[0] <= now - self._seconds:
            self._admitted.popleft()
        if len(self._admitted) >= self._most:
            wait = max(1, math.ceil(self._admitted[0] + self._seconds - now))
            raise Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        self._admitted.append(now)
