"""Closing, its refusals, reopening, mistakes, decisions, and when a call may leave the running file."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls import callbacks, closing, escalation, invoicing, quote_decision, triage_flow
from bot.domain.calls.call import Call, CloseReason, QuoteChoice, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import Policy
from bot.domain.refusals import (
    AlreadyAnnounced,
    AlreadyClosed,
    AlreadyDecided,
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    NoInvoicingOwed,
    NothingToDecide,
    Refusal,
    SolutionMissing,
    TooLateToReopen,
)
from tests.domain.factories import MakeCall, MakeStamp

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.", minutes1=3)
REPAIRED = replace(SOLVED, imputation=Imputation.REPAIR)


def reports(call: Call) -> list[tuple[str, object]]:
    return [(str(n.queue), n.facts["version"]) for n in call.notices if n.kind is NoticeKind.REPORT]


def repair(opened: MakeCall, stamp: MakeStamp, policy: Policy) -> Call:
    known = DirectoryFacts("after", "no_contract")
    return triage_flow.answer(
        opened("after", "no_contract"), stamp(1), TriageChoice("after", "question"), known, policy
    )


def test_the_compte_rendu_is_promised_to_the_account_manager_and_the_service(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    assert reports(call) == [("dm:U0FARID", 1), ("service", 1)]
    assert (call.state, call.close_reason, call.closed) == (State.CLOSED, CloseReason.REPORTED, stamp(5))
    informed = closing.close(opened(), stamp(5), replace(SOLVED, inform_dev=True), policy)
    assert reports(informed) == [("dm:U0FARID", 1), ("service", 1), ("dev", 1)]


def test_a_client_without_account_manager_has_the_houses(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = closing.close(replace(opened(), account_manager=None), stamp(5), SOLVED, policy)
    assert reports(call)[0] == ("dm:U0CAMILLE", 1)


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (replace(SOLVED, imputation=None), ImputationMissing),
        (replace(SOLVED, solution="  "), SolutionMissing),
        (replace(SOLVED, minutes1=1441), Minutes1Invalid),
        (replace(SOLVED, minutes2=-1), Minutes2Invalid),
        (REPAIRED, InvoicingNotAnnounced),
    ],
)
def test_a_form_that_lacks_something_names_its_field(
    form: CloseCall, refusal: type[Refusal], opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    with pytest.raises(refusal) as refused:
        closing.close(opened(), stamp(5), form, policy)
    assert refused.value.field


def test_ticked_in_the_form_the_invoicing_is_announced(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = closing.close(opened(), stamp(5), replace(REPAIRED, announced=True), policy)
    assert call.invoicing
    assert call.invoicing.stamp == stamp(5)
    assert call.reports[-1].invoicing == call.invoicing


def test_the_same_form_twice_acts_once_and_another_persons_is_refused(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    assert closing.close(call, stamp(6), SOLVED, policy) is call
    with pytest.raises(AlreadyClosed):
        closing.close(call, stamp(6, "U0BRUNO"), SOLVED, policy)
    with pytest.raises(AlreadyClosed):
        closing.close(call, stamp(6), replace(SOLVED, solution="Autre chose."), policy)


def test_another_imputation_than_the_triages_is_a_line(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = triage_flow.answer(
        opened(), stamp(1), TriageChoice("after", "question"), DirectoryFacts("after", "contract"), policy
    )
    call = closing.close(call, stamp(5), replace(SOLVED, imputation=Imputation.WARRANTY), policy)
    changed = [n.facts for n in call.notices if n.facts.get("event") == "imputation"]
    assert changed == [{"event": "imputation", "by": "U0ALICE", "before": "assistance", "after": "warranty"}]


def test_the_client_who_refuses_ends_the_call_with_a_report(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.refuse_invoicing(repair(opened, stamp, policy), stamp(4), "Le client refuse.", policy)
    assert (call.imputation, call.close_reason) == (Imputation.DROPPED, CloseReason.REFUSED)
    assert call.reports[-1].solution == "Le client refuse."
    assert call.reports[-1].minutes1 == 4
    assert closing.refuse_invoicing(call, stamp(5), "Le client refuse.", policy) is call


def test_announced_invoicing_survives_the_step_back_and_cannot_be_refused_any_more(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = invoicing.announce(repair(opened, stamp, policy), stamp(2))
    assert invoicing.announce(call, stamp(3)) is call
    with pytest.raises(AlreadyAnnounced):
        invoicing.announce(call, stamp(3, "U0BRUNO"))
    with pytest.raises(AlreadyAnnounced):
        closing.refuse_invoicing(call, stamp(3), "Non.", policy)
    undone = triage_flow.rewind(call, stamp(4), len(call.triage), policy)
    assert undone.invoicing == call.invoicing
    with pytest.raises(NoInvoicingOwed):
        invoicing.announce(undone, stamp(5))


def test_opened_by_mistake_nothing_is_reported_and_nobody_called(opened: MakeCall, stamp: MakeStamp):
    call = closing.discard(opened(), stamp(2))
    assert reports(call) == []
    assert call.notices[1].state is DeliveryState.CANCELLED
    assert call.close_reason is CloseReason.DISCARDED


def test_reopened_within_a_week_keeps_number_and_owner_and_starts_no_deadline(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    week = timedelta(days=7).total_seconds() / 60
    again = closing.reopen(call, stamp(5 + week), policy)
    assert (again.number, again.owner, again.deadline) == (call.number, call.owner, None)
    assert not [n for n in again.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.DUE]
    second = closing.close(again, stamp(6 + week), replace(SOLVED, solution="Pour de bon."), policy)
    assert reports(second)[-2:] == [("dm:U0FARID", 2), ("service", 2)]
    with pytest.raises(TooLateToReopen):
        closing.reopen(call, stamp(5.1 + week), policy)


def test_the_decision_changes_the_imputation_once_even_after_closing(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = triage_flow.answer(
        opened("during", None),
        stamp(1),
        TriageChoice("during", "evolution", "un quai"),
        DirectoryFacts(),
        policy,
    )
    assert [str(n.queue) for n in call.notices if n.kind is NoticeKind.DECISION] == ["dm:U0FARID"]
    form = replace(SOLVED, imputation=Imputation.TO_QUOTE)
    call = closing.close(call, stamp(5), form, policy)
    decided = quote_decision.decide(call, stamp(90, "U0FARID"), QuoteChoice.SUPPLEMENT, policy)
    assert decided.imputation is Imputation.SUPPLEMENT
    assert quote_decision.decide(decided, stamp(91, "U0FARID"), QuoteChoice.SUPPLEMENT, policy) is decided
    with pytest.raises(AlreadyDecided):
        quote_decision.decide(decided, stamp(91, "U0FARID"), QuoteChoice.INCLUDED, policy)


def test_a_choice_of_the_other_phase_is_nothing_to_decide(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = triage_flow.answer(
        opened(), stamp(1), TriageChoice("after", "evolution", "un quai"), DirectoryFacts(), policy
    )
    assert quote_decision.choices(call) == (QuoteChoice.CALLED_BACK, QuoteChoice.QUOTE_SENT)
    with pytest.raises(NothingToDecide):
        quote_decision.decide(call, stamp(2), QuoteChoice.INCLUDED, policy)


def test_to_quote_chosen_in_the_form_reaches_the_account_manager_too(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(opened(), stamp(5), replace(SOLVED, imputation=Imputation.TO_QUOTE), policy)
    assert [str(n.queue) for n in call.notices if n.kind is NoticeKind.DECISION] == ["dm:U0FARID"]


def test_minutes_are_counted_by_level_rounded_up_and_capped(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = escalation.call_level2(opened(), stamp(2), policy)
    taken = escalation.take(call, stamp(3.5, "U0DAVID"))
    assert closing.minutes_spent(taken, stamp(10).at) == (4, 7)
    assert closing.minutes_spent(opened(), stamp(500).at) == (120, 0)


def said(call: Call) -> Call:
    """As if everything had been said."""
    done = tuple(
        replace(n, state=DeliveryState.SENT, posted_revision=n.revision)
        if n.state is DeliveryState.DUE
        else n
        for n in call.notices
    )
    return replace(call, notices=done)


def test_a_call_retires_a_week_after_closing_with_nothing_left_to_say(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = closing.close(opened(), stamp(5), SOLVED, policy)
    week = stamp(5).at + timedelta(days=7)
    assert not closing.may_archive(call, week)
    assert closing.may_archive(said(call), week)
    assert not closing.may_archive(said(call), week - timedelta(seconds=1))
    waiting = closing.close(opened(), stamp(5), replace(SOLVED, imputation=Imputation.TO_QUOTE), policy)
    assert not closing.may_archive(said(waiting), week)


def test_the_time_in_which_the_client_tests_is_not_counted(opened: MakeCall, stamp: MakeStamp):
    held = callbacks.hold(opened(), stamp(3), stamp(33).at, "Il essaie")
    assert closing.minutes_spent(held, stamp(20).at) == (3, 0)
    assert closing.minutes_spent(held, stamp(40).at) == (10, 0)


def test_a_developer_who_closes_is_level_2_taken_or_not(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    called = escalation.call_level2(opened(), stamp(4), policy)
    assert closing.solved_at(called, "U0DAVID", developer=True) == 2
    assert closing.solved_at(called, "U0BRUNO", developer=False) == 1
    assert closing.solved_at(called, called.level1, developer=True) == 1
    assert closing.solved_at(escalation.take(called, stamp(6, "U0DAVID")), "U0BRUNO", developer=False) == 2
    assert closing.minutes_spent(called, stamp(10).at, developer=True) == (4, 6)
    form = CloseCall(imputation=Imputation.PROJECT, solution="Réglé.", level=2, by_developer=True)
    assert closing.close(called, stamp(10, "U0DAVID"), form, policy).reports[-1].level2 == "U0DAVID"
    form = CloseCall(imputation=Imputation.PROJECT, solution="Réglé.", level=2)
    assert closing.close(called, stamp(10, "U0BRUNO"), form, policy).reports[-1].level2 is None


def test_reopening_keeps_level_owner_and_minutes(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    taken = escalation.take(escalation.call_level2(opened(), stamp(4), policy), stamp(6, "U0DAVID"))
    form = CloseCall(imputation=Imputation.PROJECT, solution="Réglé.", level=2, minutes1=13, minutes2=1)
    closed = closing.close(taken, stamp(10, "U0DAVID"), form, policy)
    again = closing.reopen(closed, stamp(60), policy)
    assert (again.state, again.owner, again.level2, again.deadline) == (
        State.LEVEL2,
        "U0DAVID",
        "U0DAVID",
        None,
    )
    assert closing.minutes_spent(again, stamp(500).at) == (13, 1)
