"""`POST /telephony/TOKEN`: what exchanges send, as JSON and as form fields; and what is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.domain.refusals import Refusal, StoreRefused, TooBusy
from bot.domain.telephony.ring import PhoneEventKind
from bot.services.telephony import ReceivedEvent
from bot.web import http_server
from bot.web.telephony import BODY_BYTES, TelephonyEndpoint, decoded

RING = {"event": "newCall", "from": "33472000001", "to": "33472000000", "direction": "in", "callId": "c1"}


class Exchange:
    """An endpoint, and what it was told."""

    def __init__(self) -> None:
        self.events: list[ReceivedEvent] = []
        self.seconds = 0.0
        self.refusal: Refusal | None = None
        self.endpoint = TelephonyEndpoint("secret", monotonic=lambda: self.seconds)

    async def receive(self, event: ReceivedEvent) -> None:
        if self.refusal:
            raise self.refusal
        self.events.append(event)

    async def post(self, path: str = "secret", **body: Any) -> int:
        async with (
            self.endpoint.attached(self.receive),
            http_server(self.endpoint.routes(), 0, "127.0.0.1") as port,
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/telephony/{path}", **body) as answer,
        ):
            return answer.status


@pytest.mark.parametrize("body", [{"json": RING}, {"data": RING}], ids=["json", "form"])
async def test_json_and_form_fields_are_one_event(body: dict[str, Any]):
    exchange = Exchange()
    assert await exchange.post(**body) == 200
    assert exchange.events == [
        ReceivedEvent(kind=PhoneEventKind.NEW_CALL, call_id="c1", number="33472000001", to="33472000000")
    ]


async def test_who_answered_may_be_a_list():
    exchange = Exchange()
    data = [("event", "answer"), ("callId", "c1"), ("user[]", "Alice"), ("user[]", "Bruno")]
    await exchange.post(data=data)
    assert exchange.events[0].users == ("Alice", "Bruno")


async def test_a_wrong_token_is_no_page_and_logged_once_a_minute(capfd: pytest.CaptureFixture[str]):
    exchange = Exchange()
    for _ in range(3):
        assert await exchange.post("guess", json=RING) == 404
    exchange.seconds = 61
    assert await exchange.post("guess", json=RING) == 404
    assert exchange.events == []
    assert capfd.readouterr().out.count("wrong telephony token") == 2


async def test_a_body_that_is_too_long_is_not_read():
    exchange = Exchange()
    assert await exchange.post(data=json.dumps({**RING, "x": "y" * BODY_BYTES})) == 413
    assert exchange.events == []


@pytest.mark.parametrize("body", ["{", "[1]", "{}", '{"event":"newCall"}', "callId=c1"])
async def test_what_is_no_event_is_said_to_be_none(body: str):
    assert await Exchange().post(data=body) == 400


@pytest.mark.parametrize(
    "fields",
    [{"event": ["dtmf"], "callId": ["1"]}, {"event": ["newCall"], "callId": ["1"], "direction": ["out"]}],
)
def test_other_events_and_outgoing_calls_are_nothing_to_the_bot(fields: dict[str, list[str]]):
    assert decoded(fields) is None


@pytest.mark.parametrize("caller", ["anonymous", "", "Restricted"])
def test_an_anonymous_caller_has_no_number(caller: str):
    event = decoded({"event": ["newCall"], "callId": ["1"], "from": [caller]})
    assert event
    assert event.number is None


@pytest.mark.parametrize("refusal", [StoreRefused(), TooBusy()])
async def test_what_could_not_be_written_is_to_be_sent_again_and_logged_once_a_minute(
    refusal: Refusal, capfd: pytest.CaptureFixture[str]
):
    exchange = Exchange()
    exchange.refusal = refusal
    assert [await exchange.post(json=RING) for _ in range(2)] == [503, 503]
    logged = capfd.readouterr().out
    assert logged.count("telephony event not recorded") == 1
    assert "472000001" not in logged
    exchange.refusal = None
    assert await exchange.post(json=RING) == 200


async def test_a_body_whose_length_is_not_told_is_limited_too():
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * (BODY_BYTES // 4)

    assert await Exchange().post(data=chunks()) == 413


async def test_a_body_in_pieces_is_read_whole():
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"event=newCall&", b"callId=c1&from=", b"anonymous"):
            yield piece
            await asyncio.sleep(0)

    exchange = Exchange()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert await exchange.post(data=pieces(), headers=headers) == 200
    assert [event.call_id for event in exchange.events] == ["c1"]


async def test_before_there_is_a_bot_the_event_is_to_be_sent_again():
    endpoint = TelephonyEndpoint("secret")
    async with (
        http_server(endpoint.routes(), 0, "127.0.0.1") as port,
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/telephony/secret", json=RING) as answer,
    ):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_what_is_being_recorded_at_the_end_is_waited_for():
    begun, go, recorded = asyncio.Event(), asyncio.Event(), []

    async def receive(event: ReceivedEvent) -> None:
        begun.set()
        await go.wait()
        recorded.append(event.call_id)

    endpoint = TelephonyEndpoint("secret")
    async with (
        http_server(endpoint.routes(), 0, "127.0.0.1") as port,
        aiohttp.ClientSession() as session,
    ):
        async with endpoint.attached(receive):
            posting = asyncio.create_task(
                session.post(f"http://127.0.0.1:{port}/telephony/secret", json=RING)
            )
            await begun.wait()
            go.set()
        assert recorded == ["c1"]
        assert (await posting).status == 200


async def test_sipgate_is_asked_for_the_events_that_follow_a_new_call():
    exchange = Exchange()
    async with (
        exchange.endpoint.attached(exchange.receive),
        http_server(exchange.endpoint.routes(), 0, "127.0.0.1") as port,
        aiohttp.ClientSession() as session,
    ):
        url = f"http://127.0.0.1:{port}/telephony/secret"
        proxied = {"X-Forwarded-Proto": "https", "Host": "lina.example.fr"}
        answered = await session.post(url, data=RING, headers=proxied)
        there = "https://lina.example.fr/telephony/secret"
        assert f'onAnswer="{there}" onHangup="{there}"' in await answered.text()
        assert await (await session.post(url, json=RING)).text() == ""
        assert await (await session.post(url, data={**RING, "event": "hangup"})).text() == ""
