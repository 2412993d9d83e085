"""Many people who ask in private chats, in groups and in inline mode, ask on, press buttons and correct themselves."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import count, cycle
from typing import TYPE_CHECKING, Final

from benchmarks.records import records
from bot.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from pathlib import Path
    from random import Random

    from aiogram.types import Message

    from benchmarks.ledger import Ledger
    from tests.double import BotApiDouble, BotMessage, Group, Person

_FIRST_PERSON: Final = 300_000_001
_PEOPLE: Final = 300
_GROUPS: Final = 40
_MEMBERS: Final = 4
_KEPT: Final = 8
"""Messages of a chat that the double remembers."""
_PATIENCE: Final = 60.0
"""Seconds in which something must be answered."""
_READING: Final = 2.0
"""Seconds after an answer in which people read it, before they go on."""
_STAY: Final = 2 * _PATIENCE + _READING + 10.0
"""Seconds for which the chat of somebody who asks no more is kept: so long a question and a press can take."""
_LONGEST: Final = 256
"""Characters of an inline query."""
_LABELS: Final = (texts_of("id").other_part, texts_of("id").yes)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked first, and what may be asked after it."""

    text: str
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mixture:
    """Who asks where, as shares of the questions: typed in inline mode, asked in groups, and in private by the rest.

    Of those in private chats some are `follow_ups`. After some answers a button is pressed, and some questions in
    private are corrected. Some are asked by `newcomers`, for whom somebody else leaves.
    """

    inline: float = 0.2
    groups: float = 1 / 6
    follow_ups: float = 0.1
    presses: float = 0.04
    edits: float = 0.02
    newcomers: float = 0.1


class Crowd:
    """Puts questions of several `pools`, each as often as the others, to the bot of a double, as chance decides.

    What goes wrong is told in `troubles`, a line each. `inline` gathers how long inline queries took, in seconds from
    the typing to when the offers were there; the other questions are in the `ledger`.
    """

    def __init__(
        self,
        double: BotApiDouble,
        ledger: Ledger,
        pools: Sequence[Sequence[Question]],
        mixture: Mixture,
        chance: Random,
    ) -> None:
        self.troubles: list[str] = []
        self.inline: list[float] = []
        self.presses = 0
        self.edits = 0
        self.newcomers = 0
        self._double = double
        self._ledger = ledger
        self._pools = pools
        self._mixture = mixture
        self._chance = chance
        self._due_inline = 0.0
        self._due_in_groups = 0.0
        self._numbers = count(_FIRST_PERSON)
        self._people = deque(self._somebody() for _ in range(_PEOPLE))
        self._groups = cycle([self._group(f"RT {number}") for number in range(1, _GROUPS + 1)])
        self._may_ask_on: deque[tuple[Person, Question]] = deque(maxlen=_PEOPLE)

    async def ask(self) -> None:
        """Ask one question and wait for its answer; perhaps press something then, or correct the question."""
        try:
            await self._next_way()
        except AssertionError as error:  # the double's word for what does not come
            self.troubles.append(str(error).partition("\n")[0])

    def _next_way(self) -> Coroutine[None, None, None]:
        """Where the next question is asked: by turns and not by chance, so that every second has as many messages.

        With a share of 0.2 every fifth one is typed in inline mode.
        """
        self._due_inline += self._mixture.inline
        self._due_in_groups += self._mixture.groups
        if self._due_inline >= 1:
            self._due_inline -= 1
            return self._ask_inline()
        if self._due_in_groups >= 1:
            self._due_in_groups -= 1
            return self._ask_in_group()
        return self._ask_in_private()

    async def _ask_inline(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._chance.choice(self._people).types_inline(self._question().text[:_LONGEST], patience=_PATIENCE)
        self.inline.append(loop.time() - began)

    async def _ask_in_group(self) -> None:
        group, members = next(self._groups)
        group.forgets(_KEPT)
        member = self._chance.choice(members)
        answer = await self._answer(group, await group.says(member, f"/tanya {self._question().text}"))
        if label := self._pressed(answer):
            await asyncio.sleep(_READING)
            await group.presses(member, answer, label, patience=_PATIENCE)

    async def _ask_in_private(self) -> None:
        if self._may_ask_on and self._chance.random() < self._mixture.follow_ups:
            person, before = self._may_ask_on.popleft()
            question = Question(self._chance.choice(before.follow_ups))
        else:
            person, question = self._asker(), self._question()
        person.forgets(_KEPT)
        asked = await person.says(question.text)
        answer = await self._answer(person, asked)
        corrects = self._chance.random() < self._mixture.edits
        label = self._pressed(answer)
        await asyncio.sleep(_READING)
        if label:
            await person.presses(answer, label, patience=_PATIENCE)
        elif corrects:
            self.edits += 1
            await person.edits(asked, self._question().text)
        elif question.follow_ups:
            self._may_ask_on.append((person, question))

    async def _answer(self, room: Person | Group, asked: Message) -> BotMessage:
        self._ledger.asked((asked.chat.id, asked.message_id))
        return await room.hears_answer(asked, patience=_PATIENCE)

    def _pressed(self, answer: BotMessage) -> str | None:
        """The button of the answer that is to be pressed, if one is."""
        there = [label for label in _LABELS if label in answer.labels]
        if not there or self._chance.random() >= self._mixture.presses:
            return None
        self.presses += 1
        return self._chance.choice(there)

    def _question(self) -> Question:
        return self._chance.choice(self._chance.choice(self._pools))

    def _asker(self) -> Person:
        """Somebody who is here, or comes as somebody else goes."""
        if self._chance.random() >= self._mixture.newcomers:
            return self._chance.choice(self._people)
        self.newcomers += 1
        asyncio.get_running_loop().call_later(_STAY, self._part_with, self._people.popleft())
        self._people.append(self._somebody())
        return self._people[-1]

    def _part_with(self, person: Person) -> None:
        still = [pair for pair in self._may_ask_on if pair[0] is not person]
        self._may_ask_on = deque(still, maxlen=_PEOPLE)
        self._double.parts_with(person)

    def _group(self, title: str) -> tuple[Group, list[Person]]:
        members = [self._somebody() for _ in range(_MEMBERS)]
        group = self._double.group(title, members)
        group.limit()
        return group, members

    def _somebody(self) -> Person:
        number = next(self._numbers)
        return self._double.person(number, f"Warga {number - _FIRST_PERSON}")


def pools(questions: Path, articles: Path | None) -> list[list[Question]]:
    """The questions of a file that lean on no other, with those that lean on them, and the titles of articles."""
    chat = list(records(questions))
    leaning: dict[str, list[str]] = {}
    for record in chat:
        if record.get("followup_of") is not None:
            leaning.setdefault(record["followup_of"], []).append(record["question"])
    first = [record for record in chat if record.get("followup_of") is None]
    asked = [Question(record["question"], tuple(leaning.get(record["id"], ()))) for record in first]
    return [asked] if articles is None else [asked, [Question(record["title"]) for record in records(articles)]]
