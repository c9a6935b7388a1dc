"""The telephony service over any sequence of events, and two bots that share a store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import TelephonyPolicy
from bot.domain.rota.week import Week
from bot.domain.telephony.ring import LATE, PhoneEventKind
from bot.services.answerers import Answerers
from bot.services.telephony import ReceivedEvent, TelephonyService, TelephonyWords
from bot.storage.postgres.store import PostgresStore
from bot.storage.store import Store
from tests.domain.rota_history import ABC, MONDAY, POLICY
from tests.services.fakes import FakeClock, FakePeople, RecordingNotifier
from tests.services.rota_bots import RotaBot
from tests.storage.memory import MemoryStore

NEW, ANSWER, HANGUP = PhoneEventKind.NEW_CALL, PhoneEventKind.ANSWER, PhoneEventKind.HANGUP
ACME = "33472000001"


class RecordingAlarms:
    """Keeps the last instant for which each alarm was armed."""

    def __init__(self) -> None:
        self.armed: dict[str, datetime] = {}

    def arm(self, id: str, at: datetime) -> None:
        self.armed[id] = at


class PhoneBot:
    """The telephony of one bot; the clock is shared by all of them."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        people = FakePeople(*ABC)
        rota = RotaBot(store.weeks, clock, people)
        self.store, self.clock, self.missed = store, clock, 0
        self.alarms = RecordingAlarms()
        self.service = TelephonyService(
            calls=store.calls,
            weeks=store.weeks,
            clients=store.clients,
            answerers=Answerers(people=people, colleagues=lambda: ABC),
            rota=rota.rota,
            rota_writer=rota.writer,
            policy=POLICY,
            telephony=TelephonyPolicy(),
            clock=clock,
            notifier=RecordingNotifier(),
            alarms=self.alarms,
            words=TelephonyWords(missed_request=lambda at: f"manqué à {at:%H:%M}", unknown_client="Inconnu"),
            observe_missed=self._count,
        )

    def _count(self) -> None:
        self.missed += 1

    async def hear(self, kind: PhoneEventKind, call: str = "c1", number: str | None = ACME) -> None:
        users = ("Alice",) if kind is ANSWER else ()
        await self.service.receive(ReceivedEvent(kind=kind, call_id=call, number=number, users=users))

    async def wait(self, **by: float) -> None:
        self.clock.advance(**by)
        await self.service.settle()

    async def week(self) -> Week:
        week = await self.store.weeks.of(MONDAY)
        assert week
        return week

    async def cards(self) -> list[Call]:
        return await self.store.calls.open_calls()


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
    await asyncio.gather(*(bot.service.settle() for bot in bots))
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
    await asyncio.gather(first.service.settle(), second.service.settle())
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
        await asyncio.gather(first.service.settle(), second.service.settle())
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


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(PhoneEventKind),
            st.sampled_from(["c1", "c2", "c3"]),
            st.sampled_from([ACME, "0499000000", None]),
        ),
        st.sampled_from([0.5, 1.0, 5.0, 1800.0]),
    ),
    max_size=14,
)


@given(STEPS)
def test_never_two_cards_for_a_call_nor_a_message_that_rings_after_the_hang_up(
    steps: list[tuple[PhoneEventKind, str, str | None] | float],
):
    async def lived() -> None:
        bot = PhoneBot(MemoryStore(), FakeClock())
        heard: set[str] = set()
        await bot.service.settle()
        for step in steps:
            if isinstance(step, float):
                await bot.wait(seconds=step)
                continue
            kind, call, number = step
            heard.add(call)
            await bot.hear(kind, call, number)
            await _assert_sound(bot, heard)
        await bot.wait(seconds=10)
        if heard:
            await _assert_sound(bot, heard)
            week = await bot.week()
            assert all(ring.opened for ring in week.rings if ring.missed)
            assert all(ring.sought for ring in week.rings if ring.answered)

    asyncio.run(lived())


async def _assert_sound(bot: PhoneBot, heard: set[str]) -> None:
    week = await bot.week()
    assert {ring.call_id for ring in week.rings} <= heard
    assert len({ring.call_id for ring in week.rings}) == len(week.rings)
    assert len({notice.key for notice in week.notices}) == len(week.notices)
    cards = await bot.cards()
    assert len({card.origin for card in cards}) == len(cards)
    for ring in week.rings:
        own = [card for card in cards if card.origin == f"phone:{ring.call_id}"]
        assert len(own) <= 1
        for notice in week.notices:
            if notice.facts.get("ring") != ring.n or notice.kind is not NoticeKind.RING:
                continue
            to_be_said = notice.state is DeliveryState.DUE
            assert not (ring.missed and to_be_said), "would say that it rings after the hang-up"
