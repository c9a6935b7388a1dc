"""Closing, its refusals, reopening, mistakes, decisions, and when a call may leave the running file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import closing, deciding, escalation, invoicing, sorting
from bot.domain.acts import Act, Choice, Ending
from bot.domain.call import Call, State
from bot.domain.closing import Closing
from bot.domain.notice import Progress, What
from bot.domain.policy import House
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
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known

Opened = Callable[..., Call]
Acts = Callable[..., Act]

SOLVED = Closing(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.", minutes1=3)
REPAIRED = replace(SOLVED, imputation=Imputation.REPAIR)


def reports(call: Call) -> list[tuple[str, object]]:
    return [(n.lane, n.facts["version"]) for n in call.notices if n.what is What.REPORT]


def repair(opened: Opened, act: Acts, house: House) -> Call:
    known = Known("after", "no_contract")
    return sorting.answer(opened("after", "no_contract"), act(1), Given("after", "question"), known, house)


def test_the_compte_rendu_is_promised_to_the_account_manager_and_the_service(
    opened: Opened, act: Acts, house: House
):
    call = closing.close(opened(), act(5), SOLVED, house)
    assert reports(call) == [("dm:U0FARID", 1), ("service", 1)]
    assert (call.state, call.ending, call.closed) == (State.CLOSED, Ending.REPORTED, act(5))
    informed = closing.close(opened(), act(5), replace(SOLVED, inform_dev=True), house)
    assert reports(informed) == [("dm:U0FARID", 1), ("service", 1), ("dev", 1)]


def test_a_client_without_account_manager_has_the_houses(opened: Opened, act: Acts, house: House):
    call = closing.close(replace(opened(), account_manager=None), act(5), SOLVED, house)
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
    form: Closing, refusal: type[Refusal], opened: Opened, act: Acts, house: House
):
    with pytest.raises(refusal) as refused:
        closing.close(opened(), act(5), form, house)
    assert refused.value.field


def test_ticked_in_the_form_the_invoicing_is_announced(opened: Opened, act: Acts, house: House):
    call = closing.close(opened(), act(5), replace(REPAIRED, announced=True), house)
    assert call.invoicing
    assert call.invoicing.act == act(5)
    assert call.reports[-1].invoicing == call.invoicing


def test_the_same_form_twice_acts_once_and_another_persons_is_refused(
    opened: Opened, act: Acts, house: House
):
    call = closing.close(opened(), act(5), SOLVED, house)
    assert closing.close(call, act(6), SOLVED, house) is call
    with pytest.raises(AlreadyClosed):
        closing.close(call, act(6, "U0BRUNO"), SOLVED, house)
    with pytest.raises(AlreadyClosed):
        closing.close(call, act(6), replace(SOLVED, solution="Autre chose."), house)


def test_another_imputation_than_the_triages_is_a_line(opened: Opened, act: Acts, house: House):
    call = sorting.answer(opened(), act(1), Given("after", "question"), Known("after", "contract"), house)
    call = closing.close(call, act(5), replace(SOLVED, imputation=Imputation.WARRANTY), house)
    changed = [n.facts for n in call.notices if n.facts.get("event") == "imputation"]
    assert changed == [{"event": "imputation", "by": "U0ALICE", "before": "assistance", "after": "warranty"}]


def test_the_client_who_refuses_ends_the_call_with_a_report(opened: Opened, act: Acts, house: House):
    call = closing.refuse_invoicing(repair(opened, act, house), act(4), "Le client refuse.", house)
    assert (call.imputation, call.ending) == (Imputation.DROPPED, Ending.REFUSED)
    assert call.reports[-1].solution == "Le client refuse."
    assert call.reports[-1].minutes1 == 4
    assert closing.refuse_invoicing(call, act(5), "Le client refuse.", house) is call


def test_announced_invoicing_survives_the_step_back_and_cannot_be_refused_any_more(
    opened: Opened, act: Acts, house: House
):
    call = invoicing.announce(repair(opened, act, house), act(2))
    assert invoicing.announce(call, act(3)) is call
    with pytest.raises(AlreadyAnnounced):
        invoicing.announce(call, act(3, "U0BRUNO"))
    with pytest.raises(AlreadyAnnounced):
        closing.refuse_invoicing(call, act(3), "Non.", house)
    undone = sorting.rewind(call, act(4), len(call.triage), house)
    assert undone.invoicing == call.invoicing
    with pytest.raises(NoInvoicingOwed):
        invoicing.announce(undone, act(5))


def test_opened_by_mistake_nothing_is_reported_and_nobody_called(opened: Opened, act: Acts):
    call = closing.discard(opened(), act(2))
    assert reports(call) == []
    assert call.notices[1].state is Progress.CANCELLED
    assert call.ending is Ending.DISCARDED


def test_reopened_within_a_week_keeps_number_and_owner_and_starts_no_deadline(
    opened: Opened, act: Acts, house: House
):
    call = closing.close(opened(), act(5), SOLVED, house)
    week = timedelta(days=7).total_seconds() / 60
    again = closing.reopen(call, act(5 + week), house)
    assert (again.number, again.owner, again.deadline) == (call.number, call.owner, None)
    assert not [n for n in again.notices if n.what is What.LEVEL2 and n.state is Progress.DUE]
    second = closing.close(again, act(6 + week), replace(SOLVED, solution="Pour de bon."), house)
    assert reports(second)[-2:] == [("dm:U0FARID", 2), ("service", 2)]
    with pytest.raises(TooLateToReopen):
        closing.reopen(call, act(5.1 + week), house)


def test_the_decision_changes_the_imputation_once_even_after_closing(opened: Opened, act: Acts, house: House):
    call = sorting.answer(
        opened("during", None), act(1), Given("during", "evolution", "un quai"), Known(), house
    )
    assert [n.lane for n in call.notices if n.what is What.DECISION] == ["dm:U0FARID"]
    form = replace(SOLVED, imputation=Imputation.TO_QUOTE)
    call = closing.close(call, act(5), form, house)
    decided = deciding.decide(call, act(90, "U0FARID"), Choice.SUPPLEMENT)
    assert decided.imputation is Imputation.SUPPLEMENT
    assert deciding.decide(decided, act(91, "U0FARID"), Choice.SUPPLEMENT) is decided
    with pytest.raises(AlreadyDecided):
        deciding.decide(decided, act(91, "U0FARID"), Choice.INCLUDED)


def test_a_choice_of_the_other_phase_is_nothing_to_decide(opened: Opened, act: Acts, house: House):
    call = sorting.answer(opened(), act(1), Given("after", "evolution", "un quai"), Known(), house)
    assert deciding.choices(call) == (Choice.CALLED_BACK, Choice.QUOTE_SENT)
    with pytest.raises(NothingToDecide):
        deciding.decide(call, act(2), Choice.INCLUDED)


def test_to_quote_chosen_in_the_form_reaches_the_account_manager_too(opened: Opened, act: Acts, house: House):
    call = closing.close(opened(), act(5), replace(SOLVED, imputation=Imputation.TO_QUOTE), house)
    assert [n.lane for n in call.notices if n.what is What.DECISION] == ["dm:U0FARID"]


def test_minutes_are_counted_by_level_rounded_up_and_capped(opened: Opened, act: Acts, house: House):
    call = escalation.call_level2(opened(), act(2), house)
    taken = escalation.take(call, act(3.5, "U0DAVID"))
    assert closing.minutes_spent(taken, act(10).at) == (4, 7)
    assert closing.minutes_spent(opened(), act(500).at) == (120, 0)


def said(call: Call) -> Call:
    """As if everything had been said."""
    done = tuple(
        replace(n, state=Progress.SENT, shown=n.face) if n.state is Progress.DUE else n for n in call.notices
    )
    return replace(call, notices=done)


def test_a_call_retires_a_week_after_closing_with_nothing_left_to_say(
    opened: Opened, act: Acts, house: House
):
    call = closing.close(opened(), act(5), SOLVED, house)
    week = act(5).at + timedelta(days=7)
    assert not closing.may_retire(call, week)
    assert closing.may_retire(said(call), week)
    assert not closing.may_retire(said(call), week - timedelta(seconds=1))
    waiting = closing.close(opened(), act(5), replace(SOLVED, imputation=Imputation.TO_QUOTE), house)
    assert not closing.may_retire(said(waiting), week)
