"""SIGTERM ends the process within five seconds, whatever is due."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.policy import Channels, Policy
from bot.domain.stamp import Stamp
from bot.storage.tiny.folder import TinyStore
from simulator import ApiCall, Fault, FaultKind, Rates, Simulator
from tests.support.workspace import simulated
from tests.web.test_running_bot import ROOT, environment

DUE = 200
"""Calls whose card and ping are due."""

SECONDS = 5.0

LOADED = 3.0
"""How much longer a busy machine may take than one that does nothing else."""


async def fill(folder: Path) -> None:
    """A store of calls that were opened while no bot ran."""
    policy = Policy(channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"), zone=ZoneInfo("Europe/Paris"))
    at = datetime.now(UTC) - timedelta(hours=1)
    async with TinyStore.open(folder) as store:
        for i in range(DUE):
            draft = NewCall(
                origin=f"test:{i}",
                stamp=Stamp(at, "U0ALICE"),
                client=ClientRef("ACME", "Acme Industrie"),
                request="imprimante HS",
            )
            await store.calls.open(draft.origin, at.year, partial(_opened, draft, policy))


def _opened(draft: NewCall, policy: Policy, number: str) -> Call:
    return open_call(draft, number, policy)


async def stopped(simulator: Simulator, folder: Path, posts: int) -> tuple[float, int | None, str]:
    """Stops a bot that has posted so much: the seconds that took, its exit code, and what it said."""
    env = environment(simulator, folder, SLACK_APP_TOKEN=simulator.app_token)
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), cwd=ROOT, env=env, stderr=asyncio.subprocess.PIPE
    )
    assert bot.stderr
    said = asyncio.create_task(bot.stderr.read())
    try:
        await simulator.until(lambda: len(posted(simulator)) >= posts, timeout=120.0)
        began = asyncio.get_running_loop().time()
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            code = await bot.wait()
        return asyncio.get_running_loop().time() - began, code, (await said).decode()
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


def posted(simulator: Simulator) -> list[ApiCall]:
    return [call for call in simulator.calls if call.method == "chat.postMessage"]


@pytest.mark.parametrize("slow", [False, True], ids=["at-slack-s-pace", "while-slack-hangs"])
async def test_it_ends_in_time_with_two_hundred_calls_due(tmp_path: Path, *, slow: bool) -> None:
    await fill(tmp_path / "data")
    async with simulated(rates=Rates.slack()) as simulator:
        if slow:
            simulator.faults.add(Fault(kind=FaultKind.DELAY, delay=30.0, times=1000))
        took, code, said = await stopped(simulator, tmp_path, 1 if slow else 3)
        assert (code, "Traceback" in said) == (0, False), said
        assert took < SECONDS + LOADED
        assert len(posted(simulator)) < DUE
