"""The bot comes to a group, goes, or comes to run it: whether it says hello, and to whom it has said so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from telegram import ChatMember, ChatMemberBanned, ChatMemberLeft, ChatMemberMember, ChatMemberRestricted, User

from bot.hearing.membership import Arrival, Greeted, is_mute, is_there, is_to_greet

NOON = datetime(2024, 1, 29, 12, tzinfo=UTC)
KUTIP = User(1, "Kutip", is_bot=True)


@pytest.mark.parametrize(
    ("arrival", "greeted"),
    [
        (Arrival(group=True, before=False, now=True), True),
        (Arrival(group=True, before=False, now=True, age=timedelta(minutes=59)), True),
        (Arrival(group=True, before=False, now=True, age=timedelta(hours=2)), False),
        (Arrival(group=True, before=False, now=True, mute=True), False),
        (Arrival(group=True, before=True, now=True), False),
        (Arrival(group=True, before=True, now=False), False),
        (Arrival(group=True, before=False, now=False), False),
        (Arrival(group=False, before=False, now=True), False),
    ],
)
def test_group_that_adds_the_bot_is_greeted_and_no_other_change_is(arrival: Arrival, greeted: bool) -> None:
    assert is_to_greet(arrival) is greeted


def restricted(*, there: bool, may_write: bool) -> ChatMember:
    told = dict.fromkeys(ChatMemberRestricted.__slots__, False) | {
        "status": ChatMember.RESTRICTED,
        "user": KUTIP.to_dict(),
        "until_date": 0,
        "is_member": there,
        "can_send_messages": may_write,
    }
    return ChatMember.de_json(told)


@pytest.mark.parametrize(
    ("member", "there", "mute"),
    [
        (ChatMemberMember(KUTIP), True, False),
        (ChatMemberLeft(KUTIP), False, False),
        (ChatMemberBanned(KUTIP, NOON), False, False),
        (restricted(there=True, may_write=True), True, False),
        (restricted(there=True, may_write=False), True, True),
        (restricted(there=False, may_write=False), False, True),
    ],
)
def test_who_is_restricted_may_be_there_and_may_have_to_be_silent(member: ChatMember, there: bool, mute: bool) -> None:
    assert (is_there(member), is_mute(member)) == (there, mute)


def test_start_that_comes_with_the_bot_is_covered_once_and_in_its_group_alone() -> None:
    greeted = Greeted()
    greeted.note(-1, NOON)
    assert not greeted.covers(-2, NOON)
    assert greeted.covers(-1, NOON + timedelta(seconds=3))
    assert not greeted.covers(-1, NOON + timedelta(seconds=4))


def test_start_some_time_after_the_greeting_is_a_wish_of_its_own() -> None:
    greeted = Greeted()
    greeted.note(-1, NOON)
    assert not greeted.covers(-1, NOON + timedelta(seconds=11))


def test_supergroup_that_was_a_group_is_known_and_so_many_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.hearing.membership._MOST", 2)
    greeted = Greeted()
    for chat in (-1, -2, -3):
        greeted.moved(chat)
    assert [greeted.is_moved(chat) for chat in (-1, -2, -3, -4)] == [False, True, True, False]
