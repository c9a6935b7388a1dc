"""CallService: each thing that a person can do to a call acts once; each refusal changes nothing."""

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
    AlreadyOwner,
    AlreadyTaken,
    AlreadyTransferred,
    DecisionOfManager,
    HoldInThePast,
    HoldTooFar,
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
    NotToCallBack,
    NotWaiting,
    ReasonMissing,
    Refusal,
    SolutionMissing,
    StoreRefused,
    TooBusy,
    TooLateToReopen,
    UnknownCall,
)
from tests.services.bench import CARD_TS, ServiceBench
from tests.support.workspace import ALICE, BRUNO, CAMILLE, DAVID, SUPPORT, TUESDAY_AT_TEN

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Redémarrée.")
IN_AN_HOUR = TUESDAY_AT_TEN + timedelta(hours=1)
IN_A_MONTH = TUESDAY_AT_TEN + timedelta(days=31, seconds=1)
KEY = "2026-0001"

Step = Callable[[ServiceBench], Awaitable[object]]


class Steps:
    """The steps of a story, by name."""

    @staticmethod
    async def transfer(bench: ServiceBench) -> None:
        await bench.calls.call_level2(KEY, ALICE)

    @staticmethod
    async def take(bench: ServiceBench) -> None:
        await bench.calls.call_level2(KEY, ALICE)
        await bench.calls.take(KEY, DAVID)

    @staticmethod
    async def hold(bench: ServiceBench) -> None:
        await bench.calls.hold(KEY, ALICE, IN_AN_HOUR, "le client teste")

    @staticmethod
    async def hold_thrice(bench: ServiceBench) -> None:
        for minutes in range(3):
            await bench.calls.hold(KEY, ALICE, IN_AN_HOUR + timedelta(minutes=minutes), "le client teste")

    @staticmethod
    async def close(bench: ServiceBench) -> None:
        await bench.calls.close(KEY, ALICE, SOLVED)

    @staticmethod
    async def repair(bench: ServiceBench) -> None:
        await bench.calls.answer(KEY, ALICE, TriageChoice("after", "problem"))
        await bench.calls.answer(KEY, ALICE, TriageChoice("after_problem", "client_error"))
        bench.clock.advance(seconds=1)  # the buttons have moved

    @staticmethod
    async def announce(bench: ServiceBench) -> None:
        await Steps.repair(bench)
        await bench.calls.announce(KEY, ALICE)

    @staticmethod
    async def quote(bench: ServiceBench) -> None:
        await bench.calls.answer(KEY, ALICE, TriageChoice("after", "evolution", "un export"))

    @staticmethod
    async def decide(bench: ServiceBench) -> None:
        await Steps.quote(bench)
        await bench.calls.decide(KEY, CAMILLE, QuoteChoice.CALLED_BACK)

    @staticmethod
    async def week_after(bench: ServiceBench) -> None:
        await Steps.close(bench)
        bench.clock.advance(days=7, seconds=1)


def closing(**other: object) -> Step:
    return lambda h: h.calls.close(KEY, BRUNO, replace(SOLVED, **other))  # type: ignore[arg-type]  # its fields


