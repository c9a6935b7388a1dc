"""Buttons move under the mouse; the rota's members take calls back; the new technician takes over."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.calls.call import Call, State
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.refusals import OnlyRotaMembers, TooSoon
from bot.services.calls import CallService
from tests.services.bench import POLICY, ServiceBench
from tests.support.workspace import TUESDAY_AT_TEN

KEY = "2026-0001"
ALICE, BRUNO, CHLOE, DAVID = "U0ALICE", "U0BRUNO", "U0CHLOE", "U0DAVID"
Click = Callable[[CallService, str], Coroutine[Any, Any, Call]]

CLICKS: dict[str, Click] = {
    "level 2": lambda calls, by: calls.call_level2(KEY, by),
    "the team": lambda calls, by: calls.call_team(KEY, by),
    "announced": lambda calls, by: calls.announce(KEY, by),
    "refused": lambda calls, by: calls.refuse_invoicing(KEY, by, "Refus."),
    "by mistake": lambda calls, by: calls.discard(KEY, by),
}


async def sorted_out(bench: ServiceBench) -> None:
    await bench.open()
    for node, answer in (("after", "problem"), ("after_problem", "client_error")):
        await bench.calls.answer(KEY, ALICE, TriageChoice(node, answer))


@pytest.mark.parametrize("click", CLICKS.values(), ids=CLICKS)
async def test_what_moved_under_the_mouse_is_not_clicked(bench: ServiceBench, click: Click):
    await sorted_out(bench)
    before = await bench.calls.call(KEY)
    bench.clock.advance(seconds=0.999)
    with pytest.raises(TooSoon):
        await click(bench.calls, ALICE)
    assert await bench.calls.call(KEY) == before
    bench.clock.advance(seconds=0.001)
    assert await click(bench.calls, ALICE) != before


@pytest.mark.parametrize("click", CLICKS.values(), ids=CLICKS)
async def test_what_somebody_else_sorted_out_stops_nobody(bench: ServiceBench, click: Click):
    await sorted_out(bench)
    assert await click(bench.calls, CHLOE) == await bench.calls.call(KEY)


async def test_the_next_answer_and_the_step_back_are_never_too_soon(bench: ServiceBench):
    await sorted_out(bench)
    assert len((await bench.calls.rewind(KEY, ALICE, 3)).triage) == 2


@pytest.fixture
def calls(bench: ServiceBench) -> CallService:
    """With a rota of three."""
    return replace(bench.calls, policy=replace(POLICY, members=(ALICE, BRUNO, CHLOE)))


async def test_a_member_who_takes_it_takes_it_back(bench: ServiceBench, calls: CallService):
    await bench.open()
    await calls.call_level2(KEY, ALICE)
    call = await calls.take(KEY, BRUNO)
    assert (call.state, call.owner, call.level1, call.level2) == (State.LEVEL1, BRUNO, BRUNO, None)


async def test_a_developer_who_takes_it_has_it_at_level_2(bench: ServiceBench, calls: CallService):
    await bench.open()
    await calls.call_level2(KEY, ALICE)
    call = await calls.take(KEY, DAVID)
    assert (call.state, call.owner) == (State.LEVEL2, DAVID)


async def test_only_members_take_back_and_are_given(bench: ServiceBench, calls: CallService):
    await bench.open()
    with pytest.raises(OnlyRotaMembers):
        await calls.take_back(KEY, DAVID)
    with pytest.raises(OnlyRotaMembers):
        await calls.assign(KEY, ALICE, DAVID)
    assert (await calls.assign(KEY, DAVID, BRUNO)).owner == BRUNO


async def test_who_takes_over_has_what_colleagues_have_at_level_1(bench: ServiceBench, calls: CallService):
    for client in ("ACME", "DELTA", "ACME"):
        await bench.open(client)
        bench.clock.advance(minutes=2)
    await calls.call_level2("2026-0002", ALICE)
    await calls.hold("2026-0003", ALICE, TUESDAY_AT_TEN + timedelta(hours=2), "le client teste")
    taken = await calls.take_over(BRUNO)
    assert [call.number for call in taken] == ["2026-0001", "2026-0003"]
    assert {call.owner for call in taken} == {BRUNO}
    assert (await calls.call("2026-0002")).owner == ALICE
    assert await calls.take_over(BRUNO) == []
