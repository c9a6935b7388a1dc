"""QueryService: what the surfaces show, with the facts around the document."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.calls.call import Call, Note
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Contract
from bot.domain.refusals import UnknownCall, UnknownClient
from bot.domain.rota.week import Week
from tests.services.bench import CARD_TS, ServiceBench
from tests.support.workspace import ALICE, BRUNO, FARID, SUPPORT


async def closed(bench: ServiceBench, request: str, minutes: int, imputation: Imputation) -> str:
    """A call of ACME's, opened and closed at once; returns its number."""
    call = await bench.open("ACME", request)
    form = CloseCall(imputation=imputation, solution="Fait.", minutes1=minutes, announced=True)
    await bench.calls.close(call.number, ALICE, form)
    return call.number


async def test_a_page_is_the_call_with_its_client_and_its_place(bench: ServiceBench):
    call = await bench.carded(await bench.open())
    view = await bench.queries.view(call.number)
    assert view.client
    assert (view.call.number, view.client.code) == (call.number, "ACME")
    assert view.link == f"https://lina.slack.com/{SUPPORT}/{CARD_TS}"
    assert (view.now, view.notice) == (bench.clock.at, None)


async def test_a_call_whose_card_is_not_there_yet_has_no_place(bench: ServiceBench):
    call = await bench.open()
    assert (await bench.queries.view(call.number)).link is None


async def test_a_client_that_left_the_file_is_none(bench: ServiceBench):
    call = await bench.open()
    await bench.clients.change(lambda d: replace(d, clients={}))
    view = await bench.queries.view(call.number)
    assert (view.client, view.minutes_left) == (None, None)
    assert view.call.client.name == "Acme Industrie"


async def test_two_people_of_one_first_name_are_told_apart_on_every_surface(bench: ServiceBench):
    known = bench.people.people
    known[ALICE] = replace(known[ALICE], name="Alice", full_name="Alice Martin")
    known[BRUNO] = replace(known[BRUNO], name="Alice", full_name="Alice Durand")
    call = await bench.open()
    view = await bench.queries.call(call, call.notices[0])
    assert view.names[ALICE] == "Alice M."
    assert (await bench.clients.directory()).people[ALICE] == "Alice M."
    assert await bench.queries.readable(f"vu avec <@{BRUNO}>") == "vu avec @Alice D."


async def test_what_nobody_has_heard_of_is_refused(bench: ServiceBench):
    with pytest.raises(UnknownCall):
        await bench.queries.view("2026-9999")
    with pytest.raises(UnknownClient) as refused:
        await bench.queries.client("Zinguerie")
    assert refused.value.typed == "Zinguerie"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U0ALICE> a vu", "@Alice a vu"),
        ("vu par <@U0ALICE|alice> et <@U0BRUNO>", "vu par @Alice et @Bruno"),
        ("vu par <@U0GONE>", "vu par @U0GONE"),
        ("<@u0alice> <#C0DEV> <!here>", "@u0alice #… @here"),
        ("rien", "rien"),
    ],
)
async def test_notes_name_those_whom_they_mention_and_stay_as_written_in_the_store(
    bench: ServiceBench, written: str, read: str
):
    call = await bench.carded(await bench.open())
    await bench.calls.note(SUPPORT, CARD_TS, Note("1.0", BRUNO, written))
    (note,) = (await bench.queries.view(call.number)).call.notes
    assert (note.text, note.by) == (read, BRUNO)
    assert [n.text for n in (await bench.calls.call(call.number)).notes] == [written]
    assert await bench.queries.readable(written) == read


async def test_hours_left_are_the_contract_s_less_the_assistance_of_its_time(bench: ServiceBench):
    assert (await bench.queries.client("ACME")).minutes_left == 450
    await closed(bench, "une", 30, Imputation.ASSISTANCE)
    await closed(bench, "deux", 60, Imputation.REPAIR)
    await closed(bench, "trois", 25, Imputation.ASSISTANCE)
    number = (await bench.open()).number
    assert (await bench.queries.view(number)).minutes_left == 395
    assert (await bench.queries.client("acme")).minutes_left == 395


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
    bench: ServiceBench, contract: Contract | None, left: int | None
):
    acme = (await bench.clients.directory()).by_code("ACME")
    assert acme
    await bench.clients.change(lambda d: d.with_client(replace(acme, contract=contract)))
    assert (await bench.queries.client("ACME")).minutes_left == left


@pytest.mark.parametrize("typed", ["DELTA", "delta", "Delta Surgelés", "delta surgeles"])
async def test_a_client_is_found_by_code_or_name_with_its_people(bench: ServiceBench, typed: str):
    view = await bench.queries.client(typed)
    assert view.client.code == "DELTA"
    assert view.slack_ids == {"farid@example.fr": FARID}


async def test_an_address_that_nobody_has_stays_one(bench: ServiceBench):
    del bench.people.people[FARID]
    assert (await bench.queries.client("DELTA")).slack_ids == {}


async def test_a_client_s_last_five_calls_are_shown_newest_first(bench: ServiceBench):
    numbers = []
    for n in range(4):
        numbers.append(await closed(bench, f"panne {n}", 5, Imputation.ASSISTANCE))
        bench.clock.advance(minutes=7)
    for n in range(3):
        numbers.append((await bench.open("ACME", f"en cours {n}")).number)
        bench.clock.advance(minutes=7)
    await bench.open("BOIS", "autre client")
    shown = [p.call.number for p in (await bench.queries.client("ACME")).calls]
    assert shown == list(reversed(numbers))[:5]


async def test_open_calls_are_shown_oldest_first(bench: ServiceBench):
    first = await bench.open("BOIS", "écran noir")
    bench.clock.advance(minutes=1)
    second = await bench.open()
    over = await bench.open("CARTON", "bourrage")
    await bench.calls.discard(over.number, ALICE)
    assert [p.call.number for p in await bench.queries.open_calls()] == [first.number, second.number]


async def test_the_directory_and_addresses_are_at_hand(bench: ServiceBench):
    assert (await bench.queries.directory()).by_code("ACME")
    assert bench.queries.link(SUPPORT, "1.0") == f"https://lina.slack.com/{SUPPORT}/1.0"


@pytest.mark.parametrize(
    "query",
    [
        lambda bench, call: bench.queries.view(call.number),
        lambda bench, call: bench.queries.call(call, call.notices[0]),
        lambda bench, _call: bench.queries.open_calls(),
        lambda bench, _call: bench.queries.client("ACME"),
        lambda bench, _call: bench.queries.week(Week(monday=date(2026, 11, 23))),
        lambda bench, _call: bench.opening.parse_command("acme imprimante HS"),
        lambda bench, _call: bench.opening.open(bench.form("BOIS", "autre chose")),
        lambda bench, _call: bench.opening.open(bench.new_client("Zinguerie Nouvelle")),
    ],
)
async def test_the_directory_is_read_once(
    bench: ServiceBench, query: Callable[[ServiceBench, Call], Awaitable[object]]
):
    call = await bench.open()
    await bench.open("CARTON", "bourrage")
    bench.clients.reads = 0
    await query(bench, call)
    assert bench.clients.reads == 1
