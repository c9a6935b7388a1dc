"""The bot as a process of its own, to be killed: `lina run` where Slack has no limits and may be days ahead."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import logs
from bot.app import run
from bot.delivery.rate_limit import Limits
from bot.settings import load_settings

# A process that has imported the program already, and forks: a bot starts in no time.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.torture.victim"])


class Ahead:
    """The real time and so much more."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by


class Victim:
    """One bot; `folder` holds its configuration and takes its log."""

    def __init__(self, folder: Path, env: Mapping[str, str], name: str = "bot") -> None:
        self._log = folder / f"{name}.log"
        self._env = {"LINA_CONFIG": str(folder / "lina.toml"), **env}
        self._process: multiprocessing.process.BaseProcess | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self, ahead: timedelta) -> None:
        self._process = _PROCESSES.Process(target=_live, args=(self._env, ahead, self._log))
        self._process.start()

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    async def stop(self) -> int | None:
        """As a host stops a program; its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int | None:
        if self._process is None:
            return None
        self._signal(how)
        await asyncio.to_thread(self._process.join, 60)
        return self._process.exitcode

    def _signal(self, how: signal.Signals) -> None:
        process = self._process
        if process and process.pid and process.is_alive():
            os.kill(process.pid, how)

    def log(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""


def _live(env: Mapping[str, str], ahead: timedelta, log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    os.environ.update(env)
    logs.configure(os.environ)
    asyncio.run(run(load_settings(), clock=Ahead(ahead), limits=Limits.lifted()))
