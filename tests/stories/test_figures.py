"""`/lina chiffres` and the month on App Home, as people read them."""

from tests.stories.office import Office
from tests.stories.test_search import solved
from tests.support.workspace import DEV, plain


async def charted(office: Office, words: str = "", name: str = "alice") -> list[dict[str, object]]:
    """The blocks of the answer to `/lina chiffres`, once it is there."""
    person = f"U0{name.upper()}"
    before = len(office.simulator.ephemerals(person))
    assert await office.person(name).command(f"/lina chiffres {words}".strip()) == ""
    await office.simulator.until(lambda: len(office.simulator.ephemerals(person)) > before)
    return list(office.simulator.ephemerals(person)[-1].blocks)


def read(office: Office, name: str = "alice") -> str:
    return plain(office.simulator.ephemerals(f"U0{name.upper()}")[-1].words).replace("*", "").replace("_", "")


async def a_busy_month(office: Office) -> None:
    await solved(office, "acme imprimante zebra bloquée", "Réglé.", **{"Minutes niveau 1": "10"})
    await solved(office, "bois imprimante en panne", "Réglé.", **{"Minutes niveau 1": "20"})
    number = await office.open("acme étiqueteuse et imprimante perdues")
    await office.later(minutes=11)
    ping = await office.seen(DEV, number)
    await office.person("david").click(ping, "Je prends")
    await office.later(minutes=4)
    await office.form("david", number, "Clore", "Compte rendu")
    values = {"Imputation": "Sous garantie", "Solution": "Corrigé.", "Traité par": "Niveau 2"}
    assert await office.person("david").submit(values | {"Minutes niveau 2": "15"}) == {}
    await office.card_shows(number, "Clos")
    await office.quiet()


async def test_the_month_in_charts_with_the_same_figures_in_words(office: Office):
    await a_busy_month(office)
    blocks = await charted(office)
    charts = [block for block in blocks if block["type"] == "data_visualization"]
    assert [chart["title"] for chart in charts] == [
        "Résolus au niveau 1, par mois",
        "Appels par imputation et par mois",
    ]
    said = read(office)
    for line in (
        "Chiffres : novembre 2026",
        "Appels clos : 3 (0 le mois d'avant)",
        "Résolus au niveau 1 : 2, soit 67 %",
        "Transferts au niveau 2 : 1, dont 0 demandé et 1 au bout du délai",
        "Assistance : 30 min",
        "Sous garantie : 26 min",
        "Acme Industrie : 2",
        "imprimante (3)",
        "nov. 26 : 3, 67 %",
        "Résolus au niveau 1 : nov. 26 67",
    ):
        assert line in said, line
    assert "█" not in said


async def test_bars_of_text_where_slack_has_no_charts_yet(office: Office):
    await a_busy_month(office)
    office.simulator.unsupported_blocks.add("data_visualization")
    blocks = await charted(office)
    assert all(block["type"] != "data_visualization" for block in blocks)
    assert "█ 3" in read(office)
    # Remembered: the second time nothing is refused before.
    office.simulator.unsupported_blocks.clear()
    assert all(block["type"] != "data_visualization" for block in await charted(office))


async def test_a_month_a_client_or_what_is_neither(office: Office):
    await a_busy_month(office)
    await charted(office, "2026-10")
    assert "Chiffres : octobre 2026" in read(office)
    assert "Appels clos : 0" in read(office)
    await charted(office, "acme")
    assert "Chiffres : novembre 2026 – Acme Industrie" in read(office)
    assert "Appels clos : 2" in read(office)
    assert "Zinguerie" in await office.person("alice").command("/lina chiffres Zinguerie")
    assert "2026-11" in await office.person("alice").command("/lina chiffres 2026-13")


async def test_mistakes_and_open_calls_are_left_out(office: Office):
    await a_busy_month(office)
    number = await office.open("bois écran noir")
    await office.person("alice").pick(office.card(number), "", "Ouvert par erreur")
    await office.card_shows(number, "erreur")
    await office.open("garage écran noir")
    await charted(office)
    assert "Appels clos : 3" in read(office)


async def test_the_load_of_the_team(office: Office):
    await a_busy_month(office)
    said = plain(await office.person("alice").command("/lina chiffres equipe")).replace("*", "")
    assert "Sur 3 mois" in said
    assert "Sur 12 mois" in said
    assert "Alice : 3 appels, 41 min, 1 passage au niveau 2, 0 semaine de permanence" in said
    assert "David : 0 appel, 15 min, 0 passage au niveau 2" in said
    assert "Bruno : 0 appel, 0 min, 0 passage au niveau 2, 1 semaine de permanence" in said
    assert said.index("Alice :") < said.index("Bruno :") < said.index("David :")


async def test_app_home_has_the_month(office: Office):
    await a_busy_month(office)
    home = await office.person("alice").open_home()
    assert home
    said = plain(home.words).replace("*", "")
    assert "Novembre 2026 : 3 appels clos, 67 % au niveau 1, 1 transfert, 56 min" in said
