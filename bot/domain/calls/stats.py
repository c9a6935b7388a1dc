"""A row of figures per closed call, which the stores keep indexed so that no query reads every call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calls.call import Call, CloseReason
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract


@dataclass(frozen=True, kw_only=True, slots=True)
class CallStats:
    """The figures of one closed call.

    Attributes:
        number: the call's.
        client: the client's code.
        opened_at: aware UTC.
        closed_at: aware UTC.
        imputation: what the time is booked on.
        minutes1: whole minutes at level 1.
        minutes2: whole minutes at level 2.
        solved_at: the level that solved it, 1 or 2.
        phone: E.164; None when it is not known.
        contact: who called; None when it is not known.
    """

    number: str
    client: str
    opened_at: datetime
    closed_at: datetime
    imputation: Imputation
    minutes1: int
    minutes2: int
    solved_at: int
    phone: str | None
    contact: str | None


def stats_of(call: Call) -> CallStats | None:
    """The row of a call; None for an open call, and for one opened by mistake."""
    if call.closed is None or call.close_reason is CloseReason.DISCARDED or not call.reports:
        return None
    report = call.reports[-1]
    return CallStats(
        number=call.number,
        client=call.client.code,
        opened_at=call.opened.at,
        closed_at=call.closed.at,
        imputation=call.imputation or report.imputation,
        minutes1=report.booked1,
        minutes2=report.booked2,
        solved_at=report.level,
        phone=call.phone,
        contact=call.contact,
    )


def assistance_minutes(stats: Iterable[CallStats], client: Client) -> int:
    """Whole minutes booked as assistance since the client's contract began; 0 without a contract."""
    contract = client.contract
    if contract is None:
        return 0
    booked = (row for row in stats if row.client == client.code and row.imputation is Imputation.ASSISTANCE)
    return sum(row.minutes1 + row.minutes2 for row in booked if _has_begun(contract, row.opened_at.date()))


def _has_begun(contract: Contract, day: date) -> bool:
    return contract.start is None or day >= contract.start
