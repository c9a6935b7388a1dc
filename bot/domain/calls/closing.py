"""Ending a call: the compte rendu, a refusal of invoicing, a mistake; and reopening it (seed 5, 5.3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calls import callbacks, invoicing, quote_decision, reports
from bot.domain.calls.call import Call, CloseReason, Report, State
from bot.domain.calls.escalation import stop
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Imputation, Leaf, current_step, phase_of
from bot.domain.calls.triage_flow import withdraw
from bot.domain.outbox.notice import OUTSTANDING, NoticeKind
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import (
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    SolutionMissing,
    TooLateToReopen,
)
from bot.domain.stamp import SAME_CLICK, Stamp

REOPEN_DAYS = 7
"""For how many days after its end a call can be reopened."""

LONGEST_DAY = 1440
"""Minutes that can be booked at most, at each level."""

PREFILL_AT_MOST = 120
"""Minutes that the form proposes at most, at each level."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseCall:
    """The form «Compte rendu».

    Attributes:
        imputation: what the time is booked on; None when it was not chosen.
        solution: as typed.
        diagnosis: as typed; None or blank for none.
        level: which level solved the call, 1 or 2.
        minutes1: whole minutes at level 1.
        minutes2: whole minutes at level 2.
        announced: whether the client was told of the invoicing and agrees.
        updated: whether the client's LINA was updated.
        follow_up: what is still to be done; None or blank for nothing.
        inform_dev: whether the compte rendu also goes to the developers' channel.
        recipe: how to solve it next time; None or blank for none.
    """

    imputation: Imputation | None
    solution: str
    diagnosis: str | None = None
    level: int = 1
    minutes1: int = 0
    minutes2: int = 0
    announced: bool = False
    updated: bool = False
    follow_up: str | None = None
    inform_dev: bool = False
    recipe: str | None = None


def close(call: Call, stamp: Stamp, form: CloseCall, policy: Policy) -> Call:
    """Ends the call with its compte rendu, and enqueues it to each recipient; the same form twice acts once.

    Raises:
        Refusal: with the form's field that has to be corrected.
        AlreadyClosed: the call is closed.
    """
    if _is_repeated(call, stamp, form):
        return call
    closed = transitioned(call, Transition.CLOSE)
    _check(call, form)
    imputation = form.imputation
    assert imputation is not None  # noqa: S101  # _check refuses None
    if invoicing.announcement_required(call, imputation):
        closed = invoicing.record_acceptance(closed, stamp)
    if imputation is not call.imputation and call.imputation is not None:
        closed = closed.thread_line("imputation", stamp, before=call.imputation, after=imputation)
    closed = replace(closed, imputation=imputation)
    return _end(quote_decision.ensure_asked(closed, stamp, policy), stamp, form, policy, CloseReason.REPORTED)


def refuse_invoicing(call: Call, stamp: Stamp, solution: str, policy: Policy) -> Call:
    """«Client refuse»: ends the call as «Sans suite», with a compte rendu that says so.

    Raises:
        NoInvoicingOwed: nothing is invoiced.
        AlreadyAnnounced: the client has agreed.
        AlreadyClosed: the call is closed.
    """
    if call.close_reason is CloseReason.REFUSED and call.closed and call.closed.by == stamp.by:
        return call
    closed = invoicing.record_refusal(transitioned(call, Transition.CLOSE), stamp)
    minutes1, minutes2 = minutes_spent(call, stamp.at)
    form = CloseCall(
        imputation=Imputation.DROPPED,
        solution=solution,
        level=2 if call.state is State.LEVEL2 else 1,
        minutes1=minutes1,
        minutes2=minutes2,
    )
    return _end(closed, stamp, form, policy, CloseReason.REFUSED)


def discard(call: Call, stamp: Stamp) -> Call:
    """«Ouvert par erreur»: ends the call without a compte rendu; no figure and no export counts it.

    Raises:
        AlreadyClosed: the call is closed.
    """
    if call.close_reason is CloseReason.DISCARDED and call.closed and call.closed.by == stamp.by:
        return call
    ended = withdraw(callbacks.ended(stop(transitioned(call, Transition.DISCARD)), stamp.at), stamp)
    ended = replace(ended, notices=cancel(ended.notices, (NoticeKind.COMPLETE,)))
    return (
        replace(ended, closed=stamp, close_reason=CloseReason.DISCARDED)
        .thread_line("discarded", stamp)
        .refreshed()
    )


