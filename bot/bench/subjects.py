"""The programs that are measured: each a process of its own, in a simulated workspace of its own."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.bench.workspace import CONFIGURATION, workspace

if TYPE_CHECKING:
    from simulator import Simulator

START_SECONDS = 120.0
"""A program that has not connected by then does not work."""

STOP_SECONDS = 15.0

_HERE = Path(__file__).parent
_TICKS = os.sysconf("SC_CLK_TCK")


class NotMeasuredError(Exception):
    """A program did not start, or did not do what is measured; the message ends with its log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What is started.

    Attributes:
        name: as it is shown.
        arguments: of the Python interpreter.
        environment: beside the tokens and addresses of the workspace.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


BARE = Program(name="bare Bolt", arguments=(str(_HERE / "bare.py"),))
BARE_LAZY = Program(name="bare Bolt, process_before_response", arguments=(str(_HERE / "bare.py"), "lazily"))


def lina(name: str, folder: Path, *, database: str | None = None, limited: bool = False) -> Program:
    """The bot on a folder, or on the database at an address; `limited` is `lina run` as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "lina.toml"
    configuration.write_text(CONFIGURATION.format(store=(folder / "data").as_posix()), "utf-8")
    return Program(
        name=name,
        arguments=("-m", "bot", "run") if limited else ("-m", "bot.bench.unlimited"),
        environment={"LINA_CONFIG": str(configuration), **({"DATABASE_URL": database} if database else {})},
    )


class Subject:
    """A program that runs from `async with` to its end.

    Attributes:
        program: what runs.
        simulator: its workspace.
        start_seconds: from the beginning of the process until it was connected.
    """

    def __init__(self, program: Program, scratch: Path) -> None:
        self.program = program
        self.simulator: Simulator = workspace()
        self.start_seconds = 0.0
        self._log = scratch / f"{abs(hash(program.name)):x}.log"
        self._compiled = scratch / "compiled"
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.simulator.start()
        with self._log.open("wb") as log:
            began = time.perf_counter()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self.program.arguments, env=self._environment(), stdout=log, stderr=log
            )
        try:
            await self._connected()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        self.start_seconds = time.perf_counter() - began
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process and process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()
        await self.simulator.stop()

    def memory_bytes(self) -> int | None:
        """The resident memory; None where the system does not tell (no /proc)."""
        status = self._proc("status")
        found = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(found[0].split()[1]) * 1024 if found else None

    def cpu_seconds(self) -> float | None:
        """User and system time so far; None where the system does not tell."""
        stat = self._proc("stat").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / _TICKS if stat else None

    def log(self) -> str:
        """The end of what it printed."""
        return self._log.read_text("utf-8", errors="replace")[-2000:]

    async def _connected(self) -> None:
        ended = asyncio.create_task(self._running().wait())
        connected = asyncio.create_task(
            self.simulator.until(lambda: self.simulator.connections, START_SECONDS)
        )
        await asyncio.wait({ended, connected}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not connected.done() or connected.exception():
            connected.cancel()
            raise NotMeasuredError(f"{self.program.name} does not start:\n{self.log()}")

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None  # noqa: S101  # begun by `async with`
        return self._process

    def _proc(self, name: str) -> str:
        try:
            return Path(f"/proc/{self._running().pid}/{name}").read_text("utf-8")
        except OSError:
            return ""

    def _environment(self) -> dict[str, str]:
        given = {
            name: value for name, value in os.environ.items() if not name.startswith(("LINA_", "SLACK_"))
        }
        for name in ("DATABASE_URL", "PORT", "PYTHONDONTWRITEBYTECODE"):
            given.pop(name, None)
        return {
            **given,
            # As it is installed: compiled once, not by each start.
            "PYTHONPYCACHEPREFIX": str(self._compiled),
            "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            "SLACK_API_URL": self.simulator.api_url,
            "SLACK_BOT_TOKEN": self.simulator.bot_token,
            "SLACK_APP_TOKEN": self.simulator.app_token,
            "LINA_LOG": "warning",
            **self.program.environment,
        }
