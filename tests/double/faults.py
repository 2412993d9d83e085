"""Failures of Telegram or of the way to it, on order or by chance."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from random import Random
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


_FATAL: Final = frozenset({"sendmessage", "sendphoto", "senddocument"})
"""Methods that must not be repeated when only their answer got lost."""
_SLOWEST: Final = 3.0


@dataclass(eq=False, slots=True)
class Hold:
    """A request that is not answered any more once it has come, before it has its effect or after it."""

    moment: Drop
    reached: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure: a refusal, a dropped connection, a request that is held, or one that takes so many seconds."""

    refusal: Refusal | None = None
    drop: Drop | None = None
    hold: Hold | None = None
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Weather:
    """How often requests fail by chance, as shares of 1; what chance decides is the same for the same `seed`.

    `busy` are refused with 429, `broken` with 5xx; of `dropped` ones the connection breaks, or they are `slow`. Where
    a lost answer does no harm, half of the dropped ones have had their effect; `lost` are messages that had it too.
    """

    busy: float = 0.0
    broken: float = 0.0
    dropped: float = 0.0
    slow: float = 0.0
    lost: float = 0.0
    seed: int = 0


CALM: Final = Weather()


class Faults:
    """The failures that are still to come, by method."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = {}
        self._weather = CALM
        self._chance = Random()  # noqa: S311 - no secret

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

    def hold(self, method: str, moment: Drop) -> Hold:
        """Let the next call of `method` never be answered."""
        hold = Hold(moment)
        self._coming.setdefault(method.lower(), deque()).append(Fault(hold=hold))
        return hold

    def expect(self, weather: Weather) -> None:
        """From now on, let calls fail by chance too."""
        self._weather = weather
        self._chance = Random(weather.seed)  # noqa: S311 - no secret

    def next(self, method: str) -> Fault | None:
        """Take the failure that is ordered for this call, or falls on it by chance, if any."""
        coming = self._coming.get(method.lower())
        return coming.popleft() if coming else self._by_chance(method.lower())

    def _by_chance(self, method: str) -> Fault | None:
        weather, drawn = self._weather, self._chance.random()
        if weather is CALM:
            return None
        for share, kind in (
            (weather.busy, "busy"),
            (weather.broken, "broken"),
            (weather.dropped, "dropped"),
            (weather.slow, "slow"),
            (weather.lost if method in _FATAL else 0.0, "lost"),
        ):
            if drawn < share:
                return self._failure(kind, harmless=method not in _FATAL)
            drawn -= share
        return None

    def _failure(self, kind: str, *, harmless: bool) -> Fault:
        match kind:
            case "busy":
                return Fault(Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
            case "broken":
                status = self._chance.choice((500, 502, 504))
                return Fault(Refusal(status, _DESCRIPTIONS[status]))
            case "dropped":
                return Fault(drop="after" if harmless and self._chance.random() < 0.5 else "before")
            case "slow":
                return Fault(delay=self._chance.uniform(0.1, _SLOWEST))
            case _:
                return Fault(drop="after")

    def left(self) -> list[str]:
        """The methods of failures that never came to pass."""
        return [method for method, coming in self._coming.items() for _ in coming]
