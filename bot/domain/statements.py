"""The month's statement: what each account manager's clients called for, and what was validated of it (surface 11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calls import invoicing, quote_decision
from bot.domain.calls.call import Call, CloseReason
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Contract
from bot.domain.month import Month
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.policy import Policy
from bot.domain.refusals import ClientUndecided, NothingToValidate
from bot.domain.rota.week import Validation, Week
from bot.domain.rota.working_weeks import instant_of, monday_of
from bot.domain.stamp import Stamp

_LONGEST_BREAK = 28
"""Days within which a month has a working day."""

LINES_ON_A_PAGE = 30
"""Calls in one message: Slack shows at most 50 blocks, and a client takes a few besides its calls."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementLine:
    """A call in a statement.

    Attributes:
        call: the call.
        minutes1: whole minutes that count at level 1; 0 while it is open.
        minutes2: whole minutes that count at level 2; 0 while it is open.
        undecided: whether the account manager has yet to decide about it.
        unannounced: whether it is to be invoiced, and the client was not told before.
        validation: the last one that covers it; None where none does.
        modified: whether it has changed since then.
    """

    call: Call
    minutes1: int
    minutes2: int
    undecided: bool
    unannounced: bool
    validation: Stamp | None = None
    modified: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientStatement:
    """The month of one client.

    Attributes:
        code: the client's.
        name: the client's.
        lines: its calls, those that await a decision or an announcement first, each part by number.
        contract: the client's contract; None without one.
        left_before: whole minutes that it granted before the month; None without a limit.
        left_after: whole minutes that it grants after the month; None without a limit.
        validation: who validated the month last, and when; None where nobody did.
    """

    code: str
    name: str
    lines: tuple[StatementLine, ...]
    contract: Contract | None = None
    left_before: int | None = None
    left_after: int | None = None
    validation: Stamp | None = None

    @property
    def undecided(self) -> bool:
        """Whether something of the client awaits a decision."""
        return any(line.undecided for line in self.lines)

    @property
    def modified(self) -> bool:
        """Whether something has changed since the validation, or came afterwards."""
        return self.validation is not None and any(
            line.modified or line.validation is None for line in self.lines
        )

    @property
    def minutes(self) -> Mapping[Imputation, tuple[int, int]]:
        """Minutes at level 1 and at level 2 by imputation, in the order of `Imputation`."""
        sums: dict[Imputation, tuple[int, int]] = {}
        for line in self.lines:
            if line.call.imputation and (line.minutes1 or line.minutes2):
                first, second = sums.get(line.call.imputation, (0, 0))
                sums[line.call.imputation] = first + line.minutes1, second + line.minutes2
        return {imputation: sums[imputation] for imputation in Imputation if imputation in sums}


@dataclass(frozen=True, slots=True)
class StatementPage:
    """What one message holds of a client.

    Attributes:
        client: the client's whole month.
        lines: those of its calls that stand on this page.
        begins: whether this page has the first of them.
        ends: whether it has the last.
    """

    client: ClientStatement
    lines: tuple[StatementLine, ...] = field(default=())
    begins: bool = True
    ends: bool = True


def statement_week(month: Month) -> date:
    """The Monday of the week whose document carries the month's statement: that in which the next month begins."""
    return monday_of(month.following.first)


