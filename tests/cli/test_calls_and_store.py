"""`lina calls show` and `lina store check`: what is on the disk, read beside whoever writes there."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.demo import plan
from bot.domain.calls import closing, escalation, opening
from bot.domain.calls.call import Call, ClientRef, Note
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall
from bot.domain.calls.triage import Imputation
from bot.domain.stamp import Stamp
from bot.storage.tiny.folder import TinyStore
from tests.cli.terminal import Terminal

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
POLICY = plan(timedelta(minutes=10)).policy
LONG = "L’imprimante d’étiquettes de l’atelier n’imprime plus [bold] depuis la coupure de ce matin, tout clignote"


def at(minutes: int, by: str = "U0ALICE") -> Stamp:
    return Stamp(NOON + timedelta(minutes=minutes), by)


def told(origin: str, number: str) -> Call:
    """A call that was transferred, noted, taken and closed."""
    draft = NewCall(origin=origin, stamp=at(0), client=ClientRef("ACME", "Acme [Industrie]"), request=LONG)
    call = opening.open_call(draft, number, POLICY)
    call = escalation.call_level2(call, at(3), POLICY)
    call = opening.add_note(call, Note(f"{at(4).at.timestamp():.6f}", "U0BRUNO", "câble vérifié"))
    call = escalation.take(call, at(5, "U0DAVID"))
    form = CloseCall(imputation=Imputation.ASSISTANCE, solution="Pilote réinstallé.", minutes1=5, minutes2=12)
    return closing.close(call, at(17, "U0DAVID"), form, POLICY)


def store(terminal: Terminal) -> None:
    """With two calls."""

    async def write() -> None:
        async with TinyStore.open(terminal.data) as made:
            for origin in ("test:1", "test:2"):
                await made.calls.open(origin, 2026, partial(told, origin))

    asyncio.run(write())


def test_a_call_is_shown_with_all_that_happened_in_the_house_s_time(terminal: Terminal):
    store(terminal)
    done = terminal.lina("calls", "show", "2026-0001")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "2026-0001 Acme [Industrie] (ACME), closed"
    assert f"request: {LONG}" in lines
    assert "solution: Pilote réinstallé." in lines
    assert "minutes: 5 + 12" in lines
    happened = [
        ("2026-11-24 12:00:00", "U0ALICE", "opened"),
        ("2026-11-24 12:03:00", "U0ALICE", "level 2 called"),
        ("2026-11-24 12:04:00", "U0BRUNO", "câble vérifié"),
        ("2026-11-24 12:05:00", "U0DAVID", "taken by level 2"),
        ("2026-11-24 12:17:00", "U0DAVID", "closed: reported"),
    ]
    places = [next(i for i, line in enumerate(lines) if all(w in line for w in row)) for row in happened]
    assert places == sorted(places)
    # A line holds a whole row, however narrow the terminal is thought to be.
    assert any("2026-0001/1/report/1 to U0CAMILLE" in line and "due" in line for line in lines)


def test_a_call_that_does_not_exist_is_said(terminal: Terminal):
    store(terminal)
    done = terminal.lina("calls", "show", "2026-0042")
    assert (done.code, done.out, done.line) == (1, "", "lina: there is no call 2026-0042")


def test_no_store_is_said(terminal: Terminal):
    done = terminal.lina("calls", "show", "2026-0001")
    assert (done.code, done.line) == (1, "lina: there is no store at data")
    assert not terminal.data.exists()


def test_what_is_read_does_not_wait_for_who_writes(terminal: Terminal):
    store(terminal)

    async def beside() -> int:
        async with TinyStore.open(terminal.data):
            done = await asyncio.to_thread(terminal.lina, "calls", "show", "2026-0001")
            return done.code

    assert asyncio.run(beside()) == 0


def test_a_whole_store_is_said_to_be_whole(terminal: Terminal):
    store(terminal)
    done = terminal.lina("store", "check")
    assert (done.code, done.err) == (0, "")
    counts, verdict = done.out.splitlines()
    assert counts.startswith("2 calls running, 0 retired")
    assert verdict == "whole"


def test_a_damaged_store_is_named_and_left_as_it_is(terminal: Terminal):
    store(terminal)
    damaged = terminal.data / "open.json"
    damaged.write_bytes(damaged.read_bytes()[:-40])
    before = damaged.read_bytes()
    done = terminal.lina("store", "check")
    assert done.code == 1
    assert "open.json" in done.out
    assert "whole" not in done.out.splitlines()
    assert damaged.read_bytes() == before


def test_there_is_nothing_to_check_where_there_is_no_store(terminal: Terminal):
    done = terminal.lina("store", "check")
    assert done.code == 1
    assert "there is no store at data" in done.out + done.err
