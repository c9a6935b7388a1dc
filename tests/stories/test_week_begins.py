"""Monday: whose the open calls are, who takes them over, and what happens when nobody is free (surface 7b)."""

from tests.stories.office import Office
from tests.stories.rota_office import announced, at, declares, group_is, told, topic_says
from tests.support.workspace import SERVICE


async def test_calls_stay_whose_they_are_until_the_new_technician_takes_them_over(office: Office):
    mine = await office.open("acme imprimante HS", by="bruno")
    await office.form("bruno", mine, "Rappel prévu…", "Rappel prévu")
    until = office.clock.now().replace(month=12, day=1).isoformat()
    assert await office.person("bruno").submit({"Rappel à": until, "Motif": "congés"}) == {}
    own = await office.open("kine agenda", by="chloe")
    await office.person("chloe").pick(office.card(own), "", "Ouvert par erreur")
    await at(office, "2026-11-30 08:30")
    said = await announced(
        office, "Semaine 49", "Niveau 1 : Chloé", "Semaine suivante : Alice", mine, "Bruno"
    )
    assert "à vous maintenant" not in said
    assert "PC de dépannage" in said
    assert "Drive des accès" in said
    await office.card_shows(mine, "Rappel prévu", "Bruno")

    week = await office.seen(SERVICE, "Semaine 49", "Niveau 1 :")
    assert week.buttons == ["Tout reprendre"]
    await office.person("alice").click(week, "Tout reprendre")
    await office.whispered("alice", "de permanence cette semaine, @Chloé")
    await office.person("chloe").click(week, "Tout reprendre")
    await office.whispered("chloe", f"1 appel est à vous maintenant : {mine}")
    await office.card_shows(mine, "Rappel prévu", "Chloé")
    await office.line(mine, "Chloé reprend l'appel au niveau 1, à la suite de Bruno")
    await office.offers_in_place(week, [])
    await office.person("chloe").click_stale(week, "Tout reprendre")
    await office.whispered("chloe", "Aucun appel à reprendre")


async def test_nobody_is_free_and_the_lead_designates_somebody(office: Office):
    for name, person in (("alice", "Alice"), ("bruno", "Bruno"), ("chloe", "Chloé")):
        assert await declares(office, name, person, "2026-12-01", "2026-12-03") == {}
    await at(office, "2026-11-30 08:30")
    await announced(office, "Semaine 49", "personne n'est disponible")
    await group_is(office, "U0ANTHONY")
    asked = await told(office, "anthony", "Personne n'est disponible", "Désigner…")
    await office.person("anthony").click(asked, "Désigner…")
    form = await office.person("anthony").wait_view("Désigner")
    assert form.labels == ["Personne"]
    assert await office.person("anthony").submit({"Personne": "Chloé"}) == {}
    await office.seen(SERVICE, "Semaine 49", "Chloé prend le niveau 1", "désignation, par Anthony")
    await topic_says(office, "niveau 1 : Chloé")
    await group_is(office, "U0CHLOE")
    await office.told("chloe", "Vous êtes au niveau 1")

    await office.person("anthony").click(asked, "Désigner…")
    await office.person("anthony").wait_view("Désigner")
    errors = await office.person("anthony").submit({"Personne": "Alice"})
    assert errors == {"Personne": "Quelqu’un est déjà au niveau 1 cette semaine-là."}


async def test_who_replaces_is_told_that_the_calls_stay_whose_they_are(office: Office):
    number = await office.open(by="bruno")
    assert await declares(office, "alice", "Bruno", "2026-11-24", "2026-11-25") == {}
    duty = await told(office, "chloe", "restent à qui les suit", "Tout reprendre")
    assert number in duty.words
    await office.person("chloe").click(duty, "Tout reprendre")
    await office.card_shows(number, "Niveau 1 · Chloé")
