"""How fast Telegram is called: never faster than it takes, in order, and no chat at the expense of another."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.transport.pacing import GROUP_PACE, MOST_ON_THE_WAY, Pace, Pacing, Window, aside
from tests.double import TOKEN
from tests.timeless import timeless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUP, OTHER_GROUP, BUDI, SITI = -1001, -1002, 11, 12


@pytest.fixture(autouse=True)
def _one_kind_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB warns at each pause that it makes, unless it is told this."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Telegram:
    """What is called: it notes each call, with the seconds since the start, and refuses what it is told to."""

    def __init__(self, pacing: Pacing, *, takes: float = 0.0, refusals: Mapping[str, Sequence[Exception]] = {}) -> None:
        """A call `takes` so many seconds. The first calls named in `refusals` are refused with these."""
        self.made: list[tuple[str, float]] = []
        self.refused: list[tuple[str, float]] = []
        self._pacing = pacing
        self._takes = takes
        self._refusals = {name: list(refusals[name]) for name in refusals}
        self._start = asyncio.get_running_loop().time()

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return asyncio.get_running_loop().time() - self._start

    @property
    def order(self) -> list[str]:
        """The names of the calls that got through."""
        return [name for name, _ in self.made]

    def times(self, *names: str) -> list[float]:
        """When the calls got through that begin with one of these names."""
        return [round(when, 3) for name, when in self.made if name.startswith(names)]

    async def call(self, name: str, chat: int | str | None, endpoint: str = "sendMessage") -> bool:
        """Let the bot make a call."""
        data = {"text": "rahasia"} if chat is None else {"chat_id": chat, "text": "rahasia"}
        done = await self._pacing.process_request(self._answer, (name,), {}, endpoint, data, None)
        assert done is True
        return done

    async def calls(self, prefix: str, chat: int | str, count: int, endpoint: str = "sendMessage") -> None:
        """Let it make many at once."""
        await asyncio.gather(*(self.call(f"{prefix}{number}", chat, endpoint) for number in range(count)))

    async def _answer(self, name: str) -> bool:
        began = self.now
        await asyncio.sleep(self._takes)
        if refusals := self._refusals.get(name):
            self.refused.append((name, began))
            raise refusals.pop(0)
        self.made.append((name, began))
        return True


# --- Windows


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5), st.floats(0.1, 60))
def test_window_never_holds_more_calls_than_its_pace(gaps: list[float], most: int, seconds: float) -> None:
    window, now, made = Window(Pace(most, seconds)), 0.0, list[float]()
    for gap in gaps:
        now = window.opens_at(now + gap)
        window.note(now)
        made.append(now)
    assert all(later >= earlier + seconds for earlier, later in zip(made, made[most:], strict=False))


def test_window_opens_as_soon_as_it_may() -> None:
    window = Window(Pace(3, 60.0))
    for now in (0.0, 1.0, 2.0):
        assert window.opens_at(now) == now
        window.note(now)
    assert window.opens_at(59.0) == 60.0
    assert window.opens_at(59.0, 1) == 61.0
    assert window.opens_at(59.0, 2) == 62.0
    assert window.opens_at(59.0, 3) == 119.0
    assert (window.count(59.0), window.count(60.0), window.count(62.0)) == (3, 2, 0)


# --- A group


def test_twenty_messages_go_into_a_group_at_once_and_no_more_within_a_minute() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        await telegram.calls("q", GROUP, 50)
        assert telegram.order == [f"q{number}" for number in range(50)]
        assert telegram.times("q") == [0.0] * 20 + [60.0] * 20 + [120.0] * 10

    timeless(test())


def test_minute_is_reckoned_from_when_telegram_has_counted_however_slow_the_line_is() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(group=Pace(2, 60.0)), takes=4.0)
        await telegram.calls("q", GROUP, 4)
        assert telegram.times("q") == [0.0, 4.0, 64.0, 68.0]

    timeless(test())


def test_messages_edits_and_actions_spend_the_same_minute_and_questions_about_the_chat_do_not() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        await telegram.calls("edit", GROUP, 10, "editMessageText")
        await telegram.calls("action", str(GROUP), 9, "sendChatAction")
        await telegram.calls("ask", GROUP, 100, "getChatMember")
        await telegram.calls("say", GROUP, 2)
        assert telegram.times("edit", "action", "ask") == [0.0] * 119
        assert telegram.times("say") == [0.0, 60.0]

    timeless(test())


def test_channel_called_by_its_name_is_a_group_whatever_its_case() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        await telegram.calls("a", "@KabarKota", 20)
        await telegram.call("b", "@kabarkota")
        assert telegram.times("b") == [60.0]

    timeless(test())


def test_call_that_fails_spends_its_place_and_the_next_is_made() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(group=Pace(1, 60.0)), refusals={"bad": [BadRequest("can't parse entities")]})
        with pytest.raises(BadRequest):
            await telegram.call("bad", GROUP)
        await telegram.call("good", GROUP)
        assert telegram.times("good") == [60.0]

    timeless(test())


def test_call_that_is_cancelled_in_line_leaves_its_place_to_the_next() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(group=Pace(1, 60.0)))
        await telegram.call("first", GROUP)
        waiting = asyncio.create_task(telegram.call("cancelled", GROUP))
        next_ = asyncio.create_task(telegram.call("next", GROUP))
        await asyncio.sleep(10.0)
        waiting.cancel()
        await next_
        assert telegram.made[1:] == [("next", 60.0)]

    timeless(test())


# --- The others


def test_waiting_group_holds_back_neither_chats_nor_presses() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        busy = asyncio.create_task(telegram.calls("busy", GROUP, 30))
        await asyncio.sleep(5.0)
        await telegram.call("other group", OTHER_GROUP)
        await telegram.call("private", BUDI)
        for endpoint in ("answerCallbackQuery", "answerInlineQuery", "answerGuestQuery", "getMe", "setMyCommands"):
            await telegram.call(endpoint, None, endpoint)
        assert telegram.now == 5.0
        await busy
        assert telegram.times("busy")[20:] == [60.0] * 10

    timeless(test())


def test_reader_is_not_slowed_down_and_a_script_to_one_message_a_second() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        for number in range(20):
            await telegram.call(f"read{number}", BUDI)
        await telegram.calls("script", SITI, 200)
        assert set(telegram.times("read")) == {0.0}
        times = telegram.times("script")
        assert times[:20] == [0.0] * 10 + [1.0] * 10  # after the others of that second
        assert all(later - earlier >= 20.0 for earlier, later in zip(times, times[20:], strict=False))
        assert times[-1] < 200.0

    timeless(test())


def test_thirty_messages_a_second_are_sent_to_all_chats_together() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing())
        await asyncio.gather(*(telegram.call(f"p{number}", 100 + number) for number in range(75)))
        assert telegram.times("p") == [0.0] * 30 + [1.0] * 30 + [2.0] * 15

    timeless(test())


def test_few_calls_are_on_the_way_at_once_and_those_that_take_long_keep_no_place() -> None:
    async def test() -> None:
        for takes, most in ((0.03, MOST_ON_THE_WAY), (20.0, 28)):
            telegram = Telegram(Pacing(), takes=takes)
            await asyncio.gather(*(telegram.call(f"p{number}", 100 + number) for number in range(28)))
            times = telegram.times("p")
            assert times[-1] < 1.0
            assert max(sum(began <= when < began + takes for when in times) for began in times) == most

    timeless(test())


def test_what_only_asks_waits_in_no_line() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(group=Pace(1, 60.0)))
        await telegram.call("say", GROUP)
        with aside():
            await telegram.calls("look", GROUP, 5, "editMessageText")
        assert telegram.times("look") == [0.0] * 5
        await telegram.call("more", GROUP)
        assert telegram.times("more") == [60.0]

    timeless(test())


# --- Pauses that Telegram demands


def test_pause_is_its_chats_alone_and_then_the_call_is_made_again_before_those_behind_it() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q0": [RetryAfter(30)]})
        group = asyncio.create_task(telegram.calls("q", GROUP, 3))
        await asyncio.sleep(1.0)
        await telegram.call("private", BUDI)
        await telegram.call("other", OTHER_GROUP)
        assert telegram.now == 1.0
        await group
        assert telegram.made[2:] == [("q0", 30.5), ("q1", 30.5), ("q2", 30.5)]

    timeless(test())


def test_pause_of_a_call_without_a_chat_is_its_own() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"menus": [RetryAfter(40)]})
        menus = asyncio.create_task(telegram.call("menus", None, "setMyCommands"))
        await asyncio.sleep(1.0)
        await telegram.call("name", None, "setMyName")
        await telegram.call("q", GROUP)
        assert telegram.now == 1.0
        await menus
        assert telegram.times("menus") == [40.5]

    timeless(test())


def test_fourth_refusal_is_raised_and_the_next_call_keeps_to_its_pause() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q": [RetryAfter(10)] * 4})
        with pytest.raises(RetryAfter):
            await telegram.call("q", GROUP)
        assert [round(when, 3) for _, when in telegram.refused] == [0.0, 10.5, 21.0, 31.5]
        await telegram.call("next", GROUP)
        assert telegram.times("next") == [42.0]

    timeless(test())


def test_pause_of_hours_is_not_waited_for_nor_is_telegram_asked_again_during_it() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q": [RetryAfter(7200)]})
        for name in ("q", "next"):
            with pytest.raises(RetryAfter):
                await telegram.call(name, GROUP)
        assert telegram.now == 0.0
        assert [name for name, _ in telegram.refused] == ["q"]
        await telegram.call("private", BUDI)
        await asyncio.sleep(7000.0)
        await telegram.call("late", GROUP)
        assert telegram.times("late") == [7200.5]

    timeless(test())


def test_five_minutes_are_waited_for() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q0": [RetryAfter(300)]})
        await telegram.calls("q", GROUP, 2)
        assert telegram.times("q") == [300.5, 300.5]

    timeless(test())


def test_press_is_not_acknowledged_when_nobody_waits_for_it_any_more() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"soon": [RetryAfter(2)], "late": [RetryAfter(60)]})
        await telegram.call("soon", None, "answerCallbackQuery")
        with pytest.raises(RetryAfter):
            await telegram.call("late", None, "answerCallbackQuery")
        assert telegram.now == 2.5

    timeless(test())


def test_other_errors_are_raised_at_once() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q": [TelegramError("broken")]})
        with pytest.raises(TelegramError, match="broken"):
            await telegram.call("q", GROUP)
        assert telegram.now == 0.0

    timeless(test())


def test_pauses_are_logged_without_the_token_or_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), refusals={"q": [RetryAfter(3), RetryAfter(9999)]})
        with pytest.raises(RetryAfter):
            await telegram.call("q", GROUP)

    with caplog.at_level(logging.DEBUG, logger="bot.transport.pacing"):
        timeless(test())
    first, second = caplog.messages
    assert first == "Telegram demands a pause of 3.5 s (sendMessage, chat -1001); waiting"
    assert second == "Telegram demands a pause of 9999.5 s (sendMessage, chat -1001); given up"
    assert TOKEN not in caplog.text
    assert "rahasia" not in caplog.text


# --- Presses


def test_presses_leave_room_for_answers() -> None:
    async def test() -> None:
        pacing = Pacing()
        telegram = Telegram(pacing)
        obeyed = 0
        for number in range(30):
            if not pacing.press_waits(GROUP):
                await telegram.call(f"press{number}", GROUP, "editMessageText")
                obeyed += 1
            await asyncio.sleep(1.0)
        assert obeyed == 15
        assert pacing.press_waits(GROUP) == 30.0
        await telegram.calls("answer", GROUP, 5)
        assert telegram.times("answer") == [30.0] * 5
        await asyncio.sleep(pacing.press_waits(GROUP))
        assert pacing.press_waits(GROUP) == 0.0

    timeless(test())


def test_press_waits_for_the_answers_in_line_and_for_a_pause() -> None:
    async def test() -> None:
        pacing = Pacing(group=Pace(10, 60.0), kept_for_answers=2)
        telegram = Telegram(pacing, takes=1.0, refusals={"paused": [RetryAfter(20)]})
        assert pacing.press_waits(GROUP) == 0.0
        lined_up = asyncio.create_task(telegram.calls("q", GROUP, 9))
        await asyncio.sleep(0.5)
        assert pacing.press_waits(GROUP) > 0.0
        await lined_up
        paused = asyncio.create_task(telegram.call("paused", OTHER_GROUP))
        await asyncio.sleep(2.0)
        assert pacing.press_waits(OTHER_GROUP) == 19.5
        await paused

    timeless(test())


def test_press_in_a_private_chat_never_waits() -> None:
    async def test() -> None:
        pacing = Pacing()
        await Telegram(pacing).calls("q", BUDI, 20)
        assert pacing.press_waits(BUDI) == 0.0
        assert pacing.press_waits(SITI) == 0.0

    timeless(test())


def test_of_presses_that_come_together_no_more_are_obeyed_than_there_is_room_for() -> None:
    async def test() -> None:
        pacing = Pacing()
        telegram = Telegram(pacing, takes=0.2)
        obeyed, waits = 0, list[float]()

        async def press(number: int) -> None:
            nonlocal obeyed
            with pacing.press(GROUP) as wait:
                if wait:
                    waits.append(wait)
                    return
                obeyed += 1
                await asyncio.sleep(0.1 * number)  # looks something up
                await telegram.call(f"press{number}", GROUP, "editMessageText")

        await asyncio.gather(*(press(number) for number in range(30)))
        assert (obeyed, len(waits)) == (15, 15)
        assert waits == [60.0] * 15
        now = telegram.now
        await telegram.calls("answer", GROUP, 5)
        assert telegram.times("answer")[0] == round(now, 3)

    timeless(test())


def test_place_that_a_press_did_not_need_is_free_again_and_its_second_call_counts_too() -> None:
    async def test() -> None:
        pacing = Pacing(group=Pace(3, 60.0), kept_for_answers=1)
        telegram = Telegram(pacing)
        for _ in range(9):
            with pacing.press(GROUP) as wait:
                assert wait == 0.0
        with pacing.press(GROUP) as wait:
            await telegram.call("other group", OTHER_GROUP)
            await telegram.calls("edit", GROUP, 2)
            assert wait == 0.0
            assert pacing.press_waits(GROUP) == 60.0
        assert pacing.press_waits(GROUP) == 60.0
        await telegram.call("answer", GROUP)
        assert telegram.times("edit", "answer") == [0.0] * 3

    timeless(test())


def test_press_in_a_private_chat_needs_no_place() -> None:
    async def test() -> None:
        pacing = Pacing()
        telegram = Telegram(pacing)
        await telegram.calls("q", BUDI, 20)
        with pacing.press(BUDI) as wait:
            assert wait == 0.0
            await telegram.call("edit", BUDI)

    timeless(test())


# --- Stopping


def test_bot_that_stops_waits_for_what_comes_within_seconds_and_drops_the_rest() -> None:
    async def test() -> None:
        pacing = Pacing(group=Pace(2, 12.0))
        telegram = Telegram(pacing, refusals={"paused": [RetryAfter(45)], "menus": [RetryAfter(45)]})
        calls = [
            *(telegram.call(f"q{number}", GROUP) for number in range(5)),
            telegram.call("paused", OTHER_GROUP),
            telegram.call("behind", OTHER_GROUP),
            telegram.call("menus", None, "setMyCommands"),
        ]
        waiting = asyncio.gather(*calls, return_exceptions=True)
        await asyncio.sleep(8.0)
        pacing.stop()
        results = await waiting
        assert telegram.times("q") == [0.0, 0.0, 12.0, 12.0]
        assert telegram.now == 12.0
        assert [isinstance(result, RetryAfter) for result in results] == [False] * 4 + [True] * 4
        assert pacing.dropped == 3
        # What has time for it is done still.
        await telegram.call("private", BUDI)
        assert telegram.now == 12.0

    timeless(test())


def test_pause_that_is_demanded_while_stopping_is_not_waited_for() -> None:
    async def test() -> None:
        pacing = Pacing()
        telegram = Telegram(pacing, refusals={"short": [RetryAfter(2)], "long": [RetryAfter(20)]})
        pacing.stop()
        await telegram.call("short", BUDI)
        with pytest.raises(RetryAfter):
            await telegram.call("long", SITI)
        assert telegram.now == 2.5
        assert pacing.dropped == 1

    timeless(test())


# --- Memory


def test_chats_that_are_idle_are_forgotten_and_those_that_wait_are_not() -> None:
    async def test() -> None:
        pacing = Pacing(group=Pace(1, GROUP_PACE.seconds))
        telegram = Telegram(pacing, refusals={"banned": [RetryAfter(3600)]})
        with pytest.raises(RetryAfter):
            await telegram.call("banned", OTHER_GROUP)
        await asyncio.gather(*(telegram.call(f"p{number}", 100 + number) for number in range(500)))
        assert pacing.chats == 501
        waiting = asyncio.create_task(telegram.calls("q", GROUP, 4))
        await asyncio.sleep(130.0)
        await telegram.call("private", BUDI)
        assert pacing.chats == 3
        await waiting
        assert telegram.times("q") == [16.0, 76.0, 136.0, 196.0]
        await asyncio.sleep(4000.0)
        await telegram.call("private", SITI)
        assert pacing.chats == 1

    timeless(test())


def test_chat_that_is_being_called_is_not_taken_for_an_idle_one() -> None:
    async def test() -> None:
        telegram = Telegram(Pacing(), takes=4.0)
        await telegram.call("first", SITI)
        await asyncio.sleep(54.0)
        slow = asyncio.create_task(telegram.call("slow", BUDI))
        await asyncio.sleep(3.0)
        await asyncio.gather(telegram.call("other", OTHER_GROUP), telegram.call("next", BUDI))
        await slow
        assert telegram.times("slow", "next") == [58.0, 62.0]

    timeless(test())
