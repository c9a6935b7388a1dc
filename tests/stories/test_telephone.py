"""The telephone: it rings, somebody answers or nobody does, and the call is half written already."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from bot.app import BotConfig
from bot.domain.policy import TelephonyPolicy
from bot.web import http_server
from bot.web.telephony import TelephonyEndpoint
from simulator import Fault, FaultKind, Message, MovableClock
from tests.stories.office import Office
from tests.support.workspace import DEV, SERVICE, SUPPORT, TUESDAY_AT_TEN, config, plain, simulated

TOKEN = "secret"
ACME, LINE = "33472000001", "33472000000"
STRANGER = "0499000000"


@dataclass
class Exchange:
    """The telephone exchange of the office; every event is answered by the bot."""

    office: Office

    async def __call__(self, event: str, call_id: str = "c1", caller: str = ACME, **fields: str) -> None:
        assert await self.status(event, call_id, caller, **fields) == 200

    async def status(self, event: str, call_id: str = "c1", caller: str = ACME, **fields: str) -> int:
        assert self.office.lina
        assert self.office.lina.telephony
        endpoint = TelephonyEndpoint(TOKEN)
        body = {"event": event, "callId": call_id, "from": caller, "to": LINE, "direction": "in", **fields}
        async with (
            endpoint.attached(self.office.lina.telephony.receive),
            http_server(endpoint.routes(), 0, "127.0.0.1") as port,
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/telephony/{TOKEN}", data=body) as answer,
        ):
            return answer.status

    async def miss(self, call_id: str = "c1", caller: str = ACME) -> None:
        """Rings until the week's technician reads it, and no longer."""
        before = len(rings_read(self.office))
        await self("newCall", call_id, caller)
        await self.office.simulator.until(lambda: len(rings_read(self.office)) > before)
        await self("hangup", call_id, caller, cause="noAnswer")


def rings_read(office: Office) -> list[Message]:
    """The direct messages of the week's technician about calls, of whatever state."""
    states = ("Appel entrant", "Appel pris", "Appel terminé", "Appel manqué", "Appel saisi")
    found = office.simulator.direct_messages("U0BRUNO")
    return [message for message in found if any(state in message.words for state in states)]


@pytest.fixture
def what() -> BotConfig:
    return replace(config(), telephony=TelephonyPolicy())


@pytest.fixture
def phone(office: Office) -> Exchange:
    return Exchange(office)


def direct(office: Office, name: str, *words: str) -> Message | None:
    """The newest direct message that holds all these words."""
    found = [
        message
        for message in office.simulator.direct_messages(f"U0{name.upper()}")
        if all(plain(word) in plain(message.words) for word in words)
    ]
    return found[-1] if found else None


async def reads(office: Office, name: str, *words: str, buttons: list[str] | None = None) -> Message:
    """The direct message that holds these words and, if given, has just these buttons, once it is there."""

    def there() -> Message | None:
        message = direct(office, name, *words)
        return message if message and (buttons is None or message.buttons == buttons) else None

    return await office.simulator.until(there)


async def test_the_weeks_technician_reads_who_calls_and_opens_the_call_by_the_button(
    office: Office, phone: Exchange
):
    earlier = await office.open("acme imprimante HS")
    await phone("newCall")
    ring = await reads(office, "bruno", "Appel entrant : Acme Industrie, Mme Durand (04 72 00 00 01)")
    assert "Contrat jusqu'au" in plain(ring.words)
    assert f"1 appel en cours : {earlier}" in plain(ring.words)
    assert ring.buttons == ["Ouvrir l’appel", "Fiche client"]

    bruno = office.person("bruno")
    await bruno.click(ring, "Ouvrir l’appel")
    form = await bruno.wait_view("Nouvel appel")
    shown = {label: plain(str(value)) for label, value in form.values.items()}
    assert (shown["Contact"], shown["Téléphone"]) == ("Mme Durand", "04 72 00 00 01")
    assert shown["Client"] == "Acme Industrie (ACME)"
    assert await bruno.submit({"Demande": "Écran noir"}) == {}
    card = await office.seen(SUPPORT, "2026-0002", "Écran noir")
    assert "Acme Industrie" in card.words
    entered = await reads(office, "bruno", "Appel saisi", "2026-0002", buttons=[])
    assert entered.ts == ring.ts


