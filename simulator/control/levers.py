"""Levers: what the control API lets a driver do to the workspace itself, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from simulator import changing
from simulator.faults import Fault, FaultKind
from simulator.seeds import PersonSeed
from simulator.shapes import Json
from simulator.world import World

Lever = Callable[[World, Json], None]


def _clock(world: World, body: Json) -> None:
    """`advance_seconds`, or `move_to` an ISO 8601 instant with its offset."""
    if "move_to" in body:
        world.clock.move_to(datetime.fromisoformat(body["move_to"]))
    else:
        world.clock.advance(timedelta(seconds=body["advance_seconds"]))


def _faults(world: World, body: Json) -> None:
    """A fault's fields, or `clear`: true."""
    if body.get("clear"):
        world.faults.clear()
    else:
        world.faults.add(Fault(**{**body, "kind": FaultKind(body["kind"])}))


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
