"""A healthy installation on the simulator, which a test breaks in one way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.samples import WORKSPACE, clients
from bot.doctor import DoctorContext, Finding, Verdict, examine, run_checks
from bot.domain.clients.directory import Directory
from bot.manifest import manifest
from bot.settings import load_settings
from bot.storage.tiny.folder import TinyStore
from simulator import Rates, Simulator, WorkspaceFixture

CONFIGURATION: dict[str, dict[str, Any]] = {
    "channels": {"support": "C0SUPPORT", "dev": "C0DEV", "service": "C0LINA"},
    "rota": {"members": ["U0ALICE", "U0BRUNO", "U0CHLOE"], "usergroup": "S0N1"},
    "escalation": {"mention": ["S0DEV", "U0DAVID"], "lead": "U0ANTHONY"},
    "report": {"account_manager": "U0CAMILLE"},
}


@dataclass
class Installation:
    """A workspace, and the files and variables of a bot.

    Attributes:
        simulator: the workspace.
        folder: holds lina.toml and the data.
        configuration: what lina.toml will hold, by section.
        env: the environment variables.
    """

    simulator: Simulator
    folder: Path
    configuration: dict[str, dict[str, Any]]
    env: dict[str, str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def set(self, section: str, **keys: Any) -> None:
        self.configuration.setdefault(section, {}).update(keys)

    def write(self) -> None:
        lines = [f'[store]\npath = "{self.data}"']
        for section, keys in self.configuration.items():
            lines.append(f"[{section}]")
            lines.extend(f"{key} = {_toml(value)}" for key, value in keys.items())
        (self.folder / "lina.toml").write_text("\n".join(lines) + "\n", "utf-8")

    async def findings(self) -> list[Finding]:
        """Of the whole installation, as `lina doctor` would."""
        self.write()
        return [finding async for finding in examine(self.env, self.simulator.clock)]

    async def with_room(self, free: int) -> list[Finding]:
        self.write()
        context = DoctorContext.of(load_settings(self.env))
        context.free = lambda _folder: free
        return [finding async for finding in run_checks(context, self.simulator.clock)]

    async def wrong(self) -> dict[str, Finding]:
        """What is not as it should be, by check; the last one of each."""
        return {f.check: f for f in await self.findings() if f.verdict is not Verdict.OK}

    async def fill(self) -> None:
        """The sample clients are in the store."""
        sample = {c.code: c for c in clients(self.simulator.clock.now().date())}
        async with TinyStore.open(self.data) as store:
            await store.clients.change(lambda d: Directory(clients=sample, version=d.version))


@asynccontextmanager
async def installation(
    folder: Path, declared: dict[str, Any] | None = None, seed: WorkspaceFixture = WORKSPACE
) -> AsyncIterator[Installation]:
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240  # nothing else runs yet
    async with Simulator(seed, declared or manifest(), rates=Rates.lifted()) as simulator:
        configuration = {section: dict(keys) for section, keys in CONFIGURATION.items()}
        env = {
            "LINA_CONFIG": str(folder / "lina.toml"),
            "SLACK_API_URL": simulator.api_url,
            "SLACK_BOT_TOKEN": simulator.bot_token,
            "SLACK_APP_TOKEN": simulator.app_token,
        }
        made = Installation(simulator, folder, configuration, env)
        await made.fill()
        yield made


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'
