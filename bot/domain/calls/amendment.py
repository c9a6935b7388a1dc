"""«Corriger l'appel»: another imputation or other minutes for a closed call, as a new version of its compte rendu."""

from dataclasses import dataclass, replace

from bot.domain.calls import quote_decision, reports
from bot.domain.calls.call import Amendment, Call, CloseReason, Report
from bot.domain.calls.closing import LONGEST_DAY
from bot.domain.calls.triage import Imputation
from bot.domain.policy import Policy
from bot.domain.refusals import (
    AmendmentReasonMissing,
    ImputationMissing,
    Minutes1Invalid,
    Minutes2Invalid,
    NotClosed,
    NothingAmended,
)
from bot.domain.stamp import Stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendCall:
    """The form «Corriger l'appel».

    Attributes:
        imputation: what the time is booked on; None when it was not chosen.
        minutes1: all whole minutes that count at level 1, those of another person included.
        minutes2: all whole minutes that count at level 2, those of another person included.
        reason: why, as typed.
    """

    imputation: Imputation | None
    minutes1: int
    minutes2: int
    reason: str


def may_be_amended(call: Call) -> bool:
    """Whether there is a compte rendu to correct: reopening a call corrects it too."""
    return not call.is_open and call.close_reason is not CloseReason.DISCARDED and bool(call.reports)


def amend(call: Call, stamp: Stamp, form: AmendCall, policy: Policy) -> Call:
    """Adds a version of the compte rendu and enqueues it to the same recipients; the same form twice acts once.

    Raises:
        NotClosed: the call is open, or was opened by mistake.
        Refusal: with the form's field that has to be corrected.
    """
    if not may_be_amended(call):
        raise NotClosed(call.number)
    last, reason = call.reports[-1], form.reason.strip()
    if _says(call, last, form) and _is_repeated(last, reason, stamp):
        return call
    _check(form, reason, last)
    if _says(call, last, form):
        raise NothingAmended
    imputation = form.imputation
    assert imputation is not None  # noqa: S101  # _check refuses None
    report = replace(
        _with_minutes(last, form.minutes1, form.minutes2),
        imputation=imputation,
        invoicing=call.invoicing,
        amendment=Amendment(stamp, reason),
    )
    amended = replace(call, imputation=imputation)
    if not quote_decision.awaited(amended):
        amended = quote_decision.cancel_request(amended)
    amended = amended.thread_line(
        "amended",
        stamp,
        imputation=imputation,
        minutes1=report.booked1,
        minutes2=report.booked2,
        reason=reason,
    )
    return reports.revise(amended, report, stamp, policy).refreshed()


def _is_repeated(report: Report, reason: str, stamp: Stamp) -> bool:
    made = report.amendment
    return made is not None and (made.reason, made.stamp.by) == (reason, stamp.by)


def most(report: Report) -> int:
    """The minutes that can be booked at most at each level: a day for each of those who may have spent them."""
    return LONGEST_DAY * (2 if report.other else 1)


def _says(call: Call, report: Report, form: AmendCall) -> bool:
    stated = (call.imputation, report.booked1, report.booked2)
    return stated == (form.imputation, form.minutes1, form.minutes2)


def _check(form: AmendCall, reason: str, last: Report) -> None:
    if form.imputation is None:
        raise ImputationMissing
    if not 0 <= form.minutes1 <= most(last):
        raise Minutes1Invalid
    if not 0 <= form.minutes2 <= most(last):
        raise Minutes2Invalid
    if not reason:
        raise AmendmentReasonMissing


def _with_minutes(report: Report, booked1: int, booked2: int) -> Report:
    """The report with these minutes in all at each level; another person keeps theirs as far as they fit."""
    other = report.other
    if other is None:
        return replace(report, minutes1=booked1, minutes2=booked2)
    minutes = min(other.minutes, booked1 if other.level == 1 else booked2)
    return replace(
        report,
        minutes1=booked1 - (minutes if other.level == 1 else 0),
        minutes2=booked2 - (minutes if other.level != 1 else 0),
        other=replace(other, minutes=minutes) if minutes else None,
    )
