"""Who runs a group: when Telegram is asked, and when what it said some time ago still counts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter

from bot.hearing.admins import LIFETIME, NO, YES_UNTOLD, AdminLists, is_fresh
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.double import Group, Person


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot") as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person(111, "Budi")


@pytest.fixture
def siti(double: BotApiDouble) -> Person:
    return double.person(222, "Siti")


@pytest.fixture
def group(double: BotApiDouble, budi: Person, siti: Person) -> Group:
    """A group that Budi owns."""
    return double.group("Warga", [budi, siti])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lists(clock: Clock) -> AdminLists:
    return AdminLists(clock)


def asked(double: BotApiDouble) -> int:
    """How many times Telegram was asked who runs a group."""
    return sum(one.method.lower() == "getchatadministrators" for one in double.exchanges)


@pytest.mark.parametrize(
    ("age", "yes", "told", "fresh"),
    [
        (0.0, True, False, True),
        (59.9, True, False, True),
        (YES_UNTOLD, True, False, False),
        (YES_UNTOLD, True, True, True),
        (299.9, True, True, True),
        (LIFETIME, True, True, False),
        (0.0, False, False, True),
        (9.9, False, True, True),
        (NO, False, False, False),
        (NO, False, True, False),
    ],
)
def test_how_long_a_list_tells_that_somebody_runs_a_group_or_does_not(
    age: float, yes: bool, told: bool, fresh: bool
) -> None:
    assert is_fresh(age, yes=yes, told=told) is fresh


async def test_list_tells_people_from_bots_and_who_does_not_show_themselves(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, siti: Person, lists: AdminLists
) -> None:
    await group.adds_the_bot(admin=True)
    group.promotes(siti)
    group.hides(siti)
    admins = await lists.of(bot, group.id, budi.id)
    assert (set(admins.people), set(admins.anonymous), admins.bot) == ({111, 222}, {222}, True)


async def test_telegram_is_asked_once_a_minute_for_who_runs_the_group(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, lists: AdminLists, clock: Clock
) -> None:
    for _ in range(3):
        assert budi.id in (await lists.of(bot, group.id, budi.id)).people
    assert asked(double) == 1
    clock.seconds += YES_UNTOLD
    await lists.of(bot, group.id, budi.id)
    assert asked(double) == 2


async def test_where_the_bot_is_an_admin_it_is_asked_once_in_five_minutes(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, lists: AdminLists, clock: Clock
) -> None:
    await group.adds_the_bot(admin=True)
    await lists.of(bot, group.id, budi.id)
    clock.seconds += LIFETIME - 1
    await lists.of(bot, group.id, budi.id)
    assert asked(double) == 1
    clock.seconds += 1
    await lists.of(bot, group.id, budi.id)
    assert asked(double) == 2


async def test_new_admin_is_not_turned_away_and_who_is_none_costs_one_call_in_ten_seconds(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, siti: Person, lists: AdminLists, clock: Clock
) -> None:
    await lists.of(bot, group.id, budi.id)
    clock.seconds += NO
    for _ in range(5):
        assert siti.id not in (await lists.of(bot, group.id, siti.id)).people
    assert asked(double) == 2
    group.promotes(siti)
    clock.seconds += NO
    assert siti.id in (await lists.of(bot, group.id, siti.id)).people


async def test_who_runs_the_group_no_more_has_no_say_within_a_minute_though_nobody_tells_us(
    bot: Bot, group: Group, siti: Person, lists: AdminLists, clock: Clock
) -> None:
    group.promotes(siti)
    assert siti.id in (await lists.of(bot, group.id, siti.id)).people
    group.demotes(siti)
    clock.seconds += YES_UNTOLD
    assert siti.id not in (await lists.of(bot, group.id, siti.id)).people


async def test_after_a_change_nothing_that_was_known_or_is_being_asked_counts(
    bot: Bot, double: BotApiDouble, group: Group, siti: Person, lists: AdminLists
) -> None:
    group.promotes(siti)
    await lists.of(bot, group.id, siti.id)
    lists.changed(group.id)
    waiting = asyncio.create_task(lists.of(bot, group.id, siti.id))
    await asyncio.sleep(0)  # it has begun to ask
    lists.changed(group.id)
    await waiting
    group.demotes(siti)
    assert siti.id not in (await lists.of(bot, group.id, siti.id)).people
    assert asked(double) == 3


async def test_many_who_want_to_know_at_once_ask_once_and_groups_are_told_apart(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, siti: Person, lists: AdminLists
) -> None:
    other = double.group("Sebelah", [siti])
    found = await asyncio.gather(*(lists.of(bot, where.id, budi.id) for where in (group, other) for _ in range(20)))
    assert asked(double) == 2
    assert [budi.id in admins.people for admins in found] == [True] * 20 + [False] * 20


async def test_who_gives_up_waiting_spoils_it_for_nobody_else(
    bot: Bot, group: Group, budi: Person, lists: AdminLists
) -> None:
    first = asyncio.create_task(lists.of(bot, group.id, budi.id))
    second = asyncio.create_task(lists.of(bot, group.id, budi.id))
    await asyncio.sleep(0)
    first.cancel()
    assert budi.id in (await second).people


async def test_when_telegram_cannot_be_reached_who_was_known_to_run_the_group_still_does(
    bot: Bot,
    double: BotApiDouble,
    group: Group,
    budi: Person,
    siti: Person,
    lists: AdminLists,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    double.fail_next("getChatAdministrators", status=502)
    with pytest.raises(NetworkError):
        await lists.of(bot, group.id, budi.id)
    await lists.of(bot, group.id, budi.id)
    clock.seconds += LIFETIME - 1
    double.fail_next("getChatAdministrators", status=502)
    assert budi.id in (await lists.of(bot, group.id, budi.id)).people
    double.fail_next("getChatAdministrators", status=429, retry_after=3)
    assert budi.id in (await lists.of(bot, group.id, budi.id)).people
    double.fail_next("getChatAdministrators", status=502)
    with pytest.raises(NetworkError):
        await lists.of(bot, group.id, siti.id)
    clock.seconds += 1
    double.fail_next("getChatAdministrators", status=429, retry_after=3)
    with pytest.raises(RetryAfter):
        await lists.of(bot, group.id, budi.id)


async def test_group_that_has_thrown_the_bot_out_is_no_matter_of_reach(
    bot: Bot, group: Group, budi: Person, lists: AdminLists, clock: Clock
) -> None:
    await lists.of(bot, group.id, budi.id)
    await group.kicks_the_bot()
    clock.seconds += YES_UNTOLD
    with pytest.raises(Forbidden):
        await lists.of(bot, group.id, budi.id)


async def test_group_that_has_become_a_supergroup_is_asked_there(
    bot: Bot, double: BotApiDouble, budi: Person, lists: AdminLists
) -> None:
    group = double.group("Kecil", [budi], supergroup=False)
    old = group.id
    await group.migrates()
    assert budi.id in (await lists.of(bot, old, budi.id)).people


async def test_only_so_many_groups_are_remembered(
    bot: Bot, double: BotApiDouble, budi: Person, lists: AdminLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.hearing.admins._MOST", 2)
    first, second, third = (double.group(f"Warga {number}", [budi]) for number in range(3))
    for group in (first, second, third, third, second):
        await lists.of(bot, group.id, budi.id)
    assert asked(double) == 3
    await lists.of(bot, first.id, budi.id)
    assert asked(double) == 4
