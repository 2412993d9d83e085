"""Which side a turn is on: one answer for all who count, list or tell what was asked, for every kind of chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.conversation import Place
from retrieval.answer import Context, Status
from retrieval.misses import missed_turns
from retrieval.opening import open_library
from retrieval.scope import PUBLIC, Scope
from retrieval.sides import side_of
from retrieval.statistics import Period
from retrieval.turns import NewTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.library import Library

NOW: Final = datetime(2026, 11, 8, 5, tzinfo=UTC)
DAY: Final = Period.until(NOW, 1, UTC)
ARTICLE: Final = 3
PERSON: Final = 5
GROUP: Final = -77
SUPERGROUP: Final = -1001234567890
PLACES: Final = {
    "private": Place(PERSON, PERSON),
    "private, long": Place(7_999_999_999, 7_999_999_999),
    "group": Place(GROUP, PERSON),
    "supergroup": Place(SUPERGROUP, PERSON, 9),
    "anonymous admin": Place(SUPERGROUP, SUPERGROUP),
    "in the name of a channel": Place(SUPERGROUP, -1009),
    "guest of somebody": Place(PERSON, PERSON, guest=True),
    "guest of a group": Place(SUPERGROUP, PERSON, guest=True),
}
SIDES: Final = {
    PUBLIC: {"private", "private, long"},
    str(GROUP): {"group"},
    str(SUPERGROUP): {"supergroup", "anonymous admin", "in the name of a channel"},
    "-1009": set[str](),
    f"guest {PERSON}": set[str](),
    f"guest {SUPERGROUP}": set[str](),
}


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off") as library:
        yield library


async def ask(library: Library, place: Place, question: str, status: Status, message: int | None = None) -> int:
    turn = NewTurn(
        conversation=place.key,
        chat=place.house,
        person=str(place.person),
        asked_at=NOW,
        question=question,
        status=status,
        confidence=0.5,
        context=Context(question, article=ARTICLE),
        question_message=message,
    )
    return await library.turns.save(turn)


async def told(library: Library, owner: str) -> tuple[set[str], set[str], tuple[int, int]]:
    """What three different looks at an owner's side find: asked of the article, missed, and counted of both."""
    answered = {one.wording for one in await library.asked.questions(ARTICLE, owner)}
    missed = {row.text("question") for row in await missed_turns(library._database, owner)}
    tally = (await library.statistics.figures(Scope(owner), DAY, since=NOW - timedelta(days=9))).total
    return answered, missed, (tally.answered, tally.not_found)


@pytest.mark.parametrize("owner", SIDES)
async def test_every_kind_of_chat_is_on_the_same_side_for_all_who_look(library: Library, owner: str) -> None:
    for kind, place in PLACES.items():
        await ask(library, place, f"apa itu {kind}", Status.ANSWERED)
        await ask(library, place, f"siapa itu {kind}", Status.NOT_FOUND)
    side = SIDES[owner]
    answered, missed, counted = await told(library, owner)
    assert answered == {f"apa itu {kind}" for kind in side}
    assert missed == {f"siapa itu {kind}" for kind in side}
    assert counted == (len(side), len(side))
    assert await library.asked.count(ARTICLE, owner) == len(side)


async def test_who_is_forgotten_is_on_no_side(library: Library) -> None:
    for place in PLACES.values():
        await ask(library, place, "apa itu?", Status.ANSWERED)
        await ask(library, place, "siapa itu?", Status.NOT_FOUND)
    for person in {str(place.person) for place in PLACES.values()}:
        await library.forget_person(person)
    for owner in SIDES:
        assert await told(library, owner) == (set(), set(), (0, 0))


async def test_last_turn_of_a_question_is_the_same_for_all_who_look(library: Library) -> None:
    place = PLACES["private"]
    await ask(library, place, "mana itu?", Status.NOT_FOUND, message=9)
    await ask(library, place, "apa itu?", Status.ANSWERED, message=9)
    assert await told(library, PUBLIC) == ({"apa itu?"}, set(), (1, 0))
    await ask(library, place, "siapa itu?", Status.NOT_FOUND, message=9)
    assert await told(library, PUBLIC) == (set(), {"siapa itu?"}, (0, 1))


@pytest.mark.parametrize(("owner", "index"), [(PUBLIC, "turn_by_time"), (str(GROUP), "turn_by_chat")])
async def test_side_is_looked_up_by_an_index(library: Library, owner: str, index: str) -> None:
    plan = await library._database.fetch(
        f"EXPLAIN QUERY PLAN SELECT count(*) FROM last_turn WHERE {side_of(owner, 'last_turn')} "  # noqa: S608
        "AND asked_at >= ?2 AND asked_at < ?3",
        (owner, *DAY.bounds[0]),
    )
    details = [row.text("detail") for row in plan]
    assert any(index in detail for detail in details)
    assert not any(detail.startswith("SCAN") for detail in details)
