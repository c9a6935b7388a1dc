"""Somebody is away: for a week to come, in the running one, because they are ill, because they have left."""

from dataclasses import replace

from bot.app import BotConfig
from tests.stories.office import Office
from tests.stories.rota_office import (
    announced,
    announcements,
    answer,
    at,
    declares,
    group_is,
    opens,
    told,
    topic_says,
    weeks,
)
from tests.support.workspace import SERVICE


async def test_an_absence_to_come_exchanges_two_weeks(office: Office):
    assert await declares(office, "chloe", "Chloé", "2026-12-01", "2026-12-02") == {}
    await office.seen(SERVICE, "Absence de Chloé", "du 01/12/2026 au 02/12/2026")
    for name in ("chloe", "alice"):
        said = (await office.told(name, "Absence de Chloé")).words.replace("*", "")
        assert "Semaine\u00a049 (du 30/11 au 04/12/2026)\u00a0: Alice, à la place de Chloé" in said
        assert "Semaine\u00a050 (du 07 au 11/12/2026)\u00a0: Chloé, à la place de Alice" in said
    shown = await weeks(office, "david")
    assert shown[1].endswith("@Alice – remplace Chloé, absent")
    assert shown[2].endswith("@Chloé – rend sa semaine à Alice")
    await topic_says(office, "puis Alice")
    await at(office, "2026-11-30 08:30")
    await announced(office, "Semaine 49", "Niveau 1 : Alice – remplace Chloé, absent")
    await at(office, "2026-12-07 08:30")
    await announced(office, "Semaine 50", "Niveau 1 : Chloé – rend sa semaine à Alice")
    await at(office, "2026-12-14 08:30")
    said = await announced(office, "Semaine 51", "Niveau 1 : Bruno")
    assert "remplace" not in said


async def test_a_colleague_is_ill_in_the_running_week(office: Office):
    number = await office.open(by="bruno")
    assert await declares(office, "alice", "Bruno", "2026-11-24", "2026-11-25") == {}
    await office.told("bruno", "Absence de Bruno", "déclarée par Alice")
    await office.told("alice", "Absence de Bruno")
    await office.seen(SERVICE, "Absence de Bruno", "déclarée par Alice")
    await office.seen(SERVICE, "Semaine 48", "Chloé prend le niveau 1", "à la place de Bruno", "par Alice")
    duty = await office.told("chloe", "à la place de Bruno", number, "imprimante HS")
    assert "ouvert depuis" in duty.words
    await group_is(office, "U0CHLOE")
    await topic_says(office, "niveau 1 : Chloé, puis Bruno")
    shown = await weeks(office, "david")
    assert "@Chloé – remplace Bruno, absent" in shown[0]
    assert "@Bruno – rend sa semaine à Chloé" in shown[1]
    await office.open("boiseries du rhone panne", by="david")
    assert len(announcements(office)) == 1


async def test_an_absence_is_taken_back_and_the_weeks_return(office: Office):
    await declares(office, "bruno", "Bruno", "2026-11-24", "2026-11-27")
    await group_is(office, "U0CHLOE")
    mine = await told(office, "bruno", "Absence de Bruno", "Retirer l’absence")
    await office.person("bruno").click(mine, "Retirer l’absence")
    await office.seen(SERVICE, "Bruno retire l'absence de Bruno")
    await office.seen(SERVICE, "Semaine 48", "Bruno prend le niveau 1, à la place de Chloé", "tour normal")
    await office.told("chloe", "Bruno retire l'absence de Bruno")
    await group_is(office, "U0BRUNO")
    await told(office, "bruno", "Retirée par Bruno")
    shown = await weeks(office, "david")
    assert [line.rpartition("@")[2] for line in shown[:3]] == ["Bruno", "Chloé", "Alice"]


