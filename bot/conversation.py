"""Which turn a message continues, and what is remembered of a question, in the database: restarts forget nothing.

Only the tie between an *edited* question and the message that answered it is kept in memory: after a restart an edited
question is answered anew.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.answer import Status
from retrieval.turns import NewTurn, TurnQuote

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.answer import Answer, Context
    from retrieval.turns import Turn, Turns

MEMORY: Final = timedelta(minutes=10)
"""How long a conversation goes on by itself; a reply to an answer continues it at any time."""

_TIES: Final = 10_000


def utc_now() -> datetime:
    """The time, aware of its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks where: Telegram's ids of chat, forum topic (None outside of one) and person."""

    chat: int
    person: int
    topic: int | None = None

    @property
    def key(self) -> str:
        """The conversation's key; nothing is shared between two keys."""
        return f"{self.chat}:{self.topic or 0}:{self.person}"


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a question's answer is shown, and the context the question was asked in."""

    message: int
    context: Context | None


class Conversations:
    """The conversations of all chats."""

    def __init__(self, turns: Turns, now: Callable[[], datetime] = utc_now) -> None:
        self._turns = turns
        self._now = now
        self._shown: OrderedDict[tuple[int, int], Shown] = OrderedDict()

    async def context(self, place: Place, replied_to: int | None = None) -> Context | None:
        """What a new question leans on: the turn of the bot's message that it replies to, or else the last turn here.

        `replied_to` is a message's id. None when there is no such turn, or the last one is too long ago.
        """
        turn: Turn | None = None
        if replied_to is not None:
            turn = await self._turns.of_message(str(place.chat), replied_to)
        if turn is None:
            turn = await self._turns.last(place.key, self._now() - MEMORY)
        return turn.context if turn else None

    async def remember(self, place: Place, question: str, answer: Answer, language: str) -> int:
        """Store a turn, to be done before its answer is sent; the turn's id, which its buttons carry."""
        found = answer.quotes if answer.status is not Status.NOT_FOUND else ()
        return await self._turns.save(
            NewTurn(
                conversation=place.key,
                chat=str(place.chat),
                person=str(place.person),
                asked_at=self._now(),
                question=question,
                status=answer.status,
                confidence=answer.confidence,
                context=answer.context,
                quotes=tuple(TurnQuote(quote.passage, quote.highlights) for quote in found),
                language=language,
            )
        )

    async def sent(
        self, turn: int, place: Place, message: int, *, question: int | None = None, context: Context | None = None
    ) -> None:
        """Note that a turn is shown by the bot's message `message`, in answer to the asker's message `question`."""
        await self._turns.attach(turn, message)
        if question is not None:
            self._shown[place.chat, question] = Shown(message, context)
            self._shown.move_to_end((place.chat, question))
            if len(self._shown) > _TIES:
                self._shown.popitem(last=False)

    def shown_for(self, chat: int, question: int) -> Shown | None:
        """Where the answer to the asker's message `question` is shown, if it is remembered."""
        return self._shown.get((chat, question))

    async def turn_in(self, chat: int, turn: int) -> Turn | None:
        """A turn of this chat; None for another chat's, or one that is forgotten."""
        found = await self._turns.turn(turn)
        return found if found and found.chat == str(chat) else None

    async def vote(self, turn: int, person: int, *, helpful: bool) -> None:
        """Store whether somebody was helped by a turn; the last vote of each counts."""
        await self._turns.feedback(turn, str(person), helpful=helpful)
