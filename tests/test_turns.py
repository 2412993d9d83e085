"""Turns: what follow-ups, buttons and feedback find again, and what is forgotten."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Context, Status
from retrieval.database import open_database
from retrieval.turns import NewTurn, TurnQuote, Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database

NOON = datetime(2024, 1, 29, 12, tzinfo=UTC)
TURN = NewTurn(
    conversation="-100:5:42",
    chat="-100",
    person="42",
    asked_at=NOON,
    question="siapa menlu Pakistan? 🤔",
    status=Status.ANSWERED,
    confidence=0.75,
    context=Context("siapa menlu Pakistan?", article=3, passage=14, answer="Jalil Abbas Jilani"),
    quotes=(TurnQuote(14, ((3, 9), (20, 24)), (7, 8)), TurnQuote(15)),
    language="id",
    question_message=899,
)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.db") as database:
        yield database


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


async def test_a_turn_comes_back_as_it_was_saved(turns: Turns) -> None:
    id_ = await turns.save(TURN)
    turn = await turns.turn(id_)
    assert turn is not None
    assert {name: getattr(turn, name) for name in NewTurn.__slots__} == {
        name: getattr(TURN, name) for name in NewTurn.__slots__
    }


async def test_a_turn_of_before_others_were_told_of_can_still_be_read(turns: Turns, database: Database) -> None:
    id_ = await turns.save(TURN)
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE turn SET quotes = ?", ('[{"passage": 14, "highlights": [[3, 9]]}]',))
    turn = await turns.turn(id_)
    assert turn is not None
    assert turn.quotes == (TurnQuote(14, ((3, 9),)),)


async def test_a_turn_that_never_was_is_none(turns: Turns) -> None:
    assert await turns.turn(1) is None
    assert await turns.of_message("-100", 1) is None
    assert await turns.last("-100:5:42", NOON) is None
    assert await turns.of_question("-100", 1) == []


async def test_times_of_any_zone_are_kept_in_utc(turns: Turns) -> None:
    jakarta = timezone(timedelta(hours=7))
    id_ = await turns.save(replace(TURN, asked_at=datetime(2024, 1, 29, 19, tzinfo=jakarta)))
    turn = await turns.turn(id_)
    assert turn is not None
    assert turn.asked_at == NOON
    assert turn.asked_at.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(turns: Turns) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await turns.save(replace(TURN, asked_at=NOON.replace(tzinfo=None)))


async def test_a_turn_is_found_by_the_message_that_shows_it(turns: Turns) -> None:
    id_ = await turns.save(TURN)
    await turns.attach(id_, 900)
    turn = await turns.of_message("-100", 900)
    assert turn is not None
    assert (turn.id, turn.message) == (id_, 900)
    assert await turns.of_message("-200", 900) is None


async def test_a_message_shows_the_turn_it_was_attached_to_last(turns: Turns) -> None:
    later, earlier = await turns.save(TURN), await turns.save(TURN)
    other_chat = await turns.save(replace(TURN, chat="-200", message=900))
    await turns.attach(earlier, 900)
    await turns.attach(later, 900)
    turn = await turns.of_message("-100", 900)
    assert turn is not None
    assert turn.id == later
    elsewhere = await turns.of_message("-200", 900)
    assert elsewhere is not None
    assert elsewhere.id == other_chat


async def test_the_last_turn_of_a_conversation_is_its_latest(turns: Turns) -> None:
    await turns.save(TURN)
    newest = await turns.save(replace(TURN, asked_at=NOON + timedelta(minutes=2)))
    await turns.save(replace(TURN, asked_at=NOON + timedelta(minutes=1)))
    await turns.save(replace(TURN, conversation="-100:5:43", asked_at=NOON + timedelta(minutes=3)))
    turn = await turns.last("-100:5:42", NOON)
    assert turn is not None
    assert turn.id == newest


async def test_a_turn_older_than_asked_for_is_not_the_last(turns: Turns) -> None:
    await turns.save(TURN)
    assert await turns.last("-100:5:42", NOON) is not None
    assert await turns.last("-100:5:42", NOON + timedelta(microseconds=1)) is None


async def test_turns_of_an_edited_question_come_in_order(turns: Turns) -> None:
    first = await turns.save(TURN)
    again = await turns.save(replace(TURN, question="siapa menlu Iran?"))
    await turns.save(replace(TURN, chat="-200"))
    await turns.save(replace(TURN, question_message=None))
    assert [turn.id for turn in await turns.of_question("-100", 899)] == [first, again]


async def test_the_last_turn_before_another_is_found(turns: Turns) -> None:
    first = await turns.save(TURN)
    second = await turns.save(replace(TURN, asked_at=NOON + timedelta(minutes=1)))
    await turns.save(replace(TURN, asked_at=NOON + timedelta(minutes=2)))
    turn = await turns.last("-100:5:42", NOON, before=second)
    assert turn is not None
    assert turn.id == first
    assert await turns.last("-100:5:42", NOON, before=first) is None
    assert await turns.last("-100:5:42", NOON + timedelta(seconds=1), before=second) is None


async def test_of_each_persons_opinions_on_a_turn_the_last_counts(turns: Turns) -> None:
    id_ = await turns.save(TURN)
    assert await turns.feedback(id_, "42", helpful=True)
    assert await turns.feedback(id_, "42", helpful=False)
    assert await turns.feedback(id_, "43", helpful=True)
    assert await turns.opinions(id_) == {"42": False, "43": True}


async def test_feedback_on_a_forgotten_turn_is_dropped(turns: Turns) -> None:
    assert not await turns.feedback(99, "42", helpful=True)


async def test_a_person_is_forgotten_with_questions_and_opinions(turns: Turns) -> None:
    mine, theirs = await turns.save(TURN), await turns.save(replace(TURN, person="43"))
    for turn in (mine, theirs):
        for person in ("42", "43"):
            await turns.feedback(turn, person, helpful=True)
    assert await turns.forget_person("42") == 1
    assert await turns.turn(mine) is None
    assert await turns.opinions(mine) == {}
    assert await turns.opinions(theirs) == {"43": True}
    assert await turns.forget_person("42") == 0


async def test_what_a_forgotten_person_asked_is_not_left_in_the_file(turns: Turns, database: Database) -> None:
    await turns.save(replace(TURN, question="rahasia sekali sungguh"))
    await turns.forget_person("42")
    async with database.transaction():
        pass
    await database.fetch("SELECT 1 AS one")
    with sqlite3.connect(database.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"rahasia sekali" not in database.path.read_bytes()


async def test_old_turns_are_forgotten_and_new_ones_stay(turns: Turns) -> None:
    old = await turns.save(TURN)
    new = await turns.save(replace(TURN, asked_at=NOON + timedelta(days=1)))
    await turns.feedback(old, "42", helpful=True)
    assert await turns.forget_before(NOON + timedelta(hours=1)) == 1
    assert await turns.turn(old) is None
    assert await turns.opinions(old) == {}
    assert await turns.turn(new) is not None


async def test_a_confidence_that_is_none_is_refused(turns: Turns) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await turns.save(replace(TURN, confidence=1.5))
