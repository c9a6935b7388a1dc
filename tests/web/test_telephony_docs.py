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
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

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


def example(name: str) -> Any:
    """A file of the examples, as a module of its own."""
    spec = importlib.util.spec_from_file_location(name, DOCS / "examples" / f"{name}.py")
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
    module = example("aircall_to_lina")
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


def block(name: str) -> dict[str, Any]:
    """What an example of the page defines."""
    (code,) = re.findall(rf"```python {name}\n(.*?)```", PAGE, re.DOTALL)
    defined: dict[str, Any] = {}
    exec(code, defined)  # noqa: S102  # the page's own
    return defined


RINGOVER = {
    "resource": "call",
    "data": {
        "call_id": 4711,
        "direction": "inbound",
        "from_number": "33472000001",
        "to_number": "33472000000",
        "is_anonymous": False,
        "user": {"email": "alice@example.fr"},
    },
}
THREE_CX = {"callerid": "33472000001", "user": "105", "inbound_did": "33472000000"}


def ringover(event: str, **call: Any) -> dict[str, Any]:
    return {**RINGOVER, "event": event, "data": {**RINGOVER["data"], **call}}  # type: ignore[dict-item]  # a dict


def three_cx(event: str, id: str, **call: Any) -> dict[str, Any]:
    return {**THREE_CX, "event": event, "id": id, **call}


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        (
            "ringover",
            [
                ringover("ringing"),
                ringover("answered"),
                ringover("hangup"),
                ringover("ringing", direction="outbound"),
                {"event": "tags_updated", "data": {"call_id": 4711}},
            ],
            [(kind, "4711", "33472000001") for kind in ("newCall", "answer", "hangup")],
        ),
        (
            "ringover",
            [
                ringover("ringing", is_anonymous=True, user=None),
                ringover("missed", is_anonymous=True, user=None),
            ],
            [(kind, "4711", None) for kind in ("newCall", "hangup")],
        ),
        (
            "3cx",
            [
                three_cx("ringing", "230307114903_10-0", user="820"),
                three_cx("pickupincoming", "230307114903_10-1"),
                three_cx("incoming", "230307114903_10-1"),
                three_cx("outgoing", "230307114903_11-1"),
            ],
            [(kind, "230307114903_10", "33472000001") for kind in ("newCall", "answer", "hangup")],
        ),
    ],
)
async def test_the_other_adapters_of_the_page_pass_on_what_they_are_told(
    aircall: Any, name: str, told: list[dict[str, Any]], expected: list[tuple[str, str, str | None]]
):
    bot = Told()
    aircall.event_of = block(name)["event_of"]
    async with bot.served() as aircall.Adapter.lina, aiohttp.ClientSession() as session:
        statuses = [(await session.post(aircall.url, json=each)).status for each in told]
    assert statuses == [200] * len(told)
    assert bot.summary == expected
    answered = [event for event in bot.events if event.kind == "answer"]
    assert all(event.users == ("alice@example.fr",) for event in answered)


def queued(event: str, **data: str) -> dict[str, Any]:
    known = {
        "QueueMemberUUID": "5b1c",
        "QueueMemberCIDNumber": "0033472000001",
        "QueueMemberDNIS": "0033472000000",
    }
    return {"Event": event, "Service": "queues", "Data": {**known, **data}}


async def test_the_adapter_of_ovh_asks_and_passes_on_what_it_is_told():
    bot, asked = Told(), list[dict[str, str]]()
    answers = [
        {"Session": "s1", "Events": [queued("member-queue-start"), queued("members-count")]},
        {"Session": "s1", "Events": []},
        {
            "Session": "s1",
            "Events": [
                queued("bridge-agent-start", Agent="Alice"),
                queued("member-queue-end"),
                {"Event": "x"},
            ],
        },
    ]

    async def events(request: web.Request) -> web.Response:
        asked.append(dict(request.query))
        return web.json_response(answers[len(asked) - 1])

    ovh = example("ovh_to_lina")
    async with (
        bot.served() as lina,
        http_server([web.get("/", events)], 0, "127.0.0.1") as port,
    ):
        session = ""
        for _ in answers:
            session = await asyncio.to_thread(ovh.polled, lina, "T", session, f"http://127.0.0.1:{port}/")
    assert asked == [{"token": "T"}, {"token": "T", "session": "s1"}, {"token": "T", "session": "s1"}]
    assert bot.summary == [(kind, "5b1c", "0033472000001") for kind in ("newCall", "answer", "hangup")]
    assert bot.events[1].users == ("Alice",)


def dialled(context: str, address: str) -> list[tuple[str, str]]:
    """What a context of the page's dialplan posts: each address with its body, as Asterisk would write them."""
    known = {"UNIQUEID": "1764000000.17", "CALLERID(num)": "+33472000001", "CHANNEL(endpoint)": "201"}
    (plan,) = re.findall(r"```\n(\[globals\].*?)```", PAGE, re.DOTALL)
    sections = dict(re.findall(r"^\[([\w-]+)\]\n(.*?)(?=^\[|\Z)", plan, re.DOTALL | re.MULTILINE))
    known["LINA"] = sections["globals"].strip().removeprefix("LINA=").replace(ADDRESS, address)
    (call,) = re.findall(r"Set\(__CALL=(.*)\)$", sections["lina"], re.MULTILINE)
    known["CALL"] = written(call, known)
    posts = re.findall(r"\$\{CURL\((.*?),(.*)\)\}\)$", sections[context], re.MULTILINE)
    return [(written(url, known), written(body, known)) for url, body in posts]


def written(text: str, known: dict[str, str]) -> str:
    """The text with its variables, each as `${NAME}` or `${URIENCODE(${NAME})}`."""
    for name, value in known.items():
        text = text.replace("${URIENCODE(${" + name + "})}", quote(value, safe=""))
        text = text.replace("${" + name + "}", value)
    return text


async def test_the_dialplan_of_the_page_is_taken():
    bot = Told()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with bot.served() as url, aiohttp.ClientSession() as session:
        for context in ("lina", "lina-answer", "lina-hangup"):
            ((address, body),) = dialled(context, url)
            assert "$" not in body
            assert (await session.post(address, data=body, headers=form)).status == 200
    assert bot.summary == [
        (kind, "1764000000.17", "+33472000001") for kind in ("newCall", "answer", "hangup")
    ]
    assert [event.answering_number for event in bot.events] == [None, "33472000201", None]
    assert {event.to for event in bot.events} == {"33472000000"}


async def test_what_sipgate_sends_is_taken_and_asks_for_what_follows():
    """As in sipgate's own example: developer.sipgate.io/push-api/api-reference."""
    bot = Told()
    ringing = (
        "event=newCall&from=492111234567&to=4915791234567&direction=in&callId=123456&user[]=Alice&user[]=Bob"
        "&userId[]=w0&userId[]=w1&fullUserId[]=1234567w0&fullUserId[]=1234567w1"
    )
    answer = (
        "event=answer&callId=123456&user=Bob&userId=w1&fullUserId=1234567w1&from=492111234567&direction=in"
    )
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-Proto": "https"}
    async with bot.served() as url, aiohttp.ClientSession() as session:
        async with session.post(url, data=ringing, headers=form) as asked:
            said = await asked.text()
            assert asked.content_type == "application/xml"
        where = url.replace("http://", "https://")
        assert f'onAnswer="{where}"' in said
        assert f'onHangup="{where}"' in said
        assert (await session.post(url, data=answer, headers=form)).status == 200
    assert bot.summary == [(kind, "123456", "492111234567") for kind in ("newCall", "answer")]
    assert bot.events[1].users[0] == "Bob"
