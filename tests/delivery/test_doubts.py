"""What may or may not have been posted: looked for by its key, and said once as far as Slack lets us see."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKey, NoticeKind
from simulator import FaultKind
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, CAMILLE, DAVID, DEV, SUPPORT

NOT_DONE: list[dict[str, Any]] = [
    {"kind": FaultKind.SERVER_ERROR},
    {"kind": FaultKind.CUT_BEFORE},
    {"kind": FaultKind.HTML},
    {"kind": FaultKind.ERROR, "error": "internal_error"},
    {"kind": FaultKind.ERROR, "error": "fatal_error"},
    {"kind": FaultKind.ERROR, "error": "request_timeout"},
]

HISTORY, REPLIES = "conversations.history", "conversations.replies"


@pytest.mark.parametrize("fault", NOT_DONE, ids=lambda f: f.get("error", f["kind"]))
async def test_what_was_not_posted_is_looked_for_thrice_and_posted_once(
    office: PostOffice, fault: dict[str, Any]
):
    office.strike(channel=SUPPORT, **fault)
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    assert card.state is DeliveryState.UNCONFIRMED
    assert office.asked(HISTORY, SUPPORT) == 1

    await office.later(seconds=2)
    assert office.asked(HISTORY, SUPPORT) == 1
    await office.later(seconds=1)
    assert office.asked(HISTORY, SUPPORT) == 2
    assert office.said(card.key) == []

    await office.later(seconds=3)
    assert office.asked(HISTORY, SUPPORT) == 3
    assert len(office.said(card.key)) == 1
    again = await office.notice(number, NoticeKind.CARD)
    assert (again.state, again.attempt) == (DeliveryState.SENT, 2)

    await office.later(minutes=5)
    assert len(office.said(card.key)) == 1


async def test_what_was_posted_before_the_line_broke_is_found_and_not_posted_twice(office: PostOffice):
    office.strike(FaultKind.CUT_AFTER, channel=SUPPORT)
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    assert [m.ts for m in office.said(card.key)] == [card.ts]
    assert (card.state, card.channel, office.posts(SUPPORT)) == (DeliveryState.SENT, SUPPORT, 1)
    # What was found is redrawn: nobody knows which face it shows.
    assert card.posted_revision == card.revision
    assert office.asked("chat.update", SUPPORT) == 1


async def test_what_was_posted_but_not_answered_in_time_is_found(office: PostOffice, hasty: PostOffice):
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=3)
    number = await hasty.opened()
    card = await hasty.notice(number, NoticeKind.CARD)
    assert (card.state, card.attempt) == (DeliveryState.SENT, 1)
    assert [m.ts for m in office.said(card.key)] == [card.ts]


@pytest.fixture
def hasty(office: PostOffice) -> PostOffice:
    """A bot that waits for Slack's answer for a moment only."""
    return PostOffice(office.simulator, office.store, time_limit=1.0)


async def test_what_history_shows_late_is_found_by_a_later_look(office: PostOffice):
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    await _post_as_the_bot(office, SUPPORT, card.key)
    await office.later(seconds=3)
    found = await office.notice(number, NoticeKind.CARD)
    assert [m.ts for m in office.said(card.key)] == [found.ts]
    assert found.state is DeliveryState.SENT


async def test_a_later_look_reads_every_page(office: PostOffice):
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    await _post_as_the_bot(office, SUPPORT, card.key)
    for n in range(205):
        await office.simulator.person(ALICE).write(SUPPORT, f"message {n}")
    await office.later(seconds=3)
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.SENT
    assert len(office.said(card.key)) == 1


async def test_the_key_of_another_message_is_not_taken_for_it(office: PostOffice):
    first = await office.opened("BOIS", "écran noir")
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    await office.later(seconds=3)
    await office.later(seconds=3)
    cards = [await office.notice(n, NoticeKind.CARD) for n in (first, number)]
    assert [len(office.said(card.key)) for card in cards] == [1, 1]
    assert cards[0].ts != cards[1].ts


async def test_a_doubt_that_follows_a_doubt_is_settled_too(office: PostOffice):
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT, times=3)
    office.strike(FaultKind.CUT_AFTER, channel=SUPPORT)
    number = await office.opened()
    for _ in range(8):
        await office.later(seconds=3)
    card = await office.notice(number, NoticeKind.CARD)
    assert [m.ts for m in office.said(card.key)] == [card.ts]
    assert card.attempt == 4


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT_BEFORE])
async def test_a_thread_line_is_looked_for_in_its_thread(office: PostOffice, kind: FaultKind):
    number = await office.opened()
    office.strike(kind, channel=SUPPORT)
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    for _ in range(2):
        await office.later(seconds=3)
    line = await office.notice(number, NoticeKind.LINE)
    assert [m.ts for m in office.said(line.key)] == [line.ts]
    assert office.asked(REPLIES, SUPPORT) >= 1


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT_BEFORE])
async def test_a_direct_message_is_looked_for_where_it_went(office: PostOffice, kind: FaultKind):
    number = await office.opened()
    office.strike(kind, channel=await office.direct(CAMILLE))
    await office.calls.close(number, ALICE, CloseCall(imputation=Imputation.ASSISTANCE, solution="Fait."))
    await office.quiet()
    for _ in range(2):
        await office.later(seconds=3)
    report = await office.notice(number, NoticeKind.REPORT, 0)
    assert str(report.queue) == f"dm:{CAMILLE}"
    assert [m.ts for m in office.said(report.key)] == [report.ts]


@pytest.mark.parametrize("kind", [FaultKind.CUT_AFTER, FaultKind.CUT_BEFORE])
async def test_a_reminder_is_looked_for_under_its_ping(office: PostOffice, kind: FaultKind):
    number = await office.opened()
    await office.later(minutes=10)
    office.strike(kind, channel=DEV)
    await office.later(minutes=5)
    for _ in range(2):
        await office.later(seconds=3)
    reminder = await office.notice(number, NoticeKind.REMINDER, 0)
    assert [m.ts for m in office.said(reminder.key)] == [reminder.ts]


async def test_a_ping_whose_attempt_is_doubtful_is_no_longer_taken_back(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.CUT_AFTER, channel=DEV)
    office.strike(FaultKind.ERROR, HISTORY, channel=DEV, error="internal_error")
    await office.later(minutes=10)
    assert (await office.notice(number, NoticeKind.LEVEL2)).state is DeliveryState.UNCONFIRMED
    await office.calls.take(number, DAVID)
    await office.later(minutes=1)
    ping = await office.notice(number, NoticeKind.LEVEL2)
    assert [m.ts for m in office.said(ping.key)] == [ping.ts]
    assert office.simulator.messages(DEV)[0].buttons == ["Rendre", "Clore"]


async def _post_as_the_bot(office: PostOffice, channel: str, key: NoticeKey) -> None:
    """What an earlier attempt had posted after all."""
    client = AsyncWebClient(office.simulator.bot_token, office.simulator.api_url)
    metadata = {"event_type": "lina_notice", "event_payload": {"key": str(key)}}
    await client.chat_postMessage(channel=channel, text="Bonjour", metadata=metadata)
