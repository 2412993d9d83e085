"""Updates of one chat in order, those of different chats in parallel."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.ordering import ChatOrder


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


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Chat.SUPERGROUP, ["other press", "press", "next press", "question"]), (Chat.PRIVATE, ["question", "press"])],
)
async def test_presses_in_a_group_wait_only_for_those_of_the_same_message(kind: str, expected: list[str]) -> None:
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
    if kind == Chat.SUPERGROUP:
        await tasks[3]
    may_end["press"].set()
    if kind == Chat.SUPERGROUP:
        await asyncio.gather(*tasks[1:])
    may_end["question"].set()
    await asyncio.gather(*tasks)
    assert done[: len(expected)] == expected


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
