"""`lina calls export`, `timesheet` and `statement`: what is invoiced, who spent which time, the month by client."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import store_of
from bot.app.config import config_of
from bot.cli.errors import CHECK_FAILED, fail
from bot.cli.files import write_file
from bot.domain.month import Month
from bot.domain.ports import UserProfile
from bot.exchange.calls_export import CallsExport, Row, write_csv, write_json, write_xlsx
from bot.exchange.statement_file import (
    rows_of,
    write_statement_csv,
    write_statement_json,
    write_statement_xlsx,
)
from bot.exchange.timesheet import (
    timesheet_rows,
    write_timesheet_csv,
    write_timesheet_json,
    write_timesheet_xlsx,
)
from bot.services.statement_queries import StatementQueries
from bot.services.timesheets import TimeQueries
from bot.settings import Settings, SettingsError, load_settings

Writer = Callable[[Sequence[Row]], bytes]
Formats = Mapping[str, Writer]
"""What writes a format, by its name."""

EXPORTS: Formats = {"csv": write_csv, "xlsx": write_xlsx, "json": write_json}
TIMESHEETS: Formats = {
    "csv": write_timesheet_csv,
    "xlsx": write_timesheet_xlsx,
    "json": write_timesheet_json,
}
STATEMENTS: Formats = {
    "csv": write_statement_csv,
    "xlsx": write_statement_xlsx,
    "json": write_statement_json,
}

File = Annotated[Path, typer.Argument(dir_okay=False, writable=True)]
FormatName = Annotated[
    str | None, typer.Option("--format", help="csv, xlsx or json; else by the file's name, else csv.")
]
MonthName = Annotated[str, typer.Option("--month", help="By closing, as 2026-11.")]


def export(
    file: File,
    month: Annotated[str | None, typer.Option(help="By closing, as 2026-11; open calls always.")] = None,
    form: FormatName = None,
) -> None:
    """Write one row a call, for invoicing; what is undecided or unannounced comes first."""
    write, only = _writer(EXPORTS, form, file), _month(month) if month else None
    rows = asyncio.run(_rows(load_settings(), only))
    write_file(file, write(rows))
    typer.echo(f"{len(rows)} calls written to {file}")


def timesheet(file: File, month: MonthName, form: FormatName = None) -> None:
    """Write one row for each person and call of a month: who spent how many minutes on what."""
    write, only = _writer(TIMESHEETS, form, file), _month(month)
    rows = asyncio.run(_timesheet(load_settings(), only))
    write_file(file, write(rows))
    typer.echo(f"{len(rows)} rows written to {file}")


def statement(
    file: File,
    month: MonthName,
    client: Annotated[str | None, typer.Option(help="A client's code; else all.")] = None,
    form: FormatName = None,
) -> None:
    """Write a month by client, with who validated what; what is undecided or unannounced comes first in each."""
    write, only = _writer(STATEMENTS, form, file), _month(month)
    rows = asyncio.run(_statement(load_settings(), only, client))
    write_file(file, write(rows))
    typer.echo(f"{len(rows)} calls written to {file}")


def _writer(formats: Formats, asked: str | None, file: Path) -> Writer:
    named = file.suffix.lower().removeprefix(".")
    form = asked or (named if named in formats else "csv")
    if form not in formats:
        raise SettingsError(f"--format: {form}; allowed: {', '.join(formats)}")
    return formats[form]


def _month(text: str) -> Month:
    try:
        return Month.read(text)
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


async def _timesheet(settings: Settings, month: Month) -> list[Row]:
    async with store_of(settings, exclusive=False) as store:
        queries = TimeQueries(calls=store.calls, policy=config_of(settings).policy, clock=_SystemClock())
        names = (await store.clients.directory()).people
        return timesheet_rows(await queries.bookings(month), names)


async def _statement(settings: Settings, month: Month, code: str | None) -> list[Row]:
    policy = config_of(settings).policy
    async with store_of(settings, exclusive=False) as store:
        queries = StatementQueries(
            calls=store.calls,
            clients=store.clients,
            people=_NoSlack(),
            weeks=store.weeks,
            card_link=lambda _call: None,
            policy=policy,
            clock=_SystemClock(),
        )
        contents = await queries.contents(month)
        known = {*contents.directory.clients, *(client.code for client in contents.clients)}
        if code and code.casefold() not in {each.casefold() for each in known}:
            fail(f"there is no client {code}", CHECK_FAILED)
        export = CallsExport(
            zone=policy.zone, names=contents.directory.people, account_manager=policy.account_manager
        )
        chosen = [c for c in contents.clients if code is None or c.code.casefold() == code.casefold()]
        return rows_of(chosen, export)


class _NoSlack:
    """The `People` port of a command that asks nothing of Slack."""

    profiles: Mapping[str, UserProfile] = MappingProxyType({})

    async def person(self, _id: str) -> UserProfile | None:
        return None

    async def find(self, reference: str) -> str | None:
        return reference


class _SystemClock:
    """The `Clock` port over the system's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)
