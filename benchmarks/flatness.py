"""Whether what was measured minute by minute stays as it is, judged so that a single odd minute decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.vitals import Vitals  # noqa: TC001 - pydantic reads reports by these types

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MB: Final = 1024 * 1024
LEAK: Final = 64.0
"""Bytes of allocated memory a question. One entry of a dictionary for each question would take more than 100."""
SLOWER: Final = (0.10, 1.0)
"""How much slower half of the answers may be in the end: as a share, and in milliseconds where that is more, which is
what a machine with other things to do adds and takes."""
SLOWEST: Final = (0.25, 10.0)
"""The same for one answer in a hundred: some 15 a minute, so that whatever else the machine does shows."""
HANDLES: Final = 2.0
"""Open files, threads and processes more in the end: connections are opened and closed all the while."""
ON_TIME: Final = 0.99
"""The share of the questions that were to be asked that must have been."""
QUOTED: Final = 0.6
"""The share of answers in each minute that must quote something, as a bot that finds nothing is quick too. Some of what
is asked has no answer, and of some follow-ups nobody knows what they lean on."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute, or however long was looked at once: counts of it, waits in milliseconds, and the process at its end.

    `seconds` is from the beginning of the run to its end. `asked` are all questions; `answered` are those in chats, of
    them `quoted` by a passage; `offered` are inline queries. `sent` are messages and edits of the bot a second. `late`
    is by how much the asking was behind, `errors` is what went wrong, `cpu` the bot's processor time a question.
    """

    seconds: float
    asked: int
    answered: int
    quoted: int
    offered: int
    presses: int
    edits: int
    newcomers: int
    deeds: int
    sent: float
    p50: float
    p90: float
    p99: float
    inline_p50: float
    late: float
    errors: int
    cpu: float
    vitals: Vitals


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule: what was `measured`, what is `allowed`, in which `unit`; "least" when it must not be less."""

    rule: str
    measured: float
    allowed: float
    unit: str
    least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the rule is kept."""
        return self.measured >= self.allowed if self.least else self.measured <= self.allowed


def theil_sen(times: Sequence[float], values: Sequence[float]) -> float:
    """By how much a value changes a unit of time: the median of the slopes of all pairs (Sen 1968), to which almost a
    third of the values may be anything. 0 for fewer than two.
    """
    slopes = [
        (values[later] - values[earlier]) / (times[later] - times[earlier])
        for earlier, later in combinations(range(len(times)), 2)
        if times[later] != times[earlier]
    ]
    return median(slopes) if slopes else 0.0


def judged(moments: Sequence[Moment], warm_up: float, rate: float, errors: int) -> list[Finding]:
    """What there is to say of a run that was to be asked `rate` questions a second, and in which `errors` happened.

    Growth counts only after `warm_up` seconds: caches fill up to their sizes, and that is no leak. Errors always count.
    Raises ValueError when nothing is left after the warm-up.
    """
    warm = [moment for moment in moments if moment.seconds > warm_up]
    if not warm:
        raise ValueError("the run is not longer than its warm-up")
    seconds = warm[-1].seconds - warm[0].seconds

    def growth(value: Callable[[Moment], float]) -> float:
        return theil_sen([moment.seconds for moment in warm], [value(moment) for moment in warm]) * seconds

    def slower(what: str, value: Callable[[Moment], float], allowed: tuple[float, float]) -> Finding:
        usual = median(value(moment) for moment in warm)
        share, least = allowed
        return Finding(f"{what} rises", round(growth(value), 3), round(max(share * usual, least), 3), "ms")

    leaked = growth(lambda moment: moment.vitals.anonymous) * _MB / (rate * seconds) if seconds else 0.0
    return [
        Finding("errors", errors, 0, ""),
        Finding(
            "questions asked, of those that were to be",
            round(sum(moment.asked for moment in moments) / (rate * moments[-1].seconds), 4),
            ON_TIME,
            "",
            least=True,
        ),
        Finding(
            "answers that quote, in the worst minute",
            round(min(moment.quoted / max(moment.answered, 1) for moment in moments), 3),
            QUOTED,
            "",
            least=True,
        ),
        Finding("allocated memory grows", round(leaked, 1), LEAK, "bytes a question"),
        slower("p50", lambda moment: moment.p50, SLOWER),
        slower("p99", lambda moment: moment.p99, SLOWEST),
        Finding("open files grow", round(growth(lambda moment: moment.vitals.files), 2), HANDLES, ""),
        Finding("threads grow", round(growth(lambda moment: moment.vitals.threads), 2), HANDLES, ""),
        Finding("processes grow", round(growth(lambda moment: moment.vitals.processes), 2), HANDLES, ""),
    ]
