"""Socket Mode on the wire: hello, envelopes, acknowledgements, and who is let in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from simulator import MovableClock, Simulator, UserFacingError
from tests.simulator.sim_house import ALICE, SUPPORT, client_of, house, kinds


@asynccontextmanager
async def socket(sim: Simulator) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = (await client_of(sim).apps_connections_open(app_token=sim.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as line:
        yield line


async def test_a_ticket_lets_one_in_once() -> None:
    async with house() as sim:
        url = (await client_of(sim).apps_connections_open(app_token=sim.app_token))["url"]
        assert url.startswith("ws://127.0.0.1:")
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url) as line:
                hello = await line.receive_json()
                assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await session.ws_connect(url)


async def test_the_bots_own_posts_are_told_with_its_id() -> None:
    async with house() as sim, socket(sim) as line:
        await line.receive_json()
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=SUPPORT, text="a"))["ts"]
        await client.chat_update(channel=SUPPORT, ts=ts, text="b")
        events = []
        for _ in range(2):
            envelope = await line.receive_json()
            await line.send_json({"envelope_id": envelope["envelope_id"]})
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
            assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
            events.append(envelope["payload"]["event"])
        assert (events[0]["bot_id"], events[0]["user"], events[0]["text"]) == ("B0BOT", "U0BOT", "a")
        assert (events[1]["subtype"], events[1]["message"]["text"]) == ("message_changed", "b")


async def answered(sim: Simulator, payload: dict[str, Any] | None, act: Any) -> dict[str, Any]:
    """What came for the act, after it was acknowledged so."""
    async with socket(sim) as line:
        await line.receive_json()
        acting = asyncio.create_task(act)
        envelope: dict[str, Any] = await line.receive_json()
        await line.send_json({"envelope_id": "unknown"})
        await line.send_json({"envelope_id": envelope["envelope_id"], "payload": payload})
        await acting
        return envelope


async def test_a_command_takes_a_payload_and_an_event_none() -> None:
    async with house() as sim:
        envelope = await answered(sim, {"text": "vu"}, sim.person(ALICE).command("/lina"))
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert [each.words for each in sim.ephemerals(ALICE)] == ["vu"]
        await answered(sim, {"text": "no"}, sim.person(ALICE).write(SUPPORT, "a"))
        assert kinds(sim) == ["bad_acknowledgement"]


async def test_an_event_comes_again_until_it_is_acknowledged() -> None:
    clock = MovableClock()
    async with house(clock=clock, ack_timeout=0.1) as sim, socket(sim) as line:
        await line.receive_json()
        await sim.person(ALICE).write(SUPPORT, "a")
        first, second = await line.receive_json(), await line.receive_json()
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
        assert second["payload"] == first["payload"]
        await sim.until(lambda: len(sim.breaches) == 2)
        with pytest.raises(TimeoutError):
            await line.receive_json(timeout=0.1)
        clock.advance(timedelta(seconds=60))
        third = await line.receive_json()
        assert third["retry_attempt"] == 2
        await line.send_json({"envelope_id": third["envelope_id"]})
        clock.advance(timedelta(minutes=5))
        with pytest.raises(TimeoutError):
            await line.receive_json(timeout=0.1)
        assert kinds(sim) == ["late_acknowledgement"] * 2


async def test_an_eleventh_connection_is_turned_away() -> None:
    async with house() as sim, aiohttp.ClientSession() as session:
        lines = []
        for _ in range(11):
            url = (await client_of(sim).apps_connections_open(app_token=sim.app_token))["url"]
            lines.append(await session.ws_connect(url))
        assert (await lines[10].receive_json())["reason"] == "too_many_websockets"
        assert sim.connections == 10


async def test_a_stopped_workspace_answers_nobody() -> None:
    async with house(ack_timeout=5) as sim, socket(sim) as line:
        await line.receive_json()
        command = asyncio.create_task(sim.person(ALICE).command("/lina"))
        await line.receive_json()
        stopping = asyncio.create_task(sim.stop())
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await command
        await line.close()
        await stopping
