"""An error of the program ends after five attempts, whatever the notice: it is given up, and a person is told."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.delivery.card_links import PostedCardLinks
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.leases import DocumentLeases
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import RetryPolicy
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.outbox.notice import (
    UNSEARCHABLE,
    DeliveryState,
    Location,
    Notice,
    NoticeKey,
    NoticeKind,
    Queue,
    QueueKind,
)
from bot.domain.outbox.transitions import MOST_FAULTS
from bot.domain.ports import Document
from bot.domain.stamp import Stamp
from bot.services.outbox import Outbox
from bot.services.undelivered import find_undelivered
from bot.services.waiting import WaitingPeople
from bot.storage.leases import SoleBotLeases
from simulator import MovableClock
from tests.delivery.post_office import POLICY
from tests.storage.memory import MemoryStore
from tests.support.workspace import ALICE, TUESDAY_AT_TEN

NUMBER = "2026-0001"
MANAGER = "camille@example.fr"


class Broken:
    """A sender with an error in it.

    Args:
        searchable: as the real one of that queue.
        at: in which step the error is: target, send, or update, which is a `send` of what stands.
    """

    def __init__(self, at: str, *, searchable: bool) -> None:
        self.searchable = searchable
        self._at = at
        self.attempts: Counter[NoticeKey] = Counter()

    async def target(self, notice: Notice) -> str:
        if self._at == "target":
            self._fail(notice)
        return notice.to

    @asynccontextmanager
    async def turn(self, _target: str, *, update: bool = False) -> AsyncIterator[None]:
        assert update in {True, False}
        yield

    async def send(
        self, _document: Document, notice: Notice, _target: str, standing: Location | None = None
    ) -> Location | None:
        if self._at == ("update" if standing else "send"):
            self._fail(notice)
        return Location(notice.to, "1764000000.000100") if self.searchable else None

    def _fail(self, notice: Notice) -> None:
        self.attempts[notice.key] += 1
        raise KeyError(str(notice.key))


class Nowhere:
    """Where nothing is ever found."""

    async def find(self, _document: Document, _notice: Notice) -> list[Location]:
        return []

    async def delete(self, location: Location) -> None:
        raise AssertionError(location)


class NoAlarms:
    """The test rings."""

    def arm(self, _id: str, _at: object) -> None: ...


async def no_link(_number: str) -> str | None:
    return None


class Bench:
    """A dispatcher whose senders are broken, over one call with a mail to send."""

    def __init__(self, at: str, people: WaitingPeople | None = None) -> None:
        self.clock = MovableClock(TUESDAY_AT_TEN)
        self.store = MemoryStore()
        self.outbox = Outbox(self.store.calls, self.store.weeks, POLICY, self.clock)
        self.senders = {kind: Broken(at, searchable=kind not in UNSEARCHABLE) for kind in QueueKind}
        self.dispatcher = Dispatcher(
            outbox=self.outbox,
            leases=DocumentLeases(SoleBotLeases(), self.outbox.recover),
            senders=self.senders,
            reconciler=Reconciler(outbox=self.outbox, searcher=Nowhere(), clock=self.clock),
            retry=RetryPolicy(lambda: 0.0),
            card_links=PostedCardLinks(no_link),
            alarms=NoAlarms(),
            clock=self.clock,
            waiting=people,
        )

    async def open(self) -> None:
        now = self.clock.now()
        draft = NewCall(
            origin="form:1",
            stamp=Stamp(now, ALICE),
            client=ClientRef("ACME", "Acme"),
            request="imprimante HS",
        )
        await self.store.calls.open(
            draft.origin,
            2026,
            lambda number: open_call(draft, number, POLICY).enqueue(
                NoticeKind.REPORT, queue=Queue.mail(MANAGER), to=MANAGER, due=now, version=1
            ),
        )

    async def pass_time(self, times: int = 60) -> None:
        for _ in range(times):
            await self.dispatcher.ring(NUMBER)
            await self.dispatcher.idle()
            self.clock.advance(timedelta(minutes=1))

    async def call(self) -> Call:
        call = await self.store.calls.get(NUMBER)
        assert call
        return call

    @property
    def attempts(self) -> Counter[NoticeKey]:
        return sum((sender.attempts for sender in self.senders.values()), Counter[NoticeKey]())


@pytest.mark.parametrize("at", ["target", "send"])
async def test_what_faults_five_times_is_given_up_and_told(at: str) -> None:
    bench = Bench(at)
    await bench.open()
    await bench.pass_time()
    states = {n.kind: n.state for n in (await bench.call()).notices}
    for kind in (NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.REPORT):
        assert states[kind] is DeliveryState.FAILED
    assert {*bench.attempts.values()} == {MOST_FAULTS}
    told = await find_undelivered(bench.outbox, bench.clock.now())
    assert {each.notice.kind for each in told} >= {NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.REPORT}
    assert all("KeyError" in (each.notice.error or "") for each in told)


async def test_what_was_given_up_is_forgotten_after_a_month() -> None:
    bench = Bench("send")
    await bench.open()
    await bench.pass_time()
    bench.clock.advance(timedelta(days=30))
    await bench.pass_time(10)
    states = {n.kind: n.state for n in (await bench.call()).notices}
    for kind in (NoticeKind.CARD, NoticeKind.LEVEL2, NoticeKind.REPORT):
        assert states[kind] is DeliveryState.REJECTED
    assert DeliveryState.FAILED not in states.values()


async def test_where_level_2_could_not_be_called_the_lead_is_told() -> None:
    bench = Bench("send")
    await bench.open()
    await bench.pass_time()
    told = {(n.kind, n.to) for n in (await bench.call()).notices}
    assert (NoticeKind.CHANNEL_REFUSED, POLICY.escalation.lead) in told


async def test_a_message_that_cannot_be_updated_stays_as_it_stands() -> None:
    bench = Bench("update")
    await bench.open()
    await bench.pass_time()
    call = await bench.call()
    (card,) = [n for n in call.notices if n.kind is NoticeKind.CARD]
    assert (card.state, card.needs_update) == (DeliveryState.SENT, False)
    before = bench.attempts[card.key]
    await bench.store.calls.replace(call.refreshed(), call.version)
    await bench.pass_time()
    assert bench.attempts[card.key] == before + MOST_FAULTS


async def test_whoever_waits_for_an_acknowledgement_goes_before_what_is_delivered() -> None:
    people = WaitingPeople(let_first=3600)
    bench = Bench("send", people)
    await bench.open()
    with people.one_more():
        await bench.dispatcher.ring(NUMBER)
        for _ in range(20):  # more turns of the loop than a delivery needs to begin
            await asyncio.sleep(0)
        assert not bench.attempts
    await bench.dispatcher.idle()
    assert bench.attempts
