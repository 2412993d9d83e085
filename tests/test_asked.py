"""What readers asked an article: put together, counted, and told to nobody whose it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Context, Status
from retrieval.asked import Asked, AskedQuestion
from retrieval.database import open_database
from retrieval.purging import purge
from retrieval.scope import PUBLIC
from retrieval.turns import NewTurn, Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database

NOON = datetime(2024, 1, 29, 12, tzinfo=UTC)
ARTICLE, OTHER = 3, 4
GROUP = "-100"


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.sqlite3") as opened:
        yield opened


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


@pytest.fixture
def asked(database: Database) -> Asked:
    return Asked(database)


def turn(question: str, *, chat: str = "42", article: int = ARTICLE, message: int | None = None) -> NewTurn:
    """A question that an article answered, in somebody's private chat unless it is said where."""
    return NewTurn(
        conversation=f"{chat}:0:42",
        chat=chat,
        person="42",
        asked_at=NOON,
        question=question,
        status=Status.ANSWERED,
        confidence=0.9,
        context=Context(question, article=article, passage=14, answer="Jalil"),
        question_message=message,
    )


async def test_same_question_in_other_words_is_one_in_its_newest_wording_with_its_votes(
    turns: Turns, asked: Asked
) -> None:
    first = await turns.save(turn("siapa menlu Pakistan?"))
    await turns.save(turn("kapan itu terjadi di Teheran?", chat="43"))
    second = await turns.save(turn("menteri luar negeri Pakistan siapa ya", chat="43"))
    await turns.feedback(first, "42", helpful=True)
    await turns.feedback(second, "43", helpful=False)
    await turns.feedback(second, "44", helpful=True)
    assert await asked.questions(ARTICLE, PUBLIC) == [
        AskedQuestion("menteri luar negeri Pakistan siapa ya", 2, helpful=2, unhelpful=1),
        AskedQuestion("kapan itu terjadi di Teheran?", 1),
    ]
    assert await asked.count(ARTICLE, PUBLIC) == 3


async def test_those_who_ask_for_something_else_with_the_same_words_are_not_put_together(
    turns: Turns, asked: Asked
) -> None:
    for question in ("siapa yang menyerang Iran?", "kapan Iran menyerang?", "kenapa Iran menyerang?"):
        await turns.save(turn(question))
    assert [one.count for one in await asked.questions(ARTICLE, PUBLIC)] == [1, 1, 1]


async def test_follow_up_is_told_as_it_was_understood(turns: Turns, asked: Asked) -> None:
    leaning = turn("kalau Iran?")
    await turns.save(replace(leaning, context=replace(leaning.context, question="siapa menlu Iran?")))
    assert await asked.questions(ARTICLE, PUBLIC) == [AskedQuestion("siapa menlu Iran?", 1)]


async def test_public_article_tells_of_private_chats_and_a_groups_own_of_that_group_and_nothing_of_guests(
    turns: Turns, asked: Asked
) -> None:
    for chat in ("42", GROUP, "-200", f"guest {GROUP}", "guest 43"):
        await turns.save(turn(f"siapa yang bertanya di {chat}?", chat=chat))
    for owner, chat in ((PUBLIC, "42"), (GROUP, GROUP), ("-200", "-200")):
        assert [one.wording for one in await asked.questions(ARTICLE, owner)] == [f"siapa yang bertanya di {chat}?"]
        assert await asked.count(ARTICLE, owner) == 1
    assert await asked.questions(ARTICLE, "-300") == []


async def test_other_articles_and_what_was_not_found_are_none_of_it(turns: Turns, asked: Asked) -> None:
    await turns.save(turn("siapa menlu Iran?", article=OTHER))
    await turns.save(replace(turn("siapa menlu Mars?"), status=Status.NOT_FOUND))
    await turns.save(replace(turn("siapa menlu Pakistan?"), status=Status.UNSURE))
    assert [one.wording for one in await asked.questions(ARTICLE, PUBLIC)] == ["siapa menlu Pakistan?"]
    assert await asked.count(ARTICLE, PUBLIC) == 1


async def test_question_that_was_changed_counts_as_it_was_at_last(turns: Turns, asked: Asked) -> None:
    await turns.save(turn("siapa menlu Pakisatn?", message=900))
    await turns.save(turn("siapa menlu Pakistan?", message=900))
    await turns.save(turn("siapa menlu Pakistan?", message=900, chat="43"))
    await turns.save(turn("kapan itu?", message=901))
    await turns.save(turn("kapan di Teheran?", message=901, article=OTHER))
    assert await asked.questions(ARTICLE, PUBLIC) == [AskedQuestion("siapa menlu Pakistan?", 2)]
    assert await asked.count(ARTICLE, PUBLIC) == 2


async def test_of_who_is_forgotten_nothing_is_told(database: Database, turns: Turns, asked: Asked) -> None:
    await turns.save(turn("siapa menlu Pakistan?"))
    async with database.transaction() as transaction:
        await turns.forget_person(transaction, "42")
    assert await asked.questions(ARTICLE, PUBLIC) == []


async def test_counting_is_a_look_up_also_after_a_purge(database: Database, turns: Turns, asked: Asked) -> None:
    for number in range(50):
        await turns.save(turn(f"apa nomor {number}?", article=ARTICLE + number % 5))
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE library SET traces = 1")
    assert await purge(database)
    assert await asked.count(ARTICLE, PUBLIC) == 10
    plan = await database.fetch("EXPLAIN QUERY PLAN SELECT count(*) FROM answered WHERE article = 3")
    assert "turn_by_article" in plan[0].text("detail")


async def test_of_very_many_questions_the_newest_are_put_together(
    turns: Turns, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.asked.MOST", 2)
    for question in ("siapa menlu Iran?", "kapan serangan di Teheran?", "berapa anak yang tewas?"):
        await turns.save(turn(question))
    assert [one.wording for one in await asked.questions(ARTICLE, PUBLIC)] == [
        "berapa anak yang tewas?",
        "kapan serangan di Teheran?",
    ]
