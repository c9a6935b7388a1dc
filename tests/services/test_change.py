"""The one way a document changes: by a rule, on what stands, or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.calls.call import Call
from bot.domain.ports import StoreUnwritableError
from bot.domain.refusals import AlreadyHeld, StoreRefused, TooBusy, UnknownCall
from bot.services.change import TRIES, change
from tests.services.desk_house import DeskHouse


def adding(contact: str) -> Callable[[Call], Call]:
    return lambda call: replace(call, contact=f"{call.contact or ''}{contact}")


async def test_a_change_is_written_as_the_next_version(policy: DeskHouse):
    call = await policy.open()
    after = (await change(policy.records, call.number, adding("A"))).after
    assert (after.contact, after.version) == ("A", call.version + 1)
    assert await policy.records.get(call.number) == after


async def test_a_rule_that_changes_nothing_writes_nothing(policy: DeskHouse):
    call = await policy.open()
    changed = await change(policy.records, call.number, lambda c: c)
    assert changed.before is changed.after is call
    assert not changed.is_new
    assert policy.records.writes == 0


async def test_what_does_not_exist_is_refused(policy: DeskHouse):
    with pytest.raises(UnknownCall) as refused:
        await change(policy.records, "2026-9999", adding("A"))
    assert refused.value.number == "2026-9999"


async def test_who_was_slower_decides_again_on_what_the_others_wrote(policy: DeskHouse):
    call = await policy.open()
    policy.records.rivals = [adding("B"), adding("C")]
    after = (await change(policy.records, call.number, adding("A"))).after
    assert after.contact == "BCA"
    assert after.version == call.version + 3


async def test_a_rule_may_refuse_what_the_others_made_of_it(policy: DeskHouse):
    call = await policy.open()
    policy.records.rivals = [adding("B")]

    def rule(document: Call) -> Call:
        if document.contact:
            raise AlreadyHeld(document.number)
        return adding("A")(document)

    with pytest.raises(AlreadyHeld):
        await change(policy.records, call.number, rule)
    stands = await policy.records.get(call.number)
    assert stands
    assert stands.contact == "B"


@pytest.mark.parametrize("rivals", [TRIES - 1, TRIES])
async def test_after_five_tries_the_others_were_too_quick(policy: DeskHouse, rivals: int):
    call = await policy.open()
    policy.records.rivals = [adding("B")] * rivals
    if rivals < TRIES:
        assert (await change(policy.records, call.number, adding("A"))).after.contact == "BBBBA"
        return
    with pytest.raises(TooBusy):
        await change(policy.records, call.number, adding("A"))
    stands = await policy.records.get(call.number)
    assert stands
    assert stands.contact == "BBBBB"


async def test_a_disk_that_refuses_is_said_with_its_cause_and_nothing_changed(policy: DeskHouse):
    call = await policy.open()
    policy.records.refusing = True
    with pytest.raises(StoreRefused) as refused:
        await change(policy.records, call.number, adding("A"))
    assert isinstance(refused.value.__cause__, StoreUnwritableError)
    assert await policy.records.get(call.number) == call