REFUSED: list[tuple[Step | None, Step, type[Refusal]]] = [
    (Steps.transfer, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyTransferred),
    (Steps.take, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyTaken),
    (Steps.quote, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyHanded),
    (Steps.close, lambda h: h.calls.call_level2(KEY, BRUNO), AlreadyClosed),
    (None, lambda h: h.calls.take(KEY, DAVID), NotWaiting),
    (Steps.take, lambda h: h.calls.take(KEY, BRUNO), AlreadyTaken),
    (Steps.close, lambda h: h.calls.take(KEY, DAVID), AlreadyClosed),
    (None, lambda h: h.calls.hand_back(KEY, DAVID), NotWaiting),
    (None, lambda h: h.calls.hold(KEY, ALICE, TUESDAY_AT_TEN, "plus tard"), HoldInThePast),
    (None, lambda h: h.calls.hold(KEY, ALICE, IN_AN_HOUR, "  "), ReasonMissing),
    (Steps.hold_thrice, lambda h: h.calls.hold(KEY, BRUNO, IN_AN_HOUR, "encore"), AlreadyHeld),
    (None, lambda h: h.calls.hold(KEY, BRUNO, IN_A_MONTH, "encore"), HoldTooFar),
    (None, lambda h: h.calls.take_back(KEY, ALICE), AlreadyOwner),
    (Steps.close, lambda h: h.calls.take_back(KEY, BRUNO), AlreadyClosed),
    (None, lambda h: h.calls.assign(KEY, BRUNO, ALICE), AlreadyOwner),
    (Steps.close, lambda h: h.calls.assign(KEY, BRUNO, ALICE), AlreadyClosed),
    (None, lambda h: h.calls.call_back(KEY, BRUNO), NotToCallBack),
    (Steps.close, lambda h: h.calls.call_back(KEY, BRUNO), AlreadyClosed),
    (Steps.close, lambda h: h.calls.hold(KEY, BRUNO, IN_AN_HOUR, "encore"), AlreadyClosed),
    (Steps.repair, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "question")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("contract", "contract")), AlreadyAnswered),
    (None, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "evolution", " ")), NeedMissing),
    (Steps.close, lambda h: h.calls.answer(KEY, BRUNO, TriageChoice("after", "problem")), AlreadyClosed),
    (None, lambda h: h.calls.rewind(KEY, BRUNO, 1), NothingToUndo),
    (Steps.close, lambda h: h.calls.rewind(KEY, BRUNO, 1), AlreadyClosed),
    (None, lambda h: h.calls.announce(KEY, BRUNO), NoInvoicingOwed),
    (Steps.announce, lambda h: h.calls.announce(KEY, BRUNO), AlreadyAnnounced),
    (None, lambda h: h.calls.refuse_invoicing(KEY, BRUNO, "Refus."), NoInvoicingOwed),
    (Steps.announce, lambda h: h.calls.refuse_invoicing(KEY, BRUNO, "Refus."), AlreadyAnnounced),
    (None, closing(imputation=None), ImputationMissing),
    (None, closing(solution="  "), SolutionMissing),
    (None, closing(minutes1=-1), Minutes1Invalid),
    (None, closing(minutes1=1441), Minutes1Invalid),
    (None, closing(minutes2=1441), Minutes2Invalid),
    (None, closing(imputation=Imputation.REPAIR), InvoicingNotAnnounced),
    (Steps.close, closing(), AlreadyClosed),
    (Steps.close, lambda h: h.calls.discard(KEY, BRUNO), AlreadyClosed),
    (None, lambda h: h.calls.reopen(KEY, BRUNO), NotClosed),
    (Steps.week_after, lambda h: h.calls.reopen(KEY, BRUNO), TooLateToReopen),
    (None, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.INCLUDED), NothingToDecide),
    (Steps.quote, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.INCLUDED), NothingToDecide),
    (Steps.decide, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.QUOTE_SENT), AlreadyDecided),
    (Steps.quote, lambda h: h.calls.decide(KEY, BRUNO, QuoteChoice.QUOTE_SENT), DecisionOfManager),
    (Steps.close, lambda h: h.calls.call_team(KEY, BRUNO), AlreadyClosed),
]


@pytest.mark.parametrize(("before", "step", "refusal"), REFUSED)
async def test_a_refusal_is_raised_and_changes_nothing(
    bench: ServiceBench, before: Step | None, step: Step, refusal: type[Refusal]
):
    await bench.open()
    if before:
        await before(bench)
    call, notified = await bench.calls.call(KEY), len(bench.notifier.documents)
    with pytest.raises(refusal):
        await step(bench)
    assert await bench.calls.call(KEY) == call
    assert len(bench.notifier.documents) == notified


ONCE: list[tuple[Step | None, Step]] = [
    (None, lambda h: h.calls.call_level2(KEY, ALICE)),
    (Steps.transfer, lambda h: h.calls.take(KEY, DAVID)),
    (None, lambda h: h.calls.answer(KEY, ALICE, TriageChoice("after", "problem"))),
    (Steps.repair, lambda h: h.calls.announce(KEY, ALICE)),
    (Steps.repair, lambda h: h.calls.rewind(KEY, ALICE, 3)),
    (Steps.repair, lambda h: h.calls.refuse_invoicing(KEY, ALICE, "Le client refuse la facturation.")),
    (None, lambda h: h.calls.call_team(KEY, ALICE)),
    (None, lambda h: h.calls.assign(KEY, ALICE, BRUNO)),
    (None, lambda h: h.calls.hold(KEY, ALICE, IN_AN_HOUR, "le client teste")),
    (Steps.take, lambda h: h.calls.hand_back(KEY, DAVID)),
    (None, lambda h: h.calls.close(KEY, ALICE, SOLVED)),
    (None, lambda h: h.calls.discard(KEY, ALICE)),
    (Steps.quote, lambda h: h.calls.decide(KEY, CAMILLE, QuoteChoice.QUOTE_SENT)),
    (Steps.close, lambda h: h.calls.reopen(KEY, ALICE)),
]


@pytest.mark.parametrize(("before", "step"), ONCE)
async def test_the_same_click_twice_acts_once(bench: ServiceBench, before: Step | None, step: Step):
    await bench.open()
    if before:
        await before(bench)
    before_it = await bench.calls.call(KEY)
    once = await step(bench)
    assert once == await bench.calls.call(KEY) == bench.notifier.documents[-1] != before_it
    assert await step(bench) == once == await bench.calls.call(KEY)


EVERYTHING: list[Step] = [
    *(step for _, step, _ in REFUSED),
    *(step for _, step in ONCE),
    lambda h: h.calls.undo_decision(KEY, CAMILLE),
]


@pytest.mark.parametrize("step", EVERYTHING)
async def test_an_unknown_call_is_refused(bench: ServiceBench, step: Step):
    with pytest.raises(UnknownCall):
        await step(bench)


