"""`lina calls export`."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import store_of
from bot.cli.files import write_file
from bot.exchange.calls_export import CallsExport, Month, Row, write_csv, write_json, write_xlsx
from bot.settings import Settings, SettingsError, load_settings

FORMATS: Mapping[str, Callable[[Sequence[Row]], bytes]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "json": write_json,
}


def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, writable=True)],
    month: Annotated[str | None, typer.Option(help="By closing, as 2026-11; open calls always.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv, xlsx or json; else by the file's name, else csv.")
    ] = None,
) -> None:
    """Write one row a call, for invoicing; what is undecided or unannounced comes first."""
    write, only = _format(form, file), _month(month)
    rows = asyncio.run(_rows(load_settings(), only))
    write_file(file, write(rows))
    typer.echo(f"{len(rows)} calls written to {file}")


def _format(asked: str | None, file: Path) -> Callable[[Sequence[Row]], bytes]:
    named = file.suffix.lower().removeprefix(".")
    form = asked or (named if named in FORMATS else "csv")
    if form not in FORMATS:
        raise SettingsError(f"--format: {form}; allowed: {', '.join(FORMATS)}")
    return FORMATS[form]


def _month(text: str | None) -> Month | None:
    try:
        return Month.read(text) if text else None
    except ValueError:
        raise SettingsError(f"--month: {text}; allowed: a year and a month, such as 2026-11") from None


async def _rows(settings: Settings, month: Month | None) -> list[Row]:
    async with store_of(settings, exclusive=False) as store:
        calls = CallsExport(
            zone=ZoneInfo(settings.timezone),
            names=(await store.clients.directory()).people,
            account_manager=settings.report.account_manager,
        )
        return calls.rows([call async for call in store.calls.every() if calls.includes(call, month)])
