"""Whoever waits for an acknowledgement goes first, but not for ever."""

import asyncio

from bot.services.waiting import WaitingPeople


async def test_nobody_is_let_first_where_nobody_waits():
    await WaitingPeople(3600).let_first()


async def test_all_who_wait_are_let_first():
    people = WaitingPeople(3600)
    with people.one_more():
        with people.one_more():
            letting = asyncio.create_task(people.let_first())
            await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)
        assert not letting.done()
    await letting


async def test_who_waits_for_long_is_not_waited_for():
    people = WaitingPeople(0.001)
    with people.one_more():
        await people.let_first()
