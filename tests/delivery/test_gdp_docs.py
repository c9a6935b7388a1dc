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
from bot.domain.outbox.notice import NoticeKind, ToolReceipt
from bot.rendering.gdp import GdpRenderer
from tests.rendering.sample_calls import CALLS, amended
from tests.rendering.sample_views import notice_view
from tests.support.transports import delivered, receipt_for

DOCS = (Path(__file__).parents[2] / "docs" / "gdp.md").read_text(encoding="utf-8")
PAGE = notice_view(CALLS["closed in full"](), NoticeKind.REPORT)
CORRECTED = notice_view(amended(CALLS["closed in full"]()), NoticeKind.REPORT)


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
        tool = GdpTransport(tool=GdpTool(url=url, token="jeton"))
        for _ in range(2):
            receipt = await receipt_for(tool, PAGE)
        assert receipt == ToolReceipt("2026-0042", "https://gdp.example.fr/2026-0042")
        await delivered(tool, CORRECTED)
        await delivered(tool, PAGE)  # late: the newer version stays
        with pytest.raises(DeliveryError, match="http 401"):
            await delivered(GdpTransport(tool=GdpTool(url=url, token="autre")), PAGE)
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
    assert PAGE.notice
    assert CORRECTED.notice
    assert list(kept["keys"]) == [str(PAGE.notice.key), str(CORRECTED.notice.key)]
    stands = kept["calls"]["2026-0042"]
    assert (stands["version"], stands["remplace"], stands["correction"]["motif"]) == (2, 1, "Forfait")
    assert (stands["minutes_n1"], stands["imputation"]) == (30, "Projet")
