"""Ending a call: the compte rendu, a refusal of invoicing, a mistake; and reopening it (seed 5, 5.3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calls import callbacks, correction, invoicing, quote_decision, reports
from bot.domain.calls.call import Call, CloseReason, OtherTime, Report, State
from bot.domain.calls.escalation import stop
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Imputation, Leaf, current_step, phase_of
from bot.domain.calls.triage_flow import withdraw
from bot.domain.outbox.notice import OUTSTANDING, DeliveryState, NoticeKind
from bot.domain.outbox.notices import cancel
from bot.domain.policy import Policy
from bot.domain.refusals import (
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    OtherMinutesInvalid,
    OtherMissing,
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

LEVEL1, LEVEL2 = 1, 2


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
        lina_version: the version that was installed; None where nobody said.
        by_developer: whether a developer closes the call: it is then solved at level 2, taken or not.
        follow_up: what is still to be done; None or blank for nothing.
        inform_dev: whether the compte rendu also goes to the developers' channel.
        recipe: how to solve it next time; None or blank for none.
        other: the Slack id of somebody else who helped; None for nobody.
        other_minutes: whole minutes of that person.
        to_client: whether the client is sent a word by mail.
        client_mail: where the client reads it; None where nobody knows.
    """

    imputation: Imputation | None
    solution: str
    diagnosis: str | None = None
    level: int = 1
    minutes1: int = 0
    minutes2: int = 0
    announced: bool = False
    updated: bool = False
    lina_version: str | None = None
    by_developer: bool = False
    follow_up: str | None = None
    inform_dev: bool = False
    recipe: str | None = None
    other: str | None = None
    other_minutes: int = 0
    to_client: bool = False
    client_mail: str | None = None


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
    """Opens the call again, without a deadline; the next compte rendu replaces the last.

    Number, owner and level are those of when it was closed.

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
        # Who had it when it was closed has it again; a developer who had taken it need not take it again.
        state=State.LEVEL2 if call.taken else opened.state,
        cycle=call.cycle + 1,
        reopened=stamp,
        deadline=None,
        closed=None,
        close_reason=None,
        imputation=_imputation_again(call),
        transferred=call.transferred if call.taken else None,
    )
    return quote_decision.ensure_asked(opened.thread_line("reopened", stamp), stamp, policy).refreshed()


def _imputation_again(call: Call) -> Imputation | None:
    """The triage's imputation where the client had refused to be invoiced: they may agree now."""
    leaf = current_step(call.triage)
    if call.close_reason is CloseReason.REFUSED and isinstance(leaf, Leaf):
        return leaf.imputation
    return call.imputation


def solved_at(call: Call, by: str, *, developer: bool) -> int:
    """Which level the form proposes: a developer who closes is level 2, taken or not.

    `developer` says whether `by`, who closes, is one; who had the call at level 1 is level 1 all the same.
    """
    if call.state is State.LEVEL2 or by == call.level2:
        return LEVEL2
    return LEVEL2 if developer and by != call.level1 else LEVEL1


def minutes_spent(call: Call, now: datetime, *, developer: bool = False) -> tuple[int, int]:
    """Whole minutes at level 1 and at level 2, for the form to propose.

    A reopened call keeps those of its last compte rendu. Otherwise it is the time since the opening, without that
    in which the call was held; level 2's begins with «Je prends», or, where a developer closes a call that was not
    taken, when level 2 was called.
    """
    if call.reopened and call.reports:
        return call.reports[-1].minutes1, call.reports[-1].minutes2
    began = (call.reopened or call.opened).at
    second = call.taken or (call.transferred if developer else None)
    if second is None:
        return _minutes(_worked(call, began, now)), 0
    return _minutes(_worked(call, began, second.at)), _minutes(_worked(call, second.at, now))


def _worked(call: Call, start: datetime, end: datetime) -> timedelta:
    """The time between two instants in which the call was not held."""
    worked = end - start
    counted = start
    for held_from, held_until in sorted(_holds(call)):
        since, until = max(held_from, counted), min(held_until, end)
        if since < until:
            worked -= until - since
            counted = until
    return worked


def _holds(call: Call) -> list[tuple[datetime, datetime]]:
    """From when to when the call was held: one span a callback."""
    planned = (*call.earlier_callbacks, *((call.callback,) if call.callback else ()))
    return [(callback.stamp.at, callback.until) for callback in planned]


def may_archive(call: Call, now: datetime) -> bool:
    """Whether nothing will change the call any more.

    It was closed a week ago, no notice is left to deliver or to look at, no correction is awaited, and no decision is
    awaited or can be undone.
    """
    if call.closed is None or now < call.closed.at + timedelta(days=REOPEN_DAYS):
        return False
    undoable = call.decision is not None and now < call.decision.stamp.at + timedelta(days=1)
    awaited = quote_decision.awaited(call) or correction.is_open(call)
    return not (awaited or undoable) and not any(
        n.state in OUTSTANDING or n.state is DeliveryState.FAILED or n.needs_update for n in call.notices
    )


def _minutes(span: timedelta) -> int:
    """The nearest whole number, and at least one for what took any time; the form proposes no more than the most."""
    seconds = max(0, int(span.total_seconds()))
    return min(PREFILL_AT_MOST, max((seconds + 30) // 60, int(seconds > 0)))


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
    if form.other is None and form.other_minutes:
        raise OtherMissing
    if form.other and not 0 < form.other_minutes <= LONGEST_DAY:
        raise OtherMinutesInvalid
    if invoicing.announcement_required(call, form.imputation) and not form.announced:
        raise InvoicingNotAnnounced


def _end(call: Call, stamp: Stamp, form: CloseCall, policy: Policy, close_reason: CloseReason) -> Call:
    report = _report(call, stamp, form, policy)
    call = callbacks.ended(stop(call), stamp.at)
    call = replace(call, closed=stamp, close_reason=close_reason, reports=(*call.reports, report))
    call = call.thread_line("closed", stamp, imputation=report.imputation)
    call = reports.promise(call, stamp, policy)
    if form.to_client and form.client_mail:
        call = reports.promise_to_client(call, stamp, form.client_mail)
    return call.refreshed()


def _report(call: Call, stamp: Stamp, form: CloseCall, policy: Policy) -> Report:
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
        level2=call.level2 or (stamp.by if form.level == LEVEL2 and form.by_developer else None),
        minutes1=form.minutes1,
        minutes2=form.minutes2,
        updated=form.updated,
        follow_up=(form.follow_up or "").strip() or None,
        recipe=(form.recipe or "").strip() or None,
        invoicing=call.invoicing,
        account_manager=call.account_manager,
        cycle=call.cycle,
        lina_version=form.lina_version if form.updated else None,
        inform_dev=form.inform_dev,
        decision=call.decision,
        other=_other(form, policy),
    )


def _other(form: CloseCall, policy: Policy) -> OtherTime | None:
    if form.other is None:
        return None
    level = 1 if form.other in policy.members else 2
    return OtherTime(form.other, form.other_minutes, level)
