"""`lina clients`: import and export the client directory."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app import store_of
from bot.cli.errors import CHECK_FAILED, fail
from bot.cli.files import write_file
from bot.domain.clients.directory import Directory, ImportDiff
from bot.exchange.clients_csv import ClientsFileError, read_import, write_clients
from bot.exchange.spreadsheets import SAVE_AS, WORKBOOK_ENDINGS
from bot.services.clients import import_clients as import_into
from bot.settings import Settings, load_settings
from bot.storage.errors import StoreInUseError, StoreMissingError
from bot.storage.tiny.import_drop import DroppedImport

IMPORT_TIMEOUT = 30.0
"""Seconds that a running bot has to import a file."""

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
    if file.suffix.lower() in WORKBOOK_ENDINGS:
        fail(f"{file.name} is a workbook, which cannot be imported: {SAVE_AS}", CHECK_FAILED)
    try:
        diff = asyncio.run(_import(settings, file.read_bytes(), dry_run=dry_run))
    except ClientsFileError as error:
        fail("\n".join(f"{file.name}: {line}" for line in str(error).splitlines()), CHECK_FAILED)
    counts = f"{len(diff.added)} added, {len(diff.changed)} changed, {len(diff.unchanged)} unchanged"
    typer.echo(f"would be: {counts}" if dry_run else counts)
    for fate, codes in (("added", diff.added), ("changed", diff.changed)):
        for code in codes if dry_run else ():
            typer.echo(f"{fate}: {code}")


@app.command("export")
def export_clients(file: Annotated[Path, typer.Argument(dir_okay=False, writable=True)]) -> None:
    """Write the directory as a CSV file that imports again to the same."""
    directory = asyncio.run(_directory(load_settings()))
    write_file(file, write_clients(list(directory.clients.values())))
    typer.echo(f"{len(directory.clients)} clients written to {file}")


async def _import(settings: Settings, data: bytes, *, dry_run: bool) -> ImportDiff:
    new = read_import(data)
    if dry_run:
        return (await _directory_or_none(settings)).import_all(new.clients, new.unsaid)[1]
    try:
        async with store_of(settings) as store:
            return await import_into(store.clients, new)
    except StoreInUseError:
        return await _import_by_bot(settings.store.path, data)


async def _import_by_bot(folder: Path, data: bytes) -> ImportDiff:
    """Leaves the file to the bot that holds the folder, and waits for its receipt."""
    dropped = DroppedImport(folder, data)
    receipt = await dropped.receipt(IMPORT_TIMEOUT)
    if receipt is None and dropped.withdraw():
        fail("the bot that holds the store does not answer: nothing is imported", CHECK_FAILED)
    if receipt is None:
        fail("the bot has taken the file and does not say what became of it: see its log", CHECK_FAILED)
    if receipt.diff is None:
        fail(receipt.problem or "nothing is imported", CHECK_FAILED)
    return receipt.diff


async def _directory_or_none(settings: Settings) -> Directory:
    try:
        return await _directory(settings)
    except StoreMissingError:
        return Directory(clients={}, version=0)


async def _directory(settings: Settings) -> Directory:
    async with store_of(settings, exclusive=False) as store:
        return await store.clients.directory()
