"""`lina rota`: the weeks printed, and as a calendar that another library than the one that wrote it can read."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import vobject

from bot.domain.rota.working_weeks import WEEK
from bot.storage.tiny.folder import TinyStore
from tests.cli.stocked_folder import StockedFolder
from tests.domain.rota_history import ABC, ALICE, BRUNO, CHLOE, MONDAY, History


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[StockedFolder]:
    """On Tuesday of week 48; the folder has names and no weeks."""
    stocked = StockedFolder(tmp_path)
    configured(stocked, *ABC)
    stocked.stock([])
    with time_machine.travel("2026-11-24 09:00:00+00:00"):
        yield stocked


def configured(stocked: StockedFolder, *members: str, holidays: str = "FR") -> None:
    file = stocked.folder / "lina.toml"
    kept = file.read_text("utf-8").split("[rota]")[0]
    listed = ", ".join(f'"{member}"' for member in members)
    file.write_text(f'{kept}[rota]\nmembers = [{listed}]\nholidays = "{holidays}"\n', "utf-8")


def keep(stocked: StockedFolder, history: History) -> None:
    """Writes the history's weeks into the folder."""

    async def write() -> None:
        async with TinyStore.open(stocked.data) as store:
            for week in history.weeks.values():
                standing = await store.weeks.add(week)
                await store.weeks.replace(week, standing.version)

    asyncio.run(write())


def shown(stocked: StockedFolder, *words: str) -> list[str]:
    done = stocked.lina("rota", "show", *words)
    assert done.returncode == 0
    return [line.strip() for line in done.stdout.splitlines()[1:]]


def events(stocked: StockedFolder, name: str = "rota.ics") -> dict[date, Any]:
    assert stocked.lina("rota", "ics", name).returncode == 0
    calendar = vobject.readOne((stocked.folder / name).read_text("utf-8"))
    return {event.dtstart.value: event for event in calendar.vevent_list}


def test_twelve_weeks_are_shown_and_as_many_as_are_asked_for(stocked: StockedFolder):
    assert len(shown(stocked)) == 12
    assert shown(stocked, "--weeks", "3") == [
        "2026-W48  2026-11-23  2026-11-27  Bruno Petit",
        "2026-W49  2026-11-30  2026-12-04  U0CHLOE",
        "2026-W50  2026-12-07  2026-12-11  Alice Martin",
    ]
    assert shown(stocked, "--weeks", "6")[-1].startswith("2026-W53  2026-12-28  2027-01-01")


def test_reasons_and_moved_announcements_are_shown(stocked: StockedFolder):
    history = History()
    history.announce()
    history.away(CHLOE, MONDAY + WEEK)
    history.swap(MONDAY + 3 * WEEK, MONDAY + 5 * WEEK)
    keep(stocked, history)
    lines = shown(stocked, "--weeks", "24")
    assert lines[1].endswith("Alice Martin  replaces U0CHLOE, absent")
    assert lines[2].endswith("U0CHLOE       pays back a week of Alice Martin")
    assert lines[3].endswith("swaps with Bruno Petit")
    easter = next(line for line in lines if line.startswith("2027-W13"))
    assert easter.endswith("announced on 2027-03-30")


def test_without_a_store_the_plain_turns_are_shown(tmp_path: Path):
    stocked = StockedFolder(tmp_path)
    configured(stocked, *ABC)
    with time_machine.travel("2026-11-24 09:00:00+00:00"):
        assert shown(stocked, "--weeks", "1") == ["2026-W48  2026-11-23  2026-11-27  U0BRUNO"]
    assert not stocked.data.exists()


def test_holidays_that_nobody_knows_are_a_bad_configuration(stocked: StockedFolder):
    configured(stocked, *ABC, holidays="FR-99")
    done = stocked.lina("rota", "show")
    assert done.returncode == 2
    assert done.stderr.startswith('lina: rota.holidays: "FR-99" given; allowed: FR, FR-57')
    assert done.stderr.count("\n") == 1


def test_the_calendar_has_a_whole_day_event_a_week(stocked: StockedFolder):
    found = events(stocked)
    assert len(found) == 52
    first = found[MONDAY]
    assert first.summary.value == "Niveau 1\u00a0: Bruno Petit"
    assert first.dtend.value == MONDAY + timedelta(days=5)
    assert first.uid.value == "rota-2026-11-23@lina-bot"
    assert first.sequence.value == "0"
    assert [day.weekday() for day in found] == [0] * 52
    assert len({event.uid.value for event in found.values()}) == 52


def test_what_changes_raises_the_sequence_and_the_rest_stays(stocked: StockedFolder):
    before = events(stocked)
    history = History()
    history.announce()
    absence = history.away(CHLOE, MONDAY + WEEK)
    keep(stocked, history)
    after = events(stocked)
    changed = [day for day in before if after[day].sequence.value != before[day].sequence.value]
    assert changed == [MONDAY + WEEK, MONDAY + 2 * WEEK]
    assert {day: after[day].uid.value for day in before} == {day: before[day].uid.value for day in before}
    assert after[MONDAY + WEEK].description.value == "Remplace U0CHLOE, absent"
    assert events(stocked, "elsewhere.ics")[MONDAY + WEEK].sequence.value == "1"

    history.remove(absence)
    keep(stocked, history)
    again = events(stocked)
    assert again[MONDAY + WEEK].sequence.value == "2"
    assert again[MONDAY + WEEK].summary.value == before[MONDAY + WEEK].summary.value


def test_new_members_raise_it_too_where_the_file_stands(stocked: StockedFolder):
    before = events(stocked)
    configured(stocked, CHLOE, BRUNO, ALICE)
    after = events(stocked)
    for day, event in before.items():
        same = event.summary.value == after[day].summary.value
        assert int(after[day].sequence.value) == int(event.sequence.value) + (not same)


def test_announced_weeks_of_the_past_stay_in_the_calendar(stocked: StockedFolder):
    history = History(ABC, MONDAY - 2 * WEEK)
    history.announce()
    keep(stocked, history)
    found = events(stocked)
    assert MONDAY - 2 * WEEK in found
    assert MONDAY - WEEK not in found


def test_a_file_that_is_no_calendar_is_not_replaced(stocked: StockedFolder):
    done = stocked.lina("rota", "ics", "lina.toml")
    assert done.returncode == 2
    assert "not a calendar" in done.stderr
    assert "[rota]" in (stocked.folder / "lina.toml").read_text("utf-8")


def test_a_folder_that_does_not_exist_is_said_in_a_line(stocked: StockedFolder):
    done = stocked.lina("rota", "ics", "nowhere/rota.ics")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
