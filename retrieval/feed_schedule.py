"""When a feed is asked, and how long it is left alone. Pure: times come in, times go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

FIRST_REST: Final = timedelta(minutes=15)
"""After the first failure; twice as long after every further one."""
LONGEST_REST: Final = timedelta(days=1)
"""Whatever fails, and whatever a site wants: somebody may have repaired it."""
LONGEST_FRESH: Final = timedelta(hours=6)
"""For which a site is believed that its feed does not change: many say a year, for all that they have."""
_JITTER: Final = 0.25


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed; times are in UTC, None for never. The fields are those of the table `feed`."""

    id: int
    address: str
    moved: str = ""
    etag: str = ""
    modified: str = ""
    asked_at: datetime | None = None
    worked_at: datetime | None = None
    rest_until: datetime | None = None
    failures: int = 0
    trouble: str = ""
    gone: bool = False
    waiting: int = 0
    """How many of its entries are still to be read."""

    @property
    def url(self) -> str:
        """Where it is now."""
        return self.moved or self.address


def due_at(feed: FeedState, every: timedelta, now: datetime) -> datetime:
    """When a feed is to be asked again: not before `every` has gone by, nor while it is left alone.

    A clock that was put back does not keep it waiting for longer than it would have waited anyway.
    """
    asked = now if feed.asked_at is None else min(feed.asked_at, now) + every
    rested = now if feed.rest_until is None else min(feed.rest_until, now + LONGEST_REST)
    return max(asked, rested)


def rest_after_failure(failures: int, retry_after: int, chance: float) -> timedelta:
    """How long to leave a feed alone after so many `failures` in a row (at least one).

    `retry_after` are the seconds that its site wants, `chance` is from 0 to 1 and keeps feeds from coming all at once.
    """
    doubled: int = 2 ** min(failures - 1, 10)
    own = FIRST_REST * doubled * (1 + _JITTER * chance)
    return min(LONGEST_REST, max(own, timedelta(seconds=retry_after)))


def rest_after_success(max_age: int) -> timedelta:
    """How long nothing new is to be expected, where the site says so for so many seconds."""
    return min(LONGEST_FRESH, timedelta(seconds=max_age))
