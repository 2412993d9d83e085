"""Turns: what follow-ups, buttons and feedback find again, and what is forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Context, Status
from retrieval.database import open_database
from retrieval.purging import purge
from retrieval.turns import NewTurn, TurnQuote, Turns, worded

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


async def forget(turns: Turns, database: Database, person: str) -> int:
    """Forget somebody as the library does; how many turns were removed."""
    async with database.transaction() as transaction:
        removed = await turns.forget_person(transaction, person)
    assert await purge(database)
    return removed


async def test_a_person_is_forgotten_with_questions_and_opinions(turns: Turns, database: Database) -> None:
    mine, theirs = await turns.save(TURN), await turns.save(replace(TURN, person="43"))
    for turn in (mine, theirs):
        for person in ("42", "43"):
            await turns.feedback(turn, person, helpful=True)
    assert await forget(turns, database, "42") == 1
    assert await turns.turn(mine) is None
    assert await turns.opinions(mine) == {}
    assert await turns.opinions(theirs) == {"43": True}
    assert await forget(turns, database, "42") == 0


async def test_what_somebody_else_passed_on_is_forgotten_with_its_writer(turns: Turns, database: Database) -> None:
    passed_on = await turns.save(replace(TURN, author="43"))
    own = await turns.save(TURN)
    assert await forget(turns, database, "43") == 1
    assert await turns.turn(passed_on) is None
    assert await turns.turn(own) is not None


async def follow_up(turns: Turns, person: str, question: str, understood: str, before: int) -> int:
    """Somebody goes on from a turn."""
    turn = replace(TURN, person=person, question=question, context=replace(TURN.context, question=understood))
    return await turns.save(turn, leans_on=await turns.turn(before))


async def test_follow_ups_of_others_keep_their_own_words_alone(turns: Turns, database: Database) -> None:
    first = await turns.save(TURN)
    second = await follow_up(turns, "43", "kalau Iran?", "siapa menlu Iran?", first)
    third = await follow_up(turns, "44", "kapan itu?", "kapan siapa menlu Iran?", second)
    alone = await turns.save(replace(TURN, person="43"))
    assert await forget(turns, database, "42") == 1
    for id_, question in ((second, "kalau Iran?"), (third, "kapan itu?")):
        turn = await turns.turn(id_)
        assert turn is not None
        assert turn.leans_on is None
        assert turn.context == replace(TURN.context, question=question)  # still about the same article and passage
        assert turn.quotes == TURN.quotes
    untouched = await turns.turn(alone)
    assert untouched is not None
    assert untouched.context == TURN.context


async def test_forgetting_who_stands_between_leaves_no_words_of_the_first_either(
    turns: Turns, database: Database
) -> None:
    first = await turns.save(TURN)
    second = await follow_up(turns, "43", "kalau Iran?", "siapa menlu Iran?", first)
    third = await follow_up(turns, "44", "kapan itu?", "kapan siapa menlu Iran?", second)
    await forget(turns, database, "43")
    turn = await turns.turn(third)
    assert turn is not None
    assert turn.context.question == "kapan itu?"
    await forget(turns, database, "42")
    assert b"menlu" not in everything(database)


@pytest.mark.parametrize("how", ["removed", "blanked"])
async def test_words_that_are_forgotten_while_they_are_leant_on_are_not_remembered(
    turns: Turns, database: Database, how: str
) -> None:
    first = await turns.save(TURN)
    second = await follow_up(turns, "43", "kalau Iran?", "siapa menlu Iran?", first)
    read = await turns.turn(first if how == "removed" else second)
    await forget(turns, database, "42")
    understood = replace(TURN.context, question="kapan siapa menlu Iran?")
    id_ = await turns.save(replace(TURN, person="44", question="kapan itu?", context=understood), leans_on=read)
    turn = await turns.turn(id_)
    assert turn is not None
    assert (turn.context.question, turn.leans_on) == ("kapan itu?", None)


def everything(database: Database) -> bytes:
    """All bytes of the file, and of what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in database.path.parent.glob(f"{database.path.name}*"))