def reopen(call: Call, stamp: Stamp, policy: Policy) -> Call:
    """Opens the call again, with its number and owner, without a deadline; the next compte rendu replaces the last.

    A decision that was awaited when the call was discarded is asked again.

    Raises:
        NotClosed: the call is open.
        TooLateToReopen: it ended more than `REOPEN_DAYS` ago.
    """
    if (
        call.is_open
        and call.reopened
        and call.reopened.by == stamp.by
        and stamp.at - call.reopened.at < SAME_CLICK
    ):
        return call
    opened = transitioned(call, Transition.REOPEN)
    closed_at = call.closed.at if call.closed else stamp.at
    if stamp.at > closed_at + timedelta(days=REOPEN_DAYS):
        raise TooLateToReopen(call.number, REOPEN_DAYS)
    opened = replace(
        opened,
        cycle=call.cycle + 1,
        reopened=stamp,
        deadline=None,
        closed=None,
        close_reason=None,
        imputation=_imputation_again(call),
        transferred=None,
        taken=None,
    )
    return quote_decision.ensure_asked(opened.thread_line("reopened", stamp), stamp, policy).refreshed()


def _imputation_again(call: Call) -> Imputation | None:
    """The triage's imputation where the client had refused to be invoiced: they may agree now."""
    leaf = current_step(call.triage)
    if call.close_reason is CloseReason.REFUSED and isinstance(leaf, Leaf):
        return leaf.imputation
    return call.imputation


def minutes_spent(call: Call, now: datetime) -> tuple[int, int]:
    """Whole minutes at level 1 and at level 2 since the call was (re)opened, for the form to propose."""
    began = (call.reopened or call.opened).at
    level1_until = call.taken.at if call.taken else now
    level1 = _minutes(level1_until - began)
    level2 = _minutes(now - call.taken.at) if call.taken else 0
    return level1, level2


def may_archive(call: Call, now: datetime) -> bool:
    """Whether nothing will change the call any more.

    It was closed a week ago, no notice is left to deliver, and no decision is awaited or can be undone.
    """
    if call.closed is None or now < call.closed.at + timedelta(days=REOPEN_DAYS):
        return False
    undoable = call.decision is not None and now < call.decision.stamp.at + timedelta(days=1)
    return not (quote_decision.awaited(call) or undoable) and not any(
        n.state in OUTSTANDING or n.needs_update for n in call.notices
    )


def _minutes(span: timedelta) -> int:
    return min(PREFILL_AT_MOST, max(0, -(-int(span.total_seconds()) // 60)))


def _is_repeated(call: Call, stamp: Stamp, form: CloseCall) -> bool:
    same_person = call.closed is not None and call.closed.by == stamp.by
    return same_person and bool(call.reports) and call.reports[-1].solution == form.solution.strip()


def _check(call: Call, form: CloseCall) -> None:
    if form.imputation is None:
        raise ImputationMissing
    if not form.solution.strip():
        raise SolutionMissing
    if not 0 <= form.minutes1 <= LONGEST_DAY:
        raise Minutes1Invalid
    if not 0 <= form.minutes2 <= LONGEST_DAY:
        raise Minutes2Invalid
    if invoicing.announcement_required(call, form.imputation) and not form.announced:
        raise InvoicingNotAnnounced


def _end(call: Call, stamp: Stamp, form: CloseCall, policy: Policy, close_reason: CloseReason) -> Call:
    report = _report(call, stamp, form)
    call = callbacks.ended(stop(call), stamp.at)
    call = replace(call, closed=stamp, close_reason=close_reason, reports=(*call.reports, report))
    call = call.thread_line("closed", stamp, imputation=report.imputation)
    return reports.promise(call, stamp, policy, inform_dev=form.inform_dev).refreshed()


def _report(call: Call, stamp: Stamp, form: CloseCall) -> Report:
    assert form.imputation is not None  # noqa: S101  # checked before
    return Report(
        version=len(call.reports) + 1,
        stamp=stamp,
        client=call.client,
        contact=call.contact,
        request=call.request,
        nature=f"{phase_of(call.triage)}.{call.nature}" if call.nature else None,
        imputation=form.imputation,
        need=call.need,
        diagnosis=(form.diagnosis or "").strip() or None,
        solution=form.solution.strip(),
        level=form.level,
        level1=call.level1,
        level2=call.level2,
        minutes1=form.minutes1,
        minutes2=form.minutes2,
        updated=form.updated,
        follow_up=(form.follow_up or "").strip() or None,
        recipe=(form.recipe or "").strip() or None,
        invoicing=call.invoicing,
        account_manager=call.account_manager,
        cycle=call.cycle,
    )
