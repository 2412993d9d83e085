"""What an editor has begun: how much of it at a time, called off, and ended with the process."""

from __future__ import annotations

import asyncio

from bot.editing.jobs import MOST_OPEN, Jobs
from bot.editing.reading import Harvest


async def endless() -> Harvest:
    await asyncio.Event().wait()
    return Harvest(())


async def test_reading_is_called_off_by_its_own_chat_only() -> None:
    jobs = Jobs()
    reading = asyncio.create_task(endless())
    number = jobs.add(5, reading)
    assert not jobs.cancel(6, number)
    assert jobs.cancel(5, number)
    await asyncio.wait({reading})
    assert reading.cancelled()
    assert not jobs.cancel(5, number)


async def test_chat_with_many_readings_is_full_until_one_ends_and_no_other_chat_is() -> None:
    jobs = Jobs()
    readings = [asyncio.create_task(endless()) for _ in range(MOST_OPEN)]
    numbers = [jobs.add(5, reading) for reading in readings]
    assert jobs.is_full(5)
    assert not jobs.is_full(6)
    jobs.cancel(5, numbers[0])
    await asyncio.wait({readings[0]})
    assert not jobs.is_full(5)
    jobs.stop()
    await asyncio.wait(readings)


async def test_stop_calls_off_what_is_under_way_and_what_is_begun_after_it() -> None:
    jobs = Jobs()
    before = asyncio.create_task(endless())
    jobs.add(5, before)
    jobs.stop()
    after = asyncio.create_task(endless())
    jobs.add(6, after)
    await asyncio.wait({before, after})
    assert before.cancelled()
    assert after.cancelled()


async def test_number_of_an_earlier_process_is_not_ours() -> None:
    jobs = Jobs()
    reading = asyncio.create_task(endless())
    number = jobs.add(5, reading)
    assert jobs.is_ours(number)
    assert not jobs.is_ours(number - 1_000_000)
    jobs.stop()
    await asyncio.wait({reading})


async def test_group_that_got_another_id_is_found_under_it_and_others_stay_where_they_are() -> None:
    jobs = Jobs()
    jobs.moved(-5, -1005)
    assert (jobs.now(-5), jobs.now(-1005), jobs.now(-6)) == (-1005, -1005, -6)
