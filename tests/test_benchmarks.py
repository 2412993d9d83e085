"""The benchmark of answering: both bots are asked, and what it tells has the form that its readers rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import answering
from benchmarks.contestant import contestant
from benchmarks.timing import Wait, figures, waits
from tests.double import Exchange

if TYPE_CHECKING:
    from pydantic import JsonValue


def test_benchmark_tells_of_both_bots_in_all_kinds_of_chats(capsys: pytest.CaptureFixture[str]) -> None:
    answering.main(["--private", "3", "--group", "2", "--crowd", "4", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert {kind: of["kutip"]["questions"] for kind, of in report.items()} == {"private": 3, "group": 2, "crowd": 4}
    for of in report.values():
        assert set(of) == {"kutip", "constant", "ratio"}
        for bot in (of["kutip"], of["constant"]):
            assert set(bot) == {"questions", "p50", "p90", "p99", "all_ms", "cpu_ms"}
            assert 0 < bot["p50"] <= bot["p90"] <= bot["p99"] <= bot["all_ms"]
        assert set(of["ratio"]) == {"p50", "p90", "p99", "all_ms", "cpu_ms"}


def test_table_has_a_line_for_each_bot_and_how_many_times_the_other_one_it_takes() -> None:
    kutip, constant = figures([Wait(0, 0.004)] * 2, 0.012), figures([Wait(0, 0.002)] * 2, None)
    table = answering.as_table({kind: {"kutip": kutip, "constant": constant} for kind in ("private", "group", "crowd")})
    assert "| 2 in private chats | kutip | 4.0 | 4.0 | 4.0 | 6.0 |  |" in table
    assert "| 2 in private chats | constant | 2.0 | 2.0 | 2.0 | – |  |" in table
    assert "| | times | 2.00 | 2.00 | 2.00 |  |  |" in table
    assert "| 2 at once | kutip | 4.0 | 4.0 | 4.0 | 6.0 | 4 |" in table


def test_wait_is_from_the_first_handing_over_to_the_first_answer() -> None:
    question: JsonValue = {"message_id": 5, "chat": {"id": 42}}
    handed: JsonValue = [{"update_id": 1, "message": question}, {"update_id": 2, "callback_query": {}}]
    reply: JsonValue = {"message_id": 6, "chat": {"id": 42}, "reply_to_message": question}
    unasked: JsonValue = {"message_id": 7, "chat": {"id": 42}}
    told = [
        Exchange("getUpdates", handed, received=0.0, answered=1.0, port=0),
        Exchange("getUpdates", handed, received=1.1, answered=1.2, port=0),
        Exchange("sendMessage", unasked, received=1.3, answered=1.4, port=0),
        Exchange("sendMessage", reply, received=1.5, answered=1.6, port=0),
        Exchange("sendMessage", reply, received=1.7, answered=1.8, port=0),
    ]
    assert waits(told) == {(42, 5): Wait(1.0, 1.5)}


async def test_bot_that_answers_but_logs_an_error_fails_the_measurement() -> None:
    asked = []

    async def ask_the_troubled() -> None:
        troubled = "import sys; sys.stderr.write('trouble'); from benchmarks.constant import main; main()"
        async with contestant("-c", troubled) as bot:
            asked.append(await bot.ask("siapa menlu Pakistan?"))

    with pytest.raises(AssertionError, match="trouble"):
        await ask_the_troubled()
    assert asked


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_number_of_questions_that_is_none_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        answering.main(["--private", number])
    assert "--private" in capsys.readouterr().err
