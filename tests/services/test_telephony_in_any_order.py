"""Two bots on one store hear any events of the exchange, together, twice and in any order, while messages are posted.

Never two cards for one call of the exchange, and never a message that says that it rings after the hang-up.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState, Location, Notice, NoticeKey, NoticeKind
from bot.domain.outbox.notices import ready
from bot.domain.outbox.transitions import Sent, Updated
from bot.domain.rota.week import Week
from bot.domain.telephony import rings
from bot.domain.telephony.ring import PhoneEventKind, Ring
from bot.services.outbox import Outbox
from tests.domain.rota_history import MONDAY, POLICY
from tests.services.fakes import FakeClock
from tests.services.phone_bot import ACME, PhoneBot
from tests.storage.memory import MemoryCalls, MemoryStore, MemoryWeeks


class BusyWeeks(MemoryWeeks):
    """Whoever reads or writes lets the others go first, so that what runs together meets."""

    async def of(self, monday: date) -> Week | None:
        await asyncio.sleep(0)
        return await super().of(monday)

    async def replace(self, document: Week, expected: int) -> Week:
        await asyncio.sleep(0)
        return await super().replace(document, expected)


class BusyCalls(MemoryCalls):
    """Likewise."""

    async def open_calls(self, client: str | None = None) -> list[Call]:
        await asyncio.sleep(0)
        return await super().open_calls(client)

    async def replace(self, document: Call, expected: int) -> Call:
        await asyncio.sleep(0)
        return await super().replace(document, expected)


def is_ringing(week: Week, notice: Notice) -> bool:
    ring = rings.ring_of(week, int(notice.facts["ring"] or 0))
    return ring is not None and ring.answered is None and ring.ended is None


@dataclass
class Telegraph:
    """Posts and updates the messages about rings, as the dispatcher does: what is begun shows what was true then.

    Attributes:
        says_ringing: by the key of each message that stands, whether it says that it rings.
        under_way: what is being posted: its key, the revision, what it says, and whether it is an update.
    """

    outbox: Outbox
    clock: FakeClock
    says_ringing: dict[NoticeKey, bool] = field(default_factory=dict)
    under_way: list[tuple[NoticeKey, int, bool, bool]] = field(default_factory=list)

    async def begin(self, week: Week) -> None:
        """Begins whatever is ready and not under way."""
        busy = {key for key, *_ in self.under_way}
        for notice in ready(week.notices, self.clock.now()):
            if notice.kind is not NoticeKind.RING or notice.key in busy:
                continue
            if notice.state is DeliveryState.SENT:
                self.under_way.append((notice.key, notice.revision, is_ringing(week, notice), True))
            elif claimed := await self.outbox.claim(week.id, notice.key, None):
                document, begun = claimed
                assert isinstance(document, Week)
                self.under_way.append((begun.key, begun.revision, is_ringing(document, begun), False))

    async def end(self, week: Week) -> None:
        """Slack shows what is under way, and the bot hears of it."""
        for key, revision, ringing, is_update in self.under_way:
            self.says_ringing[key] = ringing
            outcome = Updated(revision) if is_update else Sent(Location("D1", f"{key.n}.0"), revision)
            await self.outbox.record(week.id, key, outcome)
        self.under_way.clear()


Heard = tuple[PhoneEventKind, str, str | None, int]
Step = Sequence[Heard] | float | Literal["begin", "end"]

EVENT = st.tuples(
    st.sampled_from(PhoneEventKind),
    st.sampled_from(["c1", "c2", "c3"]),
    st.sampled_from([ACME, "0499000000", None]),
    st.sampled_from([0, 1]),
)
STEPS = st.lists(
    st.one_of(
        st.lists(EVENT, min_size=1, max_size=4),
        st.sampled_from([0.5, 1.0, 5.0, 1800.0]),
        st.sampled_from(["begin", "end"]),
    ),
    max_size=14,
)


@given(STEPS)
def test_never_two_cards_for_a_call_nor_a_message_that_rings_after_the_hang_up(steps: list[Step]) -> None:
    asyncio.run(lived(steps))


async def lived(steps: Sequence[Step]) -> None:
    clock = FakeClock()
    store = MemoryStore(calls=BusyCalls(), weeks=BusyWeeks())
    bots = PhoneBot(store, clock), PhoneBot(store, clock)
    telegraph = Telegraph(Outbox(store.calls, store.weeks, POLICY, clock), clock)
    for step in steps:
        week = await store.weeks.of(MONDAY)
        if isinstance(step, float):
            clock.advance(seconds=step)
            await asyncio.gather(*(bot.settle() for bot in bots))
        elif step == "begin" and week:
            await telegraph.begin(week)
        elif step == "end" and week:
            await telegraph.end(week)
        elif not isinstance(step, str):
            await asyncio.gather(*(bots[bot].hear(kind, call, number) for kind, call, number, bot in step))
        if week := await store.weeks.of(MONDAY):
            _assert_sound(week, await store.calls.open_calls(), telegraph)
    clock.advance(seconds=10)
    await asyncio.gather(*(bot.settle() for bot in bots))
    if (week := await store.weeks.of(MONDAY)) is None:
        return
    await _deliver_all(store, telegraph)
    week, cards = await store.weeks.of(MONDAY) or week, await store.calls.open_calls()
    _assert_sound(week, cards, telegraph)
    assert bots[0].missed + bots[1].missed == len(cards)
    for ring in week.rings:
        assert ring.sought == (ring.answered is not None)
        assert not ring.missed or ring.opened in {card.number for card in cards}
        if ring.ended or ring.answered:
            assert not any(telegraph.says_ringing.get(notice.key) for notice in _about(week, ring))


async def _deliver_all(store: MemoryStore, telegraph: Telegraph) -> None:
    """Until nothing about a ring is left to say."""
    while True:
        week = await store.weeks.of(MONDAY)
        assert week
        await telegraph.end(week)
        week = await store.weeks.of(MONDAY) or week
        await telegraph.begin(week)
        if not telegraph.under_way:
            return


def _about(week: Week, ring: Ring) -> list[Notice]:
    return [n for n in week.notices if n.kind is NoticeKind.RING and n.facts.get("ring") == ring.n]


def _assert_sound(week: Week, cards: Sequence[Call], telegraph: Telegraph) -> None:
    assert len({ring.call_id for ring in week.rings}) == len(week.rings)
    assert len({notice.key for notice in week.notices}) == len(week.notices)
    assert len({card.origin for card in cards}) == len(cards)
    assert {card.origin for card in cards} <= {
        f"phone:{rings.reference(week.monday, ring)}" for ring in week.rings
    }
    under_way = {key for key, *_ in telegraph.under_way}
    for ring in week.rings:
        for notice in _about(week, ring):
            assert not (ring.missed and notice.state is DeliveryState.DUE), "would say that it rings"
            if ring.ended and ring.missed and telegraph.says_ringing.get(notice.key):
                assert notice.needs_update or notice.key in under_way, "says for ever that it rings"
