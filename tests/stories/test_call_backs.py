"""«Rappel prévu», its hour, and the silence after it; twice."""

from collections.abc import Callable
from datetime import timedelta

from simulator import Message
from tests.stories.office import Office
from tests.support.workspace import DEV, SUPPORT

BUTTONS = ["Je rappelle", "Prévenir les techniciens", "Rappel prévu…", "Modifier", "Clore"]


async def plans(
    office: Office, name: str, number: str, minutes: int, reason: str = "le client teste"
) -> None:
    await office.form(name, number, "Rappel prévu…", "Rappel prévu")
    until = office.clock.now() + timedelta(minutes=minutes)
    assert await office.person(name).submit({"Rappel à": until.isoformat(), "Motif": reason}) == {}
    await office.card_shows(number, "Rappel prévu", reason)


def tools(message: Message) -> list[str]:
    """The buttons of the card without those of the triage."""
    return message.buttons[-len(BUTTONS) :]


def lines(office: Office, number: str, *words: str) -> list[Message]:
    thread = office.simulator.messages(SUPPORT, office.card(number).ts)
    return [m for m in thread if all(word in m.words for word in words)]


def counted(office: Office, number: str, count: int, *words: str) -> Callable[[], bool]:
    return lambda: len(lines(office, number, *words)) == count


async def test_at_its_hour_the_owner_is_told_whom_to_call_and_why(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.later(minutes=30)
    await office.quiet()
    assert office.find(DEV, number) is None
    await office.later(minutes=31)
    line = await office.line(number, "@Alice", "le client teste", "04 72 00 00 01 (Mme Durand)")
    assert "@Bruno" not in line.words
    card = await office.card_shows(number, "À rappeler · Alice", "le client teste")
    assert tools(card) == BUTTONS
    await office.later(minutes=9)
    await office.quiet()
    assert not lines(office, number, "attend d’être rappelé")


async def test_a_silence_is_told_to_the_weeks_technician_and_the_lead_once_and_not_to_level_2(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.later(minutes=61)
    await office.line(number, "@Alice", "à rappeler")
    await office.later(minutes=11)
    line = await office.line(number, "@Bruno", "attend d’être rappelé")
    assert "@Alice" not in line.words
    await office.told("anthony", number, "Personne n’a rappelé le client", "imprimante HS")
    await office.later(hours=3)
    await office.quiet()
    assert len(lines(office, number, "attend d’être rappelé")) == 1
    assert office.find(DEV, number) is None
    told = [m for m in office.simulator.direct_messages("U0ANTHONY") if number in m.words]
    assert len(told) == 1


async def test_who_calls_has_ten_minutes_and_then_level_2_is_called(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.later(minutes=61)
    await office.click("bruno", number, "Je rappelle")
    card = await office.card_shows(number, "Niveau 1 · Bruno", "niveau 2 appelé à 11:11")
    assert "Je rappelle" not in card.buttons
    await office.line(number, "Bruno rappelle le client, à la place de Alice")
    await office.later(minutes=10)
    await office.offers(DEV, number, ["Je prends", "Clore"])
    await office.quiet()
    assert not lines(office, number, "attend d’être rappelé")


async def test_it_is_adjourned_and_all_of_it_happens_again(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.later(minutes=61)
    await office.card_shows(number, "À rappeler")
    await plans(office, "alice", number, 30, "absente")
    await office.later(minutes=31)
    await office.card_shows(number, "À rappeler · Alice", "absente")
    await office.simulator.until(counted(office, number, 2, "@Alice", "est à rappeler"))
    await office.click("alice", number, "Je rappelle")
    await office.card_shows(number, "Niveau 1 · Alice")
    await plans(office, "alice", number, 30, "elle teste encore")
    assert "Rappel prévu…" not in office.card(number).buttons
    await office.later(minutes=31)
    await office.card_shows(number, "À rappeler · Alice", "elle teste encore")
    await office.later(minutes=11)
    await office.line(number, "@Bruno", "attend d’être rappelé", "elle teste encore")
    await office.click("alice", number, "Je rappelle")
    await office.later(minutes=10)
    await office.offers(DEV, number, ["Je prends", "Clore"])


async def test_a_bot_that_was_down_at_the_hour_tells_it_when_it_is_back(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.stop()
    await office.later(minutes=75)
    await office.start()
    await office.line(number, "@Alice", "à rappeler", "le bot était arrêté")
    await office.quiet()
    assert not lines(office, number, "attend d’être rappelé")
    assert office.find(DEV, number) is None


async def test_a_call_that_is_closed_is_called_back_by_nobody(office: Office):
    number = await office.open("acme imprimante HS")
    await plans(office, "alice", number, 60)
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await office.card_shows(number, "Clos")
    await office.later(minutes=90)
    await office.quiet()
    assert not lines(office, number, "est à rappeler")
    await office.click("alice", number, "Rouvrir")
    await office.card_shows(number, "Niveau 1 · Alice")
    await plans(office, "alice", number, 10, "le client revient")
    await office.later(minutes=11)
    await office.card_shows(number, "À rappeler", "le client revient")
