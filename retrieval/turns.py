"""Turns: what was asked and answered, so that follow-ups, buttons and feedback find it again, for a stated time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from retrieval.answer import Context, Status
from retrieval.purging import leave_traces, purge

if TYPE_CHECKING:
    from retrieval.database import Database, Row, Transaction


@dataclass(frozen=True, slots=True)
class TurnQuote:
    """One quote of a turn: the passage's id and the `(start, end)` character offsets that were in bold.

    `also` are the ids of other articles that report the same.
    """

    passage: int
    highlights: tuple[tuple[int, int], ...] = ()
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A question and its outcome, about to be remembered.

    `conversation` is a text key such as `chat:topic:asker`; `chat` and `person` are ids as text; `asked_at` is
    aware of its time zone; `question` is as it was typed, in the asker's message `question_message` (None outside of a
    chat of messages); `quotes` are best first; `message` is the bot's message that shows them. `author` is who wrote
    the question, if that is not the person who passed it on.
    """

    conversation: str
    chat: str
    person: str
    asked_at: datetime
    question: str
    status: Status
    confidence: float
    context: Context
    quotes: tuple[TurnQuote, ...] = ()
    message: int | None = None
    language: str = ""
    question_message: int | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A remembered question and its outcome; `asked_at` is in UTC, the rest is as in `NewTurn`.

    `leans_on` is the id of the turn whose words its context has taken over.
    """

    id: int
    conversation: str
    chat: str
    person: str
    asked_at: datetime
    question: str
    status: Status
    confidence: float
    context: Context
    quotes: tuple[TurnQuote, ...]
    message: int | None
    language: str
    question_message: int | None
    author: str | None
    leans_on: int | None

    @property
    def wording(self) -> str:
        """The question to be read without the one before it, on which it may lean."""
        return self.question.strip() if self.leans_on is None else worded(self.question, self.context.question)


def worded(typed: str, understood: str) -> str:
    """A question as it was understood; what was added to it as it was typed stands in parentheses.

    "berapa harganya?" that was understood as "berapa harganya? tiket kereta" is "berapa harganya? (tiket kereta)".
    """
    typed, understood = typed.strip(), understood.strip()
    added = understood.removeprefix(typed).strip()
    return f"{typed} ({added})" if added and understood.startswith(typed) else understood


class Turns:
    """The remembered turns of a database, and what people thought of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, turn: NewTurn, *, leans_on: Turn | None = None, anew: int | None = None) -> int:
        """Remember a turn; its id. Raises `ValueError` if `asked_at` names no time zone.

        `leans_on` is the turn, as it was read, whose words the context has taken over; they are not remembered if that
        turn is forgotten meanwhile. `anew` is the id of a turn that this one replaces. The answer waits for this, so it
        is safe from a loss of power only once `attach` has noted where that is.
        """
        rows = await self._database.record(
            _SAVE,
            (
                turn.conversation,
                turn.chat,
                turn.person,
                _moment(turn.asked_at),
                turn.question,
                turn.status.value,
                turn.confidence,
                _contexts().dump_json(turn.context).decode(),
                _quotes().dump_json(turn.quotes).decode(),
                turn.message,
                turn.language,
                turn.question_message,
                turn.author,
                leans_on.id if leans_on else None,
                leans_on.context.question if leans_on else None,
                anew,
            ),
            durable=False,
        )
        return rows[0].integer("id")

    async def turn(self, turn: int) -> Turn | None:
        """The turn of this id, unless it is forgotten."""
        return await self._one("SELECT * FROM turn WHERE id = ?", (turn,))

    async def attach(self, turn: int, message: int) -> None:
        """Note the message of the turn's chat that shows it. A message shows the last turn that it was attached to."""
        await self._database.record(
            "UPDATE turn SET message = iif(id = ?1, ?2, NULL) "
            "WHERE id = ?1 OR (message = ?2 AND chat = (SELECT chat FROM turn WHERE id = ?1))",
            (turn, message),
        )

    async def drop(self, turn: int) -> None:
        """Forget a turn whose answer has reached nobody."""
        async with self._database.transaction() as transaction:
            if await _remove(transaction, "id = ?1", str(turn)):
                await leave_traces(transaction)

    async def lean(self, turn: int, *, article: int, passage: int, answer: str) -> None:
        """Change what the next question speaks of when it follows this turn; the question stays."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE turn SET context = json_set(context, '$.article', ?2, '$.passage', ?3, '$.answer', ?4) "
                "WHERE id = ?1",
                (turn, article, passage, answer),
            )

    async def of_message(self, chat: str, message: int) -> Turn | None:
        """The turn that this message of the chat shows."""
        return await self._one(
            "SELECT * FROM turn WHERE chat = ? AND message = ? ORDER BY id DESC LIMIT 1", (chat, message)
        )

    async def of_question(self, chat: str, question_message: int) -> list[Turn]:
        """The turns that were asked in this message of the chat, in order: one each time that it was edited."""
        rows = await self._database.fetch(
            "SELECT * FROM turn WHERE chat = ? AND question_message = ? ORDER BY id", (chat, question_message)
        )
        return [turn_of_row(row) for row in rows]

    async def last(self, conversation: str, since: datetime, *, before: int | None = None) -> Turn | None:
        """The conversation's latest turn, unless it was asked before `since`; of those before turn `before`, if given.

        A turn that was asked anew, by an edit, comes after whatever was asked in between.
        """
        return await self._one(
            "SELECT * FROM turn WHERE conversation = ?1 AND asked_at >= ?2 AND (?3 IS NULL OR id < ?3) "
            "ORDER BY asked_at DESC, id DESC LIMIT 1",
            (conversation, _moment(since), before),
        )

    async def feedback(self, turn: int, person: str, helpful: bool) -> bool:
        """Note whether the turn helped this person; what they say last counts. False if the turn is forgotten."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "INSERT INTO feedback (turn, person, helpful, given_at) SELECT id, ?2, ?3, ?4 FROM turn WHERE id = ?1 "
                "ON CONFLICT (turn, person) DO UPDATE SET helpful = excluded.helpful, given_at = excluded.given_at "
                "RETURNING turn",
                (turn, person, int(helpful), _moment(datetime.now(UTC))),
            )
        return bool(rows)

    async def opinions(self, turn: int) -> dict[str, bool]:
        """What people thought of a turn, by person: whether it helped."""
        rows = await self._database.fetch("SELECT person, helpful FROM feedback WHERE turn = ?", (turn,))
        return {row.text("person"): bool(row.integer("helpful")) for row in rows}

    async def forget_person(self, transaction: Transaction, person: str) -> int:
        """Remove what this person asked, whoever passed it on, and what they thought of any turn.

        The turns of others keep none of their words. What they changed in the library stays on record, without who it
        was. The number of turns removed; whoever commits the transaction purges.
        """
        # Their private chat has their own id.
        edits = await transaction.execute(
            "UPDATE change SET person = '', chat = iif(chat = person, '', chat) WHERE person = ?", (person,)
        )
        votes = await transaction.execute("DELETE FROM feedback WHERE person = ?", (person,))
        turns = await _remove(transaction, "person = ?1 OR author = ?1", person)
        if votes or turns or edits:
            await leave_traces(transaction)
        return turns

    async def forget_before(self, when: datetime) -> int:
        """Remove the turns asked before `when`, with the feedback on them; their number.

        What later turns took over of their words goes too, and every trace of what was removed, now or earlier.
        """
        async with self._database.transaction() as transaction:
            turns = await _remove(transaction, "asked_at < ?1", _moment(when))
            if turns:
                await leave_traces(transaction)
        await purge(self._database)
        return turns

    async def _one(self, sql: str, parameters: tuple[int | str | None, ...]) -> Turn | None:
        rows = await self._database.fetch(sql, parameters)
        return turn_of_row(rows[0]) if rows else None


