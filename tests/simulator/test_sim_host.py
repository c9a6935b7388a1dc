"""Only this machine's own names reach the workspace: another one is how a foreign page would (DNS rebinding)."""

import aiohttp
import pytest
from yarl import URL

from tests.simulator.sim_house import house


async def status(base: str, path: str, host: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(base) / path, headers={"Host": host}) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("path", ["", "api/auth.test", "link/", "upload/F1"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "192.0.2.1:8765",
        "[",
        "",
    ],
)
async def test_a_foreign_host_is_refused_everywhere(path: str, host: str) -> None:
    async with house() as sim:
        assert await status(sim.api_url.removesuffix("api/"), path, host) in {400, 421}
        assert not sim.calls


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
async def test_this_machine_s_names_are_served(host: str) -> None:
    async with house() as sim:
        assert await status(sim.api_url.removesuffix("api/"), "", host) == 200
