"""`lina doctor` as it is typed: lines or JSON, and an exit code."""

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.doctor.installation import Installation, installation

ROOT = Path(__file__).parents[2]


async def doctor(installed: Installation, *options: str) -> tuple[int | None, list[str]]:
    installed.write()
    command = (sys.executable, "-m", "bot", "doctor", *options)
    env = {"PATH": os.environ["PATH"], **installed.env}
    run = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await run.communicate()
    return run.returncode, out.decode().splitlines()


async def test_one_aligned_line_a_check_and_exit_0(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.set("gdp", url=f"{installed.simulator.url}cr")
        code, lines = await doctor(installed)
        assert code == 0
        assert lines[-1] == "0 failed, 1 warnings, 18 checks"
        assert len(lines) == 19
        assert {line[:7].strip() for line in lines[:-1]} == {"ok", "warning"}
        assert next(line for line in lines if "gdp" in line).index("gdp") == 9
        assert not [line for line in lines if "\x1b" in line]
        assert installed.simulator.bot_token not in "".join(lines)


async def test_what_fails_says_how_to_mend_it_and_exits_1(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.simulator.leave("C0DEV", "U0BOT")
        code, lines = await doctor(installed)
        assert code == 1
        (line,) = [line for line in lines if line.startswith("failed")]
        assert line == (
            "failed   channel dev     the bot is not in #dev-niveau-2 → invite it there: /invite @lina"
        )
        code, told = await doctor(installed, "--json")
        assert code == 1
        found = [each for each in json.loads("\n".join(told)) if each["verdict"] == "failed"]
        assert found == [
            {
                "check": "channel dev",
                "verdict": "failed",
                "said": "the bot is not in #dev-niveau-2",
                "mend": "invite it there: /invite @lina",
            }
        ]


async def test_a_wrong_configuration_is_a_line_too(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.set("escalation", after="ten minutes")
        code, lines = await doctor(installed)
        assert code == 1
        assert lines[0].startswith("failed   configuration")
        assert "escalation.after" in lines[0]
