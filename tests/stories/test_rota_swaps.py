"""A week is exchanged for another: proposed, accepted, refused, withdrawn, left unanswered."""

from tests.stories.office import Office
from tests.stories.rota_office import (
    WEEK_48,
    WEEK_49,
    WEEK_50,
    announced,
    answer,
    at,
    group_is,
    proposes,
    told,
    topic_says,
    weeks,
)
from tests.support.workspace import SERVICE

ALICE_S = f"{WEEK_50} – Alice"


async def test_the_rota_shows_eight_weeks_and_what_may_be_done(office: Office):
    shown = await weeks(office, "alice")
    assert len(shown) == 8
    assert [line.rpartition("@")[2] for line in shown[:4]] == ["Bruno", "Chloé", "Alice", "Bruno"]
    assert shown[0].startswith("Semaine 48 (du 23 au 27/11/2026) :")
    assert answer(office, "alice").buttons == ["Proposer un échange", "Déclarer une absence"]
    assert await weeks(office, "alice") == shown


async def test_a_swap_holds_on_every_surface_once_it_is_accepted(office: Office):
    assert await proposes(office, "chloe", WEEK_49, ALICE_S, "Je suis en formation.") == {}
    await told(office, "chloe", "proposez", "Retirer la proposition")
    asked = await told(office, "alice", "propose", "Accepter", "Refuser")
    assert "Je suis en formation." in asked.words
    assert "Chloé" in (await weeks(office, "david"))[1]

    await office.person("alice").click(asked, "Accepter")
    await office.seen(SERVICE, "Alice accepte l'échange de Chloé")
    await office.told("chloe", "Alice accepte l'échange de Chloé")
    await topic_says(office, "niveau 1 : Bruno, puis Alice")
    await office.told("alice", "Accepté par Alice")
    shown = await weeks(office, "david")
    assert "Alice – échange avec Chloé" in shown[1]
    assert "Chloé – échange avec Alice" in shown[2]
    assert "changé, c'était @Chloé" in shown[1]
    assert "changé" not in (await weeks(office, "david"))[1]

    await at(office, "2026-11-30 08:30")
    await announced(office, "Semaine 49", "Niveau 1 : Alice – échange avec Chloé")
    await office.told("alice", "Semaine 49", "Vous êtes au niveau 1")
    await group_is(office, "U0ALICE")
    await at(office, "2026-12-07 08:30")
    await announced(office, "Semaine 50", "Niveau 1 : Chloé")


async def test_a_refused_swap_changes_nothing(office: Office):
    await proposes(office, "chloe", WEEK_49, ALICE_S)
    await office.person("alice").click(
        await told(office, "alice", "propose", "Accepter", "Refuser"), "Refuser"
    )
    await office.told("chloe", "Alice refuse l'échange de Chloé")
    assert "Chloé" in (await weeks(office, "chloe"))[1]


async def test_only_the_other_one_may_answer_and_only_the_first_answer_counts(office: Office):
    await proposes(office, "chloe", WEEK_49, ALICE_S)
    asked = await told(office, "alice", "propose", "Accepter", "Refuser")
    alice = office.person("alice")
    await alice.click(asked, "Accepter")
    await office.told("alice", "Accepté par Alice")
    await alice.click_stale(asked, "Refuser")
    await office.whispered("alice", "Cette proposition a déjà sa réponse")


async def test_a_proposal_is_withdrawn(office: Office):
    await proposes(office, "chloe", WEEK_49, ALICE_S)
    asked = await told(office, "alice", "propose", "Accepter", "Refuser")
    mine = await told(office, "chloe", "proposez", "Retirer la proposition")
    await office.person("chloe").click(mine, "Retirer la proposition")
    await office.told("alice", "Chloé retire sa proposition d'échange")
    await office.person("alice").click_stale(asked, "Accepter")
    await office.whispered("alice", "Cette proposition a déjà sa réponse")
    assert "Chloé" in (await weeks(office, "chloe"))[1]


async def test_an_open_proposal_is_in_the_rota_of_the_two_and_of_nobody_else(office: Office):
    await proposes(office, "chloe", WEEK_49, ALICE_S)
    await told(office, "alice", "propose", "Accepter", "Refuser")
    for name, buttons in {
        "alice": ["Accepter", "Refuser"],
        "chloe": ["Retirer la proposition"],
        "david": [],
    }.items():
        await office.person(name).command("/lina rota")
        shown = answer(office, name)
        assert shown.buttons == [*buttons, "Proposer un échange", "Déclarer une absence"]
    alice = office.person("alice")
    await alice.command("/lina rota")
    await alice.click(answer(office, "alice"), "Accepter")
    await office.seen(SERVICE, "Alice accepte l'échange de Chloé")


async def test_a_proposal_that_nobody_answers_lapses_when_the_week_begins(office: Office):
    await proposes(office, "chloe", WEEK_49, ALICE_S)
    asked = await told(office, "alice", "propose", "Accepter", "Refuser")
    await at(office, "2026-11-30 08:30")
    await office.told("chloe", "est resté sans réponse")
    await office.told("alice", "restée sans réponse")
    await office.person("alice").click_stale(asked, "Accepter")
    await office.whispered("alice", "Cette proposition a déjà sa réponse")
    await announced(office, "Semaine 49", "Niveau 1 : Chloé")


async def test_the_running_week_is_exchanged_and_its_calls_are_handed_over(office: Office):
    number = await office.open(by="bruno")
    await proposes(office, "bruno", WEEK_48, f"{WEEK_49} – Chloé")
    await office.person("chloe").click(
        await told(office, "chloe", "propose", "Accepter", "Refuser"), "Accepter"
    )
    await office.seen(SERVICE, "Semaine 48", "Chloé prend le niveau 1", "à la place de Bruno", "échange")
    await office.told("chloe", "à la place de Bruno", number)
    await group_is(office, "U0CHLOE")
    await topic_says(office, "niveau 1 : Chloé, puis Bruno")


async def test_who_has_no_week_has_nothing_to_exchange(office: Office):
    david = office.person("david")
    await david.command("/lina rota")
    await david.click(answer(office, "david"), "Proposer un échange")
    await office.whispered("david", "Il n'y a pas de semaine à échanger")
