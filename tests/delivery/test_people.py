"""People as Slack knows them: asked once, kept, forgotten when they change, missing when Slack fails."""

from dataclasses import replace

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.people import SlackPeople
from bot.delivery.retry import DeliveryError, FailureKind
from bot.domain.ports import UserProfile
from simulator import Fault, FaultKind, PersonFixture, Simulator
from tests.support.workspace import ALICE, FARID

TRANSIENT = [
    Fault(kind=FaultKind.SERVER_ERROR, method="*"),
    Fault(kind=FaultKind.HTML, method="*"),
    Fault(kind=FaultKind.CUT_AFTER, method="*"),
    Fault(kind=FaultKind.RATELIMITED, method="*"),
    Fault(kind=FaultKind.ERROR, method="*", error="internal_error"),
    Fault(kind=FaultKind.ERROR, method="*", error="missing_scope"),
]


@pytest.fixture
def people(simulator: Simulator) -> SlackPeople:
    return SlackPeople(AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[]))


def asked(simulator: Simulator) -> list[str]:
    return [call.method for call in simulator.calls]


async def test_a_person_is_asked_for_once(people: SlackPeople, simulator: Simulator):
    alice = UserProfile(
        id=ALICE,
        name="Alice",
        full_name="Alice Martin",
        email="alice@example.fr",
        zone="Europe/Paris",
        team="T0LINA",
    )
    assert [await people.person(ALICE) for _ in range(3)] == [alice] * 3
    assert asked(simulator) == ["users.info"]


async def test_an_address_is_asked_for_once_and_tells_the_person_too(
    people: SlackPeople, simulator: Simulator
):
    assert [await people.find("farid@example.fr") for _ in range(3)] == [FARID] * 3
    farid = await people.person(FARID)
    assert farid
    assert farid.name == "Farid"
    assert asked(simulator) == ["users.lookupByEmail"]


async def test_an_id_is_itself_and_is_asked_of_nobody(people: SlackPeople, simulator: Simulator):
    assert await people.find("U0NOBODY") == await people.reach("U0NOBODY") == "U0NOBODY"
    assert asked(simulator) == []


async def test_whoever_changed_is_asked_for_again(people: SlackPeople, simulator: Simulator):
    assert await people.find("farid@example.fr") == FARID
    changed = replace(simulator.workspace.people[FARID], name="Farid B.", email="fb@example.fr", deleted=True)
    simulator.put_person(changed)
    before = await people.person(FARID)
    people.forget(FARID)
    after = await people.person(FARID)
    assert before
    assert after
    assert (before.name, before.gone) == ("Farid", False)
    assert (after.name, after.gone, after.email) == ("Farid B.", True, "fb@example.fr")
    assert await people.find("farid@example.fr") is None


async def test_forgetting_one_forgets_nobody_else(people: SlackPeople, simulator: Simulator):
    await people.find("farid@example.fr")
    await people.person(ALICE)
    people.forget("U0NOBODY")
    people.forget(FARID)
    await people.person(ALICE)
    assert asked(simulator) == ["users.lookupByEmail", "users.info"]


async def test_nobody_is_nobody_and_may_join_tomorrow(people: SlackPeople, simulator: Simulator):
    assert await people.person("U0NEW") is None
    assert await people.find("new@example.fr") is None
    simulator.put_person(PersonFixture("U0NEW", "Nadia", email="new@example.fr", tz="America/Martinique"))
    nadia = await people.person("U0NEW")
    assert nadia == UserProfile(
        id="U0NEW",
        name="Nadia",
        full_name="Nadia",
        email="new@example.fr",
        zone="America/Martinique",
        team="T0LINA",
    )
    assert await people.find("new@example.fr") == "U0NEW"


@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda f: f.kind)
async def test_while_slack_fails_a_person_is_unknown_for_this_once(
    people: SlackPeople, simulator: Simulator, fault: Fault
):
    simulator.faults.add(fault)
    assert await people.person(ALICE) is None
    alice = await people.person(ALICE)
    assert alice
    assert alice.name == "Alice"


@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda f: f.kind)
async def test_while_slack_fails_an_address_is_unknown_for_this_once(
    people: SlackPeople, simulator: Simulator, fault: Fault
):
    simulator.faults.add(fault)
    assert await people.find("farid@example.fr") is None
    assert await people.find("farid@example.fr") == FARID


@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda f: f.kind)
async def test_whoever_has_to_be_reached_is_not_given_up_because_slack_fails(
    people: SlackPeople, simulator: Simulator, fault: Fault
):
    simulator.faults.add(fault)
    with pytest.raises(DeliveryError) as raised:
        await people.reach("farid@example.fr")
    assert raised.value.kind is FailureKind.RETRYABLE
    assert await people.reach("farid@example.fr") == FARID


async def test_whoever_nobody_is_cannot_be_reached(people: SlackPeople):
    with pytest.raises(DeliveryError) as raised:
        await people.reach("nobody@example.fr")
    assert (raised.value.kind, raised.value.error) == (FailureKind.PERMANENT, "users_not_found")


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
async def test_guests_of_every_kind_are_guests(people: SlackPeople, simulator: Simulator, kind: str):
    guest = replace(PersonFixture("U0GUEST", "Gaël"), **{kind: True})  # type: ignore[arg-type]  # a flag's name
    simulator.put_person(guest)
    found = await people.person("U0GUEST")
    assert found
    assert (found.guest, found.bot, found.gone) == (True, False, False)


async def test_the_name_is_the_one_that_people_chose(people: SlackPeople, simulator: Simulator):
    simulator.put_person(PersonFixture("U0NEW", "", real_name="Nadia Belkacem"))
    found = await people.person("U0NEW")
    assert found
    assert (found.name, found.email) == ("Nadia Belkacem", None)