async def live(turns: Turns, random: Random) -> None:
    """Write turns as time goes by: long and short ones, shown, turned over, voted on, followed up, asked again."""
    ids: list[int] = []
    for number in range(600):
        person = random.choice(["42", "42", "43", "44"])
        said = ("rahasia " if person == "42" else "biasa ") * random.choice([1, 3, 20, 100, 500])
        turn = replace(TURN, person=person, question=said, context=replace(TURN.context, question=said))
        ids.append(await turns.save(turn))
        if random.random() < 0.9:
            await turns.attach(ids[-1], 10 ** random.randrange(2, 15) + number)
        if random.random() < 0.5:
            bold = "Jilani " * random.randrange(60)
            await turns.lean(random.choice(ids[-40:]), article=3, passage=random.randrange(10**9), answer=bold)
        if random.random() < 0.2:
            await turns.feedback(random.choice(ids[-40:]), "42", helpful=True)
        if random.random() < 0.2:
            before = random.choice(ids[-40:])
            read = await turns.turn(before)
            assert read is not None
            ids.append(await follow_up(turns, "43", "kapan?", f"kapan? {read.context.question[:900]}", before))


@pytest.mark.parametrize("seed", [2, 5, 6])  # of which more or less is left where pages are not written anew
async def test_of_what_a_forgotten_person_asked_no_byte_is_left(turns: Turns, database: Database, seed: int) -> None:
    await live(turns, Random(seed))  # noqa: S311 - no secret
    assert everything(database).count(b"rahasia") > 1000
    kept = [row.integer("id") for row in await database.fetch("SELECT id FROM turn WHERE person <> '42' ORDER BY id")]
    votes = len(await database.fetch("SELECT * FROM feedback WHERE person <> '42'"))
    await forget(turns, database, "42")
    assert everything(database).count(b"rahasia") == 0
    assert [row.integer("id") for row in await database.fetch("SELECT id FROM turn ORDER BY id")] == kept
    assert len(await database.fetch("SELECT * FROM feedback")) == votes
    assert await database.findings() == []


async def test_of_turns_that_have_become_too_old_no_byte_is_left(turns: Turns, database: Database) -> None:
    said = replace(TURN, question="rahasia sekali", context=Context("rahasia sekali"))
    old = await turns.save(said)
    new = await turns.save(replace(TURN, asked_at=NOON + timedelta(days=1)), leans_on=await turns.turn(old))
    assert await turns.forget_before(NOON + timedelta(hours=1)) == 1
    assert b"rahasia" not in everything(database)
    turn = await turns.turn(new)
    assert turn is not None
    assert (turn.context.question, turn.leans_on) == (TURN.question, None)


async def test_id_of_a_forgotten_turn_is_not_used_again(turns: Turns, database: Database) -> None:
    last = await turns.save(TURN)
    await forget(turns, database, "42")
    assert await turns.save(TURN) == last + 1


async def test_turn_that_reached_nobody_is_dropped_and_leaves_no_trace(turns: Turns, database: Database) -> None:
    first = await turns.save(replace(TURN, question="rahasia sekali", context=Context("rahasia sekali")))
    other = await turns.save(replace(TURN, person="43"))
    leaning = await follow_up(turns, "43", "kapan itu?", "kapan rahasia sekali?", first)
    await turns.drop(first)
    assert await turns.turn(first) is None
    assert await turns.turn(other) is not None
    kept = await turns.turn(leaning)
    assert kept is not None
    assert (kept.context.question, kept.leans_on) == ("kapan itu?", None)
    assert await purge(database)
    assert b"rahasia" not in everything(database)
    await turns.drop(first)  # and once more is as good


async def test_who_reads_all_the_while_keeps_traces_until_the_next_time_and_nobody_waits(
    turns: Turns, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await turns.save(replace(TURN, question="rahasia sekali"))
    with closing(sqlite3.connect(database.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT question FROM turn").fetchall()
        async with database.transaction() as transaction:
            assert await turns.forget_person(transaction, "42") == 1
        purging = asyncio.create_task(purge(database))
        other = await turns.save(replace(TURN, person="43"))
        assert await turns.turn(other) is not None
        assert not purging.done()
        assert not await purging
        assert "may still be read in the log" in caplog.text
        assert "rahasia" not in caplog.text
        assert b"rahasia" in everything(database)
    await turns.forget_before(NOON - timedelta(days=1))
    assert b"rahasia" not in everything(database)


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


@pytest.mark.parametrize(
    ("typed", "understood", "read"),
    [
        ("berapa harganya?", "berapa harganya? tiket kereta", "berapa harganya? (tiket kereta)"),
        ("kalau Iran?", "siapa menlu Iran?", "siapa menlu Iran?"),
        (" siapa dia? ", "siapa dia?", "siapa dia?"),
        ("siapa dia?", "siapa dia?", "siapa dia?"),
    ],
)
def test_question_that_leans_is_read_with_what_was_added_to_it(typed: str, understood: str, read: str) -> None:
    assert worded(typed, understood) == read
