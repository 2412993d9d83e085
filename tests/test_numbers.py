"""The numbers that a message may have: those of its chat's count that nobody else is known to have."""

from __future__ import annotations

from bot.transport.numbers import MessageNumbers

BUDI, SITI, OLD_GROUP = 11, 12, -4_100_000_001
GROUP, OTHER = -1_002_100_000_001, -1_002_100_000_002


def test_private_chats_and_old_groups_have_one_count_and_each_supergroup_its_own() -> None:
    numbers = MessageNumbers()
    for chat, number in ((BUDI, 100), (SITI, 101), (OLD_GROUP, 102), (GROUP, 7)):
        numbers.note(chat, number)
    assert [numbers.last(chat) for chat in (BUDI, SITI, OLD_GROUP, GROUP, OTHER)] == [102, 102, 102, 7, 0]


def test_number_that_is_known_to_be_anothers_is_no_candidate() -> None:
    numbers = MessageNumbers()
    numbers.note(BUDI, 100)
    after = numbers.last(BUDI)
    for number in (101, 103):
        numbers.note(SITI, number)
    candidates = numbers.candidates(BUDI, after)
    assert candidates[:3] == [102, 104, 105]
    assert len(candidates) < 20


def test_last_number_never_goes_back() -> None:
    numbers = MessageNumbers()
    for number in (5, 9, 6):
        numbers.note(GROUP, number)
    assert numbers.last(GROUP) == 9


def test_memory_is_bounded_and_keeps_the_chats_that_speak() -> None:
    numbers = MessageNumbers()
    for number in range(10_000):
        numbers.note(GROUP, number)
        numbers.note(OTHER - number, 1)
    assert numbers.last(GROUP) == 9_999
    assert len(numbers.notes()) < 1_000
    assert numbers.notes()[GROUP] == 9_999
