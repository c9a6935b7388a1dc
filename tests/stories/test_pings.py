"""What level 2 reads in `dev`, and how often it is woken."""

from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import DEV, plain


def in_order(message: Message, *words: str) -> None:
    said = plain(message.words).replace("*", "")
    found = [said.find(plain(word)) for word in words]
    assert -1 not in found, (words, said)
    assert found == sorted(found)


async def test_the_ping_says_what_level_2_needs_in_this_order(office: Office):
    alice = office.person("alice")
    number = await office.open("delta imprimante HS")
    await office.click("alice", number, "Problème constaté")
    await office.click("alice", number, "Erreur du client")
    await alice.write(office.card(number).channel, "déjà redémarré", office.card(number).ts)
    await office.card_shows(number, "Dépannage")
    await office.later(minutes=4)
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number, "Facturation à annoncer", "déjà redémarré")
    in_order(
        ping,
        "@devs",
        number,
        "Delta Surgelés",
        "Transfert demandé par Alice",
        "imprimante HS",
        "Problème constaté › Erreur du client → Dépannage",
        "Facturation à annoncer",
        "Contrat échu le",
        "Ouvert depuis 4 min",
        "déjà redémarré",
        "Accès distant",
        "Suivi par Alice",
        "Ouvrir le fil",
        "Contrat échu le 15/09/2026 : cette intervention",
    )
    assert ping.buttons == ["Facturation annoncée", "Client refuse", "Je prends", "Clore"]
    await office.person("david").click(ping, "Facturation annoncée")
    await office.offers_in_place(ping, ["Je prends", "Clore"])
    await office.line(number, "David a annoncé la facturation")


async def test_the_number_to_call_is_on_the_ping(office: Office):
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Passer au niveau 2")
    in_order(await office.seen(DEV, number), "imprimante HS", "04 72 00 00 01 (Mme Durand), fiche", "Tri")


async def test_a_closed_calls_ping_shrinks_like_its_card(office: Office):
    alice = office.person("alice")
    number = await office.open("acme imprimante HS")
    await office.click("alice", number, "Passer au niveau 2")
    ping = await office.seen(DEV, number)
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await alice.submit({"Imputation": "Assistance", "Solution": "File vidée."}) == {}
    await office.offers_in_place(ping, [])
    shrunk = plain((await office.seen(DEV, number, "File vidée.")).words).replace("*", "")
    assert shrunk.split("\n") == [
        f"{number} – Acme Industrie",
        "« imprimante HS »",
        "Clos par Alice après moins d'une minute · Assistance",
        "Solution : File vidée.",
    ]
    card = plain(office.card(number).words).replace("*", "").split("\n")
    assert card == shrunk.split("\n")
    assert office.card(number).buttons == ["Rouvrir"]


async def test_the_reminders_of_one_moment_wake_the_developers_once(office: Office):
    numbers = [await office.open(f"{code} panne", by="alice") for code in ("acme", "delta", "kine")]
    await office.later(minutes=10)
    for number in numbers:
        await office.seen(DEV, number, "@devs", "Sans solution")
    await office.later(minutes=5, seconds=2)
    await office.quiet()
    reminders = [m for m in office.simulator.messages(DEV) if "attend le niveau 2" in m.words]
    assert len(reminders) == len(numbers)
    assert sum("@devs" in m.words for m in reminders) == 1
    assert all(m.buttons == [] for m in reminders)
    await office.later(minutes=5, seconds=2)
    await office.quiet()
    later = [m for m in office.simulator.messages(DEV) if "attend le niveau 2" in m.words][len(numbers) :]
    assert sum("@devs" in m.words for m in later) == 1
