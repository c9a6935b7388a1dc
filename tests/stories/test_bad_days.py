"""A bot that was down, a Slack that does not answer, a card that was deleted; and the week's announcement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator import Fault, FaultKind, MovableClock, Rates
from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT, TUESDAY_AT_TEN, limited_config, plain, simulated


async def test_down_at_the_deadline_the_ping_comes_once_when_it_is_back_and_says_so(office: Office):
    number = await office.open()
    await office.quiet()
    await office.stop()
    office.clock.advance(timedelta(minutes=23))
    await office.start()
    ping = await office.seen(DEV, number)
    assert "prévu à 10:10, envoyé à 10:23 : le bot était arrêté" in plain(ping.words)
    await office.quiet()
    await office.stop()
    await office.start()
    await office.quiet()
    assert len([m for m in office.simulator.messages(DEV) if number in m.words]) == 1


async def test_closed_while_level_2_was_about_to_be_called_the_restarted_bot_pings_nobody(office: Office):
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.card_shows(number, "Clos")
    await office.quiet()
    await office.stop()
    office.clock.advance(timedelta(minutes=23))
    await office.start()
    await office.quiet()
    assert office.find(DEV, number) is None


async def test_a_rate_limited_card_is_posted_once_a_moment_later(office: Office):
    office.simulator.faults.add(
        Fault(kind=FaultKind.RATELIMITED, method="chat.postMessage", channel=SUPPORT, times=2, retry_after=1)
    )
    assert "2026-0001" in await office.opening("acme imprimante HS")
    await office.seen(SUPPORT, "2026-0001")
    await office.quiet()
    assert len([m for m in office.simulator.messages(SUPPORT) if "2026-0001" in m.words]) == 1


async def test_a_post_cut_after_its_effect_is_found_and_not_repeated(office: Office):
    office.simulator.faults.add(Fault(kind=FaultKind.CUT_AFTER, method="chat.postMessage", channel=SUPPORT))
    await office.person("alice").command("/lina appel acme imprimante HS")
    card = await office.seen(SUPPORT, "2026-0001")
    await office.whispered("alice", "2026-0001", card.permalink)
    await office.quiet()
    assert len([m for m in office.simulator.messages(SUPPORT) if "2026-0001" in m.words]) == 1


async def test_an_account_manager_who_left_is_answered_for_by_the_service(office: Office):
    office.simulator.deactivate("U0CAMILLE")
    alice = office.person("alice")
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    await alice.submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.card_shows(number, "Clos")
    await office.simulator.until(
        lambda: len([m for m in office.simulator.messages(SERVICE) if "Compte rendu" in m.words]) == 2
    )


async def test_the_week_is_announced_once_whatever_stops(office: Office):
    week = await office.seen(SERVICE, "Semaine 48", "Bruno")
    for words in ("Niveau 1", "Chloé", "PC de dépannage"):
        assert words in week.words
    await office.stop()
    await office.start()
    await office.quiet()
    await office.later(days=2)
    await office.quiet()
    assert len([m for m in office.simulator.messages(SERVICE) if "Semaine 48" in plain(m.words)]) == 1
    assert "Bruno" in office.simulator.workspace.channels[SUPPORT].topic
    assert list(office.simulator.workspace.groups["S0N1"].users) == ["U0BRUNO"]


async def test_the_next_week_comes_on_monday_at_half_past_eight(office: Office):
    await office.open("acme imprimante HS")
    await office.seen(SERVICE, "Semaine 48")
    office.clock.move_to(datetime(2026, 11, 30, 7, 29, tzinfo=UTC))
    await office.later(seconds=30)
    await office.quiet()
    assert office.find(SERVICE, "Semaine 49") is None
    await office.later(seconds=31)
    week = await office.seen(SERVICE, "Semaine 49", "Chloé", "2026-0001")
    assert "Chloé" in week.words
    await office.simulator.until(lambda: "Chloé" in office.simulator.workspace.channels[SUPPORT].topic)
    await office.simulator.until(lambda: list(office.simulator.workspace.groups["S0N1"].users) == ["U0CHLOE"])


async def test_at_the_bots_own_pace_nothing_is_refused_for_being_too_fast(tmp_path: Path):
    # A busy machine brings two posts closer together than the bot sent them; the pace itself is told in test_gate.
    slack = replace(Rates.slack(), post_gap=timedelta(seconds=0.3))
    async with simulated(clock=MovableClock(TUESDAY_AT_TEN), rates=slack) as simulator:
        office = Office(simulator, tmp_path / "data", limited_config())
        await office.start()
        try:
            for client in ("acme", "bois", "carton"):
                await office.person("alice").command(f"/lina appel {client} imprimante HS")
            await office.seen(SUPPORT, "2026-0003")
            await office.quiet()
        finally:
            await office.stop()
        assert simulator.breaches == []
