"""Comptes rendus to a real HTTP server: what it gets, and what its answers mean."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiohttp import web

from bot.delivery.http_session import http_session
from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.senders.gdp import GdpTool, GdpTransport
from bot.domain.outbox.notice import NoticeKind, ToolReceipt
from tests.delivery.test_mail_message import HOSTILE, hostile_page
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_views import notice_view
from tests.support.transports import delivered, receipt_for


@dataclass
class Tool:
    """`answers` are given in turn, the last one again and again."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(201, {})])
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    connections: set[object] = field(default_factory=set)
    says: str = "dit\r\nle serveur"

    async def take(self, request: web.Request) -> web.Response:
        self.connections.add(request.transport)
        self.bodies.append(orjson.loads(await request.read()))
        self.headers.append(dict(request.headers))
        status, headers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.Response(status=status, headers=headers, text=self.says)


@asynccontextmanager
async def gdp_tool(kind: type[Tool] = Tool, **how: Any) -> AsyncIterator[Tool]:
    tool = kind(**how)
    app = web.Application()
    app.router.add_post("/api/comptes-rendus", tool.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    tool.url = f"http://{host}:{port}/api/comptes-rendus"
    try:
        yield tool
    finally:
        await runner.cleanup()


PAGE = notice_view(CALLS["closed in full"](), NoticeKind.REPORT)


async def failed(tool: Tool) -> DeliveryError:
    with pytest.raises(DeliveryError) as failure:
        await delivered(GdpTransport(tool=GdpTool(url=tool.url)), PAGE)
    return failure.value


async def test_the_session_of_the_process_is_used_and_stays_open():
    async with gdp_tool() as tool, http_session() as session:
        for _ in range(2):
            await delivered(GdpTransport(tool=GdpTool(url=tool.url), session=session), PAGE)
        assert not session.closed
    assert len(tool.connections) == 1


async def test_a_tool_gets_json_its_token_and_the_notices_key():
    async with gdp_tool() as tool:
        await delivered(GdpTransport(tool=GdpTool(url=tool.url, token="jeton")), PAGE)
        assert PAGE.notice
        assert tool.headers[0]["Authorization"] == "Bearer jeton"
        assert tool.headers[0]["Idempotency-Key"] == str(PAGE.notice.key)
        assert tool.headers[0]["Content-Type"] == "application/json"
        assert tool.bodies[0]["numero"] == "2026-0042"


async def test_without_a_token_none_is_sent():
    async with gdp_tool() as tool:
        await delivered(GdpTransport(tool=GdpTool(url=tool.url)), PAGE)
        assert "Authorization" not in tool.headers[0]


def test_a_token_is_not_shown():
    assert "jeton" not in repr(GdpTool(url="https://gdp.example.fr", token="jeton"))


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        ((500, {}), None),
        ((503, {"Retry-After": "90"}), timedelta(seconds=90)),
        ((429, {"Retry-After": "7"}), timedelta(seconds=7)),
        ((429, {"Retry-After": "999999"}), timedelta(hours=1)),
        ((503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), None),
        ((400, {}), timedelta(minutes=5)),
        ((401, {}), timedelta(minutes=5)),
        ((404, {}), timedelta(minutes=5)),
        ((302, {"Location": "/ailleurs"}), timedelta(minutes=5)),
    ],
)
async def test_whatever_else_it_answers_it_is_asked_again(
    answer: tuple[int, dict[str, str]], wait: timedelta | None
):
    async with gdp_tool(answers=[answer]) as tool:
        failure = await failed(tool)
        assert (failure.kind is FailureKind.PERMANENT, failure.wait) == (False, wait)
        assert failure.error == f"http {answer[0]}: dit le serveur"
        assert len(tool.bodies) == 1


async def test_a_tool_that_is_not_there_is_asked_again():
    async with gdp_tool() as tool:
        gone = Tool(url=tool.url)
    failure = await failed(gone)
    assert (failure.kind is FailureKind.PERMANENT, failure.wait) == (False, None)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_it_is_valid_json_whatever_people_wrote(text: str):
    async with gdp_tool() as tool:
        await delivered(GdpTransport(tool=GdpTool(url=tool.url)), hostile_page(text))
        solution = tool.bodies[0]["solution"]
        assert not set(solution) & set("\x00\x1b\u202e\r")
        if text.isprintable():
            assert solution == text.strip()


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (
            '{"id": "CR-1", "url": "https://gdp.example.fr/1"}',
            ToolReceipt("CR-1", "https://gdp.example.fr/1"),
        ),
        ('{"id": 12}', ToolReceipt("12", None)),
        ('{"url": "https://gdp.example.fr/1"}', ToolReceipt(None, "https://gdp.example.fr/1")),
        ('{"id": "CR\\u202e-1\\u0000", "url": "javascript:alert(1)"}', ToolReceipt("CR-1", None)),
        ('{"id": "  ", "url": "https://a b"}', None),
        ('{"id": true, "url": 3}', None),
        ('{"id": {"a": 1}}', None),
        ('["CR-1"]', None),
        ("dit le serveur", None),
        ("", None),
    ],
)
async def test_what_the_tool_calls_it_is_kept_and_nothing_else(answer: str, receipt: ToolReceipt | None):
    async with gdp_tool(says=answer) as tool:
        assert await receipt_for(GdpTransport(tool=GdpTool(url=tool.url)), PAGE) == receipt


async def test_a_long_answer_is_not_read_whole():
    async with gdp_tool(says='{"id": "' + "x" * 500 + '"}') as tool:
        receipt = await receipt_for(GdpTransport(tool=GdpTool(url=tool.url)), PAGE)
    assert receipt == ToolReceipt("x" * 200, None)
    async with gdp_tool(says=" " * 100_000 + '{"id": "CR-1"}') as tool:
        assert await receipt_for(GdpTransport(tool=GdpTool(url=tool.url)), PAGE) is None
