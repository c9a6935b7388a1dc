"""HTTP on the wire: signatures, forms and JSON, and retries of what is not answered with 200."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qs

import orjson
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from simulator import MovableClock, Simulator, UserFacingError
from tests.simulator.sim_house import ALICE, SUPPORT, house, kinds


class Recorder:
    """An app that keeps what it gets and answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.text = ""
        self.content_type = "text/plain"
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status, text=self.text, content_type=self.content_type)


@asynccontextmanager
async def recording(sim: Simulator) -> AsyncIterator[Recorder]:
    recorder = Recorder()
    application = web.Application()
    application.router.add_post("/slack/events", recorder.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sim.http_app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield recorder
    finally:
        await runner.cleanup()


async def test_every_request_is_signed_by_the_real_clock() -> None:
    clock = MovableClock()
    async with house(clock=clock) as sim, recording(sim) as app:
        clock.advance(timedelta(days=7))
        await sim.person(ALICE).command("/lina é")
        await sim.person(ALICE).shortcut("everywhere")
        await sim.person(ALICE).write(SUPPORT, "é")
        verifier = SignatureVerifier(sim.signing_secret)
        assert [verifier.is_valid_request(body, headers) for headers, body in app.got] == [True] * 3
        assert not SignatureVerifier("other").is_valid_request(app.got[0][1], app.got[0][0])
        command, shortcut, event = (body for _, body in app.got)
        assert parse_qs(command.decode())["text"] == ["é"]
        assert orjson.loads(parse_qs(shortcut.decode())["payload"][0])["callback_id"] == "everywhere"
        assert orjson.loads(event)["event"]["text"] == "é"


async def test_an_event_that_fails_comes_again() -> None:
    clock = MovableClock()
    async with house(clock=clock) as sim, recording(sim) as app:
        app.status = 500
        await sim.person(ALICE).write(SUPPORT, "a")
        await sim.until(lambda: len(sim.breaches) == 2)
        headers = app.got[1][0]
        assert (headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) == ("1", "http_error")
        app.status = 200
        clock.advance(timedelta(minutes=1))
        await sim.until(lambda: len(app.got) == 3)
        assert app.got[2][1] == app.got[0][1]
        assert kinds(sim) == ["failed_acknowledgement"] * 2


async def test_a_plain_text_is_an_answer_too() -> None:
    async with house() as sim, recording(sim) as app:
        app.text = "vu"
        assert await sim.person(ALICE).command("/lina") == "vu"


@pytest.mark.parametrize("text", ["{", "[1]"])
async def test_an_answer_that_says_it_is_json_is_an_object(text: str) -> None:
    async with house() as sim, recording(sim) as app:
        app.text, app.content_type = text, "application/json"
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        assert kinds(sim) == ["failed_acknowledgement"]


async def test_nobody_listens_at_the_address() -> None:
    async with house() as sim:
        async with recording(sim):
            pass
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await sim.person(ALICE).command("/lina")
        assert sim.breaches == []
