"""When the bot's admins are told of faults and troubles: soon, seldom, and never too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.service.incidents import REPORTS, Incident, Ledger, More, Report, Troubles
from bot.texts import Texts, texts_of

HOUR = 3600.0
DAY = 24 * HOUR
START = datetime(2026, 11, 23, tzinfo=UTC)


def incident(number: int = 0, *, at: float = 0.0, request: str = "u1", kind: str = "ValueError") -> Incident:
    return Incident(kind, f"bot.place:{number}", request, START + timedelta(seconds=at))


def told(ledger: Ledger, happens: list[float], until: float) -> list[tuple[float, int]]:
    """When one fault that happens at these times is told, and how often it had happened by then."""
    heard, now = [], 0.0
    left = sorted(happens)
    while now <= until:
        while left and left[0] <= now:
            ledger.note(incident(at=left[0]), left.pop(0))
        for one in ledger.take(now):
            assert isinstance(one, Report)
            heard.append((now, one.count))
        moments = [*left[:1], ledger.next_at(now)]
        now = min((moment for moment in moments if moment is not None), default=until + 1)
    return heard


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        ([0.0], [(0.0, 1)]),
        ([0.0, 1.0, 2.0], [(0.0, 1), (HOUR, 3)]),
        # A fault that goes on is told after an hour, after six more, and then once a day.
        ([60.0 * minute for minute in range(60 * 72)], [(0.0, 1), (HOUR, 61), (7 * HOUR, 421), (31 * HOUR, 1861)]),
        ([0.0, 2 * HOUR], [(0.0, 1), (2 * HOUR, 2)]),
        # After a day of silence it is a new one.
        ([0.0, DAY + 1], [(0.0, 1), (DAY + 1, 1)]),
        ([0.0, 10.0, DAY + 1], [(0.0, 1), (HOUR, 2), (DAY + 1, 3)]),
    ],
)
def test_fault_is_told_at_once_and_its_repeats_seldom(happens: list[float], expected: list[tuple[float, int]]) -> None:
    assert told(Ledger(), happens, 50 * HOUR) == expected


def test_report_tells_the_first_moment_and_the_latest_request() -> None:
    ledger = Ledger()
    ledger.note(incident(at=0.0, request="u1"), 0.0)
    (first,) = ledger.take(0.0)
    ledger.note(incident(at=5.0, request="u2"), 5.0)
    ledger.note(incident(at=9.0, request="u3"), 9.0)
    (second,) = ledger.take(HOUR)
    assert first == Report(incident(request="u1"), START, 1, known=False)
    assert second == Report(incident(at=9.0, request="u3"), START, 3, known=True)


def test_same_class_elsewhere_and_another_class_there_are_other_faults() -> None:
    ledger = Ledger()
    for one in (incident(1), incident(2), incident(2, kind="KeyError"), incident(1)):
        ledger.note(one, 0.0)
    reports = [one for one in ledger.take(0.0) if isinstance(one, Report)]
    assert [(one.latest.kind, one.latest.place, one.count) for one in reports] == [
        ("ValueError", "bot.place:1", 2),
        ("ValueError", "bot.place:2", 1),
        ("KeyError", "bot.place:2", 1),
    ]


def test_of_many_faults_some_are_told_in_an_hour_and_of_the_rest_their_number_once() -> None:
    ledger = Ledger()
    for number in range(20):
        ledger.note(incident(number), 0.0)
    taken = ledger.take(0.0)
    assert [type(one) for one in taken] == [Report] * REPORTS.calls + [More]
    assert taken[-1] == More(20 - REPORTS.calls)
    assert ledger.take(1.0) == []
    assert ledger.next_at(1.0) == HOUR
    later = ledger.take(HOUR)
    assert [type(one) for one in later] == [Report] * REPORTS.calls + [More]
    assert {one.latest.place for one in taken + later if isinstance(one, Report)} == {
        f"bot.place:{number}" for number in range(2 * REPORTS.calls)
    }


def test_whatever_happens_there_are_seven_messages_an_hour_at_most() -> None:
    ledger, sent = Ledger(), []
    for second in range(0, int(5 * HOUR), 10):
        ledger.note(incident(second), float(second))
        sent += [float(second)] * len(ledger.take(float(second)))
    assert len(sent) > 20
    assert all(sum(start <= moment < start + HOUR for moment in sent) <= REPORTS.calls + 1 for start in sent)


def test_so_many_faults_that_not_all_can_be_known_are_counted_all_the_same() -> None:
    ledger = Ledger()
    for number in range(100_000):
        ledger.note(incident(number), 0.0)
    assert len(ledger._faults) == 200
    assert ledger.take(0.0)[-1] == More(100_000 - REPORTS.calls)
    ledger.note(incident(-1), 1.0)  # one that has been told is forgotten for it
    assert len(ledger._faults) == 200
    assert ledger._faults["ValueError", "bot.place:-1"].untold


def test_when_nothing_happens_there_is_nothing_to_wait_for() -> None:
    ledger, troubles = Ledger(), Troubles()
    assert ledger.next_at(0.0) is None
    assert troubles.next_at(0.0) is None
    ledger.note(incident(), 0.0)
    ledger.take(0.0)
    assert ledger.next_at(0.0) is None


def full(_: Texts) -> str:
    return "the disk is full"


def well(_: Texts) -> str:
    return "the disk has room again"


def test_trouble_is_told_when_it_begins_and_when_it_is_over() -> None:
    troubles = Troubles()
    assert not troubles.note("disk", well, there=False)
    assert troubles.take(0.0) == []
    assert troubles.note("disk", full, there=True)
    assert not troubles.note("disk", full, there=True)
    assert [words(texts_of("id")) for words in troubles.take(0.0)] == ["the disk is full"]
    assert troubles.take(1.0) == []
    assert troubles.note("disk", well, there=False)
    assert [words(texts_of("id")) for words in troubles.take(2.0)] == ["the disk has room again"]


def test_trouble_that_is_over_before_it_could_be_told_is_not_told() -> None:
    troubles = Troubles()
    troubles.note("disk", full, there=True)
    troubles.note("disk", well, there=False)
    assert troubles.take(0.0) == []


def test_trouble_that_comes_and_goes_is_told_twice_an_hour_and_in_the_end_rightly() -> None:
    troubles, heard = Troubles(), []
    for second in range(600):
        troubles.note("disk", full, there=second % 2 == 0)
        heard += troubles.take(float(second))
    troubles.note("disk", well, there=True)
    assert len(heard) == 4
    assert troubles.take(600.0) == []
    assert troubles.next_at(600.0) == HOUR
    assert troubles.take(HOUR) == [well]


def test_troubles_of_two_kinds_are_two() -> None:
    troubles = Troubles()
    troubles.note("disk", full, there=True)
    troubles.note("inbox", well, there=True)
    assert troubles.take(0.0) == [full, well]
