"""All that the bot asks of Slack goes through one HTTP session, whose connections serve again."""

from collections import Counter
from types import SimpleNamespace

from aiohttp import ClientSession, TraceConfig, TraceConnectionCreateEndParams, TraceRequestEndParams

from tests.stories.office import Office

CALLS = 5
AT_ONCE = 8
"""Connections that one call may hold at a time: card, topic, ephemeral, look-ups of people."""


class Traced:
    """Counts what a session asks, by path, and the connections that it makes."""

    def __init__(self, session: ClientSession | None) -> None:
        self.asked: Counter[str] = Counter()
        self.connections = 0
        trace = TraceConfig()
        trace.on_request_end.append(self._ended)
        trace.on_connection_create_end.append(self._connected)
        trace.freeze()
        assert session
        session.trace_configs.append(trace)

    async def _ended(self, _session: ClientSession, _: SimpleNamespace, ended: TraceRequestEndParams) -> None:
        self.asked[ended.url.path] += 1

    async def _connected(
        self, _session: ClientSession, _: SimpleNamespace, _made: TraceConnectionCreateEndParams
    ) -> None:
        self.connections += 1


async def test_the_web_api_and_the_response_url_share_the_session(office: Office):
    simulator = office.simulator
    await office.quiet()
    traced = Traced(office.session)
    before = len(simulator.calls)
    for n in range(CALLS):
        await office.open(f"bois écran noir {n}")
    await office.quiet()
    web_api = sum(count for path, count in traced.asked.items() if path.startswith("/api/"))
    responses = sum(count for path, count in traced.asked.items() if path.startswith("/response/"))
    assert web_api == len(simulator.calls) - before
    assert responses == CALLS
    assert traced.connections <= AT_ONCE < web_api + responses


async def test_the_session_ends_with_the_bot(office: Office):
    session = office.session
    assert session
    await office.stop()
    assert session.closed
