"""How old what was read may be."""

import asyncio
import time

from bot.domain.freshness import SERVES, oldest_acceptable, read_anew


async def test_where_nothing_was_said_it_is_now():
    before = time.monotonic()
    assert before <= oldest_acceptable() <= time.monotonic()


async def test_what_was_read_serves_the_act_and_what_it_starts():
    read_anew()
    said = oldest_acceptable()
    assert oldest_acceptable() == said
    assert await asyncio.create_task(acceptable()) == said


async def test_what_another_task_says_is_its_own_affair():
    read_anew()
    said = oldest_acceptable()
    await asyncio.create_task(reading_anew())
    assert oldest_acceptable() == said


async def test_what_was_read_serves_for_two_seconds():
    read_anew(lambda: time.monotonic() - 3600)
    assert oldest_acceptable() >= time.monotonic() - SERVES - 1


async def test_nobody_waits_for_what_is_to_come():
    read_anew(lambda: time.monotonic() + 3600)
    assert oldest_acceptable() <= time.monotonic()


async def acceptable() -> float:
    return oldest_acceptable()


async def reading_anew() -> None:
    read_anew()
