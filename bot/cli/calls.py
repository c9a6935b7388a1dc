"""`lina calls`: show a call, export calls, purge old ones."""

import asyncio
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.app import store_of
from bot.cli.errors import CHECK_FAILED, fail
from bot.cli.exports import export, statement, timesheet
from bot.cli.purge import purge
from bot.domain.calls.call import Call, Report
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.stamp import SYSTEM, Stamp
from bot.settings import Settings, load_settings

app = typer.Typer(help="The calls.", no_args_is_help=True)
app.command()(export)
app.command()(timesheet)
app.command()(statement)
app.command()(purge)

HistoryRow = tuple[datetime, str, str, str]
"""When (aware UTC), who, what, and the state of a notice."""


@app.callback()
def calls() -> None:
    """The calls."""


@app.command()
def show(number: Annotated[str, typer.Argument(help="As 2026-0042.")]) -> None:
    """Print a call's whole history: what happened, what was said, what is still to be said."""
    settings = load_settings()
    call = asyncio.run(_call(settings, number))
    if call is None:
        fail(f"there is no call {number}", CHECK_FAILED)
    _print(call, ZoneInfo(settings.timezone), Console(highlight=False, soft_wrap=True))


async def _call(settings: Settings, number: str) -> Call | None:
    async with store_of(settings, exclusive=False) as store:
        return await store.calls.get(number)


def _print(call: Call, zone: ZoneInfo, console: Console) -> None:
    console.print(
        f"[bold]{call.number}[/] {escape(call.client.name)} ({escape(call.client.code)}), {call.state}"
    )
    for name, value in _facts(call):
        if value:
            console.print(f"{name}: {escape(str(value))}")
    table = Table("when", "by", "what", "state", box=None, pad_edge=False)
    for at, by, what, state in sorted(_history(call), key=lambda row: row[0]):
        local = at.astimezone(zone)
        table.add_row(f"{local:%Y-%m-%d %H:%M:%S}", by, escape(what), state)
    console.print(table)


def _facts(call: Call) -> list[tuple[str, str | None]]:
    report = call.reports[-1] if call.reports else None
    return [
        ("request", call.request),
        ("contact", call.contact),
        ("phone", call.phone),
        ("owner", call.owner),
        ("imputation", call.imputation),
        ("need", call.need),
        ("solution", report.solution if report else None),
        ("minutes", f"{report.minutes1} + {report.minutes2}" if report else None),
    ]


def _history(call: Call) -> list[HistoryRow]:
    done = [(stamp.at, stamp.by, what, "") for stamp, what in _events(call) if stamp]
    answered = [(a.at, a.by or a.source, f"{a.node}: {a.answer}", "") for a in call.triage]
    noted = [
        (datetime.fromtimestamp(float(n.ts), call.opened.at.tzinfo), n.by, n.text, "note") for n in call.notes
    ]
    said = [
        (n.due, "", f"{n.key} to {n.to}{_event_name(n.facts.get('event'))}", n.state) for n in call.notices
    ]
    return [*done, *answered, *noted, *said]


def _events(call: Call) -> list[tuple[Stamp | None, str]]:
    callback, decision = call.callback, call.decision
    return [
        (call.opened, "opened"),
        (call.transferred, "level 2 called"),
        (call.taken, "taken by level 2"),
        (callback.stamp, f"held: {callback.reason}") if callback else (None, ""),
        (decision.stamp, f"decided: {decision.choice}") if decision else (None, ""),
        *(_version(report) for report in call.reports),
        *(
            (Stamp(n.claimed_at, SYSTEM), f"mailed to the client: {n.to}")
            for n in _mailed(call)
            if n.claimed_at
        ),
        (call.closed, f"closed: {call.close_reason}"),
    ]


def _version(report: Report) -> tuple[Stamp, str]:
    what, made = f"report, version {report.version}", report.amendment
    return (made.stamp, f"{what}: {made.reason}") if made else (report.stamp, what)


def _mailed(call: Call) -> list[Notice]:
    """What the client was sent."""
    return [n for n in call.notices if n.kind is NoticeKind.CLIENT_REPORT and n.state is DeliveryState.SENT]


def _event_name(event: object) -> str:
    return f" ({event})" if event else ""
