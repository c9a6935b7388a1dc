"""`lina store restore` needs the memory of a document, however large the backup is."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from bot.storage.backup import BackupFile
from bot.storage.snapshot import Record
from tests.cli.terminal import CHANNELS, ROOT
from tests.rendering.sample_calls import opened

MB = 2**20
KB_OF_RSS = 1024
"""`ru_maxrss` is in these, on Linux."""

HEAD = b'{"format":"lina-store","schema":2}\n'


def lina(folder: Path, *words: str) -> tuple[int, str, int]:
    """Its exit code, its standard error, and the most memory that it had, in bytes."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    with (folder / ".err").open("wb") as err:
        process = subprocess.Popen(  # noqa: S603  # the program under test
            [sys.executable, "-m", "bot", *words], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=err
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, (folder / ".err").read_text(), usage.ru_maxrss * KB_OF_RSS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lina.toml").write_text(CHANNELS)
    return tmp_path


@pytest.fixture
def alone(folder: Path) -> int:
    """What a command needs that reads nothing."""
    return lina(folder, "store", "restore", "nowhere")[2]


def test_a_line_of_300_mb_is_refused(folder: Path, alone: int) -> None:
    with (folder / "backup").open("wb") as file:
        file.write(HEAD)
        file.seek(300 * MB)
        file.write(b"\n")
    code, said, most = lina(folder, "store", "restore", "backup")
    assert (code, said.count("\n")) == (1, 1)
    assert "line 2 has more than" in said
    assert most - alone < 120 * MB


async def _write(path: Path, megabytes: int) -> None:
    async def records() -> AsyncIterator[Record]:
        for n in range(1, megabytes + 1):
            number = f"2026-{n:04d}"
            yield Record(replace(opened(), number=number, origin=number, request="x" * MB))

    await BackupFile(path).fill(records())


async def test_a_backup_of_150_mb_is_restored(folder: Path, alone: int) -> None:
    await _write(folder / "backup", 150)
    code, said, most = lina(folder, "store", "restore", "backup")
    assert (code, said) == (0, "")
    assert most - alone < 60 * MB
    assert (folder / "data" / "open.json").stat().st_size > 150 * MB
    last = (folder / "backup").read_bytes().splitlines()[-1]
    assert orjson.loads(last)["records"] == 150
