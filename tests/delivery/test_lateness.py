"""A notice that goes out after its time says why; one that is a moment late says nothing."""

from datetime import timedelta

import pytest

from bot.delivery.lateness import LatenessTracker
from bot.domain.outbox.notice import DelayReason, NoticeKind
from simulator import FaultKind, Simulator
from tests.delivery.post_office import PostOffice, stocked
from tests.support.workspace import ALICE, DEV, SUPPORT, plain


class Running:
    """The seconds that the bot has been running, as the test says."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def running() -> Running:
    return Running()


@pytest.fixture
async def timed(simulator: Simulator, running: Running) -> PostOffice:
    made = PostOffice(simulator, stocked(simulator), running=running)
    await made.start()
    return made


async def wait(office: PostOffice, running: Running, seconds: float) -> None:
    running.seconds += seconds
    await office.later(seconds=seconds)


async def test_what_slack_did_not_take_for_over_a_minute_says_so(timed: PostOffice, running: Running):
    number = await timed.opened()
    timed.strike(FaultKind.RATELIMITED, channel=DEV, retry_after=61)
    await wait(timed, running, 600)
    await wait(timed, running, 61)
    (ping,) = timed.simulator.messages(DEV)
    assert "prévu à 10:10, envoyé à 10:11 : Slack ne répondait pas" in plain(ping.words)
    assert (await timed.notice(number, NoticeKind.LEVEL2)).delay_reason is DelayReason.SLACK
    await timed.stop()


async def test_what_slack_took_within_a_minute_says_nothing(timed: PostOffice, running: Running):
    number = await timed.opened()
    timed.strike(FaultKind.RATELIMITED, channel=DEV, retry_after=59)
    await wait(timed, running, 600)
    await wait(timed, running, 59)
    (ping,) = timed.simulator.messages(DEV)
    assert "prévu à" not in plain(ping.words)
    assert (await timed.notice(number, NoticeKind.LEVEL2)).delay_reason is None
    await timed.stop()


async def test_each_time_is_counted_from_its_own_bell(timed: PostOffice, running: Running):
    number = await timed.opened()
    await wait(timed, running, 600)
    await wait(timed, running, 300)
    assert (await timed.notice(number, NoticeKind.REMINDER, 0)).delay_reason is None
    assert "prévu à" not in str([plain(m.words) for m in timed.simulator.messages(DEV)])
    await timed.stop()


async def test_a_card_that_was_due_before_the_start_says_why_it_comes_late(
    timed: PostOffice, running: Running
):
    await timed.stop()
    number = await timed.open()
    timed.clock.advance(timedelta(minutes=3))
    again = PostOffice(timed.simulator, timed.store, running=running)
    await again.start()
    await again.quiet()
    assert (await again.notice(number, NoticeKind.CARD)).delay_reason is DelayReason.STOPPED
    await again.calls.call_level2(number, ALICE)
    await again.quiet()
    assert (await again.notice(number, NoticeKind.LEVEL2)).delay_reason is None
    await again.stop()


async def test_moving_the_clock_makes_nothing_late(timed: PostOffice):
    number = await timed.opened()
    await timed.later(hours=2)
    assert (await timed.notice(number, NoticeKind.LEVEL2)).delay_reason is None
    assert len(timed.simulator.messages(SUPPORT)) == 1
    await timed.stop()


async def test_what_the_store_refused_for_over_a_minute_says_so(timed: PostOffice, running: Running):
    number = await timed.opened()
    ping = await timed.notice(number, NoticeKind.LEVEL2)
    tracker = LatenessTracker(timed.clock.now(), running)
    tracker.mark_ready(ping)
    running.seconds += 30
    tracker.store_refused()
    assert tracker.delay_reason(ping) is None
    running.seconds += 31
    assert tracker.delay_reason(ping) is DelayReason.STORE
    await timed.stop()
