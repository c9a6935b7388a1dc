"""`lina store`: check the store, copy it to another place, back it up and restore it."""

import asyncio
import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from bot.app import stores
from bot.cli.errors import CHECK_FAILED, fail
from bot.settings import SettingsError, load_settings
from bot.storage.backup import BackupFile
from bot.storage.errors import CopyDiffersError, StoreNotEmptyError
from bot.storage.snapshot import StoreSnapshot, transfer

COPY_TO = "STORE_COPY_TO"
"""The environment variable that names the target of `copy`."""

ASKED_FOR = "-"
"""The option's value for an address that is asked for."""

app = typer.Typer(help="The store.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Read everything and name what is wrong; exit 1 when something is."""
    report = asyncio.run(stores.check(load_settings()))
    typer.echo(
        f"{report.calls_open} calls running, {report.calls_archived} retired, "
        f"{report.weeks} weeks, {report.clients} clients"
    )
    for problem in report.problems:
        typer.echo(problem)
    if report.problems:
        raise typer.Exit(CHECK_FAILED)
    typer.echo("whole")


@app.command()
def copy(
    to: Annotated[
        str,
        typer.Option(
            help=f"A folder, or postgresql://…; there may be no store yet. - is asked for, and not shown. When it is "
            f"absent, it comes from {COPY_TO}, or is asked for: an option stands in the list of processes, with the "
            "password in it."
        ),
    ] = "",
) -> None:
    """Copy the store to another place, and compare both. Stop the bots first: what they write later is not there."""
    address, name = _target(to)
    _transfer(
        stores.snapshot_of(load_settings(), exclusive=True), stores.snapshot_at(address, name), "copied"
    )


@app.command()
def backup(file: Annotated[Path, typer.Argument(dir_okay=False, help="It may not exist yet.")]) -> None:
    """Write the whole store into one file, beside the running bots."""
    _transfer(stores.snapshot_of(load_settings()), BackupFile(file), f"written to {file}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(dir_okay=False, help="What `backup` wrote.")]) -> None:
    """Fill the store, which must be empty, from a backup."""
    _transfer(BackupFile(file), stores.snapshot_of(load_settings()), f"restored from {file}")


def _target(option: str) -> tuple[str, str]:
    """Returns the address of the target, and where it comes from."""
    if option not in {"", ASKED_FOR}:
        return option, "--to"
    given = os.environ.get(COPY_TO, "") if not option else ""
    if given:
        return given, COPY_TO
    if sys.stdin.isatty():
        typed = getpass.getpass("Copy to (postgresql://…, or a folder; not shown): ")
    else:
        typed = sys.stdin.readline()
    if not typed.strip():
        raise SettingsError(
            f"--to: missing; allowed: a folder or postgresql://…, here, in {COPY_TO} or typed"
        )
    return typed.strip(), "the address that was typed"


def _transfer(source: StoreSnapshot, target: StoreSnapshot, done: str) -> None:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed} records"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("opening", total=None)

        def show(step: str, records: int) -> None:
            progress.update(task, description=step, completed=records)

        try:
            copied = asyncio.run(transfer(source, target, show))
        except (StoreNotEmptyError, CopyDiffersError) as error:
            fail(str(error), CHECK_FAILED)
    typer.echo(f"{done}: {copied.records} records, the same on both sides, SHA-256 {copied.digest}")
