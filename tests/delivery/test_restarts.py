"""Bots that stop, crash, come back or work side by side: nothing is lost and nothing is said twice."""

from datetime import datetime, timedelta

import pytest

from bot.domain.calls.call import Call
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKey, NoticeKind
from bot.domain.ports import StoreUnwritableError
from bot.domain.refusals import StoreRefused
from simulator import FaultKind, Simulator
from tests.delivery.post_office import PostOffice, stocked
from tests.storage.memory import MemoryCalls, MemoryStore
from tests.support.workspace import ALICE, CAMILLE, DAVID, DEV, SERVICE, SUPPORT, plain

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="File d’impression vidée.")


async def restarted(office: PostOffice) -> PostOffice:
    """The bot after a crash: what was in flight is cut off where it stands."""
    await office.stop(seconds=0)
    again = PostOffice(office.simulator, office.store)
    await again.start()
    return again


async def test_what_was_posted_as_the_bot_crashed_is_found_by_the_next_one(office: PostOffice):
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=5)
    number = await office.open()
    await office.simulator.until(lambda: office.simulator.messages(SUPPORT))
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.SENDING

    again = await restarted(office)
    await again.quiet()
    card = await again.notice(number, NoticeKind.CARD)
    assert (card.state, card.attempt) == (DeliveryState.SENT, 1)
    assert [m.ts for m in again.said(card.key)] == [card.ts]
    await again.stop()


async def test_what_was_claimed_and_never_posted_is_posted_once_by_the_next_one(office: PostOffice):
    number = await office.opened()
    await office.stop(seconds=0)
    await office.calls.call_level2(number, ALICE)
    key = (await office.notice(number, NoticeKind.LEVEL2)).key
    assert await office.outbox.claim(number, key, None)

    again = await restarted(office)
    await again.quiet()
    assert again.said(key) == []
    for _ in range(3):
        await again.later(seconds=3)
    assert len(again.said(key)) == 1
    assert (await again.notice(number, NoticeKind.LEVEL2)).attempt == 2
    await again.stop()


async def test_a_doubt_survives_the_restart_though_slack_is_too_busy_to_open_the_conversation(
    office: PostOffice,
):
    number = await office.opened()
    office.strike(FaultKind.DELAY, delay=5)
    await office.calls.close(number, ALICE, SOLVED)
    report = await office.notice(number, NoticeKind.REPORT, 0)
    await office.simulator.until(lambda: office.said(report.key))
    for method in ("conversations.open", "conversations.history"):
        office.strike(FaultKind.RATELIMITED, method, retry_after=2, times=2)

    again = await restarted(office)
    for _ in range(5):
        await again.later(seconds=2)
    assert (await again.notice(number, NoticeKind.REPORT, 0)).state is DeliveryState.SENT
    assert len(again.said(report.key)) == 1
    await again.stop()


async def test_a_doubt_about_somebody_who_left_meanwhile_is_told_to_the_service(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.CUT_BEFORE, channel=await office.direct(CAMILLE))
    await office.calls.close(number, ALICE, SOLVED)
    await office.quiet()
    assert (await office.notice(number, NoticeKind.REPORT, 0)).state is DeliveryState.UNCONFIRMED
    office.simulator.deactivate(CAMILLE)
    again = await restarted(office)
    for _ in range(4):
        await again.later(seconds=61)
    report = await again.notice(number, NoticeKind.REPORT, 0)
    assert (str(report.queue), report.state) == (f"dm:{CAMILLE}", DeliveryState.REJECTED)
    told = [m for m in again.simulator.messages(SERVICE) if "n'a pas pu être remis" in plain(m.words)]
    assert len(told) == 1
    await again.stop()


async def test_a_deadline_that_passed_while_the_bot_was_stopped_is_said_once_and_says_so(office: PostOffice):
    number = await office.opened()
    await office.stop()
    office.clock.advance(timedelta(minutes=23))
    again = await restarted(office)
    await again.quiet()
    (ping,) = again.simulator.messages(DEV)
    assert "prévu à 10:10, envoyé à 10:23 : le bot était arrêté" in plain(ping.words)
    await again.later(minutes=4)
    assert len(again.simulator.messages(DEV)) == 1
    assert number in ping.words
    await again.stop()


async def test_reminders_missed_meanwhile_are_skipped(office: PostOffice):
    number = await office.opened()
    await office.later(minutes=10)
    await office.stop()
    office.clock.advance(timedelta(minutes=12))
    again = await restarted(office)
    await again.quiet()
    assert len(again.simulator.messages(DEV)) == 1
    await again.later(minutes=3)
    _, reminder = again.simulator.messages(DEV)
    assert number in reminder.words
    assert "arrêté" not in reminder.words
    await again.stop()


