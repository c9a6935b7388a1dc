"""change(): a rule is applied to the stored document, or nothing changes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.ports import StoreUnwritableError
from bot.domain.refusals import AlreadyHeld, StoreRefused, TooBusy, UnknownCall
from bot.services.change import TRIES, change, change_directory
from tests.services.bench import ServiceBench


def adding(contact: str) -> Callable[[Call], Call]:
    return lambda call: replace(call, contact=f"{call.contact or ''}{contact}")


async def test_a_change_is_written_as_the_next_version(bench: ServiceBench):
    call = await bench.open()
    after = (await change(bench.call_records, call.number, adding("A"))).after
    assert (after.contact, after.version) == ("A", call.version + 1)
    assert await bench.call_records.get(call.number) == after


async def test_a_rule_that_changes_nothing_writes_nothing(bench: ServiceBench):
    call = await bench.open()
    changed = await change(bench.call_records, call.number, lambda c: c)
    assert changed.before is changed.after is call
    assert not changed.is_new
    assert bench.call_records.writes == 0


async def test_what_does_not_exist_is_refused(bench: ServiceBench):
    with pytest.raises(UnknownCall) as refused:
        await change(bench.call_records, "2026-9999", adding("A"))
    assert refused.value.number == "2026-9999"


async def test_who_was_slower_decides_again_on_what_the_others_wrote(bench: ServiceBench):
    call = await bench.open()
    bench.call_records.rivals = [adding("B"), adding("C")]
    after = (await change(bench.call_records, call.number, adding("A"))).after
    assert after.contact == "BCA"
    assert after.version == call.version + 3


async def test_a_rule_may_refuse_what_the_others_made_of_it(bench: ServiceBench):
    call = await bench.open()
    bench.call_records.rivals = [adding("B")]

    def rule(document: Call) -> Call:
        if document.contact:
            raise AlreadyHeld(document.number)
        return adding("A")(document)

    with pytest.raises(AlreadyHeld):
        await change(bench.call_records, call.number, rule)
    stored = await bench.call_records.get(call.number)
    assert stored
    assert stored.contact == "B"


@pytest.mark.parametrize("rivals", [TRIES - 1, TRIES])
async def test_after_five_tries_the_others_were_too_quick(bench: ServiceBench, rivals: int):
    call = await bench.open()
    bench.call_records.rivals = [adding("B")] * rivals
    if rivals < TRIES:
        assert (await change(bench.call_records, call.number, adding("A"))).after.contact == "BBBBA"
        return
    with pytest.raises(TooBusy):
        await change(bench.call_records, call.number, adding("A"))
    stored = await bench.call_records.get(call.number)
    assert stored
    assert stored.contact == "BBBBB"


async def test_a_disk_that_refuses_is_said_with_its_cause_and_nothing_changed(bench: ServiceBench):
    call = await bench.open()
    bench.call_records.refusing = True
    with pytest.raises(StoreRefused) as refused:
        await change(bench.call_records, call.number, adding("A"))
    assert isinstance(refused.value.__cause__, StoreUnwritableError)
    assert await bench.call_records.get(call.number) == call


async def test_a_change_of_the_directory_is_told_with_what_it_changed(bench: ServiceBench):
    found = await bench.clients.directory()
    changed = await change_directory(bench.clients, lambda d: d.with_client(Client(code="NEUF", name="Neuf")))
    assert changed.before is found
    assert changed.after == await bench.clients.directory()
    assert (found.by_code("NEUF"), changed.after.by_code("NEUF") is not None) == (None, True)


async def test_a_directory_that_cannot_be_written_stays_as_it_is(bench: ServiceBench):
    found = await bench.clients.directory()
    bench.clients.refusing = True
    with pytest.raises(StoreUnwritableError):
        await change_directory(bench.clients, lambda d: d.with_client(Client(code="NEUF", name="Neuf")))
    assert await bench.clients.directory() is found
