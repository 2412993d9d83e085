"""The bot where many write at once: within what Telegram takes it loses no answer, and nobody waits for others."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from bot.texts import texts_of
from bot.transport.client import SteadyBot
from bot.transport.pacing import Pace, Pacing
from tests.botprocess import running
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from pathlib import Path

    from tests.botprocess import BotProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
BUSY: Final = re.compile(re.escape(ID.busy).replace(r"\{seconds\}", r"\d+"))


def refusals(double: BotApiDouble) -> list[str]:
    """What Telegram has said to being called too fast."""
    return [line for line in double.transcript() if "Too Many Requests" in line]


async def paused(bot: BotProcess) -> None:
    """Wait until the bot is told to slow down somewhere."""
    async with asyncio.timeout(15):
        while "demands a pause" not in bot.stderr:  # noqa: ASYNC110 - its log is all there is to wait for
            await asyncio.sleep(0.05)


async def test_twenty_questions_of_a_minute_are_answered_at_once_in_order_and_none_is_refused(
    double: BotApiDouble, tmp_path: Path
) -> None:
    people = [double.person(800_000 + number, f"Warga {number}") for number in range(20)]
    group = double.group("Warga", people)
    group.limit()
    async with running(double, tmp_path):
        asked = [await group.says(person, f"@kutip_bot {WHO}") for person in people]
        answers = await group.hears(20)
    assert [answer.reply_to for answer in answers] == [question.message_id for question in asked]
    assert not refusals(double)


async def test_more_than_the_group_takes_are_all_answered_once_in_order_after_a_pause(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    group = double.group("Warga", [budi])
    group.limit(5, minute=2)
    async with running(double, tmp_path) as bot:
        asked = [await group.says(budi, f"@kutip_bot {WHO}") for _ in range(12)]
        await group.hears(12)
    assert [answer.reply_to for answer in group.said] == [question.message_id for question in asked]
    assert refusals(double)
    assert "demands a pause" in bot.stderr
    assert "Pakistan" not in bot.stderr


async def test_at_the_groups_pace_nothing_is_refused_however_much_there_is_to_say(double: BotApiDouble) -> None:
    group = double.group("Warga", [double.person()])
    group.limit(4, minute=0.5)
    async with SteadyBot(
        TOKEN, base_url=f"{double.url}/bot", rate_limiter=Pacing(group=Pace(4, 0.5), kept_for_answers=1)
    ) as bot:
        await asyncio.gather(*(bot.send_message(group.id, f"Jawaban {number}") for number in range(14)))
    assert [message.text for message in group.said] == [f"Jawaban {number}" for number in range(14)]
    assert not refusals(double)


async def test_group_that_must_wait_holds_back_no_other_chat(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    busy, other = double.group("Warga", [budi]), double.group("RT 5", [budi])
    busy.limit(1, minute=8)
    async with running(double, tmp_path) as bot:
        shown = await busy.asks(budi, f"@kutip_bot {WHO}")
        await busy.says(budi, f"@kutip_bot {WHO}")
        await paused(bot)
        assert (await siti.asks(WHO)).quotes
        assert (await other.asks(budi, f"@kutip_bot {WHO}")).quotes
        assert (await busy.presses(budi, shown, ID.yes)).toast == ID.thanks_yes
        assert BUSY.fullmatch((await busy.presses(budi, shown, ID.other_part)).toast)
        assert len(busy.said) == 1
        assert (await busy.hears()).quotes


async def test_impatient_presses_cost_no_answer_and_each_is_acknowledged(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    group = double.group("Warga", [budi, siti])
    group.limit()
    async with running(double, tmp_path):
        shown = await group.asks(budi, f"@kutip_bot {WHO}")
        toasts = [(await group.presses(siti, shown, ID.other_part)).toast for _ in range(30)]
        asked = [await group.says(budi, f"@kutip_bot {WHO}") for _ in range(5)]
        await group.hears(14)
        answers = await group.hears(5)
    assert toasts[:14] == [""] * 14
    assert all(BUSY.fullmatch(toast) for toast in toasts[14:]), toasts
    assert [answer.reply_to for answer in answers] == [question.message_id for question in asked]
    assert not refusals(double)


async def test_press_is_acknowledged_before_an_edit_that_must_wait(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    group = double.group("Warga", [budi])
    async with running(double, tmp_path):
        for room, asks, presses in (
            (group, partial(group.asks, budi, f"@kutip_bot {WHO}"), partial(group.presses, budi)),
            (budi, partial(budi.asks, WHO), budi.presses),
        ):
            shown = await asks()
            double.fail_next("editMessageText", status=429, retry_after=6)
            assert (await presses(shown, ID.other_part)).toast == ""
            assert room.sees(shown) == shown
            assert (await room.hears()).message_id == shown.message_id


async def test_press_in_a_private_chat_does_not_wait_for_the_answer_before_it(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with running(double, tmp_path) as bot:
        shown = await budi.asks(WHO)
        double.fail_next("sendMessage", status=429, retry_after=8)
        await budi.says("kalau Iran?")
        await paused(bot)
        assert (await budi.presses(shown, ID.other_part)).toast == ""
        assert len(budi.said) == 1
        answer, turned = await budi.hears(2)
    assert answer.quotes
    assert turned.message_id == shown.message_id


@pytest.mark.parametrize("status", [502, 503])
async def test_acknowledgement_that_breaks_off_is_made_again(status: int, double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        shown = await budi.asks(WHO)
        double.fail_next("answerCallbackQuery", status=status)
        assert (await budi.presses(shown, ID.yes)).toast == ID.thanks_yes


async def test_of_presses_that_come_together_some_are_told_to_wait(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    people = [double.person(700_000 + number, f"Warga {number}") for number in range(30)]
    group = double.group("Warga", [budi, *people])
    group.limit()
    async with running(double, tmp_path):
        shown = await group.asks(budi, f"@kutip_bot {WHO}")
        # All press what they see, whatever the others' presses have made of it meanwhile.
        button = next(one for row in shown.buttons for one in row if one.text == ID.other_part)
        pushed = [await group._push(person.user, shown, button) for person in people]
        await double._world.changes.until(lambda: all(one.answer for one in pushed), "All acknowledgements", 20)
        toasts = [(one.answer.text or "") if one.answer else "" for one in pushed]
        asked = [await group.says(budi, f"@kutip_bot {WHO}") for _ in range(5)]
        for question in asked:
            assert (await group.hears_answer(question)).quotes
    assert all(not toast or BUSY.fullmatch(toast) for toast in toasts), toasts
    assert not refusals(double)


async def test_stop_leaves_the_answers_that_a_busy_group_must_wait_for_to_the_next_start(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    group = double.group("Warga", [budi, siti])
    group.limit(20, minute=600)
    async with running(double, tmp_path) as bot:  # which stops within half a minute, or the test fails
        asked = [await group.says(person, f"@kutip_bot {WHO}") for _ in range(13) for person in (budi, siti)]
        await group.hears(20)
        double.fail_next("sendMessage", status=429, retry_after=120)
        await siti.says(WHO)
        await paused(bot)
    assert "2 message(s) or edits would have come too late for the stop" in bot.stderr
    assert "7 update(s) are left for the next start" in bot.stderr
    assert "ERROR" not in bot.stderr
    group.limit(50)
    async with running(double, tmp_path):
        assert (await siti.hears()).quotes
        await group.hears(6)
    assert [answer.reply_to for answer in group.said] == [question.message_id for question in asked]
