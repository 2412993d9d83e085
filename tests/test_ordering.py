"""Updates of one chat in order, those of different chats in parallel."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.ordering import ChatOrder


def update(number: int, chat: int) -> Update:
    return Update(number, message=Message(number, datetime.now(UTC), Chat(chat, Chat.PRIVATE)))


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
    assert order.waiting_chats == 0
