"""A folder to stand in, and `lina` as a program of its own: its exit code, what it prints, how it stops."""

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.cli import main

ROOT = Path(__file__).parents[2]
CHANNELS = '[channels]\nsupport = "C0SUPPORT"\ndev = "C0DEV"\nservice = "C0LINA"\n'
SLOW_SLACK = 60.0
"""Seconds that a slow Slack takes to answer, longer than anybody waits for a program to stop."""

STOPS_WITHIN = 20.0
"""Seconds: a host gives ten, a busy machine more; a program that waited for Slack would take SLOW_SLACK."""

# A process that has imported the program already, and forks: a command starts in no time.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [
        f"bot.cli.{name}"
        for name in ("commands", "demo", "run", "doctor", "manifest", "clients", "calls", "rota", "store")
    ]
)


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one clear line, without a traceback, that an error is."""
        (line,) = self.err.splitlines()
        return line


class Terminal:
    """Nothing of the environment gets through but what a program needs to start, and what the test adds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str] = {}
        self.write("lina.toml", CHANNELS)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def lina(self, *words: str) -> Finished:
        """Run to its end, in a process of its own."""
        out, err = self.folder / ".out", self.folder / ".err"
        child = _PROCESSES.Process(target=_main, args=(words, self.folder, self.environment(), out, err))
        child.start()
        child.join(100)
        assert child.exitcode is not None, f"lina {' '.join(words)} does not end"
        return Finished(child.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))

    @asynccontextmanager
    async def running(self, *words: str) -> AsyncIterator["Running"]:
        """Started, and killed at the end if it still runs."""
        process = await asyncio.create_subprocess_exec(
            *_program(words),
            cwd=self.folder,
            env=self.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield Running(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    def environment(self) -> dict[str, str]:
        """What a program that is started gets."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONPATH": str(ROOT), **self.env}


class Running:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def printed(self, words: str) -> str:
        """The line of its output that holds these words."""
        return await _line(self._process.stdout, words)

    async def logged(self, words: str) -> str:
        """The line of its log that holds these words."""
        return await _line(self._process.stderr, words)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[Finished, float]:
        """How it ended, and how many seconds after it was told to."""
        self._process.send_signal(how)
        began = time.monotonic()
        finished = await self.ended()
        return finished, time.monotonic() - began

    async def ended(self) -> Finished:
        out, err = await asyncio.wait_for(self._process.communicate(), 90)
        assert self._process.returncode is not None
        return Finished(self._process.returncode, out.decode(), err.decode())


async def _line(stream: asyncio.StreamReader | None, words: str) -> str:
    assert stream
    read = ""
    async with asyncio.timeout(90):
        while raw := await stream.readline():
            read += raw.decode()
            if words in raw.decode():
                return raw.decode()
    raise AssertionError(f"{words!r} never came; there is:\n{read}")


def _main(words: tuple[str, ...], folder: Path, env: dict[str, str], out: Path, err: Path) -> None:
    for path, stream in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["lina", *words]
    main()


def _program(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "bot", *words]
