"""Statistics: figures against turns counted by hand, each side by itself, and no trace of who is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Context, Status
from retrieval.database import open_database
from retrieval.holdings import holdings
from retrieval.layout import DATABASE, INDEX
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC, Scope
from retrieval.statistics import Day, Figures, Period, Quoted, Tally
from retrieval.turns import NewTurn, TurnQuote
from retrieval.vectors import Vectors
from tests.newsroom import CHILLI, FLOOD, SHUTTLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.library import Library

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
NOW: Final = datetime(2026, 11, 8, 5, tzinfo=UTC)
"""Noon in Jakarta."""
LONG_AGO: Final = NOW - timedelta(days=3650)
GROUP: Final = "-1001"
OTHER: Final = "-1002"
WEEK: Final = Period.until(NOW, 7, JAKARTA)


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off") as library:
        yield library


async def ask(
    library: Library,
    chat: str = "5",
    *,
    at: datetime = NOW,
    status: Status = Status.ANSWERED,
    person: str = "",
    message: int | None = None,
    passage: int | None = None,
) -> int:
    """Remember a question; its turn's id."""
    turn = NewTurn(
        conversation=f"{chat}:0:{person or chat}",
        chat=chat,
        person=person or chat,
        asked_at=at,
        question="apa?",
        status=status,
        confidence=0.5,
        context=Context("apa?"),
        quotes=(TurnQuote(passage),) if passage else (),
        question_message=message,
    )
    return await library.turns.save(turn)


async def figures_of(library: Library, scope: Scope = EVERYONE, period: Period = WEEK) -> Figures:
    return await library.statistics.figures(scope, period, since=LONG_AGO)


async def total_of(library: Library, owner: str = PUBLIC) -> Tally:
    return (await figures_of(library, Scope(owner))).total


async def first_passage(library: Library, article: int) -> int:
    return (await library.store.passages_of(article))[0].id


async def test_questions_are_counted_on_the_day_that_it_was_where_the_bot_lives(library: Library) -> None:
    midnight = datetime(2026, 11, 7, 17, tzinfo=UTC)  # in Jakarta, the 8th begins
    await ask(library, at=midnight - timedelta(microseconds=1), status=Status.UNSURE)
    await ask(library, at=midnight)
    await ask(library, at=midnight + timedelta(hours=24, microseconds=-1), status=Status.NOT_FOUND)
    await ask(library, at=midnight + timedelta(hours=24))  # tomorrow
    first = datetime(2026, 11, 1, 17, tzinfo=UTC)
    await ask(library, at=first)
    await ask(library, at=first - timedelta(microseconds=1))  # the day before the first
    found = await figures_of(library)
    assert found.days == (
        Day(date(2026, 11, 2), Tally(answered=1)),
        *(Day(date(2026, 11, day), Tally()) for day in (3, 4, 5, 6)),
        Day(date(2026, 11, 7), Tally(unsure=1)),
        Day(date(2026, 11, 8), Tally(answered=1, not_found=1)),
    )
    assert found.total == Tally(answered=2, unsure=1, not_found=1)
    assert found.before == Tally(answered=1)


async def test_day_of_twenty_five_hours_is_one_day(library: Library) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    period = Period.until(datetime(2026, 10, 26, 12, tzinfo=UTC), 3, berlin)
    for hour in range(-1, 26):  # from 23:00 on the 24th to 00:00 on the 26th
        await ask(library, at=datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(hours=hour))
    found = await figures_of(library, period=period)
    assert [day.tally.answered for day in found.days] == [1, 25, 1]
    ends = [end for _, end in period.bounds]
    assert ends[:-1] == [begin for begin, _ in period.bounds][1:]


async def test_last_vote_of_each_counts(library: Library) -> None:
    one, two = await ask(library), await ask(library, status=Status.UNSURE, at=NOW - timedelta(days=1))
    await library.turns.feedback(one, "7", helpful=True)
    await library.turns.feedback(one, "8", helpful=True)
    await library.turns.feedback(one, "7", helpful=False)
    await library.turns.feedback(two, "7", helpful=True)
    found = await figures_of(library)
    assert found.days[-1].tally == Tally(answered=1, helpful=1, unhelpful=1)
    assert found.days[-2].tally == Tally(unsure=1, helpful=1)
    assert found.total.helpful_share == 67


async def test_question_that_was_edited_counts_once_as_it_was_answered_last(library: Library) -> None:
    misspelt = await ask(library, status=Status.NOT_FOUND, message=9)
    await library.turns.feedback(misspelt, "5", helpful=False)
    await ask(library, message=9)
    await ask(library, message=10)
    await ask(library, "6", message=9, status=Status.UNSURE)
    assert await total_of(library) == Tally(answered=2, unsure=1)


async def test_each_side_sees_what_was_asked_there_and_nothing_else(library: Library) -> None:
    for _ in range(2):
        await ask(library, "5")
    for chat, times in ((GROUP, 3), (OTHER, 4), (f"guest {GROUP}", 5), ("guest 5", 6)):
        for _ in range(times):
            await ask(library, chat, person="5")
    assert await total_of(library) == Tally(answered=2)
    assert await total_of(library, GROUP) == Tally(answered=3)
    assert await total_of(library, OTHER) == Tally(answered=4)
    assert await total_of(library, "-1003") == Tally()
    assert (await figures_of(library)).people == 1


