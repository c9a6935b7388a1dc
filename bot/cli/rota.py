"""`lina rota`: who is level 1 in the weeks to come, printed or as an iCalendar file."""

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

from bot.app import plan_of, store_of
from bot.app.plan import Plan
from bot.cli.putting import put_file
from bot.domain.book import Book
from bot.domain.calendar import WEEK, local_day, monday_of
from bot.domain.duty import Duty, duties
from bot.domain.rota import announce_at
from bot.domain.week import Why
from bot.rendering.ics import Published, write_calendar
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.errors import StoreMissingError

app = typer.Typer(help="The rota.", no_args_is_help=True)

CALENDAR_WEEKS = 52

REASONS: Mapping[Why, str] = {
    Why.TURN: "",
    Why.SWAP: "swaps with {name}",
    Why.DEBT: "pays back a week of {name}",
    Why.ABSENCE: "replaces {name}, absent",
    Why.GONE: "replaces {name}, whose account is closed",
    Why.NOBODY: "nobody is free",
}


@dataclass(frozen=True, slots=True)
class Known:
    """The book of the rota and people's names; without a store yet, the book is empty."""

    plan: Plan
    book: Book
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
    known = asyncio.run(_known(load_settings()))
    table = Table("week", "from", "to", "level 1", "", box=None, pad_edge=False)
    for duty in duties(known.book, known.book.this_week, weeks):
        iso = duty.monday.isocalendar()
        last = duty.monday + timedelta(days=4)
        row = (f"{iso.year}-W{iso.week:02}", str(duty.monday), str(last), known.name(duty.person))
        table.add_row(*(escape(cell) for cell in (*row, _remarks(duty, known))))
    Console(highlight=False, soft_wrap=True).print(table)


@app.command()
def ics(file: Annotated[Path, typer.Argument(dir_okay=False, help="Replaced, if it is a calendar.")]) -> None:
    """Write the running week, those announced before it and the next year as an iCalendar file."""
    published = _published(file)
    known = asyncio.run(_known(load_settings()))
    book = known.book
    first = min([book.this_week, *book.announced])
    count = (book.this_week - first) // WEEK + CALENDAR_WEEKS
    found = [
        duty
        for duty in duties(book, first, count)
        if duty.monday >= book.this_week or duty.monday in book.announced
    ]
    content = write_calendar(found, book.weeks, known.names, published, datetime.now(UTC))
    put_file(file, content)
    typer.echo(f"{len(found)} weeks written to {file}")


def _published(file: Path) -> Published:
    try:
        return Published.read(file.read_bytes() if file.exists() else b"")
    except ValueError as error:
        raise SettingsError(f"{file}: not a calendar, and not replaced; name another file") from error
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error


async def _known(settings: Settings) -> Known:
    plan = plan_of(settings)
    try:
        async with store_of(settings, exclusive=False) as store:
            weeks, names = await store.weeks.every(), (await store.clients.directory()).people
    except StoreMissingError:
        weeks, names = [], {}
    house = plan.house
    today = local_day(datetime.now(UTC), house.zone)
    book = Book(weeks, members=plan.rota.members, this_week=monday_of(today), is_working=house.is_working_day)
    return Known(plan, book, names)


def _remarks(duty: Duty, known: Known) -> str:
    plan, remarks = known.plan, [REASONS[duty.why].format(name=known.name(duty.instead_of))]
    at = announce_at(plan.rota, duty.monday, plan.house)
    if at is None:
        remarks.append("no working day, no announcement")
    elif (day := local_day(at, plan.house.zone)) != plan.rota.announce.day(duty.monday):
        remarks.append(f"announced on {day}")
    return ", ".join(remark for remark in remarks if remark)
