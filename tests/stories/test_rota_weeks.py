"""Weeks are announced when people come to work, whatever the calendar, the clock, and whoever was down."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.app import BotConfig
from bot.domain.policy import WeeklyTime
from bot.scheduler.working_days import WorkingDays
from simulator import Fault, FaultKind
from tests.stories.rota_office import (
    announced,
    announcements,
    at,
    declares,
    group_is,
    opened,
    topic,
    topic_says,
    weeks,
)
from tests.support.workspace import SERVICE


@pytest.fixture
def what(what: BotConfig) -> BotConfig:
    """In France, with a word on Fridays."""
    policy = replace(what.policy, is_working_day=WorkingDays("FR"))
    return replace(what, policy=policy, rota=replace(what.rota, reminder=WeeklyTime(4, time(16))))


async def test_monday_says_who_what_is_open_and_what_last_week_was(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-27 15:00") as office:
        number = await office.open("acme imprimante HS", by="bruno")
        await at(office, "2026-11-30 08:29")
        await office.quiet()
        assert len(announcements(office)) == 1
        await at(office, "2026-11-30 08:30")
        said = await announced(
            office,
            "Semaine 49 (du 30/11 au 04/12/2026)",
            "Niveau 1 : Chloé",
            "Semaine suivante : Alice",
            "Semaine dernière : aucun appel clos.",
            "PC de dépannage : au fond à gauche",
        )
        assert number in said
        assert "ouvert depuis 2 j 17 h" in said
        card = office.card(number)
        newest = office.simulator.messages(SERVICE)[-1]
        assert card.permalink in str(newest.blocks)
        duty = await office.told("chloe", "Semaine 49", "Vous êtes au niveau 1", number)
        assert "Drive des accès" in duty.words
        await topic_says(office, "Semaine 49 – niveau 1 : Chloé, puis Alice")
        await group_is(office, "U0CHLOE")


async def test_friday_tells_the_next_one_once_in_time_for_monday(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-27 15:59") as office:
        await office.quiet()
        assert office.simulator.direct_messages("U0CHLOE") == []
        await at(office, "2026-11-27 16:00")
        await office.told("chloe", "Semaine 49", "vous êtes au niveau 1")
        await at(office, "2026-11-28 12:00")
        await office.quiet()
        await office.stop()
        await office.start()
        await office.quiet()
        assert len(office.simulator.direct_messages("U0CHLOE")) == 1


async def test_the_word_comes_on_thursday_when_friday_is_christmas(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-12-24 15:00") as office:
        await at(office, "2026-12-24 16:00")
        await office.told("alice", "Semaine 53", "vous êtes au niveau 1")


@pytest.mark.parametrize(
    ("before", "day", "title"),
    [
        ("2026-03-29 12:00", "2026-03-30", "Semaine 14 (du 30/03 au 03/04/2026)"),
        ("2026-10-25 12:00", "2026-10-26", "Semaine 44 (du 26 au 30/10/2026)"),
        (
            "2026-12-27 12:00",
            "2026-12-28",
            "Semaine 53 (du 28/12/2026 au 01/01/2027)",
        ),
        ("2027-01-03 12:00", "2027-01-04", "Semaine 1 (du 04 au 08/01/2027)"),
        ("2026-04-05 12:00", "2026-04-07", "Semaine 15 (du 06 au 10/04/2026)"),
        ("2028-04-30 12:00", "2028-05-02", "Semaine 18 (du 01 au 05/05/2028)"),
    ],
)
async def test_the_announcement_is_at_half_past_eight_of_the_first_working_day(
    tmp_path: Path, what: BotConfig, before: str, day: str, title: str
):
    async with opened(tmp_path, what, before) as office:
        await announced(office)
        await at(office, f"{day} 08:29")
        await office.quiet()
        assert len(announcements(office)) == 1
        await at(office, f"{day} 08:30")
        await announced(office, title)


async def test_the_rota_says_when_a_holiday_moves_the_announcement(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-03-30 10:00") as office:
        shown = await weeks(office, "alice")
        assert "annonce le 07/04/2026" in shown[1]
        assert not any("annonce" in line for line in [shown[0], *shown[2:]])


async def test_a_week_without_a_working_day_is_said_beforehand_and_not_announced(
    tmp_path: Path, what: BotConfig
):
    policy = replace(
        what.policy, is_working_day=lambda day: day.weekday() < 5 and day.isocalendar().week != 33
    )
    closed = replace(what, policy=policy)
    async with opened(tmp_path, closed, "2026-08-03 10:00") as office:
        await announced(office, "Semaine 32", "Semaine suivante : aucun jour ouvré, donc pas d'annonce")
        assert "aucun jour ouvré, pas d'annonce" in (await weeks(office, "alice"))[1]
        before = topic(office)
        await at(office, "2026-08-12 10:00")
        await office.quiet()
        assert len(announcements(office)) == 1
        assert topic(office) == before
        await at(office, "2026-08-17 08:30")
        await announced(office, "Semaine 34")


async def test_a_bot_that_was_down_from_sunday_to_wednesday_announces_once(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-29 12:00") as office:
        await announced(office, "Semaine 48")
        await office.quiet()
        await office.stop()
        await at(office, "2026-12-02 11:00")
        await office.start()
        await announced(office, "Semaine 49", "Niveau 1 : Chloé")
        await office.quiet()
        await office.stop()
        await office.start()
        await at(office, "2026-12-03 08:30")
        await office.quiet()
        assert len(announcements(office)) == 2


async def test_a_bot_that_was_down_for_weeks_goes_on_with_the_turn(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-24 10:00") as office:
        await announced(office, "Semaine 48", "Niveau 1 : Bruno")
        await office.quiet()
        await office.stop()
        await at(office, "2026-12-15 11:00")
        office.plan = replace(what, rota=replace(what.rota, members=("U0CHLOE", "U0BRUNO", "U0ALICE")))
        await office.start()
        # Weeks 49 and 50 were Chloé's and Alice's, by the order of then; the new order goes on from there.
        await announced(office, "Semaine 51", "Niveau 1 : Chloé", "Semaine suivante : Bruno")


async def test_a_first_start_before_the_announcement_waits_for_it(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-30 08:00") as office:
        await office.quiet()
        assert announcements(office) == []
        await at(office, "2026-11-30 08:30")
        await announced(office, "Semaine 49", "Niveau 1 : Chloé")


async def test_a_group_and_a_topic_that_the_bot_may_not_write_are_said_once(tmp_path: Path, what: BotConfig):
    async with opened(tmp_path, what, "2026-11-24 10:00") as office:
        await office.quiet()
        for error, method in {
            "permission_denied": "usergroups.users.update",
            "restricted_action": "conversations.setTopic",
        }.items():
            office.simulator.faults.add(Fault(kind=FaultKind.ERROR, method=method, error=error, times=100))
        for monday, week in {"2026-11-30": "49", "2026-12-07": "50", "2026-12-14": "51"}.items():
            await at(office, f"{monday} 08:30")
            await announced(office, f"Semaine {week}")
            await office.quiet()
        said = [message.words for message in office.simulator.direct_messages("U0ANTHONY")]
        assert len([words for words in said if "permission_denied" in words]) == 1
        assert len([words for words in said if "restricted_action" in words]) == 1
        office.simulator.faults.clear()
        await declares(office, "chloe", "Bruno", "2026-12-14", "2026-12-18")
        await group_is(office, "U0CHLOE")
        await topic_says(office, "Semaine 51 – niveau 1 : Chloé")