async def test_the_clients_file_is_a_click_away(office: Office, phone: Exchange):
    await phone("newCall")
    ring = await reads(office, "bruno", "Appel entrant")
    await office.person("bruno").click(ring, "Fiche client")
    await office.whispered("bruno", "Acme Industrie", "C-2031")


async def test_an_unknown_number_says_so_and_is_in_the_form(office: Office, phone: Exchange):
    await phone("newCall", caller=STRANGER)
    ring = await reads(office, "bruno", "Appel entrant : numéro inconnu (04 99 00 00 00)")
    assert ring.buttons == ["Ouvrir l’appel"]
    await office.person("bruno").click(ring, "Ouvrir l’appel")
    form = await office.person("bruno").wait_view("Nouvel appel")
    assert plain(str(form.values["Téléphone"])) == "04 99 00 00 00"


async def test_a_number_that_called_before_names_its_client(office: Office, phone: Exchange):
    alice = office.person("alice")
    await alice.command("/lina appel")
    await alice.wait_view("Nouvel appel")
    await alice.fill("Client", "Acme Industrie (ACME)")
    await alice.submit({"Demande": "Imprimante", "Contact": "M. Petit", "Téléphone": STRANGER})
    await office.seen(SUPPORT, "2026-0001")
    await phone("newCall", caller=STRANGER)
    await reads(office, "bruno", "Appel entrant : Acme Industrie, M. Petit (04 99 00 00 00)")


async def test_an_anonymous_caller_is_taken_and_entered(office: Office, phone: Exchange):
    await phone("newCall", caller="anonymous")
    ring = await reads(office, "bruno", "Appel entrant : numéro masqué")
    await phone("answer", caller="anonymous", user="Bruno")
    bruno = office.person("bruno")
    await bruno.click(ring, "Ouvrir l’appel")
    await bruno.wait_view("Nouvel appel")
    await bruno.fill("Client", "Acme Industrie (ACME)")
    assert await bruno.submit({"Demande": "Écran noir"}) == {}
    await reads(office, "bruno", "Appel saisi", "2026-0001", buttons=[])


async def test_a_number_of_two_clients_names_both_and_chooses_none(office: Office, phone: Exchange):
    assert office.lina
    store = office.lina.services.opening.clients
    directory = await store.directory()
    twin = replace(directory.clients["BOIS"], phones=directory.clients["ACME"].phones)
    await store.change(lambda d: d.with_client(twin))
    await phone("newCall")
    ring = await reads(office, "bruno", "Appel entrant : plusieurs clients", "Acme Industrie", twin.name)
    await office.person("bruno").click(ring, "Ouvrir l’appel")
    form = await office.person("bruno").wait_view("Nouvel appel")
    assert not form.values["Client"]
    assert plain(str(form.values["Téléphone"])) == "04 72 00 00 01"


