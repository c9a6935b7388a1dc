"""App Home as its reader sees it: on opening, after their own actions, and when something was never said."""

from datetime import timedelta

from simulator import Fault, FaultKind, View
from tests.stories.office import Office
from tests.support.workspace import SERVICE, SUPPORT, plain


async def opened(office: Office, name: str) -> View:
    home = await office.person(name).open_home()
    assert home
    return home


def read(home: View | None) -> str:
    """Its words, without stars and typography."""
    return plain(home.words).replace("*", "") if home else ""


async def home_shows(office: Office, name: str, *words: str) -> None:
    def shown() -> bool:
        home = read(office.person(name).home)
        return all(plain(word) in home for word in words)

    await office.simulator.until(shown)


async def test_a_quiet_day(office: Office):
    home = await opened(office, "alice")
    assert home.buttons == ["Nouvel appel"]
    words = read(home)
    for word in ("Mes appels : aucun", "Appels en cours : aucun", "Semaine 48", "Semaine 49", "Affiché"):
        assert word in words
    assert words.index("@Bruno") < words.index("@Chloé")
    assert "Vos décisions" not in words
    assert "Pas encore dit" not in words


async def test_my_calls_come_first_with_the_time_left(office: Office):
    await office.open("acme imprimante HS", by="alice")
    await office.open("bois écran noir", by="bruno")
    await office.later(minutes=4)
    words = read(await opened(office, "alice"))
    mine, others = words.split("Autres appels en cours : 1")
    assert "Mes appels : 1" in mine
    assert "2026-0001" in mine
    assert "niveau 2 dans 5 min" in mine
    assert "2026-0002" in others
    assert "Boiseries du Rhône" in others


async def test_a_call_is_opened_from_it_and_it_is_drawn_anew(office: Office):
    alice = office.person("alice")
    home = await opened(office, "alice")
    await alice.click(home, "Nouvel appel")
    await alice.wait_view("Nouvel appel")
    await alice.fill("Client", "Acme Industrie (ACME)")
    assert await alice.submit({"Demande": "Imprimante HS"}) == {}
    await home_shows(office, "alice", "Mes appels : 1", "2026-0001", "Imprimante HS")


async def test_it_is_drawn_for_nobody_who_did_not_open_it(office: Office):
    await office.open()
    await office.quiet()
    assert office.person("alice").home is None
    assert [call for call in office.simulator.calls if call.method == "views.publish"] == []


async def test_the_account_manager_finds_the_decision_that_waits(office: Office):
    number = await office.open("carton un deuxième quai")
    await office.click("alice", number, "Évolution")
    await office.person("alice").wait_view("Besoin du client")
    assert await office.person("alice").submit({"Besoin": "Gérer un deuxième quai"}) == {}
    asked = await office.told("camille", "Gérer un deuxième quai")
    words = read(await opened(office, "camille"))
    assert "Vos décisions en attente" in words
    assert "Gérer un deuxième quai" in words
    assert "Vos décisions" not in read(await opened(office, "farid"))
    await office.person("camille").click(asked, "Complément")
    await office.simulator.until(lambda: "Vos décisions" not in read(office.person("camille").home))


async def test_what_could_not_be_said_for_a_day_is_shown(office: Office):
    await office.quiet()
    office.simulator.archive(SERVICE)
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Réglé."}) == {}
    await office.card_shows(number, "Clos")
    await office.simulator.until(
        lambda: [c for c in office.simulator.calls if c.answer.get("error") == "is_archived"]
    )
    await office.quiet()
    assert "Pas encore dit" not in read(await opened(office, "alice"))
    office.clock.advance(timedelta(days=1))
    words = read(await opened(office, "alice"))
    assert "Pas encore dit : " in words
    assert f"Compte rendu, appel {number} : prévu" in words
    assert "is_archived" in words


async def test_a_tab_that_slack_refuses_concerns_nobody_who_works(office: Office):
    await opened(office, "alice")
    office.simulator.faults.add(
        Fault(kind=FaultKind.ERROR, method="views.publish", error="internal_error", times=5)
    )
    number = await office.open()
    assert office.find(SUPPORT, number)
    assert not [e for e in office.simulator.ephemerals("U0ALICE") if "référence" in plain(e.words)]


async def test_many_calls_with_whatever_clients_say(office: Office):
    hostile = "<!channel> & <@U0BRUNO> *gras* " + "é" * 400
    for n in range(16):
        assert "2026-" in await office.opening(f"acme {n} {hostile}")
    home = await opened(office, "alice")
    words = read(home)
    assert "Mes appels : 16" in words
    assert "… et 1 de plus" in words
    assert "<!channel>" not in str(home.raw["blocks"])
    others = read(await opened(office, "bruno"))
    assert "Appels en cours : 16" in others
    assert "Tous les appels en cours" in others
