"""The page about the project-management tool says what the bot does."""

import asyncio
import re
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest

from bot.delivery.retry import DeliveryError
from bot.delivery.senders.gdp import GdpTool, GdpTransport
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.gdp import GdpRenderer
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_views import notice_view
from tests.support.transports import delivered

DOCS = (Path(__file__).parents[2] / "docs" / "gdp.md").read_text(encoding="utf-8")
PAGE = notice_view(CALLS["closed in full"](), NoticeKind.REPORT)


def test_every_field_is_documented_and_nothing_else_is():
    sent = set(orjson.loads(GdpRenderer().report(PAGE)))
    rows = re.findall(r"^\| (`.*?`) \|", DOCS, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == sent


async def test_the_example_keeps_each_compte_rendu_once():
    (code,) = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
    example: dict[str, Any] = {}
    exec(compile(code, "docs/gdp.md", "exec"), example)  # noqa: S102  # the page's own example
    kept: dict[str, Any] = {}
    server = example["receiver"](0, "jeton", kept)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        for _ in range(2):
            await delivered(GdpTransport(tool=GdpTool(url=url, token="jeton")), PAGE)
        with pytest.raises(DeliveryError, match="http 401"):
            await delivered(GdpTransport(tool=GdpTool(url=url, token="autre")), PAGE)
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
    assert PAGE.notice
    assert list(kept) == [str(PAGE.notice.key)]
    assert kept[str(PAGE.notice.key)]["numero"] == "2026-0042"