async def test_draining_finishes_what_is_in_flight_and_leaves_the_rest_to_the_store(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=0.3)
    await office.calls.call_level2(number, ALICE)
    await office.calls.hand_back(number, DAVID)
    await office.simulator.until(lambda: office.said(NoticeKey(number, 1, NoticeKind.LINE, 1)))
    await office.stop(seconds=3)
    first, second = [n for n in (await office.call(number)).notices if n.kind is NoticeKind.LINE]
    assert (first.state, second.state) == (DeliveryState.SENT, DeliveryState.DUE)

    again = await restarted(office)
    await again.quiet()
    assert len(again.said(second.key)) == len(again.said(first.key)) == 1
    await again.stop()


async def test_draining_waits_no_longer_than_it_may(office: PostOffice):
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=5)
    number = await office.open()
    await office.simulator.until(lambda: office.simulator.messages(SUPPORT))
    before = datetime.now().astimezone()
    await office.stop(seconds=0.2)
    assert (datetime.now().astimezone() - before).total_seconds() < 2
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.SENDING


async def test_who_is_drained_says_nothing_more(office: PostOffice):
    number = await office.opened()
    await office.stop()
    before = len(office.simulator.calls)
    await office.calls.call_level2(number, ALICE)
    await office.dispatcher.ring(number)
    await office.quiet()
    assert len(office.simulator.calls) == before


async def test_two_bots_on_one_store_say_each_thing_once(office: PostOffice):
    twin = PostOffice(office.simulator, office.store)
    await twin.start()
    numbers = [await office.open("ACME", f"panne {n}") for n in range(3)]
    for number in numbers:
        await twin.dispatcher.ring(number)
        await office.calls.call_level2(number, ALICE)
        await twin.dispatcher.ring(number)
        await twin.calls.take(number, DAVID)
    await office.quiet()
    await twin.quiet()
    for number in numbers:
        for notice in (await office.call(number)).notices:
            expected = 1 if notice.state is DeliveryState.SENT else 0
            assert len(office.said(notice.key)) == expected, notice
    await twin.stop()


async def test_what_nobody_knows_of_rings_for_nothing(office: PostOffice):
    await office.dispatcher.ring("2026-9999")
    await office.dispatcher.ring("week:2026-11-30")
    await office.quiet()
    assert office.simulator.calls == []


class FullDisk(MemoryCalls):
    """Refuses the writes that would say that something was said."""

    full = False

    async def replace(self, document: Call, expected: int) -> Call:
        before = await self.get(document.id)
        sent = {n.key for n in before.notices if n.state is DeliveryState.SENT} if before else set()
        if self.full and any(n.state is DeliveryState.SENT and n.key not in sent for n in document.notices):
            raise StoreUnwritableError(document.id)
        return await super().replace(document, expected)


@pytest.fixture
def full() -> FullDisk:
    return FullDisk()


@pytest.fixture
def frail(simulator: Simulator, full: FullDisk) -> PostOffice:
    return PostOffice(simulator, MemoryStore(calls=full, clients=stocked(simulator).clients))


async def test_what_was_posted_but_could_not_be_written_down_is_found_again(
    frail: PostOffice, full: FullDisk
):
    await frail.stop()
    number = await frail.open()
    full.full = True
    with frail.leases.using(number):
        assert await frail.leases.acquire(number)
        call, card = await frail.call(number), await frail.notice(number, NoticeKind.CARD)
        with pytest.raises(StoreRefused):
            await frail.dispatcher.deliver(call, card)
        assert len(frail.said(card.key)) == 1
        full.full = False
        await frail.dispatcher.deliver(await frail.call(number), await frail.notice(number, NoticeKind.CARD))
    found = await frail.notice(number, NoticeKind.CARD)
    assert [m.ts for m in frail.said(card.key)] == [found.ts]
    assert found.state is DeliveryState.SENT


async def test_a_week_is_recovered_like_a_call(office: PostOffice):
    office.strike(FaultKind.DELAY, channel=SERVICE, delay=5)
    await office.rota.run()
    await office.simulator.until(lambda: office.simulator.messages(SERVICE))
    again = await restarted(office)
    await again.quiet()
    assert len(again.simulator.messages(SERVICE)) == 1
    (week,) = await again.store.weeks.ledger()
    assert {n.state for n in week.notices} == {DeliveryState.SENT}
    await again.stop()
