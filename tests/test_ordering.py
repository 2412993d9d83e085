"""Updates of one chat in order, those of different chats in parallel."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, ChatMemberMember, ChatMemberUpdated, Message, Update, User

from bot.transport.ordering import LONGEST_LINE, LONGEST_STUCK_LINE, STUCK, ChatOrder
from tests.timeless import timeless


def update(number: int, chat: int) -> Update:
    return Update(number, message=Message(number, datetime.now(UTC), Chat(chat, Chat.PRIVATE)))


def press(number: int, shown: int, kind: str) -> Update:
    """A press of a button under message `shown` of chat 5."""
    message = Message(shown, datetime.now(UTC), Chat(5, kind))
    return Update(number, callback_query=CallbackQuery(str(number), User(7, "Budi", is_bot=False), "1", message))


async def test_updates_of_one_chat_wait_for_each_other_in_the_order_they_came() -> None:
    order = ChatOrder()
    done: list[int] = []
    first_may_end = asyncio.Event()

    async def handle(number: int) -> None:
        if number == 0:
            await first_may_end.wait()
        done.append(number)

    tasks = [asyncio.create_task(order.process_update(update(n, 5), handle(n))) for n in range(5)]
    other = asyncio.create_task(order.process_update(update(9, 6), handle(9)))
    await other
    assert done == [9]
    first_may_end.set()
    await asyncio.gather(*tasks)
    assert done == [9, 0, 1, 2, 3, 4]


async def test_who_comes_to_run_a_group_is_known_at_once_whatever_waits_there() -> None:
    order = ChatOrder()
    told: list[str] = []
    answered = asyncio.Event()
    place = ChatMemberMember(User(7, "Budi", is_bot=False))
    change = ChatMemberUpdated(Chat(5, Chat.SUPERGROUP), place.user, datetime.now(UTC), place, place)

    async def answer() -> None:
        await answered.wait()
        told.append("answer")

    async def heed(what: str) -> None:
        told.append(what)

    question = Update(0, message=Message(1, datetime.now(UTC), Chat(5, Chat.SUPERGROUP)))
    slow = asyncio.create_task(order.process_update(question, answer()))
    await asyncio.sleep(0)
    await order.process_update(Update(1, chat_member=change), heed("theirs"))
    await order.process_update(Update(2, my_chat_member=change), heed("ours"))
    answered.set()
    await slow
    assert told == ["theirs", "ours", "answer"]


@pytest.mark.parametrize("kind", [Chat.SUPERGROUP, Chat.PRIVATE])
async def test_presses_wait_only_for_those_of_the_same_message(kind: str) -> None:
    order = ChatOrder()
    done: list[str] = []
    may_end = {name: asyncio.Event() for name in ("question", "press", "next press", "other press")}

    async def handle(name: str) -> None:
        await may_end[name].wait()
        done.append(name)

    updates = {
        "question": Update(0, message=Message(1, datetime.now(UTC), Chat(5, kind))),
        "press": press(1, 90, kind),
        "next press": press(2, 90, kind),
        "other press": press(3, 91, kind),
    }
    tasks = [asyncio.create_task(order.process_update(updates[name], handle(name))) for name in updates]
    for name in ("next press", "other press"):
        may_end[name].set()
    await tasks[3]
    may_end["press"].set()
    await asyncio.gather(*tasks[1:])
    may_end["question"].set()
    await asyncio.gather(*tasks)
    assert done == ["other press", "press", "next press", "question"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Chat.PRIVATE, ["press", "other press", "question"]), (Chat.SUPERGROUP, ["question", "press", "other press"])],
)
async def test_what_is_written_waits_for_the_presses_before_it_where_one_person_does_both(
    kind: str, expected: list[str]
) -> None:
    order = ChatOrder()
    done: list[str] = []
    may_end = asyncio.Event()

    async def handle(name: str) -> None:
        if name != "question":
            await may_end.wait()
        done.append(name)

    question = Update(3, message=Message(1, datetime.now(UTC), Chat(5, kind)))
    tasks = [
        asyncio.create_task(order.process_update(one, handle(name)))
        for name, one in (("press", press(1, 90, kind)), ("other press", press(2, 91, kind)), ("question", question))
    ]
    if kind == Chat.SUPERGROUP:
        await tasks[2]
    # Somebody else's chat is no reason to wait.
    await order.process_update(update(4, 6), handle("question"))
    assert done.pop() == "question"
    may_end.set()
    await asyncio.gather(*tasks)
    assert done == expected


@pytest.mark.parametrize(("stuck", "longest"), [(0.0, LONGEST_LINE), (STUCK + 1, LONGEST_STUCK_LINE)])
def test_chat_that_is_flooded_loses_what_is_too_much_and_takes_no_place_of_others(
    stuck: float, longest: int, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    async def test() -> None:
        order = ChatOrder(longest + 1)  # one place more than the flooded chat may take
        may_end = asyncio.Event()

        async def handle(number: int, chat: int) -> None:
            if chat == 5:
                await may_end.wait()
            done.append(number)

        async def come(number: int, chat: int) -> None:
            await order.process_update(update(number, chat), handle(number, chat))

        flood = [asyncio.create_task(come(0, 5))]
        await asyncio.sleep(stuck)
        flood += [asyncio.create_task(come(number, 5)) for number in range(1, longest + 30)]
        await asyncio.create_task(come(9000, 6))  # behind the flood
        assert done == [9000]
        may_end.set()
        await asyncio.gather(*flood)
        await come(9001, 5)

    with caplog.at_level(logging.INFO, logger="bot.transport.ordering"):
        timeless(test())
    assert done == [9000, *range(longest), 9001]
    assert caplog.messages == [
        f"{longest} updates of chat 5 wait; until it has caught up, more are let go",
        "chat 5 has caught up; 30 update(s) were let go",
    ]


async def test_press_elsewhere_waits_for_that_message_and_holds_up_nothing_of_who_presses() -> None:
    order = ChatOrder()
    done: list[str] = []
    may_end = asyncio.Event()

    async def handle(name: str) -> None:
        if name == "first":
            await may_end.wait()
        done.append(name)

    def elsewhere(number: int, message: str) -> Update:
        query = CallbackQuery(str(number), User(5, "Budi", is_bot=False), "1", inline_message_id=message)
        return Update(number, callback_query=query)

    first = asyncio.create_task(order.process_update(elsewhere(0, "a"), handle("first")))
    second = asyncio.create_task(order.process_update(elsewhere(1, "a"), handle("second")))
    await order.process_update(elsewhere(2, "b"), handle("another message"))
    await order.process_update(update(3, 5), handle("question"))
    may_end.set()
    await asyncio.gather(first, second)
    assert done == ["another message", "question", "first", "second"]


async def test_failed_update_does_not_hold_up_the_next_and_nothing_is_kept_of_quiet_chats() -> None:
    order = ChatOrder()
    done: list[int] = []

    async def fail() -> None:
        raise ValueError

    async def succeed() -> None:
        done.append(1)

    results = await asyncio.gather(
        order.process_update(update(1, 5), fail()),
        order.process_update(update(2, 5), succeed()),
        order.process_update("no update", succeed()),
        return_exceptions=True,
    )
    assert isinstance(results[0], ValueError)
    assert done == [1, 1]
    assert order.waiting_lines == 0
