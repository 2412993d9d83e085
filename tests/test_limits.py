"""How much may be asked: by one person anywhere, and in one group by anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.limits import GROUP, PERSON, Admission, Excess, Limits

START = datetime(2026, 11, 22, tzinfo=UTC)
BUDI, SITI, WARGA, RT5 = 11, 12, -1001, -1002


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_who_asks_too_fast_is_told_once_until_a_question_is_answered_again() -> None:
    limits = Limits()
    admitted = [limits.admit(BUDI, None, at(number)) for number in range(PERSON.calls)]
    assert admitted == [Admission()] * PERSON.calls
    assert limits.admit(BUDI, None, at(20)) == Admission(Excess.PERSON, 40)
    assert limits.admit(BUDI, None, at(30)) == Admission(Excess.PERSON, 30, told=True)
    assert limits.admit(SITI, None, at(30)) == Admission()
    assert limits.admit(BUDI, None, at(60)) == Admission()
    assert limits.admit(BUDI, None, at(60)) == Admission(Excess.PERSON, 1)


def test_questions_that_are_not_answered_prolong_nothing() -> None:
    limits = Limits()
    for number in range(600):
        limits.admit(BUDI, None, at(number / 10))
    assert limits.admit(BUDI, None, at(61)) == Admission()


def test_person_is_one_in_all_chats_and_a_group_is_one_whoever_asks() -> None:
    limits = Limits()
    for number in range(PERSON.calls):
        limits.admit(BUDI, (None, WARGA, RT5)[number % 3], at(0))
    assert limits.admit(BUDI, RT5, at(1)).excess is Excess.PERSON
    limits = Limits()
    for number in range(GROUP.calls):
        assert limits.admit(100 + number, WARGA, at(0)) == Admission()
    assert limits.admit(SITI, WARGA, at(1)) == Admission(Excess.GROUP, 119)
    assert limits.admit(BUDI, WARGA, at(1)) == Admission(Excess.GROUP, 119, told=True)
    assert limits.admit(SITI, RT5, at(1)) == Admission()
    assert limits.admit(SITI, None, at(1)) == Admission()


def test_what_waited_while_the_bot_was_down_was_asked_in_no_rush() -> None:
    limits = Limits()
    assert all(not limits.admit(BUDI, None, at(10 * number)).excess for number in range(200))


def test_who_has_asked_nothing_for_a_while_is_not_remembered() -> None:
    limits = Limits()
    for number in range(5000):
        limits.admit(number, -number - 1, at(number))
    assert len(limits._persons) < 1000
    assert len(limits._groups) < 1000
