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
from tests.services.desk_house import ALICE, CAMILLE, SERVICE, SUPPORT, TUESDAY_AT_TEN, DeskHouse

A_MINUTE = timedelta(minutes=1)
SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")


async def notice(policy: DeskHouse, call: Call, what: NoticeKind = NoticeKind.CARD) -> Notice:
    found = (await policy.calls.call(call.number)).newest(what)
    assert found
    return found


async def test_a_claim_is_written_before_anything_is_said(policy: DeskHouse):
    call = await policy.open()
    claimed = await policy.outbox.claim(call.id, call.notices[0].key, DelayReason.SLACK)
    assert claimed
    document, mine = claimed
    assert (mine.state, mine.attempt, mine.claimed_at) == (DeliveryState.SENDING, 1, TUESDAY_AT_TEN)
    assert mine.delay_reason is DelayReason.SLACK
    assert document == await policy.calls.call(call.number)


async def test_of_many_who_claim_at_once_one_may_say_it(policy: DeskHouse):
    call = await policy.open()
    key = call.notices[0].key
    claims = await asyncio.gather(*(policy.outbox.claim(call.id, key, None) for _ in range(5)))
    assert sum(claim is not None for claim in claims) == 1


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.REJECTED])
async def test_what_is_over_is_claimed_by_nobody(policy: DeskHouse, state: DeliveryState):
    call = await policy.open()
    ping = call.notices[1].key
    match state:
        case DeliveryState.CANCELLED:
            await policy.calls.close(call.number, ALICE, SOLVED)
        case DeliveryState.REJECTED:
            await policy.calls.close(call.number, ALICE, SOLVED)
            ping = (await policy.calls.call(call.number)).notices[-2].key
            await policy.outbox.record(call.id, ping, Rejected("user_disabled", A_MINUTE))
        case _:
            policy.clock.advance(minutes=10)
            await policy.outbox.claim(call.id, ping, None)
            await policy.outbox.record(call.id, ping, Sent(Location("C0DEV", "1.0"), 1))
    policy.clock.advance(minutes=30)
    stands = await policy.calls.call(call.number)
    assert next(n.state for n in stands.notices if n.key == ping) is state
    assert await policy.outbox.claim(call.id, ping, None) is None
    assert await policy.calls.call(call.number) == stands


async def test_nothing_is_claimed_before_its_time(policy: DeskHouse):
    call = await policy.open()
    ping = call.notices[1].key
    policy.clock.advance(minutes=9, seconds=59)
    assert await policy.outbox.claim(call.id, ping, None) is None
    policy.clock.advance(seconds=1)
    claimed = await policy.outbox.claim(call.id, ping, None)
    assert claimed
    assert isinstance(claimed[0], Call)
    assert claimed[0].state is State.WAITING


async def test_an_unknown_notice_is_claimed_by_nobody(policy: DeskHouse):
    call = await policy.open()
    assert await policy.outbox.claim(call.id, NoticeKey.parse("2026-0001/9/card/1"), None) is None
    with pytest.raises(UnknownCall):
        await policy.outbox.claim("2026-9999", NoticeKey.parse("2026-9999/1/card/1"), None)


async def test_what_was_said_stands_where_it_was_said(policy: DeskHouse):
    call = await policy.carded(await policy.open())
    card = call.card
    assert card
    assert (card.state, card.channel, card.error, card.posted_revision) == (
        DeliveryState.SENT,
        SUPPORT,
        None,
        card.revision,
    )


async def test_a_try_that_failed_is_made_again_later_and_later(policy: DeskHouse):
    call = await policy.open()
    key, waits, retry = call.notices[0].key, [], RetryPolicy(lambda: 0.0)
    for _ in range(8):
        claimed = await policy.outbox.claim(call.id, key, None)
        assert claimed
        failed = Retry("connection_refused", retry.delay(claimed[1].attempt))
        await policy.outbox.record(call.id, key, failed)
        again = await notice(policy, call)
        assert again.retry_at
        waits.append((again.retry_at - policy.clock.at).total_seconds())
        assert await policy.outbox.claim(call.id, key, None) is None
        policy.clock.at = again.retry_at
    assert waits == [1, 2, 5, 10, 30, 60, 60, 60]
    assert (again.state, again.error) == (DeliveryState.DUE, "connection_refused")


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)])
def test_what_failed_together_is_not_tried_together(jitter: float, seconds: float):
    assert RetryPolicy(lambda: jitter).delay(1) == timedelta(seconds=seconds)


