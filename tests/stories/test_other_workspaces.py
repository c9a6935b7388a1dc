"""People of other organisations, people of whom nobody knows anything, and payloads that are not ours."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import BotConfig
from bot.manifest import manifest
from simulator import Fault, FaultKind, MovableClock, PersonFixture
from tests.stories.office import Office
from tests.stories.test_over_http import HttpOffice
from tests.stories.test_who_may import NOT_A_MEMBER, TRY_AGAIN, events_told
from tests.support.workspace import SUPPORT, TUESDAY_AT_TEN, plain, simulated
from tests.web.signed_requests import FORM, signed

PARTNER = PersonFixture("U0PARTNER", "Paula", is_stranger=True, team_id="T0PARTNER")
COLLEAGUE = PersonFixture("W0COLLEAGUE", "Cédric", team_id="T0SISTER", enterprise_id="E0HOUSE")
GUEST = PersonFixture("U0GUEST", "Gaston", is_restricted=True)
PEOPLE_METHODS = ("users.info", "users.list")


def enters_unheard(office: Office, person: PersonFixture) -> None:
    """The person is in `support`, and no event told the bot."""
    office.simulator.workspace.people[person.id] = person
    members = office.simulator.workspace.channels[SUPPORT].members
    if person.id not in members:
        members.append(person.id)


def fails(office: Office, kind: FaultKind, *methods: str) -> None:
    for method in methods:
        office.simulator.faults.add(Fault(kind=kind, method=method, times=1000, retry_after=30, delay=40))


async def test_slack_connect_shows_a_member_of_the_channel_as_no_stranger_and_the_bot_refuses(office: Office):
    enters_unheard(office, PARTNER)
    answer = await office_client(office).users_info(user=PARTNER.id)
    assert (answer["user"]["team_id"], answer["user"]["is_stranger"]) == ("T0PARTNER", False)
    partner = office.simulator.person(PARTNER.id)
    assert NOT_A_MEMBER in plain(await partner.command("/lina appel acme imprimante HS"))
    number = await office.open()
    await partner.click(office.card(number), "Passer au niveau 2")
    await office.simulator.until(lambda: office.simulator.ephemerals(PARTNER.id)[1:])
    await partner.shortcut("new_call")
    assert NOT_A_MEMBER in plain((await partner.wait_view("Service LINA")).words)
    home = await partner.open_home()
    assert home
    assert NOT_A_MEMBER in plain(home.words)
    assert "imprimante" not in home.words
    await partner.write(SUPPORT, "Je sais tout", office.card(number).ts)
    form = await office.form("alice", number, "Clore", "Compte rendu")
    assert not form.values["Solution"]


async def test_a_colleague_of_the_same_enterprise_is_no_stranger(office: Office):
    await office.stop()
    office.simulator.workspace.enterprise_id = "E0HOUSE"
    enters_unheard(office, COLLEAGUE)
    stranger = replace(COLLEAGUE, id="W0OTHER", enterprise_id="E0OTHER")
    enters_unheard(office, stranger)
    await office.start()
    colleague = office.simulator.person(COLLEAGUE.id)
    assert await colleague.command("/lina appel acme imprimante HS") == ""
    await office.seen(SUPPORT, "2026-0001")
    assert NOT_A_MEMBER in plain(await office.simulator.person(stranger.id).command("/lina appels"))


@pytest.mark.parametrize("kind", [FaultKind.RATELIMITED, FaultKind.DELAY, FaultKind.SERVER_ERROR])
async def test_a_guest_is_not_let_in_because_slack_does_not_say_who_they_are(office: Office, kind: FaultKind):
    office.plan = replace(office.plan, profile_timeout=0.3)
    await office.stop()
    await office.start()
    enters_unheard(office, GUEST)
    fails(office, kind, *PEOPLE_METHODS)
    guest = office.simulator.person(GUEST.id)
    assert TRY_AGAIN in plain(await guest.command("/lina appels"))
    await guest.command("/lina appel acme imprimante HS")
    home = await guest.open_home()
    assert home
    assert TRY_AGAIN in plain(home.words)
    office.simulator.faults.clear()
    await office.quiet()
    assert office.find(SUPPORT, "2026-0001") is None


async def test_who_became_a_guest_unheard_is_out_within_ten_minutes(office: Office):
    alice = office.person("alice")
    assert "aucun" in await alice.command("/lina appels")
    before = office.simulator.workspace.people["U0ALICE"]
    office.simulator.workspace.people["U0ALICE"] = replace(before, is_restricted=True)
    await office.later(minutes=10, seconds=1)
    await refreshed(office)
    assert NOT_A_MEMBER in plain(await alice.command("/lina appels"))


async def test_people_are_read_again_once_the_socket_is_back(office: Office):
    bruno = office.person("bruno")
    assert "aucun" in await bruno.command("/lina appels")
    asked = lists(office)
    before = office.simulator.workspace.people["U0BRUNO"]
    office.simulator.workspace.people["U0BRUNO"] = replace(before, is_ultra_restricted=True)
    await office.simulator.disconnect()
    await office.simulator.until(lambda: lists(office) > asked)
    await refreshed(office)
    assert NOT_A_MEMBER in plain(await bruno.command("/lina appels"))


async def test_a_start_while_slack_is_silent_knows_whom_the_last_one_knew(office: Office):
    enters_unheard(office, GUEST)
    office.simulator.join(SUPPORT, GUEST.id)
    await events_told(office)
    assert NOT_A_MEMBER in plain(await office.simulator.person(GUEST.id).command("/lina appels"))
    await office.later(minutes=10, seconds=1)
    await refreshed(office)
    await office.stop()
    fails(office, FaultKind.SERVER_ERROR, *PEOPLE_METHODS, "conversations.members")
    await office.start()
    assert "aucun" in await office.person("alice").command("/lina appels")
    assert NOT_A_MEMBER in plain(await office.simulator.person(GUEST.id).command("/lina appels"))


async def test_a_decision_is_the_account_managers_or_the_leads(office: Office):
    number = await office.open("bois un deuxième quai")
    await office.click("alice", number, "Évolution")
    await office.person("alice").wait_view("Besoin du client")
    await office.person("alice").submit({"Besoin": "Gérer un deuxième quai"})
    asked = await office.told("farid", number)
    channel = office.simulator.workspace.channels[asked.channel]
    channel.members.append("U0BRUNO")
    await office.person("bruno").click_stale(asked, "Devis envoyé")
    assert "revient à" in plain(await office.whispered("bruno", "rien n'a changé"))
    await office.quiet()
    assert "Devis envoyé" not in office.card(number).words
    channel.members.append("U0ANTHONY")
    await office.person("anthony").click_stale(asked, "Devis envoyé")
    await office.card_shows(number, "Devis envoyé")


def office_client(office: Office) -> AsyncWebClient:
    return AsyncWebClient(token=office.simulator.bot_token, base_url=office.simulator.api_url)


def lists(office: Office) -> int:
    return len([call for call in office.simulator.calls if call.method == "users.list"])


async def refreshed(office: Office) -> None:
    """Once the bot has asked for everybody again, and has written it down."""
    assert office.lina
    await office.lina.jobs.roster_refreshed()


# By HTTP, where anybody may post what they like.


@pytest.fixture
async def by_http(tmp_path: Path, what: BotConfig) -> AsyncIterator[HttpOffice]:
    async with simulated(
        manifest(http="https://lina.example.fr"), clock=MovableClock(TUESDAY_AT_TEN)
    ) as simulator:
        office = HttpOffice(simulator, tmp_path / "data", what)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()


async def posted(office: Office, fields: dict[str, Any], **changed: Any) -> str:
    """Posts a command or an interaction as Slack signs it, with other fields; returns what is answered."""
    given = fields | changed
    body = urlencode({name: str(value) for name, value in given.items()}).encode()
    headers = signed(body, FORM, secret=office.simulator.signing_secret)
    url = office.simulator.http_app_url
    assert url
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return await answer.text()


def command(office: Office) -> dict[str, Any]:
    return {
        "command": "/lina",
        "text": "appel acme imprimante HS",
        "user_id": "U0ALICE",
        "channel_id": SUPPORT,
        "team_id": "T0LINA",
        "api_app_id": "A0LINA",
        "trigger_id": "1.2.3",
        "response_url": f"{office.simulator.url}response/none",
    }


@pytest.mark.parametrize(
    "changed", [{"team_id": "T0OTHER"}, {"api_app_id": "A0OTHER"}, {"enterprise_id": "E0OTHER"}]
)
async def test_a_payload_of_another_installation_is_dropped_though_signed(
    by_http: HttpOffice, changed: dict[str, str]
):
    assert await posted(by_http, command(by_http), **changed) == ""
    pressed = {
        "type": "shortcut",
        "callback_id": "new_call",
        "trigger_id": "1.2.3",
        "team": {"id": changed.get("team_id", "T0LINA")},
        "user": {"id": "U0ALICE"},
        "api_app_id": changed.get("api_app_id", "A0LINA"),
        "enterprise": {"id": changed["enterprise_id"]} if "enterprise_id" in changed else None,
    }
    assert await posted(by_http, {"payload": orjson.dumps(pressed).decode()}) == ""
    await by_http.quiet()
    assert by_http.find(SUPPORT, "2026-0001") is None
    assert "views.open" not in {call.method for call in by_http.simulator.calls}
    await posted(by_http, command(by_http))
    await by_http.seen(SUPPORT, "2026-0001")


async def test_nothing_is_posted_to_a_response_url_that_is_not_slacks(by_http: HttpOffice):
    heard = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as trap:
        port = trap.sockets[0].getsockname()[1]
        elsewhere = f"http://127.0.0.1:{port}/response/x"
        await posted(by_http, command(by_http), response_url=elsewhere)
        await by_http.seen(SUPPORT, "2026-0001")
        await by_http.quiet()
        await by_http.later(minutes=1)
        assert not heard.is_set()
