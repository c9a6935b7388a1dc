"""The page about the telephone says what the bot takes: its commands are run, its adapter is used."""

import asyncio
import importlib.util
import re
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import aiohttp
import pytest

from bot.services.telephony import ReceivedEvent
from bot.web import http_server
from bot.web.telephony import TelephonyEndpoint

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "telephony.md").read_text(encoding="utf-8")
ADDRESS = "https://lina.example.fr/telephony/TOKEN"
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


class Told:
    """What the bot was told."""

    def __init__(self) -> None:
        self.events: list[ReceivedEvent] = []

    async def receive(self, event: ReceivedEvent) -> None:
        self.events.append(event)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        endpoint = TelephonyEndpoint("TOKEN")
        async with (
            endpoint.attached(self.receive),
            http_server(endpoint.routes(), 0, "127.0.0.1") as port,
        ):
            yield f"http://127.0.0.1:{port}/telephony/TOKEN"

    @property
    def summary(self) -> list[tuple[str, str, str | None]]:
        return [(event.kind.value, event.call_id, event.number) for event in self.events]


async def test_the_commands_of_the_page_are_taken():
    told = Told()
    async with told.served() as url:
        for command in COMMANDS:
            arguments = shlex.split(command.replace(ADDRESS, url))
            curl = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.DEVNULL)
            assert await curl.wait() == 0, command
    assert told.summary == [
        ("newCall", "1001", "33472000001"),
        ("answer", "1001", "33472000001"),
        ("hangup", "1001", "33472000001"),
        ("newCall", "1002", None),
        ("hangup", "1002", None),
    ]
    assert told.events[1].users == ("Alice",)


def adapter() -> Any:
    spec = importlib.util.spec_from_file_location("aircall_to_lina", DOCS / "examples" / "aircall_to_lina.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told_by_aircall(event: str, **call: Any) -> dict[str, Any]:
    known = {"id": 812, "direction": "inbound", "raw_digits": "+33 4 72 00 00 01"}
    return {"event": event, "data": {**known, "number": {"digits": "+33 4 72 00 00 00"}, **call}}


@pytest.fixture
def aircall() -> Any:
    """The adapter's module, its server running; `url` is where Aircall would post to."""
    module = adapter()
    server = HTTPServer(("127.0.0.1", 0), module.Adapter)
    module.url = f"http://127.0.0.1:{server.server_address[1]}/"
    module.Adapter.log_message = lambda *_: None
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield module
    server.shutdown()
    thread.join()
    server.server_close()


async def test_the_adapter_passes_on_what_aircall_tells(aircall: Any):
    told = Told()
    events = [
        told_by_aircall("call.created"),
        told_by_aircall("call.answered", user={"email": "alice@example.fr"}),
        told_by_aircall("call.hungup"),
        told_by_aircall("call.commented"),
        told_by_aircall("call.created", direction="outbound"),
    ]
    async with told.served() as aircall.Adapter.lina, aiohttp.ClientSession() as session:
        statuses = [(await session.post(aircall.url, json=event)).status for event in events]
    assert statuses == [200] * 5
    assert told.summary == [(kind, "812", "+33 4 72 00 00 01") for kind in ("newCall", "answer", "hangup")]
    assert told.events[1].users == ("alice@example.fr",)


async def test_the_adapter_has_aircall_send_again_what_the_bot_did_not_take(aircall: Any):
    endpoint = TelephonyEndpoint("TOKEN")
    async with http_server(endpoint.routes(), 0, "127.0.0.1") as port, aiohttp.ClientSession() as session:
        aircall.Adapter.lina = f"http://127.0.0.1:{port}/telephony/TOKEN"
        assert (await session.post(aircall.url, json=told_by_aircall("call.created"))).status == 503
