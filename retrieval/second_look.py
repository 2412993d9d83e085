"""The second look at the few best passages: each is read together with the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.question import QuestionType
from retrieval.semantic.cross_encoder import LONGEST_ANSWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.question import Question
    from retrieval.ranking import Ranked, Reach
    from retrieval.semantic import PairReading
    from retrieval.store import StoredPassage
    from retrieval.vectorising import Vectoriser


GLANCED = 4
"""The best passages that may get a glance together with the question; two side by side take some 6 ms."""
USUALLY = 2
CLOSE = 0.8
"""In a library only the best two get one, unless the third's score is less than this behind the first's, as it is for
every fourth question. Of 585 unseen questions a right passage then comes first for 48.5 %, as with always four; with
always two for 48.2 %."""
CLEAR = 2.0
"""In a library only the best one gets a glance where the second's score is further than this behind, as it is for every
fifth question. Of 428 questions a right passage then comes first for one fewer, and of kabar-dev's no quote changes; a
little less is answered: 75 instead of 76 % of those that have an answer, 50 instead of 53 % of those that have none."""
CLOSELY: frozenset[Reach] = frozenset({"loose", "article"})
"""Where four get a glance and are then read with the whole network. Within an article that is what parts answers from
mere likeness: of 465 unseen questions that it leaves open 27 % are answered where 80 % of the others are, after a
glance 36 %. In a library, where that takes longest to no use, it changes no figure by more than a point."""
LONGEST: Mapping[QuestionType, int] = {
    QuestionType.WHO: 8,
    QuestionType.HOWMANY: 8,
    QuestionType.WHEN: 8,
    QuestionType.WHERE: 10,
}
"""Words of an answer at most, where its type bounds them: "A bertemu dengan menteri B" is no answer to "siapa". Of the
answers in FacQA and to the chat questions 96 to 100 % are no longer."""


async def second_look(
    vectoriser: Vectoriser,
    question: Question,
    ranked: Sequence[Ranked],
    passages: Mapping[int, StoredPassage],
    reach: Reach,
) -> dict[int, PairReading]:
    """What reading the best of the `ranked` tells, by passage id. Raises `EncoderError` if the engine fails."""
    longest = LONGEST.get(question.type, LONGEST_ANSWER)
    closely = reach in CLOSELY
    count = GLANCED if closely else _undecided(ranked)
    best = [passages[entry.candidate.passage] for entry in ranked[:count]]
    glances = await vectoriser.glances(question.text, best, longest)
    if closely:
        return await vectoriser.readings(glances)
    return {passage: glance.reading for passage, glance in glances.items()}


def _undecided(ranked: Sequence[Ranked]) -> int:
    """How many of the passages of a library may well be the best."""
    behind = [ranked[0].score - entry.score for entry in ranked[: USUALLY + 1]]
    if len(behind) > 1 and behind[1] > CLEAR:
        return 1
    return GLANCED if len(behind) > USUALLY and behind[USUALLY] < CLOSE else USUALLY