@pytest.mark.parametrize(("before", "step"), ONCE)
async def test_a_full_disk_is_refused_and_changes_nothing(
    bench: ServiceBench, before: Step | None, step: Step
):
    await bench.open()
    if before:
        await before(bench)
    call, notified = await bench.calls.call(KEY), len(bench.notifier.documents)
    bench.call_records.refusing = True
    with pytest.raises(StoreRefused):
        await step(bench)
    assert await bench.calls.call(KEY) == call
    assert len(bench.notifier.documents) == notified


async def test_two_who_take_a_call_at_the_same_instant_are_one_who_has_it(bench: ServiceBench):
    await bench.open()
    await Steps.transfer(bench)
    bench.call_records.rivals = [lambda c: replace(c, state=State.LEVEL2, level2=BRUNO, owner=BRUNO)]
    with pytest.raises(AlreadyTaken) as refused:
        await bench.calls.take(KEY, DAVID)
    assert refused.value.by == BRUNO
    assert (await bench.calls.call(KEY)).owner == BRUNO


async def test_who_is_always_too_slow_is_told(bench: ServiceBench):
    await bench.open()
    bench.call_records.rivals = [lambda c: replace(c, contact=f"{c.contact}.")] * 5
    with pytest.raises(TooBusy):
        await bench.calls.call_level2(KEY, ALICE)


async def test_every_act_names_its_author_and_its_instant(bench: ServiceBench):
    await bench.open()
    bench.clock.advance(minutes=3)
    moved = await bench.calls.call_level2(KEY, BRUNO)
    assert moved.transferred
    assert (moved.transferred.by, moved.transferred.at) == (BRUNO, TUESDAY_AT_TEN + timedelta(minutes=3))


async def test_the_contract_that_counts_is_the_one_of_the_day_of_opening(bench: ServiceBench):
    call = await bench.open()
    bench.clock.advance(days=400)
    answered = await bench.calls.answer(call.number, ALICE, TriageChoice("after", "question"))
    assert answered.imputation is Imputation.ASSISTANCE


async def test_the_technicians_of_the_project_are_told_by_name(bench: ServiceBench):
    acme = (await bench.clients.directory()).by_code("ACME")
    assert acme
    both = replace(acme, technicians=("U0BRUNO", "chloe@example.fr", "nobody@example.fr"))
    await bench.clients.change(lambda d: d.with_client(both))
    call = await bench.open()
    told = (await bench.calls.call_team(call.number, ALICE)).notices[-1]
    assert told.facts["technicians"] == "U0BRUNO U0CHLOE"


async def test_a_project_without_technicians_has_nobody_to_tell(bench: ServiceBench):
    call = await bench.open("DELTA")
    with pytest.raises(NoTechnicians):
        await bench.calls.call_team(call.number, ALICE)


async def noted(bench: ServiceBench, number: str) -> list[str]:
    return [note.text for note in (await bench.calls.call(number)).notes]


async def test_what_is_written_under_a_card_is_kept_corrected_and_forgotten(bench: ServiceBench):
    call = await bench.carded(await bench.open())
    for ts, text in (("2.0", "deuxième"), ("1.0", "premier"), ("3.0", "troisième")):
        await bench.calls.note(SUPPORT, CARD_TS, Note(ts, ALICE, text))
    await bench.calls.note(SUPPORT, CARD_TS, Note("2.0", ALICE, "corrigé"))
    assert await noted(bench, call.number) == ["premier", "corrigé", "troisième"]
    await bench.calls.forget_note(SUPPORT, CARD_TS, "1.0")
    await bench.calls.forget_note(SUPPORT, CARD_TS, "9.0")
    assert await noted(bench, call.number) == ["corrigé", "troisième"]


@pytest.mark.parametrize(("channel", "thread"), [(SUPPORT, "1.0"), ("C0OTHER", CARD_TS)])
async def test_what_is_written_elsewhere_is_nobody_s_business(bench: ServiceBench, channel: str, thread: str):
    call = await bench.carded(await bench.open())
    writes = bench.call_records.writes
    await bench.calls.note(channel, thread, Note("1.0", ALICE, "bonjour"))
    await bench.calls.forget_note(channel, thread, "1.0")
    assert (await noted(bench, call.number), bench.call_records.writes) == ([], writes)


async def test_a_call_opened_by_mistake_ends_without_a_report(bench: ServiceBench):
    call = await bench.open()
    ended = await bench.calls.discard(call.number, ALICE)
    assert (ended.state, ended.close_reason, ended.reports) == (State.CLOSED, CloseReason.DISCARDED, ())
    assert await bench.call_records.stats() == []


async def test_whoever_decided_may_say_that_it_was_a_mistake(bench: ServiceBench):
    await bench.open()
    await Steps.decide(bench)
    undone: Call = await bench.calls.undo_decision(KEY, CAMILLE)
    assert (undone.decision, undone.imputation) == (None, Imputation.TO_QUOTE)
