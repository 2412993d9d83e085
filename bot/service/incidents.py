"""What the bot's admins are to be told, and when: each fault at once, its repeats seldom, and never too much in all.

Decisions only. A `now` is in seconds of any clock that never goes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.transport.pacing import Pace, Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.texts import Texts

Words: TypeAlias = "Callable[[Texts], str]"
"""What is said, in whichever language."""

_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR
_PAUSES: Final = (_HOUR, 6 * _HOUR, _DAY)
"""Seconds until a fault that goes on is told again; the last one again and again."""
_FORGOTTEN: Final = _DAY
"""Seconds after its last occurrence from which on a fault counts as a new one."""
REPORTS: Final = Pace(6, _HOUR)
_BEYOND: Final = Pace(1, _HOUR)
_CHANGES: Final = Pace(4, _HOUR)
"""Of one trouble: a disk that is full, and is not, and is again, is told of twice an hour."""
_MOST: Final = 200
"""Faults that are known at a time. The code has fewer places than that where one could arise, in a bad hour."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A fault as the log has it, without a word of what was said: nothing in it is of people.

    `kind` is the class of an exception, empty where none was logged; `place` a module and a line, of our own code if
    any of it was under way; `request` the update that it was about, as the log names it, if any.
    """

    kind: str
    place: str
    request: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A fault that is to be told: its latest occurrence, and how many there were `since` the first one.

    It is `known` if the admins have been told of it before.
    """

    latest: Incident
    since: datetime
    count: int
    known: bool


@dataclass(frozen=True, slots=True)
class More:
    """There are `count` faults beyond those that are told in this hour."""

    count: int


@dataclass(slots=True)
class _Fault:
    latest: Incident
    since: datetime
    seen_at: float
    count: int = 1
    untold: bool = True
    told: int = 0
    """How often."""
    tell_at: float = 0.0


class Ledger:
    """The faults of the last while: same class, same place, same fault."""

    def __init__(self) -> None:
        self._faults: dict[tuple[str, str], _Fault] = {}
        self._reports = Window(REPORTS)
        self._beyond = Window(_BEYOND)
        self._lost = 0

    def note(self, incident: Incident, now: float) -> None:
        """It has happened."""
        key = (incident.kind, incident.place)
        fault = self._faults.get(key)
        if fault is not None and not (now - fault.seen_at >= _FORGOTTEN and not fault.untold):
            fault.latest, fault.seen_at, fault.untold = incident, now, True
            fault.count += 1
        elif fault is not None or self._has_room():
            self._faults[key] = _Fault(incident, incident.at, now)
        else:
            self._lost += 1

    def take(self, now: float) -> list[Report | More]:
        """What is to be told now, and counts as told from now on."""
        told: list[Report | More] = []
        due = [fault for fault in self._faults.values() if fault.untold and fault.tell_at <= now]
        while due and self._reports.opens_at(now) <= now:
            self._reports.note(now)
            told.append(_told(due.pop(0), now))
        if (beyond := len(due) + self._lost) and self._beyond.opens_at(now) <= now:
            self._beyond.note(now)
            self._lost = 0
            told.append(More(beyond))
        return told

    def next_at(self, now: float) -> float | None:
        """When there will be something to take, if nothing happens until then; None for never."""
        untold = [fault.tell_at for fault in self._faults.values() if fault.untold]
        moments = [max(min(untold), self._reports.opens_at(now))] if untold else []
        if self._lost:
            moments.append(self._beyond.opens_at(now))
        return min(moments, default=None)

    def _has_room(self) -> bool:
        """Whether another fault can be known, the one that was silent for longest being forgotten if need be."""
        if len(self._faults) >= _MOST:
            told = [key for key, fault in self._faults.items() if not fault.untold]
            if not told:
                return False
            del self._faults[min(told, key=lambda key: self._faults[key].seen_at)]
        return True


def _told(fault: _Fault, now: float) -> Report:
    report = Report(fault.latest, fault.since, fault.count, known=fault.told > 0)
    fault.tell_at = now + _PAUSES[min(fault.told, len(_PAUSES) - 1)]
    fault.told += 1
    fault.untold = False
    return report


@dataclass(slots=True)
class _Trouble:
    words: Words
    there: bool = False
    known: bool = False
    """Whether the admins think that it is there."""
    window: Window = field(default_factory=lambda: Window(_CHANGES))


class Troubles:
    """Lasting troubles, each by its kind: one word when it begins, one when it is over."""

    def __init__(self) -> None:
        self._troubles: dict[str, _Trouble] = {}

    def note(self, kind: str, words: Words, *, there: bool) -> bool:
        """It is there, or is not; whether that is new to us. Kinds are few, and named in the code."""
        trouble = self._troubles.setdefault(kind, _Trouble(words))
        if trouble.there is there:
            return False
        trouble.there, trouble.words = there, words
        return True

    def take(self, now: float) -> list[Words]:
        """What is to be told now, and counts as told from now on."""
        told = []
        for trouble in self._troubles.values():
            if trouble.there is not trouble.known and trouble.window.opens_at(now) <= now:
                trouble.window.note(now)
                trouble.known = trouble.there
                told.append(trouble.words)
        return told

    def next_at(self, now: float) -> float | None:
        """When there will be something to take, if nothing happens until then; None for never."""
        changed = [one for one in self._troubles.values() if one.there is not one.known]
        return min((one.window.opens_at(now) for one in changed), default=None)
