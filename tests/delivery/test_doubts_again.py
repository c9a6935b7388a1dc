"""The last look at what was said again, one reading for all who look, and words that lost their reason meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKey, NoticeKind
from bot.domain.outbox.transitions import Retry
from simulator import FaultKind
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, DAVID, DEV, SUPPORT

HISTORY = "conversations.history"
DONE = CloseCall(imputation=Imputation.ASSISTANCE, solution="Fait.")


async def _appears(office: PostOffice, channel: str, key: NoticeKey, thread: str | None = None) -> str:
    """What an earlier attempt had posted after all, hidden from the looks until now."""
    client = AsyncWebClient(office.simulator.bot_token, office.simulator.api_url)
    metadata = {"event_type": "lina_notice", "event_payload": {"key": str(key)}}
    answer = await client.chat_postMessage(
        channel=channel, text="Bonjour", metadata=metadata, thread_ts=thread
    )
    return str(answer["ts"])


async def _said_again(office: PostOffice) -> str:
    """A call whose card was posted by its second attempt, six seconds after the first."""
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    await office.later(seconds=3)
    await office.later(seconds=3)
    assert (await office.notice(number, NoticeKind.CARD)).attempt == 2
    return number


async def test_what_was_said_again_is_looked_for_once_more_after_a_minute(office: PostOffice):
    number = await _said_again(office)
    card = await office.notice(number, NoticeKind.CARD)
    before = office.asked(HISTORY, SUPPORT)
    await office.later(seconds=53)
    assert office.asked(HISTORY, SUPPORT) == before
    await office.later(seconds=1)
    assert office.asked(HISTORY, SUPPORT) == before + 1
    await office.later(minutes=9)
    assert office.asked(HISTORY, SUPPORT) == before + 1
    assert (await office.notice(number, NoticeKind.CARD)).ts == card.ts
    assert len(office.said(card.key)) == 1


async def test_of_two_copies_the_later_is_deleted_and_the_earlier_redrawn(office: PostOffice):
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    await office.later(seconds=5)
    hidden = await _appears(office, SUPPORT, card.key)
    with _not_yet_in_history(office, hidden):
        await office.later(seconds=1)
    assert office.said(card.key)[0].ts == hidden
    assert len(office.said(card.key)) == 2

    await office.later(seconds=54)
    standing = await office.notice(number, NoticeKind.CARD)
    assert [m.ts for m in office.said(card.key)] == [standing.ts] == [hidden]
    assert number in office.said(card.key)[0].words
    assert standing.duplicate_check_at is None
    found = await office.store.calls.by_card(SUPPORT, hidden)
    assert found
    assert found.number == number


@contextmanager
def _not_yet_in_history(office: PostOffice, ts: str) -> Iterator[None]:
    channel = office.simulator.workspace.channels[SUPPORT]
    message = channel.messages.pop(ts)
    yield
    channel.messages = {ts: message, **channel.messages}


async def test_a_copy_that_has_the_thread_is_the_one_that_stays(office: PostOffice):
    number = await _said_again(office)
    card = await office.notice(number, NoticeKind.CARD)
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    await _appears(office, SUPPORT, card.key)
    await office.later(seconds=54)
    assert [m.ts for m in office.said(card.key)] == [card.ts]
    line = await office.notice(number, NoticeKind.LINE)
    assert [m.thread_ts for m in office.said(line.key)] == [card.ts]


@pytest.mark.parametrize(
    ("error", "last_viewed"), [("internal_error", 2), ("channel_not_found", 1)], ids=["passing", "for good"]
)
async def test_a_last_look_that_fails_is_made_again_unless_it_never_will_succeed(
    office: PostOffice, error: str, last_viewed: int
):
    number = await _said_again(office)
    before = office.asked(HISTORY, SUPPORT)
    office.strike(FaultKind.ERROR, HISTORY, channel=SUPPORT, error=error)
    for _ in range(3):
        await office.later(minutes=1)
    assert office.asked(HISTORY, SUPPORT) == before + last_viewed
    assert (await office.notice(number, NoticeKind.CARD)).duplicate_check_at is None


async def test_a_last_look_survives_a_restart(office: PostOffice):
    number = await _said_again(office)
    card = await office.notice(number, NoticeKind.CARD)
    await office.stop()
    await _appears(office, SUPPORT, card.key)
    office.clock.advance(timedelta(minutes=5))
    again = PostOffice(office.simulator, office.store)
    await again.start()
    await again.quiet()
    await again.stop()
    assert len(again.said(card.key)) == 1
    assert (await again.notice(number, NoticeKind.CARD)).duplicate_check_at is None


async def test_one_reading_of_a_channel_serves_all_its_doubts(office: PostOffice):
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT, times=20)
    numbers = [await office.open(request=f"panne {n}") for n in range(20)]
    await office.quiet()
    before = office.asked(HISTORY, SUPPORT)
    await office.later(seconds=3)
    assert office.asked(HISTORY, SUPPORT) - before <= 3
    await office.later(seconds=3)
    cards = [await office.notice(number, NoticeKind.CARD) for number in numbers]
    assert [len(office.said(card.key)) for card in cards] == [1] * 20
    assert office.asked(HISTORY, SUPPORT) - before <= 6


async def test_a_reminder_is_not_said_again_once_level_2_has_the_call(office: PostOffice):
    number = await office.opened()
    await office.later(minutes=10)
    office.strike(FaultKind.CUT_BEFORE, channel=DEV)
    await office.later(minutes=5)
    assert (await office.notice(number, NoticeKind.REMINDER)).state is DeliveryState.UNCONFIRMED
    await office.calls.take(number, DAVID)
    for _ in range(3):
        await office.later(seconds=3)
    reminder = await office.notice(number, NoticeKind.REMINDER)
    assert reminder.state is DeliveryState.CANCELLED
    assert office.said(reminder.key) == []


@pytest.mark.parametrize("kind", [FaultKind.CUT_BEFORE, FaultKind.RATELIMITED])
async def test_a_closed_call_is_not_pinged_by_a_second_try(office: PostOffice, kind: FaultKind):
    number = await office.opened()
    office.strike(kind, channel=DEV)
    await office.later(minutes=10)
    await office.calls.close(number, ALICE, DONE)
    for _ in range(4):
        await office.later(seconds=3)
    ping = await office.notice(number, NoticeKind.LEVEL2)
    assert ping.state is DeliveryState.CANCELLED
    assert office.said(ping.key) == []


async def test_what_fails_together_is_not_tried_together(office: PostOffice):
    office.strike(FaultKind.ERROR, channel=SUPPORT, times=10_000, error="is_archived")
    numbers = [await office.open(request=f"panne {n}") for n in range(12)]
    await office.quiet()
    tries = {(await office.notice(number, NoticeKind.CARD)).retry_at for number in numbers}
    assert len(tries) == 12


async def test_a_rung_that_fails_while_the_call_is_closed_is_not_tried_again(office: PostOffice):
    number = await office.opened()
    office.clock.advance(timedelta(minutes=10))
    ping = await office.notice(number, NoticeKind.LEVEL2)
    claimed = await office.outbox.claim(number, ping.key, None)
    assert claimed
    await office.calls.close(number, ALICE, DONE)
    await office.outbox.record(number, ping.key, Retry("ratelimited", timedelta(seconds=1)))
    await office.later(minutes=2)
    assert (await office.notice(number, NoticeKind.LEVEL2)).state is DeliveryState.CANCELLED
    assert office.said(ping.key) == []


async def test_one_look_that_fails_after_a_long_stop_is_no_reason_to_say_it_again(office: PostOffice):
    office.strike(FaultKind.CUT_AFTER, channel=SUPPORT)
    office.strike(FaultKind.ERROR, HISTORY, channel=SUPPORT)
    number = await office.opened()
    await office.stop()
    office.clock.advance(timedelta(days=1))
    office.strike(FaultKind.ERROR, HISTORY, channel=SUPPORT)
    again = PostOffice(office.simulator, office.store)
    await again.start()
    await again.quiet()
    await again.later(seconds=10)
    await again.stop()
    card = await again.notice(number, NoticeKind.CARD)
    assert (card.state, card.attempt) == (DeliveryState.SENT, 1)
    assert [m.ts for m in again.said(card.key)] == [card.ts]


async def test_the_last_look_sees_a_copy_of_long_before(office: PostOffice):
    office.strike(FaultKind.CUT_AFTER, channel=SUPPORT)
    office.strike(FaultKind.ERROR, HISTORY, channel=SUPPORT, times=2)
    number = await office.opened()
    first = await office.notice(number, NoticeKind.CARD)
    await office.stop()
    office.clock.advance(timedelta(days=8))
    again = PostOffice(office.simulator, office.store)
    await again.start()
    await again.quiet()
    office.strike(FaultKind.ERROR, HISTORY, channel=SUPPORT, times=10)
    for _ in range(8):
        await again.later(seconds=10)
    assert len(again.said(first.key)) == 2
    office.simulator.faults.clear()
    await again.later(minutes=2)
    await again.stop()
    assert len(again.said(first.key)) == 1
    assert (await again.notice(number, NoticeKind.CARD)).ts == again.said(first.key)[0].ts


async def test_a_ping_of_a_closed_call_that_nobody_can_look_for_is_held_until_somebody_can(
    office: PostOffice,
):
    number = await office.opened()
    office.strike(FaultKind.CUT_AFTER, channel=DEV)
    office.strike(FaultKind.ERROR, HISTORY, channel=DEV, times=100)
    await office.later(minutes=10)
    await office.calls.close(number, ALICE, DONE)
    for _ in range(9):
        await office.later(seconds=10)
    ping = await office.notice(number, NoticeKind.LEVEL2)
    assert (ping.state, len(office.said(ping.key))) == (DeliveryState.UNCONFIRMED, 1)
    office.simulator.faults.clear()
    await office.later(minutes=1)
    ping = await office.notice(number, NoticeKind.LEVEL2)
    assert (ping.state, ping.ts) == (DeliveryState.SENT, office.said(ping.key)[0].ts)
    assert "Je prends" not in office.said(ping.key)[0].buttons
