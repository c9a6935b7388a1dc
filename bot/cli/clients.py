"""`lina clients`: the client directory, in and out."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app import store_of
from bot.cli.failing import CHECK_FAILED, fail
from bot.cli.putting import put_file
from bot.domain.directory import Directory, ImportDiff
from bot.settings import Settings, load_settings
from bot.storage.clients_csv import ClientsFileError, read_clients, write_clients
from bot.storage.errors import StoreMissingError

app = typer.Typer(help="The client directory.", no_args_is_help=True)


@app.command("import")
def import_clients(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
) -> None:
    """Add and update the clients of a CSV file: all of them, or none."""
    settings = load_settings()
    try:
        diff = asyncio.run(_import(settings, file.read_bytes(), dry_run=dry_run))
    except ClientsFileError as error:
        fail("\n".join(f"{file.name}: {line}" for line in str(error).splitlines()), CHECK_FAILED)
    counts = f"{len(diff.added)} added, {len(diff.changed)} changed, {len(diff.unchanged)} unchanged"
    typer.echo(f"would be: {counts}" if dry_run else counts)


@app.command("export")
def export_clients(file: Annotated[Path, typer.Argument(dir_okay=False, writable=True)]) -> None:
    """Write the directory as a CSV file that imports again to the same."""
    directory = asyncio.run(_directory(load_settings()))
    put_file(file, write_clients(list(directory.clients.values())))
    typer.echo(f"{len(directory.clients)} clients written to {file}")


async def _import(settings: Settings, data: bytes, *, dry_run: bool) -> ImportDiff:
    new = read_clients(data)
    if dry_run:
        return (await _directory_or_none(settings)).import_all(new)[1]
    diffs: list[ImportDiff] = []

    def rule(directory: Directory) -> Directory:
        after, diff = directory.import_all(new)
        diffs.append(diff)
        return after

    async with store_of(settings) as store:
        await store.clients.change(rule)
    return diffs[-1]


async def _directory_or_none(settings: Settings) -> Directory:
    try:
        return await _directory(settings)
    except StoreMissingError:
        return Directory(clients={}, version=0)


async def _directory(settings: Settings) -> Directory:
    async with store_of(settings, exclusive=False) as store:
        return await store.clients.directory()
