"""Levers: what the control API lets a driver do to the workspace itself, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulator.admin import workspace_admin
from simulator.faults import Fault, FaultKind
from simulator.fixtures import PersonFixture
from simulator.json_types import Json
from simulator.slack_state.state import SlackState

_NINE = time(9)

AdminCommand = Callable[[SlackState, Json], None]


def _clock(slack: SlackState, body: Json) -> None:
    """`advance_seconds`, `move_to` an ISO 8601 instant with its offset, or `next_monday`: at 9 in that time zone."""
    if "next_monday" in body:
        slack.clock.move_to(_monday_after(slack.clock.now(), ZoneInfo(body["next_monday"])))
    elif "move_to" in body:
        slack.clock.move_to(datetime.fromisoformat(body["move_to"]))
    else:
        slack.clock.advance(timedelta(seconds=body["advance_seconds"]))


def _monday_after(now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    return datetime.combine(today + timedelta(days=7 - today.weekday()), _NINE, zone)


def _faults(slack: SlackState, body: Json) -> None:
    """A fault's fields, with `lasting` seconds for all calls in that time, or `clear`: true."""
    fields = {name: value for name, value in body.items() if name not in ("clear", "lasting")}
    if body.get("clear"):
        slack.faults.clear()
    elif "lasting" in body:
        slack.faults.start_outage(_fault(fields), timedelta(seconds=body["lasting"]))
    else:
        slack.faults.add(_fault(fields))
    slack.changes.notify()


def _fault(fields: Json) -> Fault:
    return Fault(**{**fields, "kind": FaultKind(fields["kind"])})


def _person(slack: SlackState, body: Json) -> None:
    """A person's whole seed: a new one joins, a known one changes."""
    workspace_admin.put_person(slack, PersonFixture(**body))


def _join(slack: SlackState, body: Json) -> None:
    workspace_admin.join(slack, body["channel"], body["user"])


def _leave(slack: SlackState, body: Json) -> None:
    workspace_admin.leave(slack, body["channel"], body["user"])


def _archive(slack: SlackState, body: Json) -> None:
    workspace_admin.archive(slack, body["channel"])


def _group(slack: SlackState, body: Json) -> None:
    workspace_admin.set_group_users(slack, body["group"], body["users"])


COMMANDS: Mapping[str, AdminCommand] = {
    "archive": _archive,
    "clock": _clock,
    "faults": _faults,
    "group": _group,
    "join": _join,
    "leave": _leave,
    "person": _person,
}