async def test_a_ring_that_nobody_answers_is_a_card_to_be_called_back(office: Office, phone: Exchange):
    await phone.miss()
    card = await office.card_shows("2026-0001", "Acme Industrie", "À rappeler", "Appel manqué à 10:0")
    assert "Mme Durand" in card.words
    assert {"Je rappelle", "Clore"} <= set(card.buttons)
    for name in ("Alice", "Bruno", "Chloé"):
        assert name not in card.words
    await reads(office, "bruno", "Appel manqué : Acme Industrie", "À rappeler : 2026-0001", buttons=[])
    await office.later(minutes=11)
    await office.line("2026-0001", "@Bruno")
    await office.told("anthony", "2026-0001")
    await office.quiet()
    assert office.find(DEV, "2026-0001") is None

    await office.click("alice", "2026-0001", "Je rappelle")
    await office.card_shows("2026-0001", "Niveau 1", "Alice")
    await reads(office, "bruno", "Appel manqué : Acme Industrie", "Fiche : 2026-0001", buttons=[])
    await office.form("alice", "2026-0001", "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.card_shows("2026-0001", "Clos")


async def test_a_missed_call_that_is_closed_at_once_asks_nobody_to_call_back(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await reads(office, "bruno", "Appel manqué", "À rappeler : 2026-0001")
    await office.person("alice").pick(office.card("2026-0001"), "", "Ouvert par erreur")
    await office.card_shows("2026-0001", "erreur")
    await reads(office, "bruno", "Appel manqué", "Fiche : 2026-0001")


async def test_a_missed_call_of_nobody_known_is_a_card_too(office: Office, phone: Exchange):
    await phone.miss(caller="anonymous")
    await office.card_shows("2026-0001", "Client inconnu", "À rappeler", "Appel manqué")
    await phone.miss("c2", STRANGER)
    await office.card_shows("2026-0002", "Client inconnu", "04 99 00 00 00")
    assert "2026-0001" in await office.person("alice").command("/lina appels")
    assert "Client inconnu" in await office.person("alice").command("/lina voir 2026-0002")
    home = await office.person("alice").open_home()
    assert home
    assert "2026-0002" in plain(home.words)
    await office.click("alice", "2026-0002", "Je rappelle")
    await office.card_shows("2026-0002", "Niveau 1", "Alice")
    await office.form("alice", "2026-0002", "Clore", "Compte rendu")
    values = {"Imputation": "Projet", "Solution": "Faux numéro."}
    assert await office.person("alice").submit(values) == {}
    await office.card_shows("2026-0002", "Clos")


async def test_an_unknown_missed_call_gets_its_client_when_somebody_knows(office: Office, phone: Exchange):
    await phone.miss(caller=STRANGER)
    await office.card_shows("2026-0001", "Client inconnu")
    await office.form("alice", "2026-0001", "Modifier", "Modifier l’appel")
    alice = office.person("alice")
    await alice.fill("Client", "Acme Industrie (ACME)")
    assert await alice.submit({}) == {}
    await office.card_shows("2026-0001", "Acme Industrie", "À rappeler")


async def test_three_misses_of_one_number_are_one_card(office: Office, phone: Exchange):
    for count, call in enumerate(("c1", "c2", "c3"), 1):
        await phone.miss(call)
        await office.simulator.until(partial(has_missed_rings, office, count))
        await office.later(minutes=1)
    card = office.card("2026-0001")
    await office.simulator.until(lambda: len(missed_lines(office, card)) == 2)
    await office.later(minutes=1)
    await office.quiet()
    assert office.find(SUPPORT, "2026-0002") is None
    assert len(missed_lines(office, card)) == 2


def missed_rings(office: Office) -> list[Message]:
    """The messages about missed calls that name the card."""
    return [m for m in rings_read(office) if "Appel manqué" in m.words and "2026-0001" in m.words]


def has_missed_rings(office: Office, count: int) -> bool:
    return len(missed_rings(office)) == count


def missed_lines(office: Office, card: Message) -> list[str]:
    lines = [message.words for message in office.simulator.messages(SUPPORT, card.ts)]
    return [line for line in lines if "Nouvel appel manqué du même numéro" in plain(line)]


async def test_the_months_figures_know_what_was_missed_and_called_back(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await phone.miss("c2", STRANGER)
    await office.card_shows("2026-0002", "À rappeler")
    await office.later(minutes=7)
    await office.click("alice", "2026-0001", "Je rappelle")
    await office.card_shows("2026-0001", "Niveau 1", "Alice")
    await office.open("acme écran noir")
    booked = {"2026-0001": "Assistance", "2026-0002": "Projet", "2026-0003": "Assistance"}
    for number, imputation in booked.items():
        await office.form("alice", number, "Clore", "Compte rendu")
        assert await office.person("alice").submit({"Imputation": imputation, "Solution": "Réglé."}) == {}
        await office.card_shows(number, "Clos")
    await office.quiet()
    await office.stop()
    await office.start()
    said = await figures(office, "")
    assert "Appels clos : 3" in said
    assert "Appels manqués : 2, dont 1 rappelé (0 dont 0 le mois d'avant)" in said
    assert "Délai médian de rappel : 7 min (– le mois d'avant)" in said
    assert "Appels manqués : 1, dont 1 rappelé" in await figures(office, "acme")
    await office.later(days=30)
    assert "Appels manqués : 0, dont 0 rappelé (2 dont 1 le mois d'avant)" in await figures(office, "")
    assert "manqués" not in await figures(office, "2026-09")


async def figures(office: Office, words: str) -> str:
    """What Alice reads of `/lina chiffres`."""
    before = len(office.simulator.ephemerals("U0ALICE"))
    assert await office.person("alice").command(f"/lina chiffres {words}".strip()) == ""
    await office.simulator.until(lambda: len(office.simulator.ephemerals("U0ALICE")) > before)
    return plain(office.simulator.ephemerals("U0ALICE")[-1].words).replace("*", "").replace("_", "")


async def test_a_miss_an_hour_later_is_another_card(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await office.later(minutes=61)
    await phone.miss("c2")
    await office.card_shows("2026-0002", "À rappeler")


async def test_who_was_missed_and_is_answered_later_need_not_be_called_back(office: Office, phone: Exchange):
    for call in ("c1", "c2", "c3"):
        await phone.miss(call)
    await office.simulator.until(partial(has_missed_rings, office, 3))
    await phone("newCall", "c4")
    ring = await reads(office, "bruno", "Appel entrant", "À rappeler : 2026-0001", "Aucun appel en cours")
    assert ring.buttons == ["Ouvrir l’appel", "Fiche client"]
    await phone("answer", "c4", user="Bruno")
    await office.line("2026-0001", "Le même numéro a rappelé : Bruno a répondu")
    ring = await reads(
        office,
        "bruno",
        "Appel pris",
        "À rappeler : 2026-0001",
        buttons=["Ouvrir l’appel", "Reprendre 2026-0001", "Fiche client"],
    )
    await office.person("bruno").click(ring, "Reprendre 2026-0001")
    await office.card_shows("2026-0001", "Niveau 1", "Bruno")
    entered = await reads(office, "bruno", "Appel saisi", "Saisi : 2026-0001", buttons=[])
    assert entered.ts == ring.ts
    await phone("hangup", "c4")
    await office.later(minutes=70)
    await office.quiet()
    assert direct(office, "bruno", "Appel non saisi") is None
    assert office.find(SUPPORT, "2026-0002") is None


async def test_every_message_about_a_call_leads_to_its_card(office: Office, phone: Exchange):
    await phone.miss()
    card = await office.card_shows("2026-0001", "À rappeler")
    missed = await reads(office, "bruno", "Appel manqué", "À rappeler : 2026-0001")
    assert str(card.permalink) in str(missed.blocks)
    await phone("newCall", "c2", STRANGER)
    ring = await reads(office, "bruno", "Appel entrant : numéro inconnu")
    bruno = office.person("bruno")
    await bruno.click(ring, "Ouvrir l’appel")
    await bruno.wait_view("Nouvel appel")
    await bruno.fill("Client", "Acme Industrie (ACME)")
    assert await bruno.submit({"Demande": "Écran noir"}) == {}
    entered = await reads(office, "bruno", "Appel saisi", "Saisi : 2026-0002")
    assert str(office.card("2026-0002").permalink) in str(entered.blocks)


async def test_another_matter_of_who_was_missed_is_another_call(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await phone("newCall", "c2")
    await phone("answer", "c2", user="Bruno")
    ring = await reads(office, "bruno", "Appel pris", "À rappeler : 2026-0001")
    bruno = office.person("bruno")
    await bruno.click(ring, "Ouvrir l’appel")
    await bruno.wait_view("Nouvel appel")
    await bruno.submit({"Demande": "Écran noir"})
    await office.seen(SUPPORT, "2026-0002", "Écran noir")
    await reads(office, "bruno", "Appel saisi", "Saisi : 2026-0002", buttons=[])
    await office.card_shows("2026-0001", "À rappeler")


async def test_a_colleague_who_calls_back_meanwhile_is_seen_by_who_answered(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await phone("newCall", "c2")
    await phone("answer", "c2", user="Bruno")
    await reads(office, "bruno", "Appel pris", "À rappeler : 2026-0001")
    await office.click("alice", "2026-0001", "Je rappelle")
    buttons = ["Ouvrir l’appel", "Fiche client"]
    ring = await reads(office, "bruno", "Appel pris", "1 appel en cours : 2026-0001", buttons=buttons)
    assert "À rappeler" not in ring.words


async def test_who_calls_back_is_told_that_it_rang_in_vain_again(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await office.click("alice", "2026-0001", "Je rappelle")
    await office.card_shows("2026-0001", "Niveau 1", "Alice")
    await phone.miss("c2")
    await office.line("2026-0001", "@Alice : nouvel appel manqué du même numéro")
    await office.form("alice", "2026-0001", "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."})
    await office.card_shows("2026-0001", "Clos")
    await phone.miss("c3")
    await office.card_shows("2026-0002", "À rappeler")
    await office.click("alice", "2026-0002", "Je rappelle")
    await office.card_shows("2026-0002", "Niveau 1", "Alice")


async def test_a_name_of_a_call_that_the_exchange_uses_again_is_another_call(office: Office, phone: Exchange):
    await phone.miss()
    await office.card_shows("2026-0001", "À rappeler")
    await office.later(days=2)
    await phone.miss()
    await office.card_shows("2026-0002", "À rappeler")


@pytest.mark.parametrize("who", [{"user": "Alice Martin"}, {"user": "alice@example.fr"}, {"user[]": "Alice"}])
async def test_a_colleague_who_answers_gets_the_message(office: Office, phone: Exchange, who: dict[str, str]):
    await phone("newCall")
    await reads(office, "bruno", "Appel entrant")
    await phone("answer", **who)
    await reads(office, "bruno", "Appel pris", "Pris par Alice", buttons=[])
    ring = await reads(office, "alice", "Appel pris : Acme", buttons=["Ouvrir l’appel", "Fiche client"])
    await office.person("alice").click(ring, "Ouvrir l’appel")
    await office.person("alice").wait_view("Nouvel appel")


async def test_a_developer_is_known_by_the_number_of_the_telephone(office: Office, phone: Exchange):
    david = next(p for p in office.simulator.workspace.people.values() if p.id == "U0DAVID")
    office.simulator.put_person(replace(david, phone="04 72 00 00 44"))
    await phone("newCall")
    await phone("answer", user="poste 44", answeringNumber="33472000044")
    await reads(office, "david", "Appel pris : Acme Industrie")
    await reads(office, "bruno", "Pris par David", buttons=[])


async def test_somebody_whom_slack_does_not_know_is_named(office: Office, phone: Exchange):
    await phone("newCall")
    await phone("answer", user="Accueil")
    await reads(office, "bruno", "Appel pris", "Pris par Accueil", buttons=["Ouvrir l’appel", "Fiche client"])


async def test_answered_and_never_opened_it_is_offered_once_more(office: Office, phone: Exchange):
    await phone("newCall")
    await phone("answer", user="Bruno")
    await phone("hangup", cause="normalClearing")
    ring = await reads(office, "bruno", "Appel terminé", buttons=["Ouvrir l’appel", "Fiche client"])
    await office.later(minutes=59)
    await office.quiet()
    assert direct(office, "bruno", "Appel non saisi") is None
    await office.later(minutes=2)
    offered = await reads(
        office, "bruno", "Appel non saisi : Acme Industrie, Mme Durand", buttons=["Ouvrir l’appel"]
    )
    assert offered.ts != ring.ts
    assert (await reads(office, "bruno", "Appel terminé", buttons=[])).ts == ring.ts
    bruno = office.person("bruno")
    await bruno.click(offered, "Ouvrir l’appel")
    await bruno.wait_view("Nouvel appel")
    assert await bruno.submit({"Demande": "Écran noir"}) == {}
    await office.seen(SUPPORT, "2026-0001", "Écran noir")
    assert (await reads(office, "bruno", "Appel saisi", "2026-0001", buttons=[])).ts in {offered.ts, ring.ts}
    assert await bruno.resubmit() == {}
    await office.quiet()
    assert office.find(SUPPORT, "2026-0002") is None


@pytest.mark.parametrize("typed", ["04 72 00 00 01 écran noir", "acme écran noir"])
async def test_a_call_opened_by_command_is_the_one_that_rang(office: Office, phone: Exchange, typed: str):
    await phone("newCall")
    await phone("answer", user="Bruno")
    await phone("hangup")
    await reads(office, "bruno", "Appel terminé")
    await office.open(typed, by="bruno")
    await reads(office, "bruno", "Appel saisi", "2026-0001", buttons=[])
    await office.later(minutes=70)
    await office.quiet()
    assert direct(office, "bruno", "Appel non saisi") is None


async def test_events_that_come_twice_act_once(office: Office, phone: Exchange):
    for event in ("newCall", "newCall", "hangup", "hangup", "newCall"):
        await phone(event)
    await office.card_shows("2026-0001", "À rappeler")
    await phone("hangup")
    await office.later(seconds=30)
    await office.quiet()
    assert office.find(SUPPORT, "2026-0002") is None
    card = office.card("2026-0001")
    assert missed_lines(office, card) == []
    assert len(rings_read(office)) <= 1
    assert all("Appel manqué" in message.words for message in rings_read(office))


async def test_an_answer_that_comes_after_its_hang_up_is_an_answer(office: Office, phone: Exchange):
    await phone("hangup")
    await phone("answer", user="Alice")
    await phone("newCall")
    await reads(office, "alice", "Appel terminé", buttons=["Ouvrir l’appel", "Fiche client"])
    await office.later(seconds=30)
    await office.quiet()
    assert office.find(SUPPORT, "2026-0001") is None


async def test_slack_is_down_while_it_rings(office: Office, phone: Exchange):
    await office.seen(SERVICE, "Semaine 48")
    await office.quiet()
    down = Fault(kind=FaultKind.SERVER_ERROR, method="*")
    office.simulator.faults.start_outage(down, timedelta(minutes=10))
    await phone("newCall")
    await phone("hangup")
    await phone("newCall", "c2", STRANGER)
    office.simulator.faults.clear()
    await office.card_shows("2026-0001", "À rappeler", "Appel manqué")
    await reads(office, "bruno", "Appel entrant : numéro inconnu")
    await office.quiet()
    assert direct(office, "bruno", "Appel entrant : Acme") is None


async def test_a_call_is_shown_at_once_though_an_earlier_message_may_not_have_arrived(
    office: Office, phone: Exchange
):
    await office.seen(SERVICE, "Semaine 48")
    await office.quiet()
    office.simulator.faults.add(Fault(kind=FaultKind.CUT_BEFORE))
    await phone("newCall", "c1", STRANGER)
    await office.simulator.until(lambda: any(call.faulted for call in office.simulator.calls))
    await phone("newCall", "c2")
    await reads(office, "bruno", "Appel entrant : Acme Industrie")
    assert direct(office, "bruno", "numéro inconnu") is None
    await phone("hangup", "c1", STRANGER)
    await office.later(minutes=2)
    await office.card_shows("2026-0001", "04 99 00 00 00", "À rappeler")
    await office.quiet()
    assert direct(office, "bruno", "Appel entrant : numéro inconnu") is None


async def test_whom_slack_cannot_reach_is_read_by_the_service(office: Office, phone: Exchange):
    await office.seen(SERVICE, "Semaine 48")
    await office.quiet()
    office.simulator.faults.add(Fault(kind=FaultKind.ERROR, error="user_disabled"))
    await phone("newCall")
    words = ("Appel entrant : Acme Industrie", "Message destiné à Bruno")
    ring = await office.seen(SERVICE, *words)
    assert ring.buttons == ["Ouvrir l’appel", "Fiche client"]
    await office.person("alice").click(ring, "Ouvrir l’appel")
    await office.person("alice").wait_view("Nouvel appel")
    await office.person("alice").submit({"Demande": "Écran noir"})
    await office.seen(SUPPORT, "2026-0001", "Écran noir")
    await office.seen(SERVICE, "Appel saisi", "2026-0001")


async def test_a_bot_that_stops_after_the_hang_up_opens_the_card_when_it_is_back(
    office: Office, phone: Exchange
):
    await phone.miss()
    await office.stop()
    office.clock.advance(timedelta(minutes=3))
    await office.start()
    await office.card_shows("2026-0001", "À rappeler", "Appel manqué à 10:0")
    await office.quiet()
    assert office.find(SUPPORT, "2026-0002") is None


async def test_the_answer_comes_before_anything_is_said(office: Office, phone: Exchange):
    office.simulator.faults.start_outage(
        Fault(kind=FaultKind.DELAY, method="*", delay=20), timedelta(minutes=1)
    )
    async with asyncio.timeout(10):
        await phone("newCall")
        await phone("answer", user="nobody@example.fr")
    office.simulator.faults.clear()


@pytest.fixture
async def quiet_office(tmp_path: Path) -> AsyncIterator[Office]:
    """Only calls to the office's own number count, and missed calls become nothing."""
    policy = TelephonyPolicy(numbers=("+33472000000",), missed=False)
    what = replace(config(), telephony=policy)
    async with simulated(clock=MovableClock(TUESDAY_AT_TEN)) as simulator:
        office = Office(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()
        assert simulator.breaches == []


async def test_calls_to_other_numbers_are_nothing_and_misses_are_no_cards_where_that_is_configured(
    quiet_office: Office,
):
    phone = Exchange(quiet_office)
    await phone("newCall", "other", STRANGER, to="33472000099")
    await phone.miss()
    await reads(quiet_office, "bruno", "Appel manqué : Acme Industrie", buttons=[])
    await quiet_office.later(seconds=30)
    await quiet_office.quiet()
    assert direct(quiet_office, "bruno", "numéro inconnu") is None
    assert quiet_office.find(SUPPORT, "2026-0001") is None
