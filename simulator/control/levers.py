"""Levers: what the control API lets a driver do to the workspace itself, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulator import changing
from simulator.faults import Fault, FaultKind
from simulator.seeds import PersonSeed
from simulator.shapes import Json
from simulator.world import World

_NINE = time(9)

Lever = Callable[[World, Json], None]


def _clock(world: World, body: Json) -> None:
    """`advance_seconds`, `move_to` an ISO 8601 instant with its offset, or `next_monday`: at 9 in that time zone."""
    if "next_monday" in body:
        world.clock.move_to(_monday_after(world.clock.now(), ZoneInfo(body["next_monday"])))
    elif "move_to" in body:
        world.clock.move_to(datetime.fromisoformat(body["move_to"]))
    else:
        world.clock.advance(timedelta(seconds=body["advance_seconds"]))


def _monday_after(now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    return datetime.combine(today + timedelta(days=7 - today.weekday()), _NINE, zone)


def _faults(world: World, body: Json) -> None:
    """A fault's fields, with `lasting` seconds for all calls in that time, or `clear`: true."""
    fields = {name: value for name, value in body.items() if name not in ("clear", "lasting")}
    if body.get("clear"):
        world.faults.clear()
    elif "lasting" in body:
        world.faults.cast(_fault(fields), timedelta(seconds=body["lasting"]))
    else:
        world.faults.add(_fault(fields))
    world.changes.notify()


def _fault(fields: Json) -> Fault:
    return Fault(**{**fields, "kind": FaultKind(fields["kind"])})


def _person(world: World, body: Json) -> None:
    """A person's whole seed: a new one joins, a known one changes."""
    changing.put_person(world, PersonSeed(**body))


def _join(world: World, body: Json) -> None:
    changing.join(world, body["channel"], body["user"])


def _leave(world: World, body: Json) -> None:
    changing.leave(world, body["channel"], body["user"])


def _archive(world: World, body: Json) -> None:
    changing.archive(world, body["channel"])


def _group(world: World, body: Json) -> None:
    changing.set_group_users(world, body["group"], body["users"])


LEVERS: Mapping[str, Lever] = {
    "archive": _archive,
    "clock": _clock,
    "faults": _faults,
    "group": _group,
    "join": _join,
    "leave": _leave,
    "person": _person,
}
