"""The telephony service over any sequence of events, and two bots that share a store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls import ownership
from bot.domain.calls.call import State
from bot.domain.outbox.notice import NoticeKind
from bot.domain.stamp import Stamp
from bot.domain.telephony.ring import LATE, PhoneEventKind
from bot.storage.postgres.store import PostgresStore
from tests.domain.rota_history import MONDAY, POLICY
from tests.services.fakes import FakeClock
from tests.services.phone_bot import PhoneBot
from tests.storage.memory import MemoryStore

NEW, ANSWER, HANGUP = PhoneEventKind.NEW_CALL, PhoneEventKind.ANSWER, PhoneEventKind.HANGUP


@pytest.fixture(params=["memory", "postgres"])
async def bots(request: pytest.FixtureRequest) -> AsyncIterator[tuple[PhoneBot, PhoneBot]]:
    clock = FakeClock()
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            store = MemoryStore()
            yield PhoneBot(store, clock), PhoneBot(store, clock)
        else:
            url = request.getfixturevalue("database_url")
            stores = [await stack.enter_async_context(await PostgresStore.open(url)) for _ in range(2)]
            yield PhoneBot(stores[0], clock), PhoneBot(stores[1], clock)


async def test_an_event_that_reaches_both_bots_is_acted_on_once(bots: tuple[PhoneBot, PhoneBot]):
    for kind in (NEW, HANGUP):
        await asyncio.gather(*(bot.hear(kind) for bot in bots))
    bots[0].clock.advance(seconds=3)
    await asyncio.gather(*(bot.settle() for bot in bots))
    week = await bots[1].week()
    assert len(week.rings) == 1
    (card,) = await bots[1].cards()
    assert week.rings[0].opened == card.number
    assert Counter(n.kind for n in week.notices)[NoticeKind.RING] == 1
    assert bots[0].missed + bots[1].missed == 1


async def test_what_one_bot_hears_begin_the_other_hears_end(bots: tuple[PhoneBot, PhoneBot]):
    first, second = bots
    await first.hear(NEW)
    await second.hear(ANSWER)
    await asyncio.gather(first.settle(), second.settle())
    await first.hear(HANGUP)
    await second.wait(seconds=10)
    (ring,) = (await first.week()).rings
    assert (ring.by, ring.missed) == ("U0ALICE", False)
    assert await first.cards() == []


async def test_a_second_miss_that_both_bots_settle_is_one_line(bots: tuple[PhoneBot, PhoneBot]):
    first, second = bots
    for call in ("c1", "c2"):
        await first.hear(NEW, call)
        await second.hear(HANGUP, call)
        first.clock.advance(seconds=10)
        await asyncio.gather(first.settle(), second.settle())
    (card,) = await first.cards()
    assert [n.facts["event"] for n in card.notices if n.kind is NoticeKind.LINE] == ["missed_again"]


async def test_a_miss_is_looked_at_again_when_its_time_has_come():
    bot = PhoneBot(MemoryStore(), FakeClock())
    await bot.hear(NEW)
    await bot.hear(HANGUP)
    await bot.service.settle()
    assert await bot.cards() == []
    assert bot.alarms.armed["rings later"] == bot.clock.now() + LATE
    await bot.wait(seconds=2)
    assert len(await bot.cards()) == 1


async def test_a_ring_over_the_turn_of_the_week_is_one_ring():
    bot = PhoneBot(MemoryStore(), FakeClock())
    await bot.hear(NEW)
    bot.clock.advance(days=6)
    await bot.hear(ANSWER)
    assert len((await bot.week()).rings) == 1
    assert bot.service.rota.monday(bot.clock.now()) != MONDAY


async def test_the_time_to_call_back_is_measured_once():
    bot = PhoneBot(MemoryStore(), FakeClock())
    await bot.hear(NEW)
    await bot.hear(HANGUP)
    await bot.wait(seconds=10)
    (card,) = await bot.cards()
    for minutes, person in ((5, "U0ALICE"), (9, "U0BRUNO")):
        at = card.opened.at + timedelta(minutes=minutes)
        waiting = replace(card, state=State.TO_CALL_BACK)
        card = await bot.store.calls.replace(
            ownership.call_back(waiting, Stamp(at, person), POLICY), card.version
        )
        bot.service.notifier.notify(card)
    assert bot.called_back_after == [5 * 60]


async def test_a_missed_card_of_the_first_version_is_called_back_as_any_other():
    """Its origin is the exchange's own id of the call, where a ring's reference stands now."""
    bot = PhoneBot(MemoryStore(), FakeClock())
    await bot.hear(NEW)
    await bot.hear(HANGUP)
    await bot.wait(seconds=10)
    (card,) = await bot.cards()
    called_back = ownership.call_back(
        replace(card, origin="phone:c1"), Stamp(card.opened.at, "U0ALICE"), POLICY
    )
    await bot.store.calls.replace(called_back, card.version)
    await bot.service.call_opened(card.number)
    week = await bot.week()
    assert week.rings[0].opened == card.number
    assert await bot.cards() == [await bot.store.calls.get(card.number)]
