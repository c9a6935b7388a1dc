"""The call desk: each thing that a person can do, once; and each no that they can hear."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls.call import Call, CloseReason, Note, QuoteChoice, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.calls.triage_flow import TriageChoice
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
from tests.services.desk_house import ALICE, BRUNO, CARD_TS, DAVID, SUPPORT, TUESDAY_AT_TEN, DeskHouse

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")
IN_AN_HOUR = TUESDAY_AT_TEN + timedelta(hours=1)
KEY = "2026-0001"

Step = Callable[[DeskHouse], Awaitable[object]]


class Does:
    """The steps of a story, by name."""

    @staticmethod
    async def transfer(policy: DeskHouse) -> None:
        await policy.calls.call_level2(KEY, ALICE)

    @staticmethod
    async def take(policy: DeskHouse) -> None:
        await policy.calls.call_level2(KEY, ALICE)
        await policy.calls.take(KEY, DAVID)

    @staticmethod
    async def hold(policy: DeskHouse) -> None:
        await policy.calls.hold(KEY, ALICE, IN_AN_HOUR, "le client teste")

    @staticmethod
    async def close(policy: DeskHouse) -> None:
        await policy.calls.close(KEY, ALICE, SOLVED)

    @staticmethod
    async def repair(policy: DeskHouse) -> None:
        await policy.calls.answer(KEY, ALICE, TriageChoice("after", "problem"))
        await policy.calls.answer(KEY, ALICE, TriageChoice("after_problem", "client_error"))

    @staticmethod
    async def announce(policy: DeskHouse) -> None:
        await Does.repair(policy)
        await policy.calls.announce(KEY, ALICE)

    @staticmethod
    async def quote(policy: DeskHouse) -> None:
        await policy.calls.answer(KEY, ALICE, TriageChoice("after", "evolution", "un export"))

    @staticmethod
    async def decide(policy: DeskHouse) -> None:
        await Does.quote(policy)
        await policy.calls.decide(KEY, ALICE, QuoteChoice.CALLED_BACK)

    @staticmethod
    async def week_after(policy: DeskHouse) -> None:
        await Does.close(policy)
        policy.clock.advance(days=7, seconds=1)


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
    (Does.repair, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "question")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("contract", "contract")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "evolution", " ")), NeedMissing),
    (Does.close, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "problem")), AlreadyClosed),
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
    (None, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.INCLUDED), NothingToDecide),
    (Does.quote, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.INCLUDED), NothingToDecide),
    (Does.decide, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.QUOTE_SENT), AlreadyDecided),
    (Does.close, lambda h: h.calls.call_team(KEY, BRUNO), AlreadyClosed),
]


@pytest.mark.parametrize(("before", "stamp", "refusal"), REFUSED)
async def test_a_no_is_said_and_changes_nothing(
    policy: DeskHouse, before: Step | None, stamp: Step, refusal: type[Refusal]
):
    await policy.open()
    if before:
        await before(policy)
    stands, told = await policy.calls.call(KEY), len(policy.told.documents)
    with pytest.raises(refusal):
        await stamp(policy)
    assert await policy.calls.call(KEY) == stands
    assert len(policy.told.documents) == told


ONCE: list[tuple[Step | None, Step]] = [
    (None, lambda h: h.calls.call_level2(KEY, ALICE)),
    (Does.transfer, lambda h: h.calls.take(KEY, DAVID)),
    (None, lambda h: h.calls.answer(KEY, ALICE, TriageChoice("after", "problem"))),
    (Does.repair, lambda h: h.calls.announce(KEY, ALICE)),
    (Does.repair, lambda h: h.calls.rewind(KEY, ALICE, 3)),
    (Does.repair, lambda h: h.calls.refuse_invoicing(KEY, ALICE, "Le client refuse la facturation.")),
    (None, lambda h: h.calls.call_team(KEY, ALICE)),
    (None, lambda h: h.calls.close(KEY, ALICE, SOLVED)),
    (None, lambda h: h.calls.discard(KEY, ALICE)),
    (Does.quote, lambda h: h.calls.decide(KEY, ALICE, QuoteChoice.QUOTE_SENT)),
    (Does.close, lambda h: h.calls.reopen(KEY, ALICE)),
]


@pytest.mark.parametrize(("before", "stamp"), ONCE)
async def test_the_same_click_twice_acts_once(policy: DeskHouse, before: Step | None, stamp: Step):
    await policy.open()
    if before:
        await before(policy)
    stood = await policy.calls.call(KEY)
    once = await stamp(policy)
    assert once == await policy.calls.call(KEY) == policy.told.documents[-1] != stood
    assert await stamp(policy) == once == await policy.calls.call(KEY)


EVERYTHING: list[Step] = [
    *(stamp for _, stamp, _ in REFUSED),
    *(stamp for _, stamp in ONCE),
    lambda h: h.calls.undo_decision(KEY, ALICE),
]


@pytest.mark.parametrize("stamp", EVERYTHING)
async def test_a_call_that_does_not_exist_is_said(policy: DeskHouse, stamp: Step):
    with pytest.raises(UnknownCall):
        await stamp(policy)


@pytest.mark.parametrize(("before", "stamp"), ONCE)
async def test_a_disk_that_refuses_is_said_and_changes_nothing(
    policy: DeskHouse, before: Step | None, stamp: Step
):
    await policy.open()
    if before:
        await before(policy)
    stands, told = await policy.calls.call(KEY), len(policy.told.documents)
    policy.records.refusing = True
    with pytest.raises(StoreRefused):
        await stamp(policy)
    assert await policy.calls.call(KEY) == stands
    assert len(policy.told.documents) == told


async def test_two_who_take_a_call_at_the_same_instant_are_one_who_has_it(policy: DeskHouse):
    await policy.open()
    await Does.transfer(policy)
    policy.records.rivals = [lambda c: replace(c, state=State.LEVEL2, level2=BRUNO, owner=BRUNO)]
    with pytest.raises(AlreadyTaken) as refused:
        await policy.calls.take(KEY, DAVID)
    assert refused.value.by == BRUNO
    assert (await policy.calls.call(KEY)).owner == BRUNO


async def test_who_is_always_too_slow_is_told(policy: DeskHouse):
    await policy.open()
    policy.records.rivals = [lambda c: replace(c, contact=f"{c.contact}.")] * 5
    with pytest.raises(TooBusy):
        await policy.calls.call_level2(KEY, ALICE)


async def test_every_act_names_its_author_and_its_instant(policy: DeskHouse):
    await policy.open()
    policy.clock.advance(minutes=3)
    moved = await policy.calls.call_level2(KEY, BRUNO)
    assert moved.transferred
    assert (moved.transferred.by, moved.transferred.at) == (BRUNO, TUESDAY_AT_TEN + timedelta(minutes=3))


async def test_the_contract_that_counts_is_the_one_of_the_day_of_opening(policy: DeskHouse):
    call = await policy.open()
    policy.clock.advance(days=400)
    answered = await policy.calls.answer(call.number, ALICE, TriageChoice("after", "question"))
    assert answered.imputation is Imputation.ASSISTANCE


async def test_the_technicians_of_the_project_are_told_by_name(policy: DeskHouse):
    acme = (await policy.clients.directory()).by_code("ACME")
    assert acme
    both = replace(acme, technicians=("U0BRUNO", "chloe@example.fr", "nobody@example.fr"))
    await policy.clients.change(lambda d: d.with_client(both))
    call = await policy.open()
    told = (await policy.calls.call_team(call.number, ALICE)).notices[-1]
    assert told.facts["technicians"] == "U0BRUNO U0CHLOE"


async def test_a_project_without_technicians_has_nobody_to_tell(policy: DeskHouse):
    call = await policy.open("DELTA")
    with pytest.raises(NoTechnicians):
        await policy.calls.call_team(call.number, ALICE)


async def noted(policy: DeskHouse, number: str) -> list[str]:
    return [note.text for note in (await policy.calls.call(number)).notes]


async def test_what_is_written_under_a_card_is_kept_corrected_and_forgotten(policy: DeskHouse):
    call = await policy.carded(await policy.open())
    for ts, text in (("2.0", "deuxième"), ("1.0", "premier"), ("3.0", "troisième")):
        await policy.calls.note(SUPPORT, CARD_TS, Note(ts, ALICE, text))
    await policy.calls.note(SUPPORT, CARD_TS, Note("2.0", ALICE, "corrigé"))
    assert await noted(policy, call.number) == ["premier", "corrigé", "troisième"]
    await policy.calls.forget_note(SUPPORT, CARD_TS, "1.0")
    await policy.calls.forget_note(SUPPORT, CARD_TS, "9.0")
    assert await noted(policy, call.number) == ["corrigé", "troisième"]


@pytest.mark.parametrize(("channel", "thread"), [(SUPPORT, "1.0"), ("C0OTHER", CARD_TS)])
async def test_what_is_written_elsewhere_is_nobody_s_business(policy: DeskHouse, channel: str, thread: str):
    call = await policy.carded(await policy.open())
    writes = policy.records.writes
    await policy.calls.note(channel, thread, Note("1.0", ALICE, "bonjour"))
    await policy.calls.forget_note(channel, thread, "1.0")
    assert (await noted(policy, call.number), policy.records.writes) == ([], writes)


async def test_a_call_opened_by_mistake_ends_without_a_report(policy: DeskHouse):
    call = await policy.open()
    ended = await policy.calls.discard(call.number, ALICE)
    assert (ended.state, ended.close_reason, ended.reports) == (State.CLOSED, CloseReason.DISCARDED, ())
    assert await policy.records.stats() == []


async def test_whoever_decided_may_say_that_it_was_a_mistake(policy: DeskHouse):
    await policy.open()
    await Does.decide(policy)
    undone: Call = await policy.calls.undo_decision(KEY, ALICE)
    assert (undone.decision, undone.imputation) == (None, Imputation.TO_QUOTE)
