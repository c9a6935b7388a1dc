"""The outbox: one attempt at a time may say a notice, and how it went is written down."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.retry import RetryPolicy
from bot.domain.calls.call import Call, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DelayReason, DeliveryState, Location, Notice, NoticeKey, NoticeKind
from bot.domain.outbox.transitions import Deleted, Rejected, Retry, Sent, Unconfirmed, Updated, UpdateDelayed
from bot.domain.refusals import StoreRefused, TooBusy, UnknownCall
from tests.services.bench import ServiceBench
from tests.support.workspace import ALICE, CAMILLE, SERVICE, SUPPORT, TUESDAY_AT_TEN

A_MINUTE = timedelta(minutes=1)
SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")


async def notice(bench: ServiceBench, call: Call, what: NoticeKind = NoticeKind.CARD) -> Notice:
    found = (await bench.calls.call(call.number)).newest(what)
    assert found
    return found


async def test_a_claim_is_written_before_anything_is_said(bench: ServiceBench):
    call = await bench.open()
    claimed = await bench.outbox.claim(call.id, call.notices[0].key, DelayReason.SLACK)
    assert claimed
    document, mine = claimed
    assert (mine.state, mine.attempt, mine.claimed_at) == (DeliveryState.SENDING, 1, TUESDAY_AT_TEN)
    assert mine.delay_reason is DelayReason.SLACK
    assert document == await bench.calls.call(call.number)


async def test_of_many_who_claim_at_once_one_may_say_it(bench: ServiceBench):
    call = await bench.open()
    key = call.notices[0].key
    claims = await asyncio.gather(*(bench.outbox.claim(call.id, key, None) for _ in range(5)))
    assert sum(claim is not None for claim in claims) == 1


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.REJECTED])
async def test_what_is_over_is_claimed_by_nobody(bench: ServiceBench, state: DeliveryState):
    call = await bench.open()
    ping = call.notices[1].key
    match state:
        case DeliveryState.CANCELLED:
            await bench.calls.close(call.number, ALICE, SOLVED)
        case DeliveryState.REJECTED:
            await bench.calls.close(call.number, ALICE, SOLVED)
            ping = (await bench.calls.call(call.number)).notices[-2].key
            await bench.outbox.record(call.id, ping, Rejected("user_disabled", A_MINUTE))
        case _:
            bench.clock.advance(minutes=10)
            await bench.outbox.claim(call.id, ping, None)
            await bench.outbox.record(call.id, ping, Sent(Location("C0DEV", "1.0"), 1))
    bench.clock.advance(minutes=30)
    before = await bench.calls.call(call.number)
    assert next(n.state for n in before.notices if n.key == ping) is state
    assert await bench.outbox.claim(call.id, ping, None) is None
    assert await bench.calls.call(call.number) == before


async def test_nothing_is_claimed_before_its_time(bench: ServiceBench):
    call = await bench.open()
    ping = call.notices[1].key
    bench.clock.advance(minutes=9, seconds=59)
    assert await bench.outbox.claim(call.id, ping, None) is None
    bench.clock.advance(seconds=1)
    claimed = await bench.outbox.claim(call.id, ping, None)
    assert claimed
    assert isinstance(claimed[0], Call)
    assert claimed[0].state is State.WAITING


async def test_an_unknown_notice_is_claimed_by_nobody(bench: ServiceBench):
    call = await bench.open()
    assert await bench.outbox.claim(call.id, NoticeKey.parse("2026-0001/9/card/1"), None) is None
    with pytest.raises(UnknownCall):
        await bench.outbox.claim("2026-9999", NoticeKey.parse("2026-9999/1/card/1"), None)


async def test_what_was_said_stands_where_it_was_said(bench: ServiceBench):
    call = await bench.carded(await bench.open())
    card = call.card
    assert card
    assert (card.state, card.channel, card.error, card.posted_revision) == (
        DeliveryState.SENT,
        SUPPORT,
        None,
        card.revision,
    )


async def test_a_try_that_failed_is_made_again_later_and_later(bench: ServiceBench):
    call = await bench.open()
    key, waits, retry = call.notices[0].key, [], RetryPolicy(lambda: 0.0)
    for _ in range(8):
        claimed = await bench.outbox.claim(call.id, key, None)
        assert claimed
        failed = Retry("connection_refused", retry.delay(claimed[1].attempt))
        await bench.outbox.record(call.id, key, failed)
        again = await notice(bench, call)
        assert again.retry_at
        waits.append((again.retry_at - bench.clock.at).total_seconds())
        assert await bench.outbox.claim(call.id, key, None) is None
        bench.clock.at = again.retry_at
    assert waits == [1, 2, 5, 10, 30, 60, 60, 60]
    assert (again.state, again.error) == (DeliveryState.DUE, "connection_refused")


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)])
def test_what_failed_together_is_not_tried_together(jitter: float, seconds: float):
    assert RetryPolicy(lambda: jitter).delay(1) == timedelta(seconds=seconds)


async def test_slack_s_own_wait_comes_before_ours(bench: ServiceBench):
    call = await bench.open()
    key = call.notices[0].key
    await bench.outbox.claim(call.id, key, None)
    await bench.outbox.record(call.id, key, Retry("ratelimited", timedelta(seconds=42)))
    assert (await notice(bench, call)).retry_at == bench.clock.at + timedelta(seconds=42)


async def test_a_doubt_keeps_the_instant_of_its_attempt(bench: ServiceBench):
    call = await bench.open()
    key = call.notices[0].key
    await bench.outbox.claim(call.id, key, None)
    bench.clock.advance(seconds=2)
    await bench.outbox.record(call.id, key, Unconfirmed("timeout", timedelta(seconds=3)))
    doubtful = await notice(bench, call)
    assert (doubtful.state, doubtful.claimed_at) == (DeliveryState.UNCONFIRMED, TUESDAY_AT_TEN)
    assert doubtful.retry_at == bench.clock.at + timedelta(seconds=3)


async def test_what_is_refused_for_a_person_is_promised_to_the_service_once(bench: ServiceBench):
    call = await bench.open()
    closed = await bench.calls.close(call.number, ALICE, SOLVED)
    key = next(n.key for n in closed.notices if n.to == CAMILLE)
    for _ in range(2):
        await bench.outbox.record(call.id, key, Rejected("user_disabled", A_MINUTE))
    notices = (await bench.calls.call(call.number)).notices
    instead = [n for n in notices if n.facts.get("instead_of") == CAMILLE]
    assert [(n.kind, str(n.queue), n.to) for n in instead] == [(NoticeKind.REPORT, "service", SERVICE)]


async def test_wakes_are_of_calls_and_weeks_and_of_nothing_that_is_said(bench: ServiceBench):
    call = await bench.open()
    soon = TUESDAY_AT_TEN + timedelta(seconds=20)
    assert [w.id for w in await bench.outbox.due_before(soon)] == [call.id]
    await bench.carded(call)
    assert await bench.outbox.due_before(soon) == []
    delay_reason = TUESDAY_AT_TEN + timedelta(minutes=11)
    assert [(w.id, w.at) for w in await bench.outbox.due_before(delay_reason)] == [(call.id, call.deadline)]


async def test_what_was_being_said_when_a_bot_stopped_is_doubtful(bench: ServiceBench):
    call = await bench.open()
    await bench.outbox.claim(call.id, call.notices[0].key, None)
    await bench.outbox.recover(call.id)
    card = await notice(bench, call)
    assert (card.state, card.claimed_at, card.attempt) == (DeliveryState.UNCONFIRMED, TUESDAY_AT_TEN, 1)
    before = await bench.calls.call(call.number)
    await bench.outbox.recover(call.id)
    assert await bench.calls.call(call.number) == before


async def test_a_deleted_card_is_promised_again_under_its_key(bench: ServiceBench):
    call = await bench.carded(await bench.open())
    await bench.outbox.record(call.id, call.notices[0].key, Deleted())
    card = (await bench.calls.call(call.number)).notices[0]
    assert (card.state, card.ts, card.posted_revision, card.key) == (
        DeliveryState.DUE,
        None,
        0,
        call.notices[0].key,
    )
    assert await bench.outbox.claim(call.id, card.key, None)


async def test_a_redrawing_that_waits_leaves_the_message_standing(bench: ServiceBench):
    call = await bench.carded(await bench.open())
    await bench.calls.call_level2(call.number, ALICE)
    key = call.notices[0].key
    await bench.outbox.record(call.id, key, UpdateDelayed("ratelimited", A_MINUTE))
    card = (await bench.calls.call(call.number)).notices[0]
    assert (card.state, card.needs_update, card.ready_at) == (
        DeliveryState.SENT,
        True,
        bench.clock.at + A_MINUTE,
    )
    await bench.outbox.record(call.id, key, Updated(card.revision))
    assert not (await bench.calls.call(call.number)).notices[0].needs_update


async def test_the_outbox_says_what_the_store_cannot_do(bench: ServiceBench):
    call = await bench.open()
    key = call.notices[0].key
    bench.call_records.rivals = [lambda c: c] * 5
    with pytest.raises(TooBusy):
        await bench.outbox.claim(call.id, key, None)
    bench.call_records.refusing = True
    with pytest.raises(StoreRefused):
        await bench.outbox.claim(call.id, key, None)
    assert await bench.outbox.document("2026-9999") is None
    assert await bench.outbox.document("week:2026-11-23") is None
