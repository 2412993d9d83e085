"""What readers asked an article and it answered: for those who edit it, without telling who asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from retrieval.clustering import clusters, sense
from retrieval.question import parse_question
from retrieval.sides import side_of
from retrieval.turns import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.database import Database, Row

MOST: Final = 300
"""Different wordings that are put together, the newest: comparing each with each must stay bounded."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """Questions that ask the same: the newest wording, complete by itself, and how many they are.

    `helpful` and `unhelpful` are how many times somebody said that an answer to one of them helped, or did not.
    """

    wording: str
    count: int
    helpful: int = 0
    unhelpful: int = 0

    def joined(self, other: AskedQuestion) -> AskedQuestion:
        """Both together, in the wording of this one."""
        return AskedQuestion(
            self.wording, self.count + other.count, self.helpful + other.helpful, self.unhelpful + other.unhelpful
        )


class Asked:
    """The answered questions of a database, article by article.

    Of a public article they are those of private chats, of a chat's own article that chat's: no chat tells another what
    was asked in it. Where the bot was a guest, nothing is told to anybody. A question that was changed afterwards, or
    asked again of one article, counts once, as it was at last.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, article: int, owner: str) -> int:
        """How many questions the owner's article of this id answered, surely or not."""
        rows = await self._database.fetch(
            _COUNT.format(side=side_of(owner, "answered")), (owner, article), patient=True
        )
        return rows[0].integer("n")

    async def questions(self, article: int, owner: str) -> list[AskedQuestion]:
        """These questions, those that ask the same put together; the most asked first, of those the newest.

        Of a very long list, the newest part.
        """
        rows = await self._database.fetch(
            _QUESTIONS.format(side=side_of(owner, "answered")), (owner, article, MOST), patient=True
        )
        return await asyncio.to_thread(_together, [_question(row) for row in rows])


_COUNT: Final = "SELECT count(*) AS n FROM answered WHERE {side} AND article = ?2"
_QUESTIONS: Final = """
SELECT max(id) AS newest, question, typed, count(*) AS n, sum(helped) AS helped, sum(failed) AS failed
FROM answered WHERE {side} AND article = ?2
GROUP BY question ORDER BY newest DESC LIMIT ?3
"""


def _question(row: Row) -> AskedQuestion:
    wording = worded(row.text("typed"), row.text("question"))
    return AskedQuestion(wording, row.integer("n"), row.integer("helped"), row.integer("failed"))


def _together(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Put those together that ask the same; they come newest first."""
    found: list[AskedQuestion] = []
    for group in clusters([sense(parse_question(one.wording)) for one in questions]):
        first, *rest = (questions[place] for place in sorted(group))
        for other in rest:
            first = first.joined(other)
        found.append(first)
    return sorted(found, key=lambda one: -one.count)
