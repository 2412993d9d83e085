"""An update's way from the inbox to its answer: in hand until it is handled, tried for minutes, left at a stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram import Message, Update
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.service.watching import Watch
from bot.transport.attending import Attending
from bot.transport.delivery import EXPIRY, Patience, current
from bot.transport.inbox import opened
from bot.transport.ordering import LONGEST_LINE
from tests.double import TOKEN
from tests.test_inbox import Known, said
from tests.timeless import timeless

if TYPE_CHECKING:
    from pathlib import Path

BOT = Known(TOKEN)


def test_answer_is_tried_for_ten_minutes_with_growing_pauses(tmp_path: Path) -> None:
    async def test() -> None:
        times = await attempts(tmp_path, NetworkError("Bad Gateway"))
        assert times[:6] == [0.0, 0.5, 3.5, 9.5, 21.5, 45.5]
        assert EXPIRY - 24.0 < times[-1] <= EXPIRY

    timeless(test())


def test_pause_that_telegram_demands_is_kept_and_one_beyond_the_end_is_not_waited_for(tmp_path: Path) -> None:
    async def test() -> None:
        assert await attempts(tmp_path, RetryAfter(200)) == [0.0, 200.0, 400.0, 600.0]
        assert await attempts(tmp_path, RetryAfter(700)) == [0.0]

    timeless(test())


def test_what_is_no_answer_is_tried_for_some_seconds() -> None:
    async def test() -> None:
        loop, patience, times = asyncio.get_running_loop(), Patience(), list[float]()
        began = loop.time()
        while True:
            times.append(loop.time() - began)
            if not await patience.outlasts(NetworkError("Bad Gateway")):
                break
        assert times == [0.0, 0.5, 3.5]
        assert not await Patience().outlasts(RetryAfter(1))

    timeless(test())


@pytest.fixture(autouse=True)
def _one_kind_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB warns at each pause that it makes, unless it is told this."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def attempts(home: Path, error: TelegramError) -> list[float]:
    """When an answer is tried to be sent that always fails so, in seconds."""
    loop, times = asyncio.get_running_loop(), list[float]()
    with opened(home / "inbox.jsonl") as inbox:
        attending, number = Attending(Watch(), inbox), int(loop.time())
        update = inbox.accept(said(number), BOT)

        async def answer() -> None:
            began, patience = loop.time(), Patience()
            while True:
                times.append(loop.time() - began)
                if not await patience.outlasts(error):
                    return

        await attending.process_update(update, answer())
        assert inbox.waiting == 0
    return times


# --- An update's way through the inbox


def test_update_stays_in_hand_until_it_is_handled_and_those_not_begun_at_the_stop_stay_there(tmp_path: Path) -> None:
    async def test() -> None:
        with opened(tmp_path / "inbox.jsonl") as inbox:
            attending = Attending(Watch(), inbox)
            may_end, begun = asyncio.Event(), list[int]()

            async def handle(number: int) -> None:
                begun.append(number)
                assert current() is not None
                await may_end.wait()

            updates = [inbox.accept(said(number), BOT) for number in (1, 2)]
            tasks = [
                asyncio.create_task(attending.process_update(update, handle(update.update_id))) for update in updates
            ]
            await asyncio.sleep(1)
            assert (begun, inbox.waiting) == ([1], 2)
            inbox.stop()
            may_end.set()
            await asyncio.gather(*tasks)
            assert (begun, inbox.waiting, 2 in inbox) == ([1], 1, True)

    timeless(test())


def test_update_that_is_handed_over_again_while_it_waits_stays_in_hand_and_is_handled_once(tmp_path: Path) -> None:
    async def test() -> None:
        path, update = tmp_path / "inbox.jsonl", said(1)
        with opened(path) as inbox:
            inbox.accept(update, BOT)
        with opened(path) as inbox:
            attending, may_end, handled = Attending(Watch(), inbox), asyncio.Event(), list[bool]()

            async def handle(update: Update) -> None:
                if update.message:
                    await may_end.wait()
                handled.append(update.message is not None)

            (left,) = inbox.left(BOT)
            first = asyncio.create_task(attending.process_update(left, handle(left)))
            await asyncio.sleep(1)
            again = inbox.accept(update, BOT)
            await attending.process_update(again, handle(again))
            assert (handled, inbox.waiting) == ([False], 1)
            may_end.set()
            await first
            assert (handled, inbox.waiting) == ([False, True], 0)

    timeless(test())


def test_of_a_line_that_is_full_one_is_told_and_all_beyond_it_are_out_of_hand(tmp_path: Path) -> None:
    async def test() -> None:
        with opened(tmp_path / "inbox.jsonl") as inbox:
            attending, may_end, told = Attending(Watch(), inbox), asyncio.Event(), list[Message]()
            attending.tells(told.append)

            async def handle() -> None:
                await may_end.wait()

            async def take(update: Update) -> None:
                await attending.process_update(inbox.accept(update, BOT), handle())

            tasks = [asyncio.create_task(take(said(number))) for number in range(LONGEST_LINE + 5)]
            await asyncio.sleep(1)
            assert inbox.waiting == LONGEST_LINE
            assert [message.message_id for message in told] == [100 + LONGEST_LINE]
            may_end.set()
            await asyncio.gather(*tasks)
            assert inbox.waiting == 0

    timeless(test())
