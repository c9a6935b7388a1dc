"""The outbox: one attempt at a time may say a notice, and how it went is written down."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.call import Call, State
from bot.domain.closing import Closing
from bot.domain.notice import Late, Notice, Progress, What
from bot.domain.refusals import StoreRefused, TooBusy, UnknownCall
from bot.domain.saying import Posted
from bot.domain.triage import Imputation
from tests.desk.desk_house import ALICE, CAMILLE, SERVICE, SUPPORT, TUESDAY_AT_TEN, DeskHouse

A_MINUTE = timedelta(minutes=1)
SOLVED = Closing(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")


async def notice(house: DeskHouse, call: Call, what: What = What.CARD) -> Notice:
    found = (await house.calls.call(call.number)).newest(what)
    assert found
    return found


async def test_a_claim_is_written_before_anything_is_said(house: DeskHouse):
    call = await house.open()
    claimed = await house.outbox.claim(call.id, call.notices[0].key, Late.SLACK)
    assert claimed
    document, mine = claimed
    assert (mine.state, mine.attempt, mine.since) == (Progress.SENDING, 1, TUESDAY_AT_TEN)
    assert mine.late is Late.SLACK
    assert document == await house.calls.call(call.number)


async def test_of_many_who_claim_at_once_one_may_say_it(house: DeskHouse):
    call = await house.open()
    key = call.notices[0].key
    claims = await asyncio.gather(*(house.outbox.claim(call.id, key, None) for _ in range(5)))
    assert sum(claim is not None for claim in claims) == 1


@pytest.mark.parametrize("state", [Progress.SENT, Progress.CANCELLED, Progress.FAILED])
async def test_what_is_over_is_claimed_by_nobody(house: DeskHouse, state: Progress):
    call = await house.open()
    ping = call.notices[1].key
    match state:
        case Progress.CANCELLED:
            await house.calls.close(call.number, ALICE, SOLVED)
        case Progress.FAILED:
            await house.calls.close(call.number, ALICE, SOLVED)
            ping = (await house.calls.call(call.number)).notices[-2].key
            await house.outbox.refused(call.id, ping, "user_disabled")
        case _:
            house.clock.advance(minutes=10)
            await house.outbox.claim(call.id, ping, None)
            await house.outbox.said(call.id, ping, Posted("C0DEV", "1.0", 1))
    house.clock.advance(minutes=30)
    stands = await house.calls.call(call.number)
    assert next(n.state for n in stands.notices if n.key == ping) is state
    assert await house.outbox.claim(call.id, ping, None) is None
    assert await house.calls.call(call.number) == stands


async def test_nothing_is_claimed_before_its_time(house: DeskHouse):
    call = await house.open()
    ping = call.notices[1].key
    house.clock.advance(minutes=9, seconds=59)
    assert await house.outbox.claim(call.id, ping, None) is None
    house.clock.advance(seconds=1)
    claimed = await house.outbox.claim(call.id, ping, None)
    assert claimed
    assert isinstance(claimed[0], Call)
    assert claimed[0].state is State.WAITING


async def test_an_unknown_notice_is_claimed_by_nobody(house: DeskHouse):
    call = await house.open()
    assert await house.outbox.claim(call.id, "2026-0001/9/card/1", None) is None
    with pytest.raises(UnknownCall):
        await house.outbox.claim("2026-9999", "2026-9999/1/card/1", None)


async def test_what_was_said_stands_where_it_was_said(house: DeskHouse):
    call = await house.carded(await house.open())
    card = call.card
    assert card
    assert (card.state, card.channel, card.error, card.shown) == (Progress.SENT, SUPPORT, None, card.face)


async def test_a_try_that_failed_is_made_again_later_and_later(house: DeskHouse):
    call = await house.open()
    key, waits = call.notices[0].key, []
    for _ in range(8):
        await house.outbox.claim(call.id, key, None)
        await house.outbox.unsent(call.id, key, "connection_refused")
        again = await notice(house, call)
        assert again.not_before
        waits.append((again.not_before - house.clock.at).total_seconds())
        assert await house.outbox.claim(call.id, key, None) is None
        house.clock.at = again.not_before
    assert waits == [1, 2, 5, 10, 30, 60, 60, 60]
    assert (again.state, again.error) == (Progress.DUE, "connection_refused")


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 1.0), (0.5, 0.75), (1.0, 0.5)])
async def test_what_failed_together_is_not_tried_together(house: DeskHouse, chance: float, seconds: float):
    house.chance = chance
    call = await house.open()
    key = call.notices[0].key
    await house.outbox.claim(call.id, key, None)
    await house.outbox.unsent(call.id, key, "connection_refused")
    assert (await notice(house, call)).not_before == house.clock.at + timedelta(seconds=seconds)


async def test_slack_s_own_wait_comes_before_ours(house: DeskHouse):
    call = await house.open()
    key = call.notices[0].key
    await house.outbox.claim(call.id, key, None)
    await house.outbox.unsent(call.id, key, "ratelimited", timedelta(seconds=42))
    assert (await notice(house, call)).not_before == house.clock.at + timedelta(seconds=42)


async def test_a_doubt_keeps_the_instant_of_its_attempt(house: DeskHouse):
    call = await house.open()
    key = call.notices[0].key
    await house.outbox.claim(call.id, key, None)
    house.clock.advance(seconds=2)
    await house.outbox.doubtful(call.id, key, "timeout", timedelta(seconds=3))
    doubtful = await notice(house, call)
    assert (doubtful.state, doubtful.since) == (Progress.DOUBTFUL, TUESDAY_AT_TEN)
    assert doubtful.not_before == house.clock.at + timedelta(seconds=3)


async def test_what_is_refused_for_a_person_is_promised_to_the_service_once(house: DeskHouse):
    call = await house.open()
    closed = await house.calls.close(call.number, ALICE, SOLVED)
    key = next(n.key for n in closed.notices if n.to == CAMILLE)
    for _ in range(2):
        await house.outbox.refused(call.id, key, "user_disabled")
    notices = (await house.calls.call(call.number)).notices
    instead = [n for n in notices if n.facts.get("instead_of") == CAMILLE]
    assert [(n.what, n.lane, n.to) for n in instead] == [(What.REPORT, "service", SERVICE)]


async def test_wakes_are_of_calls_and_weeks_and_of_nothing_that_is_said(house: DeskHouse):
    call = await house.open()
    soon = TUESDAY_AT_TEN + timedelta(seconds=20)
    assert [w.id for w in await house.outbox.wakes(soon)] == [call.id]
    await house.carded(call)
    assert await house.outbox.wakes(soon) == []
    late = TUESDAY_AT_TEN + timedelta(minutes=11)
    assert [(w.id, w.at) for w in await house.outbox.wakes(late)] == [(call.id, call.deadline)]


async def test_what_was_being_said_when_a_bot_stopped_is_doubtful(house: DeskHouse):
    call = await house.open()
    await house.outbox.claim(call.id, call.notices[0].key, None)
    await house.outbox.recover(call.id)
    card = await notice(house, call)
    assert (card.state, card.since, card.attempt) == (Progress.DOUBTFUL, TUESDAY_AT_TEN, 1)
    stands = await house.calls.call(call.number)
    await house.outbox.recover(call.id)
    assert await house.calls.call(call.number) == stands


async def test_a_deleted_card_is_promised_again_under_its_key(house: DeskHouse):
    call = await house.carded(await house.open())
    await house.outbox.lost(call.id, call.notices[0].key)
    card = (await house.calls.call(call.number)).notices[0]
    assert (card.state, card.ts, card.shown, card.key) == (Progress.DUE, None, 0, call.notices[0].key)
    assert await house.outbox.claim(call.id, card.key, None)


async def test_a_redrawing_that_waits_leaves_the_message_standing(house: DeskHouse):
    call = await house.carded(await house.open())
    await house.calls.call_level2(call.number, ALICE)
    key = call.notices[0].key
    await house.outbox.postpone(call.id, key, "ratelimited", A_MINUTE)
    card = (await house.calls.call(call.number)).notices[0]
    assert (card.state, card.stale, card.ready_at) == (Progress.SENT, True, house.clock.at + A_MINUTE)
    await house.outbox.redrawn(call.id, key, card.face)
    assert not (await house.calls.call(call.number)).notices[0].stale


async def test_the_outbox_says_what_the_store_cannot_do(house: DeskHouse):
    call = await house.open()
    key = call.notices[0].key
    house.records.rivals = [lambda c: c] * 5
    with pytest.raises(TooBusy):
        await house.outbox.claim(call.id, key, None)
    house.records.refusing = True
    with pytest.raises(StoreRefused):
        await house.outbox.claim(call.id, key, None)
    assert await house.outbox.document("2026-9999") is None
    assert await house.outbox.document("week:2026-11-23") is None
