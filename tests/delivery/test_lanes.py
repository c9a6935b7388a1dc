"""In order within a lane; lanes never wait for one another."""

from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import FaultKind
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, CAMILLE, DAVID, DEV, SERVICE, SUPPORT, plain

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="File d’impression vidée.")


async def lines(office: PostOffice, number: str) -> list[str]:
    """The lines of the call's thread, as people read them."""
    card = (await office.call(number)).card
    assert card
    assert card.ts
    return [plain(m.words) for m in office.simulator.messages(SUPPORT, card.ts)]


async def test_a_new_call_has_its_card_and_nothing_else(office: PostOffice):
    number = await office.opened()
    card = await office.notice(number, NoticeKind.CARD)
    assert (card.state, card.channel, card.posted_revision) == (DeliveryState.SENT, SUPPORT, card.revision)
    assert [m.ts for m in office.said(card.key)] == [card.ts]
    assert office.posts(SUPPORT) == office.asked("chat.postMessage") == 1


async def test_a_lane_is_said_in_order_though_its_first_word_is_slow(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=0.3)
    await office.calls.call_level2(number, ALICE)
    await office.calls.take(number, DAVID)
    await office.calls.hand_back(number, DAVID)
    await office.calls.close(number, ALICE, SOLVED)
    await office.quiet()
    said = [n for n in (await office.call(number)).notices if n.kind is NoticeKind.LINE]
    assert [n.facts["event"] for n in said] == ["transferred", "taken", "handed_back", "closed"]
    assert [n.ts for n in said] == [m.ts for m in office.simulator.messages(SUPPORT, _thread(office))]


def _thread(office: PostOffice) -> str:
    (card,) = office.simulator.messages(SUPPORT)
    return card.ts


async def test_a_word_that_fails_holds_back_the_later_ones_of_its_lane(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.RATELIMITED, channel=SUPPORT, retry_after=5)
    await office.calls.call_level2(number, ALICE)
    await office.calls.take(number, DAVID)
    await office.quiet()
    assert await lines(office, number) == []
    await office.later(seconds=5)
    first, second = await lines(office, number)
    assert "niveau 2" in first
    assert "David" in second


async def test_thread_lines_wait_for_the_card_and_a_ping_does_not(office: PostOffice):
    office.strike(FaultKind.RATELIMITED, channel=SUPPORT, retry_after=15)
    number = await office.opened()
    await office.calls.call_level2(number, ALICE)
    await office.quiet()
    assert office.simulator.messages(SUPPORT) == []
    assert office.posts(SUPPORT) == 1
    (ping,) = office.simulator.messages(DEV)
    assert ping.buttons == ["Je prends", "Clore"]
    assert "archives/C0SUPPORT" not in str(ping.blocks)

    await office.later(seconds=15)
    (card,) = office.simulator.messages(SUPPORT)
    (line,) = office.simulator.messages(SUPPORT, card.ts)
    assert "niveau 2" in plain(line.words)
    (linked,) = office.simulator.messages(DEV)
    assert card.permalink in str(linked.blocks)


async def test_lanes_of_one_call_do_not_wait_for_one_another(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.DELAY, channel=SERVICE, delay=3)
    await office.calls.close(number, ALICE, SOLVED)
    await office.simulator.until(lambda: office.simulator.direct_messages(CAMILLE))
    await office.simulator.until(lambda: "Clos" in office.simulator.messages(SUPPORT)[0].words)
    in_service = await office.notice(number, NoticeKind.REPORT)
    assert (str(in_service.queue), in_service.state) == ("service", DeliveryState.SENDING)


async def test_a_slow_announcement_holds_up_no_ping(office: PostOffice):
    office.strike(FaultKind.DELAY, channel=SERVICE, delay=3)
    await office.rota.run()
    number = await office.open()
    await office.calls.call_level2(number, ALICE)
    (ping,) = await office.simulator.until(lambda: office.simulator.messages(DEV))
    assert number in ping.words
    (week,) = await office.store.weeks.ledger()
    assert next(n for n in week.notices if n.kind is NoticeKind.WEEK).state is DeliveryState.SENDING


async def test_calls_do_not_wait_for_one_another(office: PostOffice):
    office.strike(FaultKind.DELAY, channel=SUPPORT, delay=3)
    first = await office.open("ACME")
    second = await office.open("BOIS", "écran noir")
    await office.simulator.until(lambda: len(office.simulator.messages(SUPPORT)) == 2)
    states = {(await office.notice(n, NoticeKind.CARD)).state for n in (first, second)}
    assert DeliveryState.SENDING in states


async def test_reminders_go_under_their_ping_for_the_channel_to_see(office: PostOffice):
    number = await office.opened()
    await office.later(minutes=10)
    await office.later(minutes=5)
    ping, reminder = office.simulator.messages(DEV)
    assert (reminder.thread_ts, reminder.broadcast, reminder.buttons) == (ping.ts, True, [])
    assert number in reminder.words


async def test_what_was_answered_meanwhile_is_not_said(office: PostOffice):
    number = await office.opened()
    await office.later(minutes=9, seconds=55)
    await office.calls.close(number, ALICE, SOLVED)
    await office.later(minutes=60)
    assert office.simulator.messages(DEV) == []


async def test_notes_that_change_nothing_shown_are_not_said(office: PostOffice):
    number = await office.opened()
    before = len(office.simulator.calls)
    await office.calls.call(number)
    await office.calls.forget_note(SUPPORT, _thread(office), "1.0")
    await office.quiet()
    assert len(office.simulator.calls) == before


async def test_a_limit_of_slacks_is_waited_for_by_the_alarms_alone(office: PostOffice):
    office.strike(FaultKind.RATELIMITED, channel=SUPPORT, retry_after=1)
    number = await office.opened()
    limited = await office.notice(number, NoticeKind.CARD)
    assert (limited.state, limited.error) == (DeliveryState.DUE, "ratelimited")
    assert limited.retry_at
    await office.simulator.until(lambda: office.simulator.messages(SUPPORT))
    await office.quiet()
    card = await office.notice(number, NoticeKind.CARD)
    assert office.clock.now() >= limited.retry_at
    assert (card.state, card.error) == (DeliveryState.SENT, None)
    assert len(office.said(card.key)) == 1


async def test_slack_is_left_alone_for_as_long_as_it_asks(office: PostOffice):
    office.strike(FaultKind.RATELIMITED, channel=SUPPORT, retry_after=18)
    number = await office.opened()
    await office.later(seconds=17)
    assert office.posts(SUPPORT) == 1
    await office.later(seconds=1)
    assert office.posts(SUPPORT) == 2
    assert len(office.said((await office.notice(number, NoticeKind.CARD)).key)) == 1
