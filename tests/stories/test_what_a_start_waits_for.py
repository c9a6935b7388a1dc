"""What a start leaves until Slack is heard, and that it is done without that in the end."""

from contextlib import AsyncExitStack
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot
from bot.app.jobs import BEGIN_WITHIN
from tests.stories.office import Office
from tests.support.workspace import SUPPORT


class UnheardOffice(Office):
    """Its socket is never connected."""

    async def _connect(self, stack: AsyncExitStack, lina: Bot, _client: AsyncWebClient) -> None:
        await lina.start()
        stack.push_async_callback(lina.stop)


async def test_threads_are_read_again_though_the_socket_is_not_connected(office: Office) -> None:
    number = await office.open()
    await office.person("alice").write(SUPPORT, "bac vide", office.card(number).ts)
    await office.quiet()
    await office.stop()
    simulator = office.simulator

    def reads() -> int:
        return sum(call.method == "conversations.replies" for call in simulator.calls)

    read = reads()
    unheard = UnheardOffice(simulator, office.folder, office.plan)
    await unheard.start()
    try:
        assert unheard.lina
        assert unheard.lina.bolt.name == "lina"
        assert reads() == read
        unheard.clock.advance(BEGIN_WITHIN + timedelta(seconds=1))
        await unheard.lina.jobs.clock_moved()
        await simulator.until(lambda: reads() > read)
    finally:
        await unheard.stop()
