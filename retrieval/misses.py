"""What was asked in vain, as the turns tell it: a question that nothing was found for, or whose answer did not help.

Somebody said that it did not, and nobody said later that it did. Of a question that was edited, or that a button asked
again elsewhere, only the last turn counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from retrieval.clustering import clusters
from retrieval.question import parse_question
from retrieval.sense import sense
from retrieval.sides import side_of
from retrieval.turns import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.database import Database, Row
    from retrieval.sense import Sense

MOST_TURNS: Final = 2000
"""Turns that are looked at, the newest: half a second on a busy core, in a thread. As many again that were ignored are
too, or what is asked again would come back."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A turn that got no answer that helped: what is needed of it, when that was known, and what was done about it.

    `wording` is the question, complete by itself. `quoted` is the passage that was quoted first, if any was; it was
    `answered` if that was done as an answer, which did not help then. That was known `at` that time; something was done
    about all that was missed `until` then.
    """

    id: int
    conversation: str
    person: str
    asked_at: datetime
    wording: str
    answered: bool
    quoted: int | None
    at: str
    settled: frozenset[str]
    until: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that got no answer that helped, in all the words that it was asked in; what is open of it.

    `id` is that of its oldest turn. `wording` is the newest, `wordings` are all that differ, newest first; each is
    complete by itself. It was asked `count` times by so many `people`; `disliked` of those times there was an answer,
    which did not help. `newest` is when it was asked last, in UTC; `turns` are newest first.
    """

    id: int
    wording: str
    wordings: tuple[str, ...]
    count: int
    people: int
    disliked: int
    newest: datetime
    turns: tuple[Missed, ...]


async def missed_turns(database: Database, owner: str) -> list[Row]:
    """The owner's turns that got no answer that helped, newest first."""
    return await database.fetch(_MISSED.format(side=side_of(owner)), (owner, MOST_TURNS), patient=True)


# Of a turn: somebody said that its answer did not help, and nobody said later that it did.
_UNHELPED_AT: Final = "(SELECT max(given_at) FROM feedback AS f WHERE f.turn = turn.id AND helpful = 0)"
_UNHELPED: Final = f"""{_UNHELPED_AT}
    > coalesce((SELECT max(given_at) FROM feedback AS f WHERE f.turn = turn.id AND helpful = 1), '')"""  # noqa: S608
# Each part goes backwards by ids and stops at the newest, so that neither time nor memory grows with what is kept:
# put together as a whole and cut then, 20,000 misses among 100,000 turns took 139 ms and 3 MB, and these 21 and 0.4.
# Only what is needed of thousands of turns is read, as they are read for each article.
_MISSED: Final = f"""
SELECT id, conversation, person, asked_at, question, status <> 'not_found' AS answered,
    iif(leans_on IS NULL, question, json_extract(context, '$.question')) AS understood,
    json_extract(quotes, '$[0].passage') AS quoted,
    iif(status = 'not_found', asked_at, {_UNHELPED_AT}) AS missed_at,
    coalesce((SELECT group_concat(how) FROM settled WHERE settled.turn = turn.id), '') AS settled,
    coalesce((SELECT max(until) FROM settled WHERE settled.turn = turn.id), '') AS until
FROM turn WHERE id IN (
    SELECT id FROM (
        SELECT id FROM (
            SELECT id FROM last_turn AS turn WHERE status = 'not_found' AND {{side}} ORDER BY id DESC LIMIT ?2
        )
        UNION ALL
        SELECT id FROM (
            SELECT id FROM (SELECT DISTINCT turn AS disliked FROM feedback WHERE helpful = 0)
            CROSS JOIN last_turn AS turn ON id = disliked
            WHERE status <> 'not_found' AND {{side}} AND {_UNHELPED}
            ORDER BY id DESC LIMIT ?2
        )
        ORDER BY id DESC LIMIT ?2
    )
    UNION ALL
    SELECT id FROM (
        SELECT id FROM settled CROSS JOIN last_turn AS turn ON id = settled.turn
        WHERE how = 'ignored' AND {{side}} AND (status = 'not_found' OR {_UNHELPED})
        ORDER BY id DESC LIMIT ?2
    )
)
ORDER BY id DESC
"""  # noqa: S608 - of our own words alone


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question asks for, and the `names` that its topics go by, alternatives too."""

    sense: Sense
    names: frozenset[str]


@lru_cache(maxsize=2 * MOST_TURNS)
def understood(wording: str) -> Understood:
    """A question, complete by itself, as it is understood; kept, as all that was missed is looked at for each article.

    It takes 0.2 ms, and there may be thousands, in which whoever asks meanwhile waits ten times as long.
    """
    question = parse_question(wording)
    return Understood(sense(question), frozenset(name for term in question.terms for name, _ in term.alternatives))


def clustered(rows: Sequence[Row]) -> list[list[Missed]]:
    """The turns in these rows by what they ask; each cluster newest first."""
    missed = [_missed(row) for row in reversed(rows)]
    groups = clusters([understood(one.wording).sense for one in missed])
    return [sorted((missed[place] for place in group), key=_moment, reverse=True) for group in groups]


def _missed(row: Row) -> Missed:
    return Missed(
        id=row.integer("id"),
        conversation=row.text("conversation"),
        person=row.text("person"),
        asked_at=datetime.fromisoformat(row.text("asked_at")),
        wording=worded(row.text("question"), row.text("understood")),
        answered=bool(row.integer("answered")),
        quoted=row.integer_or_none("quoted"),
        at=row.text("missed_at"),
        settled=frozenset(filter(None, row.text("settled").split(","))),
        until=row.text("until"),
    )


def _moment(missed: Missed) -> tuple[datetime, int]:
    return missed.asked_at, missed.id


def left_of(cluster: Sequence[Missed]) -> list[Missed]:
    """What of a cluster is still to be seen to, in its order."""
    if any("ignored" in one.settled for one in cluster):
        return []
    until = max((one.until for one in cluster), default="")
    return [one for one in cluster if not one.settled and one.at > until]


def misses(rows: Sequence[Row]) -> list[Miss]:
    """The open misses among the turns in these rows, most asked first, then newest."""
    found = [miss_of(left) for cluster in clustered(rows) if (left := left_of(cluster))]
    return sorted(found, key=lambda miss: (miss.count, miss.newest), reverse=True)


def miss_of(missed: Sequence[Missed]) -> Miss:
    """The miss that these turns are, newest first."""
    wordings = tuple(dict.fromkeys(one.wording for one in missed))
    return Miss(
        id=min(one.id for one in missed),
        wording=wordings[0],
        wordings=wordings,
        count=len(missed),
        people=len({one.person for one in missed}),
        disliked=sum(one.answered for one in missed),
        newest=missed[0].asked_at,
        turns=tuple(missed),
    )
