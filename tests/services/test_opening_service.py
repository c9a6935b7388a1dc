"""Opening: from what a person states to one call on disk, however often it is stated."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.triage import Source
from bot.domain.clients.client import Phase
from bot.domain.outbox.notice import NoticeKind
from bot.domain.refusals import (
    AlreadyClosed,
    ClientMissing,
    PhoneInvalid,
    Refusal,
    RequestMissing,
    StoreRefused,
    UnknownCall,
    UnknownClient,
)
from bot.services.opening import EditCall
from bot.services.parsing import ClientChoice
from tests.services.bench import ServiceBench
from tests.support.workspace import ALICE, BRUNO, CAMILLE, TUESDAY_AT_TEN


async def everything(bench: ServiceBench) -> list[Call]:
    return await bench.call_records.open_calls()


async def test_a_known_client_s_call_is_numbered_sorted_and_told(bench: ServiceBench):
    opened = await bench.opening.open(bench.form("ACME", "  imprimante HS ", contact="Mme Durand"))
    call = opened.call
    assert not opened.existing
    assert (call.number, call.client) == ("2026-0001", ClientRef("ACME", "Acme Industrie"))
    assert (call.request, call.contact, call.account_manager) == ("imprimante HS", "Mme Durand", CAMILLE)
    assert (call.owner, call.level1, call.opened.by) == (ALICE, ALICE, ALICE)
    assert call.deadline == TUESDAY_AT_TEN + timedelta(minutes=10)
    assert [(a.node, a.answer, a.source) for a in call.triage] == [("phase", "after", Source.FACT)]
    assert [n.kind for n in call.notices] == [NoticeKind.CARD, NoticeKind.LEVEL2]
    assert bench.notifier.documents == [call]
    assert await bench.call_records.get(call.number) == call


async def test_the_week_s_technician_is_known_to_the_call(bench: ServiceBench):
    call = await bench.open()
    bench.clock.advance(days=7)
    following = await bench.open(request="autre chose")
    assert {call.on_duty, following.on_duty} < {"U0ALICE", "U0BRUNO", "U0CHLOE"}
    assert call.on_duty != following.on_duty


async def test_a_phone_is_kept_as_one_number_however_it_was_typed(bench: ServiceBench):
    call = await bench.open(phone="06 12.34-56 78")
    assert call.phone == "+33612345678"
    assert (await bench.open("BOIS", phone="   ")).phone is None


@pytest.mark.parametrize(
    ("instant", "number"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-0001"),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), "2027-0001"),
    ],
)
async def test_the_year_of_a_number_is_the_house_s(bench: ServiceBench, instant: datetime, number: str):
    bench.clock.at = instant
    assert (await bench.open()).number == number


@pytest.mark.parametrize(
    ("order", "refusal", "field"),
    [
        (lambda h: h.form(request="  \n "), RequestMissing, "request"),
        (lambda h: h.form(phone="06 12"), PhoneInvalid, "phone"),
        (lambda h: h.form(code="NOBODY"), UnknownClient, "client"),
        (lambda h: h.new_client("   "), ClientMissing, "client"),
        (lambda h: replace(h.new_client("Nouveau"), phone="abc"), PhoneInvalid, "phone"),
        (lambda h: replace(h.new_client("Nouveau"), request=""), RequestMissing, "request"),
    ],
)
async def test_what_is_incomplete_is_refused_and_leaves_nothing_behind(
    bench: ServiceBench,
    order: Callable[[ServiceBench], object],
    refusal: type[Refusal],
    field: str,
):
    before = await bench.clients.directory()
    with pytest.raises(refusal) as refused:
        await bench.opening.open(order(bench))  # type: ignore[arg-type]  # an order
    assert refused.value.field == field
    assert await everything(bench) == []
    assert await bench.clients.directory() is before
    assert bench.notifier.documents == []


async def test_the_same_stated_again_within_a_minute_is_the_same_call(bench: ServiceBench):
    first = await bench.open(origin="command:1")
    bench.clock.advance(seconds=60)
    again = await bench.opening.open(bench.form(origin="command:2", request=" imprimante HS "))
    assert (again.call, again.existing) == (first, True)
    assert len(await everything(bench)) == 1


@pytest.mark.parametrize(
    "other",
    [{"by": BRUNO}, {"code": "BOIS"}, {"request": "imprimante hs"}],
)
async def test_another_person_client_or_demand_is_another_call(bench: ServiceBench, other: dict[str, str]):
    await bench.open(origin="command:1")
    again = await bench.opening.open(bench.form(origin="command:2", **other))
    assert not again.existing
    assert len(await everything(bench)) == 2


async def test_after_a_minute_it_is_another_call(bench: ServiceBench):
    await bench.open(origin="command:1")
    bench.clock.advance(seconds=61)
    assert not (await bench.opening.open(bench.form(origin="command:2"))).existing


async def test_the_same_form_opens_one_call_however_late_it_comes_again(bench: ServiceBench):
    first = await bench.open(origin="view:V1")
    bench.clock.advance(hours=3)
    again = await bench.opening.open(bench.form(origin="view:V1", request="autre chose"))
    assert (again.call, again.existing) == (first, True)


async def test_a_new_client_is_kept_as_provisional_and_asked_to_be_completed(bench: ServiceBench):
    order = bench.new_client("Zinguerie Nouvelle", phase="during", contract="contract")
    call = (await bench.opening.open(order)).call
    kept = (await bench.clients.directory()).by_code(call.client.code)
    assert kept
    assert (kept.name, kept.phase, kept.provisional) == ("Zinguerie Nouvelle", Phase.PROJECT, True)
    assert kept.contract
    assert kept.contract_known
    (complete,) = [n for n in call.notices if n.kind is NoticeKind.COMPLETE]
    assert (str(complete.queue), complete.to) == (f"dm:{CAMILLE}", CAMILLE)
    assert [a.answer for a in call.triage] == ["during"]


async def test_a_new_client_of_whom_nothing_was_said_answers_nothing(bench: ServiceBench):
    call = (await bench.opening.open(bench.new_client("Zinguerie Nouvelle"))).call
    assert call.triage == ()


async def test_a_new_client_stated_twice_is_one_client(bench: ServiceBench):
    known = len((await bench.clients.directory()).clients)
    first = (await bench.opening.open(bench.new_client("Zinguerie Nouvelle", origin="view:V1"))).call
    again = await bench.opening.open(bench.new_client("Zinguerie Nouvelle", origin="view:V1"))
    other = await bench.opening.open(bench.new_client("ZINGUERIE  nouvelle", by=BRUNO, origin="view:V2"))
    assert (again.call, again.existing, other.existing) == (first, True, False)
    assert other.call.client == first.client
    assert len((await bench.clients.directory()).clients) == known + 1
    assert [n for n in other.call.notices if n.kind is NoticeKind.COMPLETE] == []


async def test_a_new_name_that_is_a_known_one_is_the_known_client(bench: ServiceBench):
    known = await bench.clients.directory()
    call = (await bench.opening.open(bench.new_client(" acme industrie "))).call
    assert call.client.code == "ACME"
    assert await bench.clients.directory() is known


async def test_two_people_who_state_the_same_new_client_at_once_keep_it_once(bench: ServiceBench):
    bench.clients.slow = True
    known = len((await bench.clients.directory()).clients)
    both = await asyncio.gather(
        bench.opening.open(bench.new_client("Zinguerie Nouvelle", by=ALICE)),
        bench.opening.open(bench.new_client("Zinguerie Nouvelle", by=BRUNO)),
    )
    assert [opened.existing for opened in both] == [False, False]
    assert both[0].call.client == both[1].call.client
    asked = [opened.call.newest(NoticeKind.COMPLETE) is not None for opened in both]
    assert sorted(asked) == [False, True]
    assert len((await bench.clients.directory()).clients) == known + 1


async def test_a_disk_that_refuses_the_call_is_said_and_nobody_is_told(bench: ServiceBench):
    bench.call_records.refusing = True
    with pytest.raises(StoreRefused):
        await bench.open()
    assert (await everything(bench), bench.notifier.documents) == ([], [])


async def test_a_disk_that_refuses_the_client_opens_no_call(bench: ServiceBench):
    bench.clients.refusing = True
    with pytest.raises(StoreRefused):
        await bench.opening.open(bench.new_client("Zinguerie Nouvelle"))
    assert (await everything(bench), bench.notifier.documents) == ([], [])


def change(code: str = "ACME", request: str = "imprimante HS", **more: str) -> EditCall:
    return EditCall(choice=ClientChoice(code=code), request=request, **more)


async def test_another_client_brings_its_manager_and_its_own_triage(bench: ServiceBench):
    call = await bench.open()
    edited = await bench.opening.edit(
        call.number, BRUNO, change("CARTON", "bourrage", contact="M. Vidal", phone="0472000003")
    )
    assert (edited.client.code, edited.account_manager) == ("CARTON", CAMILLE)
    assert (edited.request, edited.contact, edited.phone) == ("bourrage", "M. Vidal", "+33472000003")
    assert [a.answer for a in edited.triage] == ["during"]
    assert bench.notifier.documents[-1] == edited
    (line,) = [n for n in edited.notices if n.kind is NoticeKind.LINE]
    assert line.facts["fields"] == "client request contact phone"


async def test_nothing_edited_is_nothing_written(bench: ServiceBench):
    call = await bench.open()
    assert await bench.opening.edit(call.number, BRUNO, change()) == call


async def test_an_unknown_client_may_be_named_in_the_correction(bench: ServiceBench):
    call = await bench.open()
    form = EditCall(choice=ClientChoice(new_name="Zinguerie Nouvelle"), request="imprimante HS")
    edited = await bench.opening.edit(call.number, BRUNO, form)
    kept = (await bench.clients.directory()).by_code(edited.client.code)
    assert kept
    assert kept.provisional
    assert edited.newest(NoticeKind.COMPLETE)


@pytest.mark.parametrize(
    ("number", "form", "refusal"),
    [
        ("2026-9999", change(), UnknownCall),
        ("2026-0001", change(request=" "), RequestMissing),
        ("2026-0001", change(phone="abc"), PhoneInvalid),
        ("2026-0001", change(code="NOBODY"), UnknownClient),
        ("2026-0001", EditCall(choice=ClientChoice(), request="x"), ClientMissing),
    ],
)
async def test_a_correction_that_cannot_be_is_refused(
    bench: ServiceBench, number: str, form: EditCall, refusal: type[Refusal]
):
    call = await bench.open()
    with pytest.raises(refusal):
        await bench.opening.edit(number, BRUNO, form)
    assert await bench.call_records.get(call.number) == call


async def test_a_closed_call_is_corrected_no_more(bench: ServiceBench):
    call = await bench.open()
    await bench.calls.discard(call.number, ALICE)
    with pytest.raises(AlreadyClosed):
        await bench.opening.edit(call.number, BRUNO, change(request="autre chose"))


async def test_a_number_names_its_client_and_whoever_the_file_says_answers_it(bench: ServiceBench):
    parsed = await bench.opening.parse_command("04 72 00 00 01 imprimante HS")
    assert parsed.client
    assert (parsed.client.code, parsed.contact) == ("ACME", "Mme Durand")
    assert (parsed.phone, parsed.request) == ("+33472000001", "imprimante HS")


async def test_a_number_without_a_name_is_answered_by_whoever_called_from_it_last(bench: ServiceBench):
    for contact in ("Mme Martin", "M. Vidal"):
        call = await bench.open("CARTON", contact, contact=contact, phone="0472000003")
        bench.clock.advance(minutes=1)
        await bench.calls.discard(call.number, ALICE)
    assert (await bench.opening.parse_command("0472000003 bourrage")).contact is None
    await bench.open("CARTON", "encore", contact="Mme Martin", phone="0472000003")
    assert (await bench.opening.parse_command("0472000003 bourrage")).contact == "Mme Martin"


@pytest.mark.parametrize(
    ("words", "code", "request_"),
    [
        ("acme imprimante HS", "ACME", "imprimante HS"),
        ("Boiseries du Rhone écran noir", "BOIS", "écran noir"),
        ("CARTON", "CARTON", ""),
        ("imprimante HS", None, "imprimante HS"),
    ],
)
async def test_words_begin_with_a_client_or_with_none(
    bench: ServiceBench, words: str, code: str | None, request_: str
):
    parsed = await bench.opening.parse_command(words)
    assert (parsed.client and parsed.client.code, parsed.request) == (code, request_)


async def test_an_unknown_number_leaves_the_client_to_the_form(bench: ServiceBench):
    parsed = await bench.opening.parse_command("06 12 34 56 78 imprimante HS")
    assert (parsed.client, parsed.phone, parsed.request) == (None, "+33612345678", "imprimante HS")


async def test_a_number_of_two_clients_offers_both(bench: ServiceBench):
    bois = (await bench.clients.directory()).by_code("BOIS")
    acme = (await bench.clients.directory()).by_code("ACME")
    assert bois
    assert acme
    await bench.clients.change(lambda d: d.with_client(replace(bois, phones=acme.phones)))
    parsed = await bench.opening.parse_command("04 72 00 00 01 imprimante HS")
    assert parsed.client is None
    assert {c.code for c in parsed.candidates} == {"ACME", "BOIS"}
