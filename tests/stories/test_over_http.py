"""The same stories with Slack at the other end of signed HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, BotConfig, serve_http
from bot.manifest import manifest
from simulator import MovableClock
from tests.stories.office import Office
from tests.stories.told_again import Story, stories
from tests.support.workspace import TUESDAY_AT_TEN, simulated


class HttpOffice(Office):
    """The bot answers on a port of its own, and opens no socket."""

    async def _connect(self, stack: AsyncExitStack, lina: Bot, _client: AsyncWebClient) -> None:
        port = await stack.enter_async_context(serve_http(lina, self.simulator.signing_secret, 0))
        self.simulator.http_app_url = f"http://127.0.0.1:{port}/slack/events"


@pytest.fixture
async def office(tmp_path: Path, what: BotConfig) -> AsyncIterator[Office]:
    declared = manifest(http="https://lina.example.fr")
    clock = MovableClock(TUESDAY_AT_TEN)
    async with simulated(declared, clock=clock) as simulator:
        office = HttpOffice(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.connections == 0
        assert simulator.breaches == []


@stories
async def test_over_http(office: Office, story: Story):
    await story(office)


async def test_the_same_form_sent_twice_acts_once(office: Office):
    alice = office.person("alice")
    await alice.command("/lina appel")
    await alice.wait_view("Nouvel appel")
    await alice.fill("Client", "Acme Industrie (ACME)")
    assert await alice.submit({"Demande": "Imprimante HS"}) == {}
    assert await alice.resubmit() == {}
    await office.seen("C0SUPPORT", "2026-0001")
    await office.quiet()
    assert office.find("C0SUPPORT", "2026-0002") is None
