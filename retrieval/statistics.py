"""Statistics: how much was asked on one side of the library, how it went, and what was quoted. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from retrieval.filing import as_json
from retrieval.sides import side_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from retrieval.database import Database, Value
    from retrieval.scope import Scope

TOP: Final = 5
"""Articles that the figures name."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Questions by their outcome, and the votes on their answers."""

    answered: int = 0
    unsure: int = 0
    not_found: int = 0
    helpful: int = 0
    unhelpful: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.answered + other.answered,
            self.unsure + other.unsure,
            self.not_found + other.not_found,
            self.helpful + other.helpful,
            self.unhelpful + other.unhelpful,
        )

    @property
    def questions(self) -> int:
        """All questions."""
        return self.answered + self.unsure + self.not_found

    @property
    def answers(self) -> int:
        """Those that something was quoted for, sure or not."""
        return self.answered + self.unsure

    @property
    def votes(self) -> int:
        """All votes."""
        return self.helpful + self.unhelpful

    @property
    def shares(self) -> tuple[int, int, int]:
        """Answered, unsure and not found in whole percents, which add up to 100; three zeros without questions."""
        return _percents(self.answered, self.unsure, self.not_found)

    @property
    def helpful_share(self) -> int | None:
        """The helpful votes in whole percents; None when nobody has voted."""
        return _percents(self.helpful, self.unhelpful)[0] if self.votes else None


@dataclass(frozen=True, slots=True)
class Day:
    """What was asked on one day."""

    date: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Quoted:
    """An article that answers quoted first, and how many of them did."""

    ref: str
    title: str
    times: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both of them included, as they begin and end in a time zone."""

    first: date
    last: date
    zone: tzinfo

    @classmethod
    def until(cls, now: datetime, days: int, zone: tzinfo) -> Period:
        """So many days, the last of which is that of `now`. Raises `ValueError` if `now` names no time zone."""
        if now.tzinfo is None:
            raise ValueError(f"The time {now} names no time zone.")
        today = now.astimezone(zone).date()
        return cls(today - timedelta(days=days - 1), today, zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Its days in order."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def before(self) -> Period:
        """As many days, right before these."""
        return Period(self.first - timedelta(days=len(self.days)), self.first - timedelta(days=1), self.zone)

    @property
    def begins(self) -> datetime:
        """Its first moment, in UTC."""
        return _midnight(self.first, self.zone)

    @property
    def bounds(self) -> tuple[tuple[str, str], ...]:
        """Of each day the first moment, and the first behind it, as the database keeps times."""
        midnights = [_midnight(day, self.zone).isoformat(timespec="microseconds") for day in (*self.days, _next(self))]
        return tuple(pairwise(midnights))


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked in a period.

    `days` are all of its days in order, `people` how many asked; `quoted` are the articles that were quoted first most
    often. `before` is the sum of as many days before, None where not all of them are remembered.
    """

    period: Period
    days: tuple[Day, ...]
    people: int
    quoted: tuple[Quoted, ...]
    before: Tally | None

    @property
    def total(self) -> Tally:
        """All days together."""
        return sum((day.tally for day in self.days), Tally())

    @property
    def median_answers(self) -> float:
        """The median of the answers a day."""
        return float(median(day.tally.answers for day in self.days))

    @property
    def growth(self) -> int | None:
        """How many percent more was asked than in the days before; None when nothing was, or is remembered of them."""
        earlier = self.before.questions if self.before else 0
        return round(100 * (self.total.questions - earlier) / earlier) if earlier else None


