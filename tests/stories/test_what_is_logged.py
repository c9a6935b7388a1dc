"""What a whole call leaves in the log: its number and each request, and nothing that the client said."""

import io
import json

import pytest

from bot import logs
from simulator import Fault, FaultKind, PersonFixture
from tests.stories.office import Office
from tests.support.workspace import DEV, SUPPORT


@pytest.fixture
def said() -> io.StringIO:
    stream = io.StringIO()
    logs.configure({"LINA_LOG": "debug"}, stream)
    return stream


async def test_a_call_can_be_followed_and_its_client_not_be_read(said: io.StringIO, office: Office):
    alice = office.person("alice")
    office.simulator.faults.add(Fault(kind=FaultKind.SERVER_ERROR, method="views.open"))
    await alice.command("/lina appel")
    await office.whispered("alice", "référence")
    number = await office.open("04 72 00 00 01 secret de fabrication")
    await office.person("bruno").write("C0SUPPORT", "Mot de passe du client", office.card(number).ts)
    await office.click("alice", number, "Passer au niveau 2")
    await office.person("emma").click(await office.seen(DEV, number), "Je prends")
    await office.form("emma", number, "Clore", "Compte rendu")
    report = {"Imputation": "Assistance", "Solution": "Réglé en douce."}
    assert await office.person("emma").submit(report) == {}
    await office.card_shows(number, "Clos")
    await office.quiet()

    text = said.getvalue()
    for secret in (
        "fabrication",
        "Mot de passe",
        "en douce",
        "04 72",
        "+334",
        office.simulator.bot_token,
        office.simulator.app_token,
    ):
        assert secret not in text
    lines = [json.loads(line) for line in text.splitlines()]
    of_the_call = [line for line in lines if line.get("call") == number]
    assert {line["what"] for line in of_the_call} >= {"call_level2", "take", "close", "report"}
    assert all(line["request"] and line["person"] for line in of_the_call if "surface" in line)
    acknowledged = [line for line in lines if line["event"] == "acknowledged"]
    requests = [line["request"] for line in acknowledged]
    assert len(set(requests)) == len(requests)
    assert all(line["milliseconds"] < 3000 for line in acknowledged)


async def test_what_the_clock_does_is_nobodys_request(said: io.StringIO, office: Office):
    first, second = await office.open("acme imprimante HS"), await office.open("bois écran noir")
    office.simulator.faults.add(Fault(kind=FaultKind.RATELIMITED, channel=DEV, times=2))
    await office.later(minutes=10)
    for number in (first, second):
        await office.seen(DEV, number)
    undelivered = [json.loads(line) for line in said.getvalue().splitlines() if "not delivered" in line]
    assert len(undelivered) == 2
    for line in undelivered:
        assert line["notice"].startswith(f"{line['call']}/")
        assert not {"request", "person", "what"} & set(line)


async def test_a_refusal_says_who_and_what(said: io.StringIO, office: Office):
    office.simulator.put_person(PersonFixture("U0GUEST", "Gaston", is_restricted=True))
    office.simulator.join(SUPPORT, "U0GUEST")
    number = await office.open()
    gaston = office.simulator.person("U0GUEST")
    await gaston.command("/lina appels")
    await gaston.click(office.card(number), "Passer au niveau 2")
    await gaston.open_home()
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    refused = [line for line in lines if line["event"] == "refused"]
    assert {line["what"] for line in refused} == {"/lina", "call_level2", "app_home_opened"}
    assert {(line["person"], line["refusal"]) for line in refused} == {("U0GUEST", "NotAMember")}
    assert {line["call"] for line in refused if line["what"] == "call_level2"} == {number}