async def test_slack_s_own_wait_comes_before_ours(policy: DeskHouse):
    call = await policy.open()
    key = call.notices[0].key
    await policy.outbox.claim(call.id, key, None)
    await policy.outbox.record(call.id, key, Retry("ratelimited", timedelta(seconds=42)))
    assert (await notice(policy, call)).retry_at == policy.clock.at + timedelta(seconds=42)


async def test_a_doubt_keeps_the_instant_of_its_attempt(policy: DeskHouse):
    call = await policy.open()
    key = call.notices[0].key
    await policy.outbox.claim(call.id, key, None)
    policy.clock.advance(seconds=2)
    await policy.outbox.record(call.id, key, Unconfirmed("timeout", timedelta(seconds=3)))
    doubtful = await notice(policy, call)
    assert (doubtful.state, doubtful.claimed_at) == (DeliveryState.UNCONFIRMED, TUESDAY_AT_TEN)
    assert doubtful.retry_at == policy.clock.at + timedelta(seconds=3)


async def test_what_is_refused_for_a_person_is_promised_to_the_service_once(policy: DeskHouse):
    call = await policy.open()
    closed = await policy.calls.close(call.number, ALICE, SOLVED)
    key = next(n.key for n in closed.notices if n.to == CAMILLE)
    for _ in range(2):
        await policy.outbox.record(call.id, key, Rejected("user_disabled", A_MINUTE))
    notices = (await policy.calls.call(call.number)).notices
    instead = [n for n in notices if n.facts.get("instead_of") == CAMILLE]
    assert [(n.kind, str(n.queue), n.to) for n in instead] == [(NoticeKind.REPORT, "service", SERVICE)]


async def test_wakes_are_of_calls_and_weeks_and_of_nothing_that_is_said(policy: DeskHouse):
    call = await policy.open()
    soon = TUESDAY_AT_TEN + timedelta(seconds=20)
    assert [w.id for w in await policy.outbox.due_before(soon)] == [call.id]
    await policy.carded(call)
    assert await policy.outbox.due_before(soon) == []
    delay_reason = TUESDAY_AT_TEN + timedelta(minutes=11)
    assert [(w.id, w.at) for w in await policy.outbox.due_before(delay_reason)] == [(call.id, call.deadline)]


async def test_what_was_being_said_when_a_bot_stopped_is_doubtful(policy: DeskHouse):
    call = await policy.open()
    await policy.outbox.claim(call.id, call.notices[0].key, None)
    await policy.outbox.recover(call.id)
    card = await notice(policy, call)
    assert (card.state, card.claimed_at, card.attempt) == (DeliveryState.UNCONFIRMED, TUESDAY_AT_TEN, 1)
    stands = await policy.calls.call(call.number)
    await policy.outbox.recover(call.id)
    assert await policy.calls.call(call.number) == stands


async def test_a_deleted_card_is_promised_again_under_its_key(policy: DeskHouse):
    call = await policy.carded(await policy.open())
    await policy.outbox.record(call.id, call.notices[0].key, Deleted())
    card = (await policy.calls.call(call.number)).notices[0]
    assert (card.state, card.ts, card.posted_revision, card.key) == (
        DeliveryState.DUE,
        None,
        0,
        call.notices[0].key,
    )
    assert await policy.outbox.claim(call.id, card.key, None)


async def test_a_redrawing_that_waits_leaves_the_message_standing(policy: DeskHouse):
    call = await policy.carded(await policy.open())
    await policy.calls.call_level2(call.number, ALICE)
    key = call.notices[0].key
    await policy.outbox.record(call.id, key, UpdateDelayed("ratelimited", A_MINUTE))
    card = (await policy.calls.call(call.number)).notices[0]
    assert (card.state, card.needs_update, card.ready_at) == (
        DeliveryState.SENT,
        True,
        policy.clock.at + A_MINUTE,
    )
    await policy.outbox.record(call.id, key, Updated(card.revision))
    assert not (await policy.calls.call(call.number)).notices[0].needs_update


async def test_the_outbox_says_what_the_store_cannot_do(policy: DeskHouse):
    call = await policy.open()
    key = call.notices[0].key
    policy.records.rivals = [lambda c: c] * 5
    with pytest.raises(TooBusy):
        await policy.outbox.claim(call.id, key, None)
    policy.records.refusing = True
    with pytest.raises(StoreRefused):
        await policy.outbox.claim(call.id, key, None)
    assert await policy.outbox.document("2026-9999") is None
    assert await policy.outbox.document("week:2026-11-23") is None