class Statistics:
    """The figures of a database, of one side at a time: of the public one, all private chats and they alone, or of one
    group. What is asked in guest mode is nobody's to see.

    A question that was edited, or asked again of other articles, counts once: as it was answered last, with the votes
    on that answer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, scope: Scope, period: Period, *, since: datetime) -> Figures:
        """The figures of the side that `scope.own` is, with the titles of articles that the scope may see.

        Turns asked before `since` may have been forgotten.
        """
        earlier = period.before
        return Figures(
            period,
            tuple(map(Day, period.days, await self._tallies(scope.own, period))),
            await self._people(scope.own, period),
            await self.quoted(scope, period, limit=TOP),
            sum(await self._tallies(scope.own, earlier), Tally()) if earlier.begins >= since.astimezone(UTC) else None,
        )

    async def quoted(self, scope: Scope, period: Period, *, limit: int) -> tuple[Quoted, ...]:
        """The articles that were quoted first most often, at most `limit`, the most quoted first.

        Those that are gone, or that the scope may not see any more, are left out.
        """
        rows = await self._database.fetch(
            _QUOTED.format(side=side_of(scope.own)),
            (*_between(scope.own, period), as_json(scope.owners), limit),
            patient=True,
        )
        return tuple(Quoted(row.text("ref"), row.text("title"), row.integer("times")) for row in rows)

    async def _tallies(self, owner: str, period: Period) -> list[Tally]:
        """The tally of each day of a period."""
        rows = await self._database.fetch(
            _TALLIES.format(side=side_of(owner)), (owner, as_json(period.bounds)), patient=True
        )
        found = {
            row.integer("day"): Tally(
                row.integer("answered"),
                row.integer("unsure"),
                row.integer("not_found"),
                row.integer("helpful"),
                row.integer("unhelpful"),
            )
            for row in rows
        }
        return [found.get(number, Tally()) for number in range(len(period.days))]

    async def _people(self, owner: str, period: Period) -> int:
        """How many people asked in a period."""
        rows = await self._database.fetch(_PEOPLE.format(side=side_of(owner)), _between(owner, period), patient=True)
        return rows[0].integer("people")


# In these, `?1` is the owner, and {side} holds for the turns of their side.
_TALLIES: Final = """
SELECT
    day.key AS day,
    sum(turn.status = 'answered') AS answered,
    sum(turn.status = 'unsure') AS unsure,
    sum(turn.status = 'not_found') AS not_found,
    sum((SELECT count(*) FROM feedback AS f WHERE f.turn = turn.id AND f.helpful = 1)) AS helpful,
    sum((SELECT count(*) FROM feedback AS f WHERE f.turn = turn.id AND f.helpful = 0)) AS unhelpful
-- CROSS JOIN keeps this order: a look-up by index for each day.
FROM json_each(?2) AS day CROSS JOIN last_turn AS turn
    ON turn.asked_at >= json_extract(day.value, '$[0]') AND turn.asked_at < json_extract(day.value, '$[1]')
WHERE {side}
GROUP BY day.key
"""
_PEOPLE: Final = """
SELECT count(DISTINCT turn.person) AS people FROM last_turn AS turn
WHERE {side} AND turn.asked_at >= ?2 AND turn.asked_at < ?3
"""
_QUOTED: Final = """
WITH asked AS (
    SELECT coalesce(
        (SELECT article FROM passage WHERE id = json_extract(turn.quotes, '$[0].passage')),
        -- The passage may be gone with an older version of its article.
        json_extract(turn.context, '$.article')
    ) AS article
    FROM last_turn AS turn WHERE {side} AND turn.asked_at >= ?2 AND turn.asked_at < ?3 AND turn.quotes <> '[]'
)
SELECT card.ref, card.title, count(*) AS times FROM asked JOIN card ON card.id = asked.article
WHERE card.owner IN (SELECT value FROM json_each(?4))
GROUP BY card.id ORDER BY times DESC, card.id DESC LIMIT ?5
"""


def _between(owner: str, period: Period) -> tuple[Value, Value, Value]:
    bounds = period.bounds
    return owner, bounds[0][0], bounds[-1][1]


def _next(period: Period) -> date:
    return period.last + timedelta(days=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _percents(first: int, second: int, third: int = 0) -> tuple[int, int, int]:
    """Counts in whole percents of their sum, which add up to 100: as many as need be are rounded up, those first that
    are nearest to it. Zeros when there is nothing.
    """
    counts = (first, second, third)
    whole = sum(counts) or 1
    down = [100 * count // whole for count in counts]
    lacking = 100 * sum(counts) // whole - sum(down)
    nearest = sorted(range(3), key=lambda place: -(100 * counts[place] % whole))[:lacking]
    up = [share + (place in nearest) for place, share in enumerate(down)]
    return up[0], up[1], up[2]
