"""The one way a document changes: by a rule, on what stands, or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.desk.change import TRIES, change
from bot.domain.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.domain.refusals import AlreadyHeld, StoreRefused, TooBusy, UnknownCall
from tests.desk.desk_house import DeskHouse


def adding(contact: str) -> Callable[[Call], Call]:
    return lambda call: replace(call, contact=f"{call.contact or ''}{contact}")


async def test_a_change_is_written_as_the_next_version(house: DeskHouse):
    call = await house.open()
    after = await change(house.records, call.number, adding("A"))
    assert (after.contact, after.version) == ("A", call.version + 1)
    assert await house.records.get(call.number) == after


async def test_a_rule_that_changes_nothing_writes_nothing(house: DeskHouse):
    call = await house.open()
    assert await change(house.records, call.number, lambda c: c) is call
    assert house.records.writes == 0


async def test_what_does_not_exist_is_refused(house: DeskHouse):
    with pytest.raises(UnknownCall) as refused:
        await change(house.records, "2026-9999", adding("A"))
    assert refused.value.number == "2026-9999"


async def test_who_was_slower_decides_again_on_what_the_others_wrote(house: DeskHouse):
    call = await house.open()
    house.records.rivals = [adding("B"), adding("C")]
    after = await change(house.records, call.number, adding("A"))
    assert after.contact == "BCA"
    assert after.version == call.version + 3


async def test_a_rule_may_refuse_what_the_others_made_of_it(house: DeskHouse):
    call = await house.open()
    house.records.rivals = [adding("B")]

    def rule(document: Call) -> Call:
        if document.contact:
            raise AlreadyHeld(document.number)
        return adding("A")(document)

    with pytest.raises(AlreadyHeld):
        await change(house.records, call.number, rule)
    stands = await house.records.get(call.number)
    assert stands
    assert stands.contact == "B"


@pytest.mark.parametrize("rivals", [TRIES - 1, TRIES])
async def test_after_five_tries_the_others_were_too_quick(house: DeskHouse, rivals: int):
    call = await house.open()
    house.records.rivals = [adding("B")] * rivals
    if rivals < TRIES:
        assert (await change(house.records, call.number, adding("A"))).contact == "BBBBA"
        return
    with pytest.raises(TooBusy):
        await change(house.records, call.number, adding("A"))
    stands = await house.records.get(call.number)
    assert stands
    assert stands.contact == "BBBBB"


async def test_a_disk_that_refuses_is_said_with_its_cause_and_nothing_changed(house: DeskHouse):
    call = await house.open()
    house.records.refusing = True
    with pytest.raises(StoreRefused) as refused:
        await change(house.records, call.number, adding("A"))
    assert isinstance(refused.value.__cause__, StoreUnwritableError)
    assert await house.records.get(call.number) == call
