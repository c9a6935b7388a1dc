"""The reading desk: pages as people see them, with the facts around the document."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.calls.call import Note
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Contract
from bot.domain.refusals import UnknownCall, UnknownClient
from tests.services.desk_house import ALICE, BRUNO, CARD_TS, FARID, SUPPORT, DeskHouse


async def closed(policy: DeskHouse, request: str, minutes: int, imputation: Imputation) -> str:
    """A call of ACME's, opened and closed at once; returns its number."""
    call = await policy.open("ACME", request)
    form = CloseCall(imputation=imputation, solution="Fait.", minutes1=minutes, announced=True)
    await policy.calls.close(call.number, ALICE, form)
    return call.number


async def test_a_page_is_the_call_with_its_client_and_its_place(policy: DeskHouse):
    call = await policy.carded(await policy.open())
    view = await policy.reading.view(call.number)
    assert view.client
    assert (view.call.number, view.client.code) == (call.number, "ACME")
    assert view.link == f"https://lina.slack.com/{SUPPORT}/{CARD_TS}"
    assert (view.now, view.notice) == (policy.clock.at, None)


async def test_a_call_whose_card_is_not_there_yet_has_no_place(policy: DeskHouse):
    call = await policy.open()
    assert (await policy.reading.view(call.number)).link is None


async def test_a_client_that_left_the_file_is_none(policy: DeskHouse):
    call = await policy.open()
    await policy.clients.change(lambda d: replace(d, clients={}))
    view = await policy.reading.view(call.number)
    assert (view.client, view.minutes_left) == (None, None)
    assert view.call.client.name == "Acme Industrie"


async def test_what_nobody_has_heard_of_is_refused(policy: DeskHouse):
    with pytest.raises(UnknownCall):
        await policy.reading.view("2026-9999")
    with pytest.raises(UnknownClient) as refused:
        await policy.reading.client("Zinguerie")
    assert refused.value.typed == "Zinguerie"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U0ALICE> a vu", "@Alice a vu"),
        ("vu par <@U0ALICE|alice> et <@U0BRUNO>", "vu par @Alice et @Bruno"),
        ("vu par <@U0GONE>", "vu par @U0GONE"),
        ("<@u0alice> <#C0DEV> <!here>", "<@u0alice> <#C0DEV> <!here>"),
        ("rien", "rien"),
    ],
)
async def test_notes_name_those_whom_they_mention_and_stay_as_written_in_the_store(
    policy: DeskHouse, written: str, read: str
):
    call = await policy.carded(await policy.open())
    await policy.calls.note(SUPPORT, CARD_TS, Note("1.0", BRUNO, written))
    (note,) = (await policy.reading.view(call.number)).call.notes
    assert (note.text, note.by) == (read, BRUNO)
    assert [n.text for n in (await policy.calls.call(call.number)).notes] == [written]
    assert await policy.reading.readable(written) == read


async def test_hours_left_are_the_contract_s_less_the_assistance_of_its_time(policy: DeskHouse):
    assert (await policy.reading.client("ACME")).minutes_left == 450
    await closed(policy, "une", 30, Imputation.ASSISTANCE)
    await closed(policy, "deux", 60, Imputation.REPAIR)
    await closed(policy, "trois", 25, Imputation.ASSISTANCE)
    number = (await policy.open()).number
    assert (await policy.reading.view(number)).minutes_left == 395
    assert (await policy.reading.client("acme")).minutes_left == 395


@pytest.mark.parametrize(
    ("contract", "left"),
    [
        (None, None),
        (Contract(reference="C-1"), None),
        (Contract(reference="C-1", hours=Decimal(0)), 0),
        (Contract(reference="C-1", hours=Decimal("0.25")), 15),
    ],
)
async def test_no_contract_or_no_limit_has_no_hours_left(
    policy: DeskHouse, contract: Contract | None, left: int | None
):
    acme = (await policy.clients.directory()).by_code("ACME")
    assert acme
    await policy.clients.change(lambda d: d.with_client(replace(acme, contract=contract)))
    assert (await policy.reading.client("ACME")).minutes_left == left


@pytest.mark.parametrize("typed", ["DELTA", "delta", "Delta Surgelés", "delta surgeles"])
async def test_a_client_is_found_by_code_or_name_with_its_people(policy: DeskHouse, typed: str):
    view = await policy.reading.client(typed)
    assert view.client.code == "DELTA"
    assert view.slack_ids == {"farid@example.fr": FARID}


async def test_an_address_that_nobody_has_stays_one(policy: DeskHouse):
    del policy.people.people[FARID]
    assert (await policy.reading.client("DELTA")).slack_ids == {}


async def test_a_client_s_last_five_calls_are_shown_newest_first(policy: DeskHouse):
    numbers = []
    for n in range(4):
        numbers.append(await closed(policy, f"panne {n}", 5, Imputation.ASSISTANCE))
        policy.clock.advance(minutes=7)
    for n in range(3):
        numbers.append((await policy.open("ACME", f"en cours {n}")).number)
        policy.clock.advance(minutes=7)
    await policy.open("BOIS", "autre client")
    shown = [p.call.number for p in (await policy.reading.client("ACME")).calls]
    assert shown == list(reversed(numbers))[:5]


async def test_open_calls_are_shown_oldest_first(policy: DeskHouse):
    first = await policy.open("BOIS", "écran noir")
    policy.clock.advance(minutes=1)
    second = await policy.open()
    over = await policy.open("CARTON", "bourrage")
    await policy.calls.discard(over.number, ALICE)
    assert [p.call.number for p in await policy.reading.open_calls()] == [first.number, second.number]


async def test_the_directory_and_addresses_are_at_hand(policy: DeskHouse):
    assert (await policy.reading.directory()).by_code("ACME")
    assert policy.reading.link(SUPPORT, "1.0") == f"https://lina.slack.com/{SUPPORT}/1.0"
