"""`lina doctor`: a line for each check, coloured on a terminal; or JSON."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.text import Text

from bot.app.run import SystemClock
from bot.cli.errors import CHECK_FAILED
from bot.doctor import Finding, Verdict, examine

STYLES = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.FAILED: "bold red"}
NAME_WIDTH = 14
"""Characters of the longest check's name."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of lines.")] = False,
) -> None:
    """Say what would fail later, and how to mend it; exit 1 when something fails."""
    findings = asyncio.run(_found())
    if as_json:
        typer.echo(
            orjson.dumps([asdict(finding) for finding in findings], option=orjson.OPT_INDENT_2).decode()
        )
    else:
        _print(findings)
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise typer.Exit(CHECK_FAILED)


async def _found() -> list[Finding]:
    return [finding async for finding in examine(os.environ, SystemClock())]


def _print(findings: Sequence[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        line = Text.assemble(
            (f"{finding.verdict:<7}", STYLES[finding.verdict]),
            f"  {finding.check:<{NAME_WIDTH}}  {finding.said}",
        )
        if finding.mend:
            line.append(f" → {finding.mend}", "dim")
        console.print(line)
    counts = (sum(f.verdict is verdict for f in findings) for verdict in (Verdict.FAILED, Verdict.WARNING))
    console.print("{} failed, {} warnings, {} checks".format(*counts, len(findings)))
