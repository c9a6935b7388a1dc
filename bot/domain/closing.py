"""Ending a call: the compte rendu, a refusal of invoicing, a mistake; and reopening it (seed 5, 5.3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.call import Act, Call, Choice, Decision, Ending, Invoicing, Report, State
from bot.domain.escalation import stop
from bot.domain.moves import Move, moved
from bot.domain.notice import PENDING, What, cancel
from bot.domain.policy import House
from bot.domain.refusals import (
    AlreadyAnnounced,
    AlreadyDecided,
    ImputationMissing,
    InvoicingNotAnnounced,
    Minutes1Invalid,
    Minutes2Invalid,
    NoInvoicingOwed,
    NothingToDecide,
    SolutionMissing,
    TooLateToReopen,
)
from bot.domain.sorting import ask_decision, withdraw
from bot.domain.triage import Imputation, phase_of

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
    if imputation is Imputation.REPAIR and call.invoicing is None:
        closed = replace(closed, invoicing=Invoicing(accepted=True, act=act)).line("announced", act)
    if imputation is not call.imputation and call.imputation is not None:
        closed = closed.line("imputation", act, before=call.imputation, after=imputation)
    closed = replace(closed, imputation=imputation)
    if imputation is Imputation.TO_QUOTE and not call.newest(What.DECISION):
        closed = ask_decision(closed, act, house)
    return _end(closed, act, form, house, Ending.REPORTED)


def refuse_invoicing(call: Call, act: Act, solution: str, house: House) -> Call:
    """«Client refuse»: the call ends as «Sans suite», with a compte rendu that says so."""
    if call.ending is Ending.REFUSED and call.closed and call.closed.by == act.by:
        return call
    closed = moved(call, Move.CLOSE)
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if call.invoicing is not None and call.invoicing.accepted:
        raise AlreadyAnnounced(call.number, call.invoicing.act.by)
    minutes1, minutes2 = minutes_spent(call, act.at)
    form = Closing(
        imputation=Imputation.DROPPED,
        solution=solution,
        level=2 if call.state is State.LEVEL2 else 1,
        minutes1=minutes1,
        minutes2=minutes2,
    )
    closed = replace(
        closed, imputation=Imputation.DROPPED, invoicing=Invoicing(accepted=False, act=act)
    ).line("refused", act)
    return _end(closed, act, form, house, Ending.REFUSED)


def discard(call: Call, act: Act) -> Call:
    """«Ouvert par erreur»: ends without compte rendu, in neither figures nor exports."""
    if call.ending is Ending.DISCARDED and call.closed and call.closed.by == act.by:
        return call
    ended = withdraw(stop(moved(call, Move.DISCARD)), act)
    ended = replace(ended, notices=cancel(ended.notices, (What.COMPLETE,)))
    return replace(ended, closed=act, ending=Ending.DISCARDED).line("discarded", act).redrawn()


def reopen(call: Call, act: Act) -> Call:
    """Number and owner stay; no deadline starts; the next compte rendu replaces the last one."""
    if call.is_open and call.visit > 1 and call.visited_at == act.at:
        return call
    opened = moved(call, Move.REOPEN)
    closed_at = call.closed.at if call.closed else act.at
    if act.at > closed_at + timedelta(days=REOPEN_DAYS):
        raise TooLateToReopen(call.number, REOPEN_DAYS)
    opened = replace(
        opened,
        visit=call.visit + 1,
        visited_at=act.at,
        deadline=None,
        closed=None,
        ending=None,
        transferred=None,
        taken=None,
    )
    return opened.line("reopened", act).redrawn()


def decide(call: Call, act: Act, choice: Choice) -> Call:
    """The account manager's decision on a need; it may come after closing (seed 5.1.3, 5.2.3)."""
    if call.decision:
        if call.decision.choice is choice and call.decision.act.by == act.by:
            return call
        raise AlreadyDecided(call.number, call.decision.act.by)
    if call.imputation is not Imputation.TO_QUOTE or choice not in choices(call):
        raise NothingToDecide(call.number)
    after = {Choice.INCLUDED: Imputation.PROJECT, Choice.SUPPLEMENT: Imputation.SUPPLEMENT}
    call = replace(call, decision=Decision(choice, act), imputation=after.get(choice, call.imputation))
    return call.line("decided", act, choice=choice).redrawn()


def choices(call: Call) -> tuple[Choice, ...]:
    """During the project a need is in its price or not; after it, the client is called back or sent a quote."""
    if phase_of(call.triage) == "during":
        return (Choice.INCLUDED, Choice.SUPPLEMENT)
    return (Choice.CALLED_BACK, Choice.QUOTE_SENT)


def minutes_spent(call: Call, now: datetime) -> tuple[int, int]:
    """Whole minutes at level 1 and at level 2 since the call was (re)opened, for the form to propose."""
    began = call.visited_at or call.opened.at
    passed_on = call.taken.at if call.taken else now
    level1 = _minutes(passed_on - began)
    level2 = _minutes(now - call.taken.at) if call.taken else 0
    return level1, level2


def may_retire(call: Call, now: datetime) -> bool:
    """Closed for a week, nothing left to say, no decision awaited: ready for its month's file."""
    if call.closed is None or now < call.closed.at + timedelta(days=REOPEN_DAYS):
        return False
    awaited = call.imputation is Imputation.TO_QUOTE and call.decision is None
    return not awaited and not any(n.state in PENDING or n.stale for n in call.notices)


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
    if form.imputation is Imputation.REPAIR and call.invoicing is None and not form.announced:
        raise InvoicingNotAnnounced


def _end(call: Call, act: Act, form: Closing, house: House, ending: Ending) -> Call:
    report = _report(call, act, form)
    call = stop(call)
    call = replace(call, closed=act, ending=ending, reports=(*call.reports, report))
    call = call.line("closed", act, imputation=report.imputation)
    manager = call.account_manager or house.account_manager
    facts = {"version": report.version}
    if manager:
        call = call.say(What.REPORT, lane=f"dm:{manager}", to=manager, due=act.at, **facts)
    call = call.say(What.REPORT, lane="service", to=house.channels.service, due=act.at, **facts)
    if form.inform_dev:
        call = call.say(What.REPORT, lane="dev", to=house.channels.dev, due=act.at, **facts)
    return call.redrawn()


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
