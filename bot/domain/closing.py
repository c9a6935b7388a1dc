"""Ending a call: the compte rendu, a refusal of invoicing, a mistake; and reopening it (seed 5, 5.3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import deciding, invoicing, reporting
from bot.domain.acts import SAME_CLICK, Act, Ending, Report
from bot.domain.call import Call, State
from bot.domain.escalation import stop
from bot.domain.moves import Move, moved
from bot.domain.notice import PENDING, What
from bot.domain.notices import cancel
from bot.domain.policy import House
from bot.domain.refusals import (
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    SolutionMissing,
    TooLateToReopen,
)
from bot.domain.sorting import withdraw
from bot.domain.triage import Imputation, Leaf, phase_of, standing

REOPEN_DAYS = 7
LONGEST_DAY = 1440
PREFILL_AT_MOST = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """The form «Compte rendu»."""

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


def close(call: Call, act: Act, form: Closing, house: House) -> Call:
    """The call ends with its compte rendu, promised to each who gets it; the same form twice acts once.

    Raises:
        Refusal: with the form's field that has to be mended, or because the call is already closed.
    """
    if _same_again(call, act, form):
        return call
    closed = moved(call, Move.CLOSE)
    _check(call, form)
    imputation = form.imputation
    assert imputation is not None  # noqa: S101  # _check refuses None
    if invoicing.owed(call, imputation):
        closed = invoicing.agreed(closed, act)
    if imputation is not call.imputation and call.imputation is not None:
        closed = closed.line("imputation", act, before=call.imputation, after=imputation)
    closed = replace(closed, imputation=imputation)
    return _end(deciding.settled(closed, act, house), act, form, house, Ending.REPORTED)


def refuse_invoicing(call: Call, act: Act, solution: str, house: House) -> Call:
    """«Client refuse»: the call ends as «Sans suite», with a compte rendu that says so."""
    if call.ending is Ending.REFUSED and call.closed and call.closed.by == act.by:
        return call
    closed = invoicing.declined(moved(call, Move.CLOSE), act)
    minutes1, minutes2 = minutes_spent(call, act.at)
    form = Closing(
        imputation=Imputation.DROPPED,
        solution=solution,
        level=2 if call.state is State.LEVEL2 else 1,
        minutes1=minutes1,
        minutes2=minutes2,
    )
    return _end(closed, act, form, house, Ending.REFUSED)


def discard(call: Call, act: Act) -> Call:
    """«Ouvert par erreur»: ends without compte rendu, in neither figures nor exports."""
    if call.ending is Ending.DISCARDED and call.closed and call.closed.by == act.by:
        return call
    ended = withdraw(stop(moved(call, Move.DISCARD)), act)
    ended = replace(ended, notices=cancel(ended.notices, (What.COMPLETE,)))
    return replace(ended, closed=act, ending=Ending.DISCARDED).line("discarded", act).redrawn()


def reopen(call: Call, act: Act, house: House) -> Call:
    """Number and owner stay; no deadline starts; the next compte rendu replaces the last one.

    A decision that was awaited when the call was ended by mistake is asked again.
    """
    if (
        call.is_open
        and call.reopened
        and call.reopened.by == act.by
        and act.at - call.reopened.at < SAME_CLICK
    ):
        return call
    opened = moved(call, Move.REOPEN)
    closed_at = call.closed.at if call.closed else act.at
    if act.at > closed_at + timedelta(days=REOPEN_DAYS):
        raise TooLateToReopen(call.number, REOPEN_DAYS)
    opened = replace(
        opened,
        visit=call.visit + 1,
        reopened=act,
        deadline=None,
        closed=None,
        ending=None,
        imputation=_imputation_again(call),
        transferred=None,
        taken=None,
    )
    return deciding.settled(opened.line("reopened", act), act, house).redrawn()


def _imputation_again(call: Call) -> Imputation | None:
    """A client who had refused to be invoiced may agree now: the triage's imputation counts again."""
    leaf = standing(call.triage)
    if call.ending is Ending.REFUSED and isinstance(leaf, Leaf):
        return leaf.imputation
    return call.imputation


def minutes_spent(call: Call, now: datetime) -> tuple[int, int]:
    """Whole minutes at level 1 and at level 2 since the call was (re)opened, for the form to propose."""
    began = (call.reopened or call.opened).at
    passed_on = call.taken.at if call.taken else now
    level1 = _minutes(passed_on - began)
    level2 = _minutes(now - call.taken.at) if call.taken else 0
    return level1, level2


def may_retire(call: Call, now: datetime) -> bool:
    """Closed for a week, nothing left to say, no decision awaited or undoable: ready for its month's file."""
    if call.closed is None or now < call.closed.at + timedelta(days=REOPEN_DAYS):
        return False
    undoable = call.decision is not None and now < call.decision.act.at + timedelta(days=1)
    return not (deciding.awaited(call) or undoable) and not any(
        n.state in PENDING or n.stale for n in call.notices
    )


def _minutes(span: timedelta) -> int:
    return min(PREFILL_AT_MOST, max(0, -(-int(span.total_seconds()) // 60)))


def _same_again(call: Call, act: Act, form: Closing) -> bool:
    same_person = call.closed is not None and call.closed.by == act.by
    return same_person and bool(call.reports) and call.reports[-1].solution == form.solution.strip()


def _check(call: Call, form: Closing) -> None:
    if form.imputation is None:
        raise ImputationMissing
    if not form.solution.strip():
        raise SolutionMissing
    if not 0 <= form.minutes1 <= LONGEST_DAY:
        raise Minutes1Invalid
    if not 0 <= form.minutes2 <= LONGEST_DAY:
        raise Minutes2Invalid
    if invoicing.owed(call, form.imputation) and not form.announced:
        raise InvoicingNotAnnounced


def _end(call: Call, act: Act, form: Closing, house: House, ending: Ending) -> Call:
    report = _report(call, act, form)
    call = stop(call)
    call = replace(call, closed=act, ending=ending, reports=(*call.reports, report))
    call = call.line("closed", act, imputation=report.imputation)
    return reporting.promise(call, act, house, inform_dev=form.inform_dev).redrawn()


def _report(call: Call, act: Act, form: Closing) -> Report:
    assert form.imputation is not None  # noqa: S101  # checked before
    return Report(
        version=len(call.reports) + 1,
        act=act,
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
        visit=call.visit,
    )