# What was taken over from a turn that is gone, or does not say the same any more, has been forgotten there.
_SAVE: Final = """
WITH source (id) AS (SELECT id FROM turn WHERE id = ?14 AND json_extract(context, '$.question') = ?15)
INSERT OR REPLACE INTO turn (
    id, conversation, chat, person, asked_at, question, status, confidence, context, quotes, message, language,
    question_message, author, leans_on
) VALUES (
    ?16, ?1, ?2, ?3, ?4, ?5, ?6, ?7,
    iif(?14 IS NULL OR EXISTS (SELECT id FROM source), ?8, json_set(?8, '$.question', ?5)),
    ?9, ?10, ?11, ?12, ?13, (SELECT id FROM source)
) RETURNING id
"""


async def _remove(transaction: Transaction, which: str, parameter: str) -> int:
    """Remove the turns that a condition on `?1` holds for, and what others took over from them, directly or not.

    Those ask from then on what their own words say. How many turns were removed.
    """
    await transaction.execute(
        f"WITH RECURSIVE said (id) AS (SELECT id FROM turn WHERE {which} "  # noqa: S608 - words of ours
        "UNION SELECT turn.id FROM turn JOIN said ON turn.leans_on = said.id) "
        "UPDATE turn SET context = json_set(context, '$.question', question), leans_on = NULL "
        f"WHERE id IN (SELECT id FROM said) AND NOT coalesce({which}, 0)",
        (parameter,),
    )
    return await transaction.execute(f"DELETE FROM turn WHERE {which}", (parameter,))  # noqa: S608


@cache
def _contexts() -> TypeAdapter[Context]:
    return TypeAdapter(Context)


@cache
def _quotes() -> TypeAdapter[tuple[TurnQuote, ...]]:
    return TypeAdapter(tuple[TurnQuote, ...])


def _moment(when: datetime) -> str:
    """A time as the database keeps it: UTC, to the microsecond, so that text order is time order."""
    if when.tzinfo is None:
        raise ValueError(f"The time {when} names no time zone.")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def turn_of_row(row: Row) -> Turn:
    """The turn in a row of the table."""
    return Turn(
        id=row.integer("id"),
        conversation=row.text("conversation"),
        chat=row.text("chat"),
        person=row.text("person"),
        asked_at=datetime.fromisoformat(row.text("asked_at")),
        question=row.text("question"),
        status=Status(row.text("status")),
        confidence=row.real("confidence"),
        context=_contexts().validate_json(row.text("context")),
        quotes=_quotes().validate_json(row.text("quotes")),
        message=row.integer_or_none("message"),
        language=row.text("language"),
        question_message=row.integer_or_none("question_message"),
        author=row.text_or_none("author"),
        leans_on=row.integer_or_none("leans_on"),
    )
