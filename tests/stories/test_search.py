"""`/lina chercher` as people use it: what was closed is found by its words, with what solved it."""

from tests.stories.office import Office
from tests.support.workspace import plain


async def solved(office: Office, words: str, solution: str, by: str = "alice", **fields: str) -> str:
    """Opens a call and closes it; returns its number."""
    number = await office.open(words, by)
    await office.form(by, number, "Clore", "Compte rendu")
    values = {"Imputation": "Assistance", "Solution": solution, **fields}
    assert await office.person(by).submit(values) == {}
    await office.card_shows(number, "Clos")
    await office.quiet()
    return number


async def search(office: Office, words: str, by: str = "bruno") -> str:
    return plain(await office.person(by).command(f"/lina chercher {words}"))


async def test_what_was_closed_is_found_with_what_solved_it(office: Office):
    number = await solved(office, "acme imprimante zebra bloquée", "Pilote réinstallé.")
    await office.later(days=3)
    said = await search(office, "imprimantes")
    assert f"{number} – Acme Industrie, il y a 3 jours" in said.replace("*", "")
    assert "Pilote réinstallé." in said
    shown = office.simulator.ephemerals("U0BRUNO")[-1]
    assert office.card(number).permalink in str(shown.blocks)


async def test_accents_case_and_a_mistake_a_word_are_forgiven(office: Office):
    number = await solved(office, "acme étiquettes illisibles", "Tête d’impression nettoyée.")
    for words in ("ETIQUETTE", "etiqettes", "netoyer tete", "illisibel"):
        assert number in await search(office, words), words


async def test_a_recipe_comes_first_and_is_shown(office: Office):
    plain_one = await solved(office, "acme serveur arrêté", "Redémarré.")
    recipe = {"Traité par": "Niveau 2", "Niveau 1 saura faire": "Services, LINA, Redémarrer."}
    with_recipe = await solved(office, "bois serveur arrêté", "Service relancé.", **recipe)
    await solved(office, "garage serveur arrêté", "Onduleur changé.")
    said = await search(office, "serveur arrêté")
    assert said.index(with_recipe) < said.index(plain_one)
    assert "Niveau 1 saura faire : Services, LINA, Redémarrer." in said.replace("*", "")


async def test_people_are_named_as_a_person_reads_them(office: Office):
    await solved(office, "acme scanner perdu", "Vu avec <@U0DAVID>, le câble était débranché.")
    said = await search(office, "scanner câble")
    assert "Vu avec @David, le câble" in said
    assert "U0DAVID" not in said
    await office.later(minutes=2)
    line = await office.line(await office.open("acme scanner perdu"), "même sujet")
    assert "Vu avec @David" in line.words
    assert "U0DAVID" not in line.text + str(line.blocks)


async def test_filters_narrow_it(office: Office):
    acme = await solved(office, "acme licence expirée", "Clé envoyée.")
    bois = await solved(office, "bois licence expirée", "Clé envoyée.", **{"Traité par": "Niveau 2"})
    said = await search(office, "licence client:acme")
    assert acme in said
    assert bois not in said
    said = await search(office, "licence niveau:2")
    assert bois in said
    assert acme not in said
    assert "Aucun appel clos" in await search(office, "licence depuis:2026-12")
    assert acme in await search(office, "client:acme depuis:2026-11")
    assert "niveau:1" in await search(office, "licence niveau:3")
    assert "depuis:2026-01" in await search(office, "licence depuis:hier")
    assert "Zinguerie" in await search(office, "licence client:Zinguerie")


async def test_nothing_found_offers_the_nearest_words(office: Office):
    await solved(office, "acme sauvegarde impossible", "Disque remplacé.")
    said = await search(office, "savegarrde")
    assert "Aucun appel clos ne ressemble" in said
    assert "sauvegarde" in said
    assert "Que chercher ?" in await search(office, "")


async def test_what_is_open_again_or_was_a_mistake_is_not_found(office: Office):
    number = await solved(office, "acme balance muette", "Câble remplacé.")
    assert number in await search(office, "balance")
    await office.click("alice", number, "Rouvrir")
    await office.card_shows(number, "Niveau 1")
    assert "Aucun appel clos" in await search(office, "balance")


async def test_it_is_known_again_after_a_restart(office: Office):
    number = await solved(office, "acme onduleur en alarme", "Batterie changée.")
    await office.stop()
    await office.start()
    assert office.lina
    await office.lina.search.built()
    assert number in await search(office, "onduleur")
