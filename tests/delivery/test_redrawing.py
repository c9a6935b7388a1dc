"""Messages that show a state: redrawn to the newest, once; posted anew when somebody deleted the card."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.rate_limit import Limits, Rate
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import FaultKind
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, BRUNO, DAVID, DEV, SUPPORT

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="File d’impression vidée.")


async def delete(office: PostOffice, channel: str, ts: str) -> None:
    """As an administrator would."""
    client = AsyncWebClient(office.simulator.bot_token, office.simulator.api_url)
    await client.chat_delete(channel=channel, ts=ts)


async def is_newest(office: PostOffice, number: str, kind: NoticeKind) -> bool:
    notice = await office.notice(number, kind)
    return notice.state is DeliveryState.SENT and notice.posted_revision == notice.revision


async def test_several_changes_are_one_redrawing_to_the_newest(office: PostOffice):
    number = await office.opened()
    await office.calls.call_level2(number, ALICE)
    await office.calls.take(number, DAVID)
    await office.calls.hand_back(number, DAVID)
    await office.calls.close(number, BRUNO, SOLVED)
    await office.quiet()
    assert office.asked("chat.update", SUPPORT) == 1
    (card,) = office.simulator.messages(SUPPORT)
    assert "Clos" in card.words
    assert "Bruno" in card.words
    assert card.buttons == ["Rouvrir"]
    assert await is_newest(office, number, NoticeKind.CARD)


async def test_nothing_that_changes_means_nothing_that_is_drawn(office: PostOffice):
    number = await office.opened()
    before = len(office.simulator.calls)
    await office.later(minutes=5)
    await office.dispatcher.ring(number)
    await office.quiet()
    assert len(office.simulator.calls) == before


async def test_what_changes_during_a_redrawing_is_drawn_next(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.DELAY, "chat.update", channel=SUPPORT, delay=0.3)
    await office.calls.call_level2(number, ALICE)
    await office.simulator.until(lambda: "Niveau 2 appelé" in office.simulator.messages(SUPPORT)[0].words)
    await office.calls.take(number, DAVID)
    await office.quiet()
    (card,) = office.simulator.messages(SUPPORT)
    assert "David" in card.words
    assert await is_newest(office, number, NoticeKind.CARD)
    assert office.asked("chat.update", SUPPORT) == 2


async def test_what_changed_while_the_gate_was_shut_is_in_the_one_redrawing(office: PostOffice):
    number = await office.opened()
    slow = PostOffice(office.simulator, office.store, limits=Limits(Rate(1, 0.0), Rate(1, 0.4)))
    await slow.calls.call_level2(number, ALICE)
    await slow.quiet()
    before = office.asked("chat.update", SUPPORT)
    await slow.calls.take(number, DAVID)
    await office.simulator.until(lambda: len(office.simulator.messages(DEV)) == 1)
    await slow.calls.hand_back(number, DAVID)
    await slow.calls.close(number, BRUNO, SOLVED)
    await slow.quiet()
    assert office.asked("chat.update", SUPPORT) - before == 1
    assert office.simulator.messages(SUPPORT)[0].buttons == ["Rouvrir"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.SERVER_ERROR, ""),
        (FaultKind.CUT_BEFORE, ""),
        (FaultKind.CUT_AFTER, ""),
        (FaultKind.HTML, ""),
        (FaultKind.ERROR, "internal_error"),
        (FaultKind.ERROR, "token_revoked"),
    ],
)
async def test_a_redrawing_that_fails_is_made_later_to_the_newest(
    office: PostOffice, kind: FaultKind, error: str
):
    number = await office.opened()
    office.strike(kind, "chat.update", channel=SUPPORT, error=error or "internal_error")
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    assert not await is_newest(office, number, NoticeKind.CARD)
    await office.calls.take(number, DAVID)
    await office.quiet()
    assert office.asked("chat.update", SUPPORT) == 1
    await office.later(seconds=60)
    assert office.asked("chat.update", SUPPORT) == 2
    assert "David" in office.simulator.messages(SUPPORT)[0].words
    assert await is_newest(office, number, NoticeKind.CARD)
    assert len(office.simulator.messages(SUPPORT)) == 1


async def test_a_redrawing_that_comes_too_soon_waits_for_what_slack_asked(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.RATELIMITED, "chat.update", channel=SUPPORT)
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    assert not await is_newest(office, number, NoticeKind.CARD)
    await office.calls.take(number, DAVID)
    await office.quiet()
    assert office.asked("chat.update", SUPPORT) == 2
    assert "David" in office.simulator.messages(SUPPORT)[0].words
    assert await is_newest(office, number, NoticeKind.CARD)


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message", "is_inactive"])
async def test_a_redrawing_that_slack_refuses_for_good_is_left_until_the_next_change(
    office: PostOffice, error: str
):
    number = await office.opened()
    office.strike(FaultKind.ERROR, "chat.update", channel=SUPPORT, error=error)
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    await office.later(minutes=5)
    assert office.asked("chat.update", SUPPORT) == 1
    await office.calls.take(number, DAVID)
    await office.quiet()
    assert "David" in office.simulator.messages(SUPPORT)[0].words


async def test_a_deleted_card_is_posted_anew_with_its_thread(office: PostOffice):
    number = await office.opened()
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    gone = await office.notice(number, NoticeKind.CARD)
    assert gone.ts
    await delete(office, SUPPORT, gone.ts)
    await office.calls.take(number, DAVID)
    await office.quiet()
    (card,) = office.simulator.messages(SUPPORT)
    assert number in card.words
    assert "David" in card.words
    anew = await office.notice(number, NoticeKind.CARD)
    assert (anew.key, anew.ts) == (gone.key, card.ts)
    await office.calls.hand_back(number, DAVID)
    await office.quiet()
    assert len(office.simulator.messages(SUPPORT, card.ts)) >= 1
    (ping,) = office.simulator.messages(DEV)
    assert card.permalink in str(ping.blocks)


async def test_a_deleted_ping_is_posted_anew(office: PostOffice):
    number = await office.opened()
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    (ping,) = office.simulator.messages(DEV)
    await delete(office, DEV, ping.ts)
    await office.calls.take(number, DAVID)
    await office.later(minutes=2)
    (again,) = office.simulator.messages(DEV)
    assert (again.ts == ping.ts, again.buttons) == (False, ["Rendre", "Clore"])
    assert office.asked("chat.update", DEV) == 1


async def test_the_ping_follows_its_call_to_the_end(office: PostOffice):
    number = await office.opened()
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    await office.calls.take(number, DAVID)
    await office.quiet()
    assert office.simulator.messages(DEV)[0].buttons == ["Rendre", "Clore"]
    await office.calls.close(number, DAVID, SOLVED)
    await office.quiet()
    (ping,) = office.simulator.messages(DEV)
    assert ping.buttons == []
    assert "David" in ping.words
