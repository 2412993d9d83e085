"""Which turn a message continues, and what is remembered of a question, in the database: restarts forget nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.errors import StorageError
from retrieval.followup import NAME_WORDS
from retrieval.turns import NewTurn, TurnQuote

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.answer import Answer, Quote
    from retrieval.turns import Turn, Turns

_log = logging.getLogger(__name__)
UNREMEMBERED: Final = 0
"""Stands for a turn that could not be stored; no turn has this id."""
MEMORY: Final = timedelta(minutes=10)
"""How long a conversation goes on by itself; a reply to an answer continues it at any time."""

_GUEST: Final = "guest "


def utc_now() -> datetime:
    """The time, aware of its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks where: Telegram's ids of chat, forum topic (None outside of one) and person.

    The person is a group or channel when somebody writes as one. `guest` is true where the bot is no member: such a
    chat may have the id of one that the bot has too, and is another.
    """

    chat: int
    person: int
    topic: int | None = None
    guest: bool = False

    @property
    def house(self) -> str:
        """The chat as turns know it."""
        return f"{_GUEST}{self.chat}" if self.guest else str(self.chat)

    @property
    def key(self) -> str:
        """The conversation's key; nothing is shared between two keys."""
        return f"{self.house}:{self.topic or 0}:{self.person}"

    @classmethod
    def of(cls, turn: Turn) -> Place:
        """Where a turn was asked, and by whom."""
        house, topic, person = turn.conversation.split(":")
        chat = int(house.removeprefix(_GUEST))
        return cls(chat, int(person), int(topic) or None, guest=house.startswith(_GUEST))


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether a question was `answered` before the bot ended, and the turn of which it did not note where it is shown.

    That may be nowhere, or in a message that Telegram took at that very moment.
    """

    answered: bool
    turn: Turn | None


class Conversations:
    """The conversations of all chats."""

    def __init__(self, turns: Turns, now: Callable[[], datetime] = utc_now) -> None:
        self._turns = turns
        self._now = now

    async def turn_before(
        self, place: Place, replied_to: int | None = None, *, quoted: str = "", asked_first: Turn | None = None
    ) -> Turn | None:
        """The turn that a question goes on from: that of the bot's message that it replies to, or else the last here.

        `replied_to` is a message's id, and `quoted` the part of it that was picked out: as short as a name, it is what
        is spoken of from now on. For a question that was edited, `asked_first` is what it was at first: it still leans
        on what came before that. None when there is no such turn, or it was too long ago.
        """
        turn: Turn | None = None
        if replied_to is not None:
            turn = await self._turns.of_message(place.house, replied_to)
        if turn is not None:
            named = 0 < len(quoted.split()) <= NAME_WORDS
            return replace(turn, context=replace(turn.context, answer=quoted)) if named else turn
        if asked_first is not None:
            return await self._turns.last(place.key, asked_first.asked_at - MEMORY, before=asked_first.id)
        return await self._turns.last(place.key, self._now() - MEMORY)

    async def asked_in(self, place: Place, message: int) -> list[Turn]:
        """The turns that were asked in the asker's message `message`, in order; several when it was edited."""
        return await self._turns.of_question(place.house, message)

    async def remember(
        self,
        place: Place,
        question: str,
        answer: Answer,
        language: str,
        *,
        message: int | None = None,
        author: int | None = None,
        before: Turn | None = None,
        anew: int | None = None,
    ) -> int:
        """Store a turn, to be done before its answer is sent; the turn's id, which its buttons carry.

        A disk that takes nothing does not keep the answer from being sent: the turn is `UNREMEMBERED` then, and what
        is asked next does not go on from it.

        `message` is the asker's, when the question was asked in one, and `author` is who wrote it, where that is known
        to be somebody else. `before` is the turn that it goes on from: with that one, what this took over of its words
        is forgotten. It takes the place, and the id, of the turn `anew`: a message that shows that one shows this one.
        """
        leans = before is not None and not question.strip().startswith(answer.context.question)
        also = tuple(card.id for card in answer.also)
        try:
            return await self._turns.save(
                NewTurn(
                    conversation=place.key,
                    chat=place.house,
                    person=str(place.person),
                    asked_at=self._now(),
                    question=question,
                    status=answer.status,
                    confidence=answer.confidence,
                    context=answer.context,
                    quotes=tuple(
                        TurnQuote(quote.passage, quote.highlights, () if place else also)
                        for place, quote in enumerate(answer.quotable)
                    ),
                    language=language,
                    question_message=message,
                    author=None if author in {None, place.person} else str(author),
                ),
                leans_on=before if leans else None,
                anew=anew,
            )
        except StorageError as error:
            _log.warning("a question is answered that cannot be remembered: %s", error)
            return UNREMEMBERED

    async def sent(self, turn: int, message: int) -> None:
        """Note that a turn is shown by the bot's message `message`."""
        await self._turns.attach(turn, message)

    async def settle(self, place: Place, message: int, shown: int | None, *, edited: bool) -> Settled:
        """Find out whether a question, asked in `message`, was answered before the bot ended amid it.

        Its answer is the bot's message `shown`, if Telegram is known to have taken one: its turn is tied to that. Of a
        question that was `edited` no other message tells, for what was asked there before has one too.
        """
        turns = await self._turns.of_question(place.house, message)
        seen = max((number for number, turn in enumerate(turns, 1) if turn.message is not None), default=0)
        unseen = turns[-1] if len(turns) > seen else None
        if shown is not None and unseen is not None:
            await self._turns.attach(unseen.id, shown)
        return Settled(answered=shown is not None or (seen > 0 and not edited), turn=unseen)

    async def shows(self, turn: Turn, quote: Quote) -> None:
        """Note that a turn's message now shows another of its quotes: of that one is spoken from now on."""
        answer = ", ".join(quote.bold)
        now = replace(turn.context, article=quote.article.id, passage=quote.passage, answer=answer)
        if now != turn.context:
            await self._turns.lean(turn.id, article=quote.article.id, passage=quote.passage, answer=answer)

    async def shown_in(self, chat: int, message: int) -> Turn | None:
        """The turn that one of the bot's messages shows; None when it shows none."""
        return await self._turns.of_message(str(chat), message)

    async def turn_in(self, chat: int, turn: int) -> Turn | None:
        """A turn of this chat; None for another chat's, or one that is forgotten."""
        found = await self._turns.turn(turn)
        return found if found and found.chat == str(chat) else None

    async def vote(self, turn: int, person: int, *, helpful: bool) -> None:
        """Store whether somebody was helped by a turn; the last vote of each counts."""
        await self._turns.feedback(turn, str(person), helpful=helpful)

    async def voted(self, turn: int, person: int) -> bool:
        """Whether somebody has voted on a turn."""
        return str(person) in await self._turns.opinions(turn)
