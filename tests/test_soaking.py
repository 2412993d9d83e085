"""The soak: a short one of the real bot, and what would be said of runs that are flat and of runs that are not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.crowd import Mixture, Question, pools
from benchmarks.flatness import LEAK, Moment, judged, theil_sen
from benchmarks.ledger import Ledger
from benchmarks.soaking import Report, as_json, as_text, run
from benchmarks.timing import Wait
from benchmarks.vitals import Vitals
from benchmarks.watch import QUESTIONS, Soak
from docs import soaked
from docs.page import write
from tests.double import BotApiDouble, Exchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import JsonValue

RATE = 30.0


async def test_short_soak_answers_everything_and_sees_the_process() -> None:
    told: list[str] = []
    soak = Soak(minutes=0.1, rate=10, every=3, edit_every=0.05, warm_up=0, mixture=Mixture(presses=0.2, edits=0.2))
    report = await run(soak, told.append)
    assert report.errors == []
    assert report.questions == report.answered == 60
    assert len(told) == len(report.moments) == 2
    for moment in report.moments:
        seen = moment.vitals
        assert 20 < seen.anonymous < seen.rss
        assert 0 < seen.pss <= seen.rss
        assert seen.files > 5
        assert seen.threads > 1
        assert seen.data > 0.1
        assert seen.cpu > 0.1
    assert {finding.rule: finding.holds for finding in report.findings}["errors"]
    assert json.loads(as_json(report))["flat"] is report.is_flat


def hour(change: Callable[[Moment, int], Moment] = lambda moment, _: moment) -> list[Moment]:
    """Sixty minutes that are all the same, except for what is changed in them."""
    vitals = Vitals(rss=150.0, pss=148.0, anonymous=110.0, files=20, threads=12, processes=1, data=9.0, cpu=20.0)
    usual = Moment(
        seconds=0.0,
        asked=1800,
        answered=1440,
        quoted=1200,
        offered=360,
        presses=60,
        edits=20,
        newcomers=120,
        deeds=15,
        sent=26.0,
        p50=6.0,
        p90=9.0,
        p99=20.0,
        inline_p50=7.0,
        late=4.0,
        errors=0,
        cpu=5.0,
        vitals=vitals,
    )
    return [change(replace(usual, seconds=60.0 * minute), minute) for minute in range(1, 61)]


def broken(moments: list[Moment], errors: int = 0) -> set[str]:
    """The rules that a run does not keep, with ten minutes of warm-up."""
    return {finding.rule for finding in judged(moments, 600, RATE, errors) if not finding.holds}


def grown(moment: Moment, mebibytes: float) -> Moment:
    return replace(moment, vitals=replace(moment.vitals, anonymous=moment.vitals.anonymous + mebibytes))


def test_hour_in_which_nothing_changes_is_flat() -> None:
    assert broken(hour()) == set()


def test_caches_that_fill_up_in_the_warm_up_and_odd_minutes_are_no_leak() -> None:
    assert broken(hour(lambda moment, minute: grown(moment, min(minute, 10) * 4))) == set()
    assert broken(hour(lambda moment, minute: grown(moment, 40.0 if minute % 7 == 0 else 0.0))) == set()
    assert broken(hour(lambda moment, minute: replace(moment, p99=900.0 if minute % 9 == 0 else 20.0))) == set()


@pytest.mark.parametrize(("share", "leaks"), [(0.9, False), (1.1, True)])
def test_leak_is_told_by_what_each_question_leaves_behind(share: float, leaks: bool) -> None:
    a_minute = share * LEAK * RATE * 60 / 1024 / 1024
    assert broken(hour(lambda moment, minute: grown(moment, minute * a_minute))) == (
        {"allocated memory grows"} if leaks else set()
    )


def test_everything_that_is_not_flat_breaks_its_rule() -> None:
    assert broken(hour(), errors=1) == {"errors"}
    assert broken(hour(lambda moment, minute: replace(moment, p50=6.0 + 0.03 * minute))) == {"p50 rises"}
    assert broken(hour(lambda moment, minute: replace(moment, p99=20.0 + 0.4 * minute))) == {"p99 rises"}
    assert broken(hour(lambda moment, minute: replace(moment, quoted=1200 if minute != 40 else 100))) == {
        "answers that quote, in the worst minute"
    }
    assert broken(hour(lambda moment, _: replace(moment, asked=1700))) == {"questions asked, of those that were to be"}
    for name in ("files", "threads", "processes"):
        assert broken(
            hour(lambda moment, minute, name=name: replace(moment, vitals=replace(moment.vitals, **{name: minute})))  # type: ignore[misc]
        ) == {f"{'open files' if name == 'files' else name} grow"}


def test_run_that_is_all_warm_up_is_not_judged() -> None:
    with pytest.raises(ValueError, match="warm-up"):
        judged(hour(), 3600, RATE, 0)


def test_slope_takes_no_notice_of_a_third_of_the_values() -> None:
    times = [float(time) for time in range(10)]
    assert theil_sen(times, [2 * time + 1 for time in times]) == 2
    assert theil_sen(times, [99.0, *(2 * time + 1 for time in times[1:-1]), -99.0]) == 2
    assert theil_sen([], []) == theil_sen([1.0], [5.0]) == 0


def exchange(method: str, result: JsonValue, moment: float) -> Exchange:
    return Exchange(method, result, received=moment, answered=moment, port=0)


def test_answers_are_counted_once_whenever_they_come() -> None:
    question: JsonValue = {"message_id": 5, "chat": {"id": 42}}
    handed = exchange("getUpdates", [{"update_id": 1, "message": question}], 1.0)
    reply: JsonValue = {
        "message_id": 6,
        "chat": {"id": 42},
        "reply_to_message": question,
        "entities": [{"type": "expandable_blockquote"}],
    }
    ledger = Ledger()
    assert ledger.heed([handed, exchange("sendMessage", reply, 1.5)]) == []  # nobody has said yet that it is one
    ledger.asked((42, 5))
    (replied,) = ledger.heed([exchange("sendMessage", {"message_id": 7, "chat": {"id": 42}}, 1.6)])
    assert (replied.wait, replied.quoted) == (Wait(1.0, 1.5), True)
    assert ledger.again == 0
    assert ledger.heed([exchange("sendMessage", reply, 1.7)]) == []
    assert ledger.again == 1


def test_questions_come_with_those_that_lean_on_them_and_titles_besides(tmp_path: Path) -> None:
    (asked,) = pools(QUESTIONS, None)
    assert Question("siapa menlu Pakistan?", ("kalau Iran?",)) in asked
    assert "kalau Iran?" not in {question.text for question in asked}
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"id": 1, "title": "Banjir di Demak", "text": "…"}\n', encoding="utf-8")
    assert pools(QUESTIONS, articles) == [asked, [Question("Banjir di Demak")]]


def test_verdict_tells_rules_and_errors() -> None:
    report = Report(60, RATE, 10, 108_000, 108_000, hour(), judged(hour(), 600, RATE, 1), ["log: WARNING something"])
    lines = as_text(report).splitlines()
    assert lines[0] == "BROKEN: errors: 1 (at most 0)"
    assert "holds: allocated memory grows: 0 (at most 64 bytes a question)" in lines
    assert lines[-1] == "log: WARNING something"
    assert not report.is_flat


async def test_double_forgets_what_was_said_and_who_has_left() -> None:
    async with BotApiDouble() as double:
        budi = double.person()
        said = [await budi.says(f"pertanyaan {number}") for number in range(5)]
        budi.forgets(2)
        assert [budi.sees(message) is not None for message in said] == [False] * 3 + [True] * 2
        assert double.transcript()
        assert double.forgets() == ()
        assert double.transcript() == []
        double.parts_with(budi)
        assert double.person().id == budi.id


def test_report_is_read_back_and_drawn(tmp_path: Path) -> None:
    report = Report(60, RATE, 10, 108_000, 108_000, hour(), judged(hour(), 600, RATE, 0), [])
    (tmp_path / "soak.json").write_text(as_json(report), encoding="utf-8")
    assert soaked.read(tmp_path / "soak.json") == report
    page = tmp_path / "speed.md"
    page.write_text("# Speed\n<!-- made: soak -->\n<!-- /made -->\n", encoding="utf-8")
    write(page, {"soak": soaked.table(report)}, {"soak": lambda: soaked.plot(report)})
    drawn = (tmp_path / "speed" / "soak.svg").read_text(encoding="utf-8")
    assert all(words in drawn for words in ("from question to answer, ms", "p50", "p99", "allocated", "errors"))
    assert "| allocated memory grows | 0 bytes a question | ≤ 64 bytes a question |" in page.read_text(encoding="utf-8")
