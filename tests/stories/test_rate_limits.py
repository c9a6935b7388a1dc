"""A Slack that takes no more messages for now: it is waited for as long as it asks, and who waits sees it."""

import pytest

from simulator import Fault, FaultKind
from tests.stories.office import Office
from tests.support.workspace import SUPPORT, plain


def limits(office: Office, seconds: int, times: int = 1) -> None:
    office.simulator.faults.add(
        Fault(kind=FaultKind.RATELIMITED, channel=SUPPORT, times=times, retry_after=seconds)
    )


@pytest.mark.parametrize(("asked", "minutes"), [(60, 1), (600, 2), (-5, 0.1)])
async def test_a_card_is_posted_as_soon_as_slack_takes_it_and_within_two_minutes(
    office: Office, asked: int, minutes: float
):
    limits(office, asked)
    await office.person("alice").command("/lina appel acme imprimante HS")
    await office.quiet()
    if minutes >= 1:
        await office.later(minutes=minutes - 0.5)
        assert office.find(SUPPORT, "2026-0001") is None
        home = await office.person("alice").open_home()
        assert home
        assert "Slack limite les messages :* 1 en attente" in plain(home.words)
    await office.later(minutes=0.6)
    await office.seen(SUPPORT, "2026-0001")
    assert office.lina
    await office.quiet()
    assert b"lina_notices_rate_limited 0.0" in await office.lina.expose()
