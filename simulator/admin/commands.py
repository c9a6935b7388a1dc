"""The commands of the admin API that change the workspace, its clock or its faults, by name."""

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
    """`advance_seconds`; or `move_to`, ISO 8601 with an offset; or `next_monday`, a time zone: 09:00 there."""
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
    """A Fault's fields, with `lasting` real seconds for an outage; or `clear`: true, which removes all faults."""
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


def _telephone(slack: SlackState, body: Json) -> None:
    """`ring`: a caller; or `answer`: a call's id, with `by`; or `hang_up`: a call's id."""
    if "ring" in body:
        slack.telephone.ring(body["ring"])
    elif "answer" in body:
        slack.telephone.answer(body["answer"], body["by"])
    else:
        slack.telephone.hang_up(body["hang_up"])


def _person(slack: SlackState, body: Json) -> None:
    """All fields of a PersonFixture; adds the person, or replaces the one with that id."""
    workspace_admin.put_person(slack, PersonFixture(**body))


def _join(slack: SlackState, body: Json) -> None:
    workspace_admin.join(slack, body["channel"], body["user"])


def _leave(slack: SlackState, body: Json) -> None:
    workspace_admin.leave(slack, body["channel"], body["user"])


def _archive(slack: SlackState, body: Json) -> None:
    workspace_admin.archive(slack, body["channel"])


def _group(slack: SlackState, body: Json) -> None:
    workspace_admin.set_group_users(slack, body["group"], body["users"])


def _unsupported_blocks(slack: SlackState, body: Json) -> None:
    """`types`: the types of blocks that the workspace does not have yet."""
    slack.unsupported_blocks.clear()
    slack.unsupported_blocks.update(body["types"])


COMMANDS: Mapping[str, AdminCommand] = {
    "telephone": _telephone,
    "archive": _archive,
    "clock": _clock,
    "faults": _faults,
    "group": _group,
    "join": _join,
    "leave": _leave,
    "person": _person,
    "unsupported_blocks": _unsupported_blocks,
}
