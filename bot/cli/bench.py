"""`lina bench`."""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.bench.bench import measure
from bot.bench.report import as_json, machine, plot, table
from bot.bench.results import Results
from bot.bench.sizes import FULL, QUICK, Sizes
from bot.bench.subjects import NotMeasuredError
from bot.cli.errors import CHECK_FAILED, fail
from bot.cli.files import write_file


def bench(
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures as JSON.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A minute instead of five; rougher.")] = False,
    plot_file: Annotated[
        Path | None, typer.Option("--plot", help="Draw the growth with closed calls, as SVG.")
    ] = None,
) -> None:
    """Measure the bot beside a bare Bolt application, in simulated workspaces on this machine."""
    began = time.monotonic()
    results = _measured(QUICK if quick else FULL)
    console = Console(highlight=False)
    console.print(table(results.figures))
    for note in results.notes:
        console.print(note)
    facts = machine()
    console.print(
        f"{time.monotonic() - began:.0f} s, {facts['processors']} processors, load average {facts['load_average']}"
    )
    if json_file:
        write_file(json_file, orjson.dumps(as_json(results, quick=quick), option=orjson.OPT_INDENT_2))
    if plot_file:
        write_file(plot_file, plot(results.growth).encode())


def _measured(sizes: Sizes) -> Results:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=None)
        try:
            address = os.environ.get("DATABASE_URL") or None
            return asyncio.run(measure(sizes, lambda step: progress.update(task, description=step), address))
        except NotMeasuredError as error:
            fail(str(error), CHECK_FAILED)
