"""Failures of Telegram or of the way to it, on order."""

from collections import deque
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .refusal import Refusal

Drop: TypeAlias = Literal["before", "after"]
"""Whether the connection breaks before the request had its effect, or after it: then only the answer is lost."""

_DESCRIPTIONS: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: a refusal, or a dropped connection."""

    refusal: Refusal | None = None
    drop: Drop | None = None


class Faults:
    """The failures that are still to come, by method."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = {}

    def order(
        self,
        method: str,
        *,
        status: int | None,
        description: str | None,
        retry_after: int | None,
        drop: Drop | None,
        times: int,
    ) -> None:
        """Let the next `times` calls of `method` fail, by `status` or by `drop`; 429 needs `retry_after` seconds."""
        if (status is None) == (drop is None):
            raise ValueError("give either a status or drop")
        if (status == 429) != (retry_after is not None):
            raise ValueError("retry_after belongs to status 429, and status 429 needs it")
        fault = Fault(drop=drop)
        if retry_after is not None:
            words = description or f"Too Many Requests: retry after {retry_after}"
            fault = Fault(Refusal(429, words, {"retry_after": retry_after}))
        elif status is not None:
            fault = Fault(Refusal(status, description or _DESCRIPTIONS[status]))
        self._coming.setdefault(method.lower(), deque()).extend([fault] * times)

    def next(self, method: str) -> Fault | None:
        """Take the failure that is ordered for this call, if any."""
        coming = self._coming.get(method.lower())
        return coming.popleft() if coming else None

    def left(self) -> list[str]:
        """The methods of failures that never came to pass."""
        return [method for method, coming in self._coming.items() for _ in coming]
