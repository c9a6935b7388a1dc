"""Where nobody can look: what is urgent is said after a minute, the rest is held; and Slack is asked with restraint."""

from typing import Any

import pytest

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import FaultKind
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, ANTHONY, DEV, SERVICE, SUPPORT

UNREADABLE: list[dict[str, Any]] = [
    {"kind": FaultKind.SERVER_ERROR},
    {"kind": FaultKind.CUT_BEFORE},
    {"kind": FaultKind.ERROR, "error": "missing_scope"},
    {"kind": FaultKind.ERROR, "error": "not_in_channel"},
]
ALWAYS = 1000


def blind(office: PostOffice, fault: dict[str, Any] | None = None) -> None:
    for method in ("conversations.history", "conversations.replies"):
        office.strike(method=method, times=ALWAYS, **(fault or UNREADABLE[2]))


@pytest.mark.parametrize("fault", UNREADABLE, ids=lambda f: f.get("error", f["kind"]))
async def test_a_card_is_said_again_after_a_minute_and_not_before(office: PostOffice, fault: dict[str, Any]):
    blind(office, fault)
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    number = await office.opened()
    await office.later(seconds=58)
    card = await office.notice(number, NoticeKind.CARD)
    assert (card.state, office.said(card.key)) == (DeliveryState.UNCONFIRMED, [])
    await office.later(seconds=2)
    card = await office.notice(number, NoticeKind.CARD)
    assert [m.ts for m in office.said(card.key)] == [card.ts]


async def test_a_ping_is_said_again_after_a_minute(office: PostOffice):
    number = await office.opened()
    blind(office)
    office.strike(FaultKind.CUT_BEFORE, channel=DEV)
    await office.later(minutes=10)
    assert office.simulator.messages(DEV) == []
    await office.later(seconds=60)
    assert [number in m.words for m in office.simulator.messages(DEV)] == [True]


async def test_the_lead_is_told_again_after_a_minute(office: PostOffice):
    number = await office.opened()
    await office.later(minutes=10)
    for _ in range(3):
        await office.later(minutes=5)
    blind(office)
    office.strike(FaultKind.CUT_BEFORE)
    await office.later(minutes=5)
    assert (await office.notice(number, NoticeKind.LEAD)).state is DeliveryState.UNCONFIRMED
    await office.later(seconds=60)
    (told,) = office.simulator.direct_messages(ANTHONY)
    assert number in told.words


async def test_the_rest_is_held_until_somebody_can_look(office: PostOffice):
    number = await office.opened()
    blind(office)
    office.strike(FaultKind.CUT_AFTER, channel=SERVICE)
    await office.calls.close(number, ALICE, CloseCall(imputation=Imputation.ASSISTANCE, solution="Fait."))
    await office.quiet()
    for _ in range(20):
        await office.later(seconds=61)
    report = await office.notice(number, NoticeKind.REPORT)
    assert (str(report.queue), report.state, report.error) == (
        "service",
        DeliveryState.UNCONFIRMED,
        "missing_scope",
    )
    assert len(office.said(report.key)) == 1

    office.simulator.faults.clear()
    await office.later(seconds=61)
    report = await office.notice(number, NoticeKind.REPORT)
    assert (report.state, [m.ts for m in office.said(report.key)]) == (DeliveryState.SENT, [report.ts])


@pytest.mark.parametrize("fault", UNREADABLE, ids=lambda f: f.get("error", f["kind"]))
async def test_what_is_held_is_looked_for_once_a_minute(office: PostOffice, fault: dict[str, Any]):
    number = await office.opened()
    office.strike(FaultKind.CUT_BEFORE, channel=SUPPORT)
    blind(office, fault)
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    await office.later(minutes=2)
    before = office.asked("conversations.replies", SUPPORT)
    for _ in range(30):
        await office.later(seconds=10)
    # Five times in five minutes; where the line is cut, aiohttp asks each time once more.
    assert 0 < office.asked("conversations.replies", SUPPORT) - before <= 10
    assert (await office.notice(number, NoticeKind.LINE)).state is DeliveryState.UNCONFIRMED


async def test_a_limit_on_looking_is_waited_for_and_then_looked_again(office: PostOffice):
    office.strike(FaultKind.CUT_AFTER, channel=SUPPORT)
    office.strike(FaultKind.RATELIMITED, "conversations.history", retry_after=4)
    number = await office.opened()
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.UNCONFIRMED
    await office.later(seconds=4)
    card = await office.notice(number, NoticeKind.CARD)
    assert (card.state, card.attempt, len(office.said(card.key))) == (DeliveryState.SENT, 1, 1)
