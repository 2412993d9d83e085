"""How much one person, and one group, may ask in a while: whoever asks more is told so once, and then not answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from math import ceil
from typing import TYPE_CHECKING, Final

from bot.transport.pacing import Pace, Window

if TYPE_CHECKING:
    from datetime import datetime

GROUP: Final = Pace(60, 120.0)
"""Twenty things a minute are said in a group: who waits for each answer never gets there, nobody waits for long."""
_LATE: Final = timedelta(minutes=1)
"""What comes so long after it was sent has waited for the bot."""
_SWEEP: Final = 60.0
"""Seconds between two looks for those who have asked nothing for a while."""


class Excess(Enum):
    """Whose questions are too many."""

    PERSON = auto()
    GROUP = auto()


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a question is answered; if not, by whose `excess`, and the seconds until one is again.

    `told` says that this was said before, since the last question that was answered.
    """

    excess: Excess | None = None
    seconds: int = 0
    told: bool = False


@dataclass(slots=True, eq=False)
class _Count:
    window: Window
    told: bool = False


@dataclass(slots=True, eq=False)
class Limits:
    """Counts the questions of each person, wherever they ask, and of each group, whoever asks.

    What waited while the bot was down counts for when it was sent: it was not asked in a rush. Questions that are not
    answered do not count, or who goes on would never be answered again.
    """

    person: Pace
    """More than 80 a minute, or it meets those who wait for each answer: Telegram takes 20 at once and one a second."""
    _persons: dict[int, _Count] = field(default_factory=dict)
    _groups: dict[int, _Count] = field(default_factory=dict)
    _now: float = 0.0
    _swept_at: float = 0.0

    def admit(self, person: int, group: int | None, sent: datetime, received: datetime) -> Admission:
        """Judge a question of a `person`, who asked in a `group` or in private (None), and count it if admitted."""
        moment = sent if received - sent > _LATE else received
        self._now = now = max(self._now, moment.timestamp())  # what was sent comes nearly in order
        self._sweep()
        counts = {Excess.PERSON: self._persons.setdefault(person, _Count(Window(self.person)))}
        if group is not None:
            counts[Excess.GROUP] = self._groups.setdefault(group, _Count(Window(GROUP)))
        for excess, count in counts.items():
            if (wait := count.window.opens_at(now) - now) > 0:
                told, count.told = count.told, True
                return Admission(excess, ceil(wait), told)
        for count in counts.values():
            count.window.note(now)
            count.told = False
        return Admission()

    def _sweep(self) -> None:
        if self._now - self._swept_at < _SWEEP:
            return
        self._swept_at = self._now
        for counts in (self._persons, self._groups):
            for one in [one for one, count in counts.items() if not count.window.count(self._now)]:
                del counts[one]
