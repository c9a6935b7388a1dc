"""The first line of a call's thread: what came before it, and only where there is something to say."""

from simulator import Message
from tests.stories.office import Office
from tests.stories.test_search import solved
from tests.support.workspace import DEV, SUPPORT, plain

RECIPE = {"Traité par": "Niveau 2", "Niveau 1 saura faire": "Outils, Balances : choisir le port."}


def words(message: Message) -> str:
    return plain(message.words).replace("*", "")


async def first_line(office: Office, number: str) -> Message | None:
    """The first line of the thread, once all is looked for and said; None without one."""
    assert office.lina
    await office.lina.precedents.idle()
    await office.quiet()
    lines = office.simulator.messages(SUPPORT, office.card(number).ts)
    return lines[0] if lines else None


async def test_a_first_call_has_no_line(office: Office):
    assert await first_line(office, await office.open("acme imprimante zebra bloquée")) is None


async def test_a_recurrence_is_said_with_its_links(office: Office):
    first = await solved(office, "acme imprimante zebra bloquée", "Pilote réinstallé.")
    await office.later(days=2)
    second = await solved(office, "acme imprimante zebra encore bloquée", "Pilote mis à jour.")
    await office.later(days=2)
    line = await first_line(office, await office.open("acme l’imprimante zebra est bloquée"))
    assert line
    said = words(line)
    assert f"3e appel en 30 jours, même sujet : {second}, {first}" in said
    assert "Pilote mis à jour." in said
    for number in (first, second):
        assert office.card(number).permalink in str(line.blocks)


async def test_another_subject_is_no_recurrence_of_it(office: Office):
    await solved(office, "acme imprimante zebra bloquée", "Pilote réinstallé.")
    await office.later(days=2)
    number = await office.open("acme export comptable vide")
    assert await first_line(office, number) is None


async def test_old_calls_are_no_recurrence(office: Office):
    await solved(office, "acme imprimante zebra bloquée", "Pilote réinstallé.")
    await office.later(days=31)
    line = await first_line(office, await office.open("acme imprimante zebra bloquée"))
    assert line
    assert "appel en 30 jours" not in words(line)
    assert "il y a 4 semaines" in words(line)


async def test_open_calls_of_the_client_are_named_with_their_owner(office: Office):
    running = await office.open("acme licence expirée", by="bruno")
    line = await first_line(office, await office.open("acme export comptable vide", by="alice"))
    assert line
    assert f"Déjà en cours : {running}, chez Bruno" in words(line)


async def test_a_recipe_of_another_client_helps_and_counts(office: Office):
    known = await solved(office, "fonderie pesées du pont-bascule perdues", "Port corrigé.", **RECIPE)
    number = await office.open("acme les pesées du pont-bascule sont perdues")
    line = await first_line(office, number)
    assert line
    said = words(line)
    assert f"{known} – Fonderie Marchand, aujourd'hui" in said
    assert "Niveau 1 saura faire : Outils, Balances : choisir le port." in said
    await office.person("alice").click(line, "Cela a servi")
    told = await office.line(number, f"la fiche de {known} a servi")
    assert "Alice" in told.words
    await office.simulator.until(
        lambda: (
            "Cela a servi, dit Alice" in words(office.simulator.messages(SUPPORT, office.card(number).ts)[0])
        )
    )
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Port choisi."}) == {}
    await office.card_shows(number, "Clos")
    figures = plain(await office.person("alice").command("/lina chercher pont-bascule"))
    assert "a servi 1 fois" in figures


async def test_another_clients_call_without_recipe_counts_for_the_same_version_only(office: Office):
    known = await solved(office, "bois sauvegarde nocturne arrêtée", "Disque remplacé.")
    other = await first_line(office, await office.open("acme sauvegarde nocturne arrêtée"))
    assert other is None
    same = await first_line(office, await office.open("kine sauvegarde nocturne arrêtée"))
    assert same
    assert known in words(same)


async def test_the_ping_shows_the_recipe(office: Office):
    await solved(office, "fonderie pesées du pont-bascule perdues", "Port corrigé.", **RECIPE)
    number = await office.open("acme les pesées du pont-bascule sont perdues")
    assert await first_line(office, number)
    await office.later(minutes=11)
    ping = await office.seen(DEV, number)
    assert "Outils, Balances : choisir le port." in words(ping)
