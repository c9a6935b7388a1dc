"""The reading desk: pages as people see them, with the facts around the document."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.acts import Note
from bot.domain.client import Contract
from bot.domain.closing import Closing
from bot.domain.refusals import UnknownCall, UnknownClient
from bot.domain.triage import Imputation
from tests.desk.desk_house import ALICE, BRUNO, CARD_TS, FARID, SUPPORT, DeskHouse


async def closed(house: DeskHouse, request: str, minutes: int, imputation: Imputation) -> str:
    """A call of ACME's, opened and closed at once; returns its number."""
    call = await house.open("ACME", request)
    form = Closing(imputation=imputation, solution="Fait.", minutes1=minutes, announced=True)
    await house.calls.close(call.number, ALICE, form)
    return call.number


async def test_a_page_is_the_call_with_its_client_and_its_place(house: DeskHouse):
    call = await house.carded(await house.open())
    page = await house.reading.page(call.number)
    assert page.client
    assert (page.call.number, page.client.code) == (call.number, "ACME")
    assert page.link == f"https://lina.slack.com/{SUPPORT}/{CARD_TS}"
    assert (page.now, page.notice) == (house.clock.at, None)


async def test_a_call_whose_card_is_not_there_yet_has_no_place(house: DeskHouse):
    call = await house.open()
    assert (await house.reading.page(call.number)).link is None


async def test_a_client_that_left_the_file_is_none(house: DeskHouse):
    call = await house.open()
    await house.clients.change(lambda d: replace(d, clients={}))
    page = await house.reading.page(call.number)
    assert (page.client, page.minutes_left) == (None, None)
    assert page.call.client.name == "Acme Industrie"


async def test_what_nobody_has_heard_of_is_refused(house: DeskHouse):
    with pytest.raises(UnknownCall):
        await house.reading.page("2026-9999")
    with pytest.raises(UnknownClient) as refused:
        await house.reading.client("Zinguerie")
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
    house: DeskHouse, written: str, read: str
):
    call = await house.carded(await house.open())
    await house.calls.note(SUPPORT, CARD_TS, Note("1.0", BRUNO, written))
    (note,) = (await house.reading.page(call.number)).call.notes
    assert (note.text, note.by) == (read, BRUNO)
    assert [n.text for n in (await house.calls.call(call.number)).notes] == [written]
    assert await house.reading.readable(written) == read


async def test_hours_left_are_the_contract_s_less_the_assistance_of_its_time(house: DeskHouse):
    assert (await house.reading.client("ACME")).minutes_left == 450
    await closed(house, "une", 30, Imputation.ASSISTANCE)
    await closed(house, "deux", 60, Imputation.REPAIR)
    await closed(house, "trois", 25, Imputation.ASSISTANCE)
    number = (await house.open()).number
    assert (await house.reading.page(number)).minutes_left == 395
    assert (await house.reading.client("acme")).minutes_left == 395


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
    house: DeskHouse, contract: Contract | None, left: int | None
):
    acme = (await house.clients.directory()).by_code("ACME")
    assert acme
    await house.clients.change(lambda d: d.with_client(replace(acme, contract=contract)))
    assert (await house.reading.client("ACME")).minutes_left == left


@pytest.mark.parametrize("typed", ["DELTA", "delta", "Delta Surgelés", "delta surgeles"])
async def test_a_client_is_found_by_code_or_name_with_its_people(house: DeskHouse, typed: str):
    page = await house.reading.client(typed)
    assert page.client.code == "DELTA"
    assert page.slack_ids == {"farid@example.fr": FARID}


async def test_an_address_that_nobody_has_stays_one(house: DeskHouse):
    del house.people.people[FARID]
    assert (await house.reading.client("DELTA")).slack_ids == {}


async def test_a_client_s_last_five_calls_are_shown_newest_first(house: DeskHouse):
    numbers = []
    for n in range(4):
        numbers.append(await closed(house, f"panne {n}", 5, Imputation.ASSISTANCE))
        house.clock.advance(minutes=7)
    for n in range(3):
        numbers.append((await house.open("ACME", f"en cours {n}")).number)
        house.clock.advance(minutes=7)
    await house.open("BOIS", "autre client")
    shown = [p.call.number for p in (await house.reading.client("ACME")).calls]
    assert shown == list(reversed(numbers))[:5]


async def test_open_calls_are_shown_oldest_first(house: DeskHouse):
    first = await house.open("BOIS", "écran noir")
    house.clock.advance(minutes=1)
    second = await house.open()
    over = await house.open("CARTON", "bourrage")
    await house.calls.discard(over.number, ALICE)
    assert [p.call.number for p in await house.reading.open_calls()] == [first.number, second.number]


async def test_the_directory_and_addresses_are_at_hand(house: DeskHouse):
    assert (await house.reading.directory()).by_code("ACME")
    assert house.reading.link(SUPPORT, "1.0") == f"https://lina.slack.com/{SUPPORT}/1.0"
