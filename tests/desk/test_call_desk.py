"""The call desk: each thing that a person can do, once; and each no that they can hear."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.acts import Choice, Ending, Note
from bot.domain.call import Call, State
from bot.domain.closing import Closing
from bot.domain.refusals import (
    AlreadyAnnounced,
    AlreadyAnswered,
    AlreadyClosed,
    AlreadyDecided,
    AlreadyHanded,
    AlreadyHeld,
    AlreadyTaken,
    AlreadyTransferred,
    HoldInThePast,
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    NeedMissing,
    NoInvoicingOwed,
    NotClosed,
    NoTechnicians,
    NothingToDecide,
    NothingToUndo,
    NotWaiting,
    ReasonMissing,
    Refusal,
    SolutionMissing,
    StoreRefused,
    TooBusy,
    TooLateToReopen,
    UnknownCall,
)
from bot.domain.sorting import Given
from bot.domain.triage import Imputation
from tests.desk.desk_house import ALICE, BRUNO, CARD_TS, DAVID, SUPPORT, TUESDAY_AT_TEN, DeskHouse

SOLVED = Closing(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")
IN_AN_HOUR = TUESDAY_AT_TEN + timedelta(hours=1)
KEY = "2026-0001"

Step = Callable[[DeskHouse], Awaitable[object]]


class Does:
    """The steps of a story, by name."""

    @staticmethod
    async def transfer(house: DeskHouse) -> None:
        await house.calls.call_level2(KEY, ALICE)

    @staticmethod
    async def take(house: DeskHouse) -> None:
        await house.calls.call_level2(KEY, ALICE)
        await house.calls.take(KEY, DAVID)

    @staticmethod
    async def hold(house: DeskHouse) -> None:
        await house.calls.hold(KEY, ALICE, IN_AN_HOUR, "le client teste")

    @staticmethod
    async def close(house: DeskHouse) -> None:
        await house.calls.close(KEY, ALICE, SOLVED)

    @staticmethod
    async def repair(house: DeskHouse) -> None:
        await house.calls.answer(KEY, ALICE, Given("after", "problem"))
        await house.calls.answer(KEY, ALICE, Given("after_problem", "client_error"))

    @staticmethod
    async def announce(house: DeskHouse) -> None:
        await Does.repair(house)
        await house.calls.announce(KEY, ALICE)

    @staticmethod
    async def quote(house: DeskHouse) -> None:
        await house.calls.answer(KEY, ALICE, Given("after", "evolution", "un export"))

    @staticmethod
    async def decide(house: DeskHouse) -> None:
        await Does.quote(house)
        await house.calls.decide(KEY, ALICE, Choice.CALLED_BACK)

    @staticmethod
    async def week_after(house: DeskHouse) -> None:
        await Does.close(house)
        house.clock.advance(days=7, seconds=1)


def closing(**other: object) -> Step:
    return lambda h: h.calls.close(KEY, BRUNO, replace(SOLVED, **other))  # type: ignore[arg-type]  # its fields


REFUSED: list[tuple[Step | None, Step, type[Refusal]]] = [
    (Does.transfer, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyTransferred),
    (Does.take, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyTaken),
    (Does.quote, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyHanded),
    (Does.close, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyClosed),
    (None, lambda h: h.calls.take(KEY, DAVID), NotWaiting),
    (Does.take, lambda h: h.calls.take(KEY, BRUNO), AlreadyTaken),
    (Does.close, lambda h: h.calls.take(KEY, DAVID), AlreadyClosed),
    (None, lambda h: h.calls.hand_back(KEY, DAVID), NotWaiting),
    (None, lambda h: h.calls.hold(KEY, ALICE, TUESDAY_AT_TEN, "plus tard"), HoldInThePast),
    (None, lambda h: h.calls.hold(KEY, ALICE, IN_AN_HOUR, "  "), ReasonMissing),
    (Does.hold, lambda h: h.calls.hold(KEY, BRUNO, IN_AN_HOUR, "encore"), AlreadyHeld),
    (Does.close, lambda h: h.calls.hold(KEY, BRUNO, IN_AN_HOUR, "encore"), AlreadyClosed),
    (Does.repair, lambda h: h.calls.answer(KEY, BRUNO, Given("after", "question")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, Given("contract", "contract")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, Given("after", "evolution", " ")), NeedMissing),
    (Does.close, lambda h: h.calls.answer(KEY, BRUNO, Given("after", "problem")), AlreadyClosed),
    (None, lambda h: h.calls.rewind(KEY, BRUNO, 1), NothingToUndo),
    (Does.close, lambda h: h.calls.rewind(KEY, BRUNO, 1), AlreadyClosed),
    (None, lambda h: h.calls.announce(KEY, BRUNO), NoInvoicingOwed),
    (Does.announce, lambda h: h.calls.announce(KEY, BRUNO), AlreadyAnnounced),
    (None, lambda h: h.calls.refuse_invoicing(KEY, BRUNO, "Refus."), NoInvoicingOwed),
    (Does.announce, lambda h: h.calls.refuse_invoicing(KEY, BRUNO, "Refus."), AlreadyAnnounced),
    (None, closing(imputation=None), ImputationMissing),
    (None, closing(solution="  "), SolutionMissing),
    (None, closing(minutes1=-1), Minutes1Invalid),
    (None, closing(minutes1=1441), Minutes1Invalid),
    (None, closing(minutes2=1441), Minutes2Invalid),
    (None, closing(imputation=Imputation.REPAIR), InvoicingNotAnnounced),
    (Does.close, closing(), AlreadyClosed),
    (Does.close, lambda h: h.calls.discard(KEY, BRUNO), AlreadyClosed),
    (None, lambda h: h.calls.reopen(KEY, BRUNO), NotClosed),
    (Does.week_after, lambda h: h.calls.reopen(KEY, BRUNO), TooLateToReopen),
    (None, lambda h: h.calls.decide(KEY, BRUNO, Choice.INCLUDED), NothingToDecide),
    (Does.quote, lambda h: h.calls.decide(KEY, BRUNO, Choice.INCLUDED), NothingToDecide),
    (Does.decide, lambda h: h.calls.decide(KEY, BRUNO, Choice.QUOTE_SENT), AlreadyDecided),
    (Does.close, lambda h: h.calls.call_team(KEY, BRUNO), AlreadyClosed),
]


@pytest.mark.parametrize(("before", "act", "refusal"), REFUSED)
async def test_a_no_is_said_and_changes_nothing(
    house: DeskHouse, before: Step | None, act: Step, refusal: type[Refusal]
):
    await house.open()
    if before:
        await before(house)
    stands, told = await house.calls.call(KEY), len(house.told.documents)
    with pytest.raises(refusal):
        await act(house)
    assert await house.calls.call(KEY) == stands
    assert len(house.told.documents) == told


ONCE: list[tuple[Step | None, Step]] = [
    (None, lambda h: h.calls.call_level2(KEY, ALICE)),
    (Does.transfer, lambda h: h.calls.take(KEY, DAVID)),
    (None, lambda h: h.calls.answer(KEY, ALICE, Given("after", "problem"))),
    (Does.repair, lambda h: h.calls.announce(KEY, ALICE)),
    (Does.repair, lambda h: h.calls.rewind(KEY, ALICE, 3)),
    (Does.repair, lambda h: h.calls.refuse_invoicing(KEY, ALICE, "Le client refuse la facturation.")),
    (None, lambda h: h.calls.call_team(KEY, ALICE)),
    (None, lambda h: h.calls.close(KEY, ALICE, SOLVED)),
    (None, lambda h: h.calls.discard(KEY, ALICE)),
    (Does.quote, lambda h: h.calls.decide(KEY, ALICE, Choice.QUOTE_SENT)),
    (Does.close, lambda h: h.calls.reopen(KEY, ALICE)),
]


@pytest.mark.parametrize(("before", "act"), ONCE)
async def test_the_same_click_twice_acts_once(house: DeskHouse, before: Step | None, act: Step):
    await house.open()
    if before:
        await before(house)
    stood = await house.calls.call(KEY)
    once = await act(house)
    assert once == await house.calls.call(KEY) == house.told.documents[-1] != stood
    assert await act(house) == once == await house.calls.call(KEY)


EVERYTHING: list[Step] = [
    *(act for _, act, _ in REFUSED),
    *(act for _, act in ONCE),
    lambda h: h.calls.undo_decision(KEY, ALICE),
]


@pytest.mark.parametrize("act", EVERYTHING)
async def test_a_call_that_does_not_exist_is_said(house: DeskHouse, act: Step):
    with pytest.raises(UnknownCall):
        await act(house)


@pytest.mark.parametrize(("before", "act"), ONCE)
async def test_a_disk_that_refuses_is_said_and_changes_nothing(
    house: DeskHouse, before: Step | None, act: Step
):
    await house.open()
    if before:
        await before(house)
    stands, told = await house.calls.call(KEY), len(house.told.documents)
    house.records.refusing = True
    with pytest.raises(StoreRefused):
        await act(house)
    assert await house.calls.call(KEY) == stands
    assert len(house.told.documents) == told


async def test_two_who_take_a_call_at_the_same_instant_are_one_who_has_it(house: DeskHouse):
    await house.open()
    await Does.transfer(house)
    house.records.rivals = [lambda c: replace(c, state=State.LEVEL2, level2=BRUNO, owner=BRUNO)]
    with pytest.raises(AlreadyTaken) as refused:
        await house.calls.take(KEY, DAVID)
    assert refused.value.by == BRUNO
    assert (await house.calls.call(KEY)).owner == BRUNO


async def test_who_is_always_too_slow_is_told(house: DeskHouse):
    await house.open()
    house.records.rivals = [lambda c: replace(c, contact=f"{c.contact}.")] * 5
    with pytest.raises(TooBusy):
        await house.calls.call_level2(KEY, ALICE)


async def test_every_act_names_its_author_and_its_instant(house: DeskHouse):
    await house.open()
    house.clock.advance(minutes=3)
    moved = await house.calls.call_level2(KEY, BRUNO)
    assert moved.transferred
    assert (moved.transferred.by, moved.transferred.at) == (BRUNO, TUESDAY_AT_TEN + timedelta(minutes=3))


async def test_the_contract_that_counts_is_the_one_of_the_day_of_opening(house: DeskHouse):
    call = await house.open()
    house.clock.advance(days=400)
    answered = await house.calls.answer(call.number, ALICE, Given("after", "question"))
    assert answered.imputation is Imputation.ASSISTANCE


async def test_the_technicians_of_the_project_are_told_by_name(house: DeskHouse):
    acme = (await house.clients.directory()).by_code("ACME")
    assert acme
    both = replace(acme, technicians=("U0BRUNO", "chloe@example.fr", "nobody@example.fr"))
    await house.clients.change(lambda d: d.with_client(both))
    call = await house.open()
    told = (await house.calls.call_team(call.number, ALICE)).notices[-1]
    assert told.facts["technicians"] == "U0BRUNO U0CHLOE"


async def test_a_project_without_technicians_has_nobody_to_tell(house: DeskHouse):
    call = await house.open("DELTA")
    with pytest.raises(NoTechnicians):
        await house.calls.call_team(call.number, ALICE)


async def noted(house: DeskHouse, number: str) -> list[str]:
    return [note.text for note in (await house.calls.call(number)).notes]


async def test_what_is_written_under_a_card_is_kept_corrected_and_forgotten(house: DeskHouse):
    call = await house.carded(await house.open())
    for ts, text in (("2.0", "deuxième"), ("1.0", "premier"), ("3.0", "troisième")):
        await house.calls.note(SUPPORT, CARD_TS, Note(ts, ALICE, text))
    await house.calls.note(SUPPORT, CARD_TS, Note("2.0", ALICE, "corrigé"))
    assert await noted(house, call.number) == ["premier", "corrigé", "troisième"]
    await house.calls.forget_note(SUPPORT, CARD_TS, "1.0")
    await house.calls.forget_note(SUPPORT, CARD_TS, "9.0")
    assert await noted(house, call.number) == ["corrigé", "troisième"]


@pytest.mark.parametrize(("channel", "thread"), [(SUPPORT, "1.0"), ("C0OTHER", CARD_TS)])
async def test_what_is_written_elsewhere_is_nobody_s_business(house: DeskHouse, channel: str, thread: str):
    call = await house.carded(await house.open())
    writes = house.records.writes
    await house.calls.note(channel, thread, Note("1.0", ALICE, "bonjour"))
    await house.calls.forget_note(channel, thread, "1.0")
    assert (await noted(house, call.number), house.records.writes) == ([], writes)


async def test_a_call_opened_by_mistake_ends_without_a_report(house: DeskHouse):
    call = await house.open()
    ended = await house.calls.discard(call.number, ALICE)
    assert (ended.state, ended.ending, ended.reports) == (State.CLOSED, Ending.DISCARDED, ())
    assert await house.records.figures() == []


async def test_whoever_decided_may_say_that_it_was_a_mistake(house: DeskHouse):
    await house.open()
    await Does.decide(house)
    undone: Call = await house.calls.undo_decision(KEY, ALICE)
    assert (undone.decision, undone.imputation) == (None, Imputation.TO_QUOTE)
