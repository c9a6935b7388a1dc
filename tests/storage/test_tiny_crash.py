"""A bot that is killed, or whose disk is full, has kept all that it acknowledged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.tiny.check import check
from bot.storage.tiny.folder import TinyStore

HERE = Path(__file__).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(HERE.parents[1])}


def started(program: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / program), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)  # noqa: S603  # our own programs


def killed_after(lines: int, folder: Path) -> dict[str, int]:
    """The versions that were acknowledged, by number, to a program killed in the middle of it all."""
    acknowledged: dict[str, int] = {}
    with started("storm.py", folder) as program:
        assert program.stdout
        for read, line in enumerate(program.stdout):
            # What was printed before the kill counts, and the last line may be half a line.
            if read == lines:
                program.kill()
            if line.endswith("\n"):
                number, version = line.split()
                acknowledged[number] = max(int(version), acknowledged.get(number, 0))
    return acknowledged


@pytest.mark.timeout(180)
async def test_killing_the_bot_in_a_storm_of_writes_loses_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged: dict[str, int] = {}
    for lines in (1, 20, 67, 150, 301):
        acknowledged |= killed_after(lines, tmp_path)
        async with TinyStore.open(tmp_path) as store:
            versions = {n: call.version for n in acknowledged if (call := await store.calls.get(n))}
        assert versions.keys() == acknowledged.keys()
        assert all(versions[number] >= version for number, version in acknowledged.items())
    assert len(acknowledged) > 100
    report = check(tmp_path)
    assert report.problems == ()
    assert report.calls_open + report.calls_archived >= len(acknowledged)


async def test_a_full_disk_is_told_and_takes_nothing_away(tmp_path: Path) -> None:
    with started("full_disk.py", tmp_path) as program:
        assert program.stdout
        refusal, kept, number = program.stdout.read().splitlines()
    assert "open.json was not written" in refusal
    numbers = kept.split()
    assert len(numbers) > 3
    assert number == f"2026-{len(numbers) + 1:04d}"
    async with TinyStore.open(tmp_path) as store:
        assert [call.number for call in await store.calls.open_calls()] == [*numbers, number]
    assert not (tmp_path / "open.json.new").exists()