def span_of(month: Month, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when (inclusive) until when (exclusive) the month lasts, aware UTC."""
    return instant_of(month.first, time(), zone), instant_of(month.following.first, time(), zone)


def due_at(month: Month, at: time, policy: Policy) -> datetime | None:
    """When the month's statement goes out (aware UTC): the first working day after it; None without a working day."""
    first = month.following.first
    days = (first + timedelta(days=n) for n in range(_LONGEST_BREAK))
    day = next((day for day in days if policy.is_working_day(day)), None)
    return instant_of(day, at, policy.zone) if day else None


def is_included(call: Call, month: Month, zone: ZoneInfo) -> bool:
    """Whether the call was closed in the month, or was opened before its end and awaits a decision."""
    if call.close_reason is CloseReason.DISCARDED:
        return False
    if call.closed:
        return month.includes(call.closed.at.astimezone(zone))
    opened = Month.of(call.opened.at.astimezone(zone).date())
    return quote_decision.awaited(call) and opened <= month


def line_of(call: Call, validations: Iterable[Validation]) -> StatementLine:
    """A call as its statement shows it; `validations` are its client's, oldest first."""
    report = call.reports[-1] if call.reports and call.closed else None
    covering = next((v for v in reversed(tuple(validations)) if call.number in v.lines), None)
    return StatementLine(
        call=call,
        minutes1=report.booked1 if report else 0,
        minutes2=report.booked2 if report else 0,
        undecided=quote_decision.awaited(call),
        unannounced=invoicing.announcement_required(call, call.imputation),
        validation=covering.stamp if covering else None,
        modified=covering is not None and covering.lines[call.number] != summary_of(call),
    )


def in_order(lines: Iterable[StatementLine]) -> tuple[StatementLine, ...]:
    """What awaits a decision first, then what awaits an announcement, then the rest; each part by number."""
    return tuple(sorted(lines, key=lambda l: (not l.undecided, not l.unannounced, l.call.number)))  # noqa: E741


def summary_of(call: Call) -> str:
    """What a validation covers of a call: where its time is booked, how much, and whether the client agreed."""
    report = call.reports[-1] if call.reports and call.closed else None
    parts = (
        call.imputation,
        report.booked1 if report else None,
        report.booked2 if report else None,
        call.decision.choice if call.decision else None,
        call.invoicing.accepted if call.invoicing else None,
        call.closed.at.date() if call.closed else None,
    )
    return " ".join(str(part) for part in parts)


def validations_of(week: Week | None, month: Month, code: str) -> tuple[Validation, ...]:
    """The validations of a client's month, oldest first."""
    known = week.validations if week else ()
    return tuple(v for v in known if (v.month, v.client) == (str(month), code))


def validated(week: Week, month: Month, client: ClientStatement, stamp: Stamp) -> Week:
    """«Valider»: records what the client's month is; unchanged where the same was validated already.

    Raises:
        NothingToValidate: the client has no call in the month.
        ClientUndecided: something of the client awaits a decision.
    """
    if not client.lines:
        raise NothingToValidate
    if client.undecided:
        raise ClientUndecided
    lines = {line.call.number: summary_of(line.call) for line in client.lines}
    known = validations_of(week, month, client.code)
    if known and known[-1].lines == lines:
        return week
    made = Validation(month=str(month), client=client.code, stamp=stamp, lines=lines)
    return refreshed(week.with_validation(made), month)


def was_told(week: Week, before: datetime) -> bool:
    """Whether a bot had announced this week in Slack before that instant: weeks may be filled in from elsewhere."""
    told = any(n.kind is NoticeKind.WEEK and n.state is DeliveryState.SENT for n in week.notices)
    return told and week.announced is not None and week.announced <= before


def is_sent(week: Week | None, month: Month) -> bool:
    """Whether the month's statement was promised already."""
    return any(_is_statement(notice, month) for notice in (week.notices if week else ()))


def refreshed(week: Week, month: Month) -> Week:
    """The month's statements are to show what is true now."""
    return week.with_revised(lambda notice: _is_statement(notice, month))


def pages(clients: Iterable[ClientStatement]) -> list[list[StatementPage]]:
    """The clients of a statement, a list for each message."""
    made: list[list[StatementPage]] = [[]]
    room = LINES_ON_A_PAGE
    for client in clients:
        rest, begins = client.lines, True
        while begins or rest:
            if room <= _OVERHEAD:
                made.append([])
                room = LINES_ON_A_PAGE
            lines, rest = rest[: room - _OVERHEAD], rest[room - _OVERHEAD :]
            made[-1].append(StatementPage(client, lines, begins, not rest))
            room -= len(lines) + _OVERHEAD
            begins = False
    return made


_OVERHEAD = 3
"""Blocks of a client besides its calls: its title, its sums, «Valider»."""


def _is_statement(notice: Notice, month: Month) -> bool:
    return notice.kind is NoticeKind.STATEMENT and notice.facts.get("month") == str(month)