async def test_anybody_takes_an_absence_back_from_the_rota(office: Office):
    await declares(office, "chloe", "Chloé", "2026-12-01", "2026-12-02")
    alice = office.person("alice")
    await alice.command("/lina rota")
    shown = answer(office, "alice")
    assert "Absence de @Chloé, du 01/12/2026 au 02/12/2026" in shown.words
    assert shown.buttons == ["Retirer l’absence", "Proposer un échange", "Déclarer une absence"]
    await alice.click(shown, "Retirer l’absence")
    await office.told("chloe", "Alice retire l'absence de Chloé")
    await office.person("david").command("/lina rota")
    assert "Absence de" not in answer(office, "david").words


async def test_the_form_begins_with_oneself_today_and_refuses_what_makes_no_sense(office: Office):
    await opens(office, "chloe", "Déclarer une absence")
    chloe = office.person("chloe")
    view = await chloe.wait_view("Déclarer une absence")
    assert view.values == {"Personne": "Chloé", "Du": "2026-11-24", "Au": "2026-11-24"}
    refused = await chloe.submit({"Personne": "David"})
    assert refused == {"Personne": "Cette personne n’est pas membre de la permanence."}
    refused = await chloe.submit({"Personne": "Chloé", "Du": "2026-12-02", "Au": "2026-12-01"})
    assert refused == {"Au": "Le dernier jour vient avant le premier."}
    refused = await chloe.submit({"Du": "2026-11-16", "Au": "2026-11-20"})
    assert refused == {"Au": "Cette absence est déjà finie."}


async def test_the_same_form_sent_twice_declares_once(office: Office):
    await declares(office, "chloe", "Chloé", "2026-12-01", "2026-12-02")
    await office.person("chloe").resubmit()
    await office.quiet()
    said = [m for m in office.simulator.messages(SERVICE) if "Absence de" in m.words]
    assert len(said) == 1


async def test_nobody_is_free_and_the_lead_is_told(office: Office):
    for name in ("Alice", "Bruno", "Chloé"):
        await declares(office, "david", name, "2026-11-30", "2026-12-04")
    await office.told("anthony", "Personne n'est disponible au niveau 1 pour la semaine 49")
    assert (await weeks(office, "alice"))[1].endswith(") : personne")
    await at(office, "2026-11-30 08:30")
    await announced(office, "Semaine 49", "personne n'est disponible")
    await group_is(office, "U0BRUNO")


async def test_a_closed_account_is_named_and_replaced(office: Office):
    office.simulator.deactivate("U0CHLOE")
    await topic_says(office, "puis Alice")
    shown = await weeks(office, "david")
    assert "remplace Chloé, dont le compte est désactivé" in shown[1]
    await at(office, "2026-11-30 08:30")
    said = await announced(office, "Semaine 49", "Niveau 1 : Alice")
    assert "Compte désactivé dans Slack : Chloé" in said
    await group_is(office, "U0ALICE")
    office.simulator.put_person(replace(office.simulator.workspace.people["U0CHLOE"], deleted=False))
    await topic_says(office, "Semaine 49 – niveau 1 : Alice, puis Alice")
    await at(office, "2026-12-07 08:30")
    await at(office, "2026-12-14 08:30")
    await at(office, "2026-12-21 08:30")
    await announced(office, "Semaine 52", "Niveau 1 : Chloé")


async def test_whoever_has_left_in_the_running_week_is_replaced_at_once(office: Office):
    await office.quiet()
    office.simulator.deactivate("U0BRUNO")
    await office.seen(SERVICE, "Semaine 48", "Chloé prend le niveau 1", "compte désactivé")
    await group_is(office, "U0CHLOE")
    await office.told("chloe", "à la place de Bruno")


async def test_members_change_with_the_configuration_and_the_running_week_stays(
    office: Office, what: BotConfig
):
    await office.quiet()
    await office.stop()
    office.plan = replace(what, rota=replace(what.rota, members=("U0DAVID", "U0CHLOE", "U0ALICE")))
    await office.start()
    shown = await weeks(office, "alice")
    assert [line.rpartition("@")[2] for line in shown[:4]] == ["Bruno", "Chloé", "Alice", "David"]
    assert len(announcements(office)) == 1