async def test_who_is_forgotten_is_not_counted_any_more(library: Library) -> None:
    mine = await ask(library, "5")
    yours = await ask(library, "6", status=Status.UNSURE)
    await ask(library, "6", at=NOW - timedelta(days=5))
    for turn in (mine, yours):
        await library.turns.feedback(turn, "5", helpful=True)
    await library.forget_person("5")
    found = await figures_of(library)
    assert (found.total, found.people) == (Tally(answered=1, unsure=1), 1)
    await library.turns.forget_before(NOW - timedelta(days=2))
    assert await total_of(library) == Tally(unsure=1)


async def test_people_are_counted_once_each(library: Library) -> None:
    for person in ("7", "8", "7", "9"):
        await ask(library, GROUP, person=person)
    await ask(library, GROUP, person="10", at=NOW - timedelta(days=8))
    assert (await figures_of(library, Scope(GROUP))).people == 3


async def test_articles_quoted_first_come_most_often_first_as_far_as_they_may_be_seen(library: Library) -> None:
    flood, chilli = await library.add(FLOOD), await library.add(CHILLI)
    own, foreign = await library.add(SHUTTLE, owner=GROUP), await library.add(SHUTTLE, owner=OTHER)
    for article, times in ((flood, 1), (chilli, 3), (own, 2), (foreign, 5)):
        passage = await first_passage(library, article.id)
        for _ in range(times):
            await ask(library, GROUP, passage=passage, status=Status.UNSURE)
    await ask(library, OTHER, passage=await first_passage(library, flood.id))
    quoted = (await figures_of(library, Scope(GROUP))).quoted
    assert quoted == (
        Quoted(chilli.ref, CHILLI.title, 3),
        Quoted(own.ref, SHUTTLE.title, 2),
        Quoted(flood.ref, FLOOD.title, 1),
    )
    assert (await figures_of(library, Scope(GROUP, public=False))).quoted == (quoted[1],)
    assert await library.statistics.quoted(Scope(GROUP), WEEK, limit=1) == quoted[:1]
    assert (await figures_of(library)).quoted == ()


async def test_article_that_is_replaced_keeps_its_figures_and_one_that_is_gone_has_none(library: Library) -> None:
    flood, chilli = await library.add(FLOOD), await library.add(CHILLI)
    for article in (flood, chilli):
        passage = await first_passage(library, article.id)
        turn = await ask(library, passage=passage)
        await library.turns.lean(turn, article=article.id, passage=passage, answer="")
    rewritten = replace(SHUTTLE, title="Banjir Surut", url=FLOOD.url)
    assert (await library.add(rewritten)).replaced
    await library.remove(chilli.ref)
    assert (await figures_of(library)).quoted == (Quoted(flood.ref, "Banjir Surut", 1),)


async def test_period_before_is_compared_only_where_all_of_it_is_remembered(library: Library) -> None:
    for _ in range(4):
        await ask(library, at=NOW - timedelta(days=7))
    for _ in range(5):
        await ask(library)
    assert (await figures_of(library)).growth == 25
    begins = WEEK.before.begins
    assert (await library.statistics.figures(EVERYONE, WEEK, since=begins)).growth == 25
    late = await library.statistics.figures(EVERYONE, WEEK, since=begins + timedelta(microseconds=1))
    assert (late.before, late.growth) == (None, None)


async def test_nothing_asked_is_all_zeros_and_no_growth(library: Library) -> None:
    found = await figures_of(library)
    assert len(found.days) == 7
    assert (found.total, found.people, found.quoted, found.before) == (Tally(), 0, (), Tally())
    assert (found.growth, found.median_answers, found.total.shares) == (None, 0.0, (0, 0, 0))
    assert found.total.helpful_share is None


@pytest.mark.parametrize(("answers", "median"), [([0, 0, 9], 0.0), ([1, 2, 9], 2.0), ([1, 2, 3, 9], 2.5), ([4], 4.0)])
def test_median_is_that_of_the_answers_a_day(answers: list[int], median: float) -> None:
    days = tuple(Day(date(2026, 11, 1), Tally(answered=0, unsure=count, not_found=50)) for count in answers)
    assert Figures(WEEK, days, 0, (), None).median_answers == median


@given(st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999)))
def test_shares_add_up_to_a_hundred_and_are_off_by_less_than_one(counts: tuple[int, int, int]) -> None:
    tally = Tally(*counts)
    assert sum(tally.shares) == (100 if tally.questions else 0)
    for count, share in zip(counts, tally.shares, strict=True):
        assert abs(share - 100 * count / max(1, tally.questions)) < 1


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Period.until(datetime(2026, 11, 8, 5), 7, JAKARTA)  # noqa: DTZ001 - that is the matter


async def test_holdings_are_the_owners_alone(library: Library) -> None:
    await library.add(FLOOD)
    await library.add(CHILLI)
    await library.add(SHUTTLE, owner=GROUP)
    public, own = await library.holdings(PUBLIC), await library.holdings(GROUP)
    assert (public.articles, public.passages) == (2, 5)
    assert (own.articles, own.passages) == (1, 2)
    assert (await library.holdings(OTHER)).articles == 0
    assert public.lacking is None
    assert public.revision == await library.store.revision() == 3
    assert public.database_bytes > 4096
    assert public.index_bytes > 0


async def test_passages_that_still_lack_a_vector_are_counted(library: Library, tmp_path: Path) -> None:
    flood = await library.add(FLOOD)
    await library.add(SHUTTLE, owner=GROUP)
    passage = await first_passage(library, flood.id)
    async with open_database(tmp_path / DATABASE) as database:
        await Vectors(database).put("new", {passage: b"1"})
        for encoder, lacking in (("new", 2), ("newer", 3)):
            assert (await holdings(database, tmp_path / INDEX, PUBLIC, encoder)).lacking == lacking
        assert (await holdings(database, tmp_path / "none", GROUP, None)).lacking is None
