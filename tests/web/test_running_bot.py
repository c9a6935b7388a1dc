"""`lina run` as a platform starts it: on PORT, by HTTP or by the socket, until SIGTERM."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.manifest import manifest
from simulator import Fault, FaultKind, Simulator
from tests.cli.terminal import STOPS_WITHIN
from tests.free_port import free_port
from tests.support.workspace import PATIENCE, simulated

ROOT = Path(__file__).parents[2]
POLICY = '[channels]\nsupport = "C0SUPPORT"\ndev = "C0DEV"\nservice = "C0LINA"\n[store]\npath = "{path}"\n'


def environment(simulator: Simulator, folder: Path, **more: str) -> dict[str, str]:
    config = folder / "lina.toml"
    config.write_text(POLICY.format(path=folder / "data"), "utf-8")
    return {
        "PATH": os.environ["PATH"],
        "LINA_CONFIG": str(config),
        "SLACK_API_URL": simulator.api_url,
        "SLACK_BOT_TOKEN": simulator.bot_token,
        **more,
    }


@asynccontextmanager
async def running(env: dict[str, str], *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Stopped by SIGTERM, and without complaint."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", *options, cwd=ROOT, env=env, stderr=asyncio.subprocess.PIPE
    )
    assert bot.stderr
    complaints = asyncio.create_task(bot.stderr.read())
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                code = await bot.wait()
        except TimeoutError:
            bot.kill()
            raise
        said = (await complaints).decode()
    assert code == 0, said
    assert "Traceback" not in said


async def fetched(url: str) -> tuple[int, str]:
    """Once it answers."""
    async with asyncio.timeout(90), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    return response.status, await response.text()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)


async def ready(port: int, status: int = 200) -> tuple[int, dict[str, bool]]:
    """What `/readyz` says once it has this status."""
    async with asyncio.timeout(90):
        while True:
            found, body = await fetched(f"http://127.0.0.1:{port}/readyz")
            if found == status:
                return found, json.loads(body)
            await asyncio.sleep(0.05)


async def test_by_http_everything_is_on_one_port(tmp_path: Path):
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    async with simulated(manifest(http=here)) as simulator:
        env = environment(simulator, tmp_path, SLACK_SIGNING_SECRET=simulator.signing_secret, PORT=str(port))
        async with running(env):
            assert await ready(port) == (200, {"slack": True, "store": True})
            assert await fetched(f"{here}/healthz") == (200, "alive\n")
            simulator.http_app_url = f"{here}/slack/events"
            said = await simulator.person("U0ALICE").command("/lina appels")
            assert "aucun" in said
            status, metrics = await fetched(f"{here}/metrics")
            assert status == 200
            assert 'lina_acknowledgement_seconds_count{surface="command"} 1.0' in metrics
            assert 'lina_open_calls{state="level1"} 0.0' in metrics
            assert "lina_store_write_seconds_count" in metrics
        assert simulator.connections == 0
        assert simulator.breaches == []


async def test_http_may_be_asked_for_although_there_is_an_app_token(tmp_path: Path):
    port = free_port()
    async with simulated() as simulator:
        env = environment(
            simulator,
            tmp_path,
            SLACK_SIGNING_SECRET=simulator.signing_secret,
            SLACK_APP_TOKEN=simulator.app_token,
            PORT=str(port),
        )
        async with running(env, "--http"):
            assert await ready(port) == (200, {"slack": True, "store": True})
            assert simulator.connections == 0


async def test_by_the_socket_the_probes_are_served_and_nothing_else(tmp_path: Path):
    port = free_port()
    async with simulated() as simulator:
        env = environment(simulator, tmp_path, SLACK_APP_TOKEN=simulator.app_token, PORT=str(port))
        async with running(env):
            await simulator.until(lambda: simulator.connections)
            assert await ready(port) == (200, {"slack": True, "store": True, "socket": True})
            assert (await fetched(f"http://127.0.0.1:{port}/metrics"))[0] == 200
            assert (await fetched(f"http://127.0.0.1:{port}/slack/events"))[0] == 404
            assert "aucun" in await simulator.person("U0ALICE").command("/lina appels")


async def test_the_port_answers_before_slack_does(tmp_path: Path):
    port = free_port()
    silent = Fault(kind=FaultKind.SERVER_ERROR, method="auth.test")
    async with simulated() as simulator:
        simulator.faults.start_outage(silent, timedelta(minutes=5))
        env = environment(simulator, tmp_path, SLACK_APP_TOKEN=simulator.app_token, PORT=str(port))
        async with running(env):
            assert await fetched(f"http://127.0.0.1:{port}/healthz") == (200, "alive\n")
            nobody = {"slack": False, "store": True, "socket": False}
            assert await ready(port, 503) == (503, nobody)
            simulator.faults.clear()
            assert (await ready(port))[0] == 200


async def test_not_ready_while_the_socket_is_lost(tmp_path: Path):
    port = free_port()
    async with simulated() as simulator:
        env = environment(simulator, tmp_path, SLACK_APP_TOKEN=simulator.app_token, PORT=str(port))
        async with running(env):
            assert (await ready(port))[0] == 200
            refused = Fault(kind=FaultKind.ERROR, method="apps.connections.open")
            simulator.faults.start_outage(refused, timedelta(minutes=5))
            lost = asyncio.get_running_loop().time()
            simulator.cut_sockets()
            without_socket = {"slack": True, "store": True, "socket": False}
            assert await ready(port, 503) == (503, without_socket)
            assert asyncio.get_running_loop().time() - lost < PATIENCE
            simulator.faults.clear()
            assert (await ready(port))[0] == 200


async def test_not_ready_while_slack_hangs(tmp_path: Path):
    port = free_port()
    async with simulated() as simulator:
        env = environment(simulator, tmp_path, SLACK_APP_TOKEN=simulator.app_token, PORT=str(port))
        async with running(env):
            assert (await ready(port))[0] == 200
            hanging = Fault(kind=FaultKind.DELAY, method="auth.test", delay=5)
            simulator.faults.start_outage(hanging, timedelta(minutes=5))
            assert await ready(port, 503) == (503, {"slack": False, "store": True, "socket": True})
            simulator.faults.clear()
            assert (await ready(port))[0] == 200


@pytest.mark.parametrize(
    ("more", "word"),
    [({}, "SLACK_SIGNING_SECRET: missing"), ({"PORT": "eighty"}, "PORT")],
)
async def test_what_is_missing_or_wrong_is_one_line_and_exit_2(
    tmp_path: Path, more: dict[str, str], word: str
):
    async with simulated() as simulator:
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            env=environment(simulator, tmp_path, **more),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await bot.communicate()
        assert bot.returncode == 2
        assert word in said.decode()
        assert len(said.decode().splitlines()) == 1
        assert simulator.calls == []
