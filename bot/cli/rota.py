"""`lina rota`: who is level 1 in the weeks to come, as a table or as an iCalendar file."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.app import config_of, store_of
from bot.app.config import BotConfig
from bot.cli.files import write_file
from bot.domain.rota.announcements import announce_at
from bot.domain.rota.schedule import Schedule, Shift, shifts
from bot.domain.rota.week import AssignmentReason
from bot.domain.rota.working_weeks import WEEK, local_day, monday_of
from bot.exchange.ical import PublishedCalendar, write_calendar
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.errors import StoreMissingError

app = typer.Typer(help="The rota.", no_args_is_help=True)

CALENDAR_WEEKS = 52
"""Weeks of an iCalendar file, from the running one on."""

REASONS: Mapping[AssignmentReason, str] = {
    AssignmentReason.TURN: "",
    AssignmentReason.SWAP: "swaps with {name}",
    AssignmentReason.DEBT: "pays back a week of {name}",
    AssignmentReason.ABSENCE: "replaces {name}, absent",
    AssignmentReason.GONE: "replaces {name}, whose account is closed",
    AssignmentReason.DESIGNATED: "chosen for that week",
    AssignmentReason.NOBODY: "nobody is free",
}


@dataclass(frozen=True, slots=True)
class _Rota:
    """The rota as it is stored; without a store yet, no week has changed.

    Attributes:
        config: the bot's configuration.
        schedule: the weeks.
        names: people by Slack id.
    """

    config: BotConfig
    schedule: Schedule
    names: Mapping[str, str]

    def name(self, person: str | None) -> str:
        return "nobody" if person is None else self.names.get(person, person)


@app.callback()
def rota() -> None:
    """The rota."""


@app.command()
def show(
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many, from the running one on.")] = 12,
) -> None:
    """Print who is level 1 in the weeks to come, and why where it is not the plain turn."""
    stored = asyncio.run(_stored_rota(load_settings()))
    table = Table("week", "from", "to", "level 1", "", box=None, pad_edge=False)
    for shift in shifts(stored.schedule, stored.schedule.this_week, weeks):
        iso = shift.monday.isocalendar()
        last = shift.monday + timedelta(days=4)
        row = (f"{iso.year}-W{iso.week:02}", str(shift.monday), str(last), stored.name(shift.person))
        table.add_row(*(escape(cell) for cell in (*row, _remarks(shift, stored))))
    Console(highlight=False, soft_wrap=True).print(table)


@app.command()
def ics(file: Annotated[Path, typer.Argument(dir_okay=False, help="Replaced, if it is a calendar.")]) -> None:
    """Write the running week, those announced before it and the next year as an iCalendar file."""
    published = _published(file)
    stored = asyncio.run(_stored_rota(load_settings()))
    schedule = stored.schedule
    first = min([schedule.this_week, *schedule.announced])
    count = (schedule.this_week - first) // WEEK + CALENDAR_WEEKS
    found = [
        shift
        for shift in shifts(schedule, first, count)
        if shift.monday >= schedule.this_week or shift.monday in schedule.announced
    ]
    content = write_calendar(found, schedule.weeks, stored.names, published, datetime.now(UTC))
    write_file(file, content)
    typer.echo(f"{len(found)} weeks written to {file}")


def _published(file: Path) -> PublishedCalendar:
    try:
        return PublishedCalendar.read(file.read_bytes() if file.exists() else b"")
    except ValueError as error:
        raise SettingsError(f"{file}: not a calendar, and not replaced; name another file") from error
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error


async def _stored_rota(settings: Settings) -> _Rota:
    config = config_of(settings)
    try:
        async with store_of(settings, exclusive=False) as store:
            weeks, names = await store.weeks.every(), (await store.clients.directory()).people
    except StoreMissingError:
        weeks, names = [], {}
    policy = config.policy
    today = local_day(datetime.now(UTC), policy.zone)
    schedule = Schedule(
        weeks, members=config.rota.members, this_week=monday_of(today), is_working=policy.is_working_day
    )
    return _Rota(config, schedule, names)


def _remarks(shift: Shift, stored: _Rota) -> str:
    config, remarks = stored.config, [REASONS[shift.reason].format(name=stored.name(shift.instead_of))]
    at = announce_at(config.rota, shift.monday, config.policy)
    if at is None:
        remarks.append("no working day, no announcement")
    elif (day := local_day(at, config.policy.zone)) != config.rota.announce.day(shift.monday):
        remarks.append(f"announced on {day}")
    return ", ".join(remark for remark in remarks if remark)
