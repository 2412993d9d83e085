"""How much may be asked: by one person anywhere, and in one group by anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.transport.limits import GROUP, Admission, Excess, Limits
from bot.transport.pacing import Pace

PERSON = Pace(15, 60.0)
START = datetime(2026, 11, 22, tzinfo=UTC)
BUDI, SITI, WARGA, RT5 = 11, 12, -1001, -1002


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def ask(limits: Limits, person: int, group: int | None, seconds: float) -> Admission:
    """Ask at that moment, and be heard at once."""
    return limits.admit(person, group, at(seconds), at(seconds))


def test_who_asks_too_fast_is_told_once_until_a_question_is_answered_again() -> None:
    limits = Limits(PERSON)
    admitted = [ask(limits, BUDI, None, number) for number in range(PERSON.calls)]
    assert admitted == [Admission()] * PERSON.calls
    assert ask(limits, BUDI, None, 20) == Admission(Excess.PERSON, 40)
    assert ask(limits, BUDI, None, 30) == Admission(Excess.PERSON, 30, told=True)
    assert ask(limits, SITI, None, 30) == Admission()
    assert ask(limits, BUDI, None, 60) == Admission()
    assert ask(limits, BUDI, None, 60) == Admission(Excess.PERSON, 1)


def test_questions_that_are_not_answered_prolong_nothing() -> None:
    limits = Limits(PERSON)
    for number in range(600):
        ask(limits, BUDI, None, number / 10)
    assert ask(limits, BUDI, None, 61) == Admission()


def test_person_is_one_in_all_chats_and_a_group_is_one_whoever_asks() -> None:
    limits = Limits(PERSON)
    for number in range(PERSON.calls):
        ask(limits, BUDI, (None, WARGA, RT5)[number % 3], 0)
    assert ask(limits, BUDI, RT5, 1).excess is Excess.PERSON
    limits = Limits(PERSON)
    for number in range(GROUP.calls):
        assert ask(limits, 100 + number, WARGA, 0) == Admission()
    assert ask(limits, SITI, WARGA, 1) == Admission(Excess.GROUP, 119)
    assert ask(limits, BUDI, WARGA, 1) == Admission(Excess.GROUP, 119, told=True)
    assert ask(limits, SITI, RT5, 1) == Admission()
    assert ask(limits, SITI, None, 1) == Admission()


def test_what_waited_while_the_bot_was_down_was_asked_in_no_rush() -> None:
    limits = Limits(PERSON)
    up_again = at(10_000)
    assert all(not limits.admit(BUDI, None, at(10 * number), up_again).excess for number in range(200))


def test_clock_of_telegram_that_stands_still_holds_nobody_back() -> None:
    limits = Limits(PERSON)
    assert all(not limits.admit(BUDI, None, at(0), at(number)).excess for number in range(0, 60, 5))
    assert all(not limits.admit(BUDI, None, at(30), at(number)).excess for number in range(60, 90, 5))


def test_who_has_asked_nothing_for_a_while_is_not_remembered() -> None:
    limits = Limits(PERSON)
    for number in range(5000):
        ask(limits, number, -number - 1, number)
    assert len(limits._persons) < 1000
    assert len(limits._groups) < 1000
