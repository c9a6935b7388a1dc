"""A row of figures per closed call, at hand so that no answer reads a hundred thousand documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calls.call import Call, CloseReason
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract


@dataclass(frozen=True, kw_only=True, slots=True)
class CallStats:
    """Minutes are whole; `solved_at` is the level that solved the call; instants are aware UTC."""

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
    """None for an open call, and for one opened by mistake."""
    if call.closed is None or call.close_reason is CloseReason.DISCARDED or not call.reports:
        return None
    report = call.reports[-1]
    return CallStats(
        number=call.number,
        client=call.client.code,
        opened_at=call.opened.at,
        closed_at=call.closed.at,
        imputation=call.imputation or report.imputation,
        minutes1=report.minutes1,
        minutes2=report.minutes2,
        solved_at=report.level,
        phone=call.phone,
        contact=call.contact,
    )


def assistance_minutes(stats: Iterable[CallStats], client: Client) -> int:
    """Minutes booked as assistance since the contract began; 0 without a contract."""
    contract = client.contract
    if contract is None:
        return 0
    counted = (f for f in stats if f.client == client.code and f.imputation is Imputation.ASSISTANCE)
    return sum(f.minutes1 + f.minutes2 for f in counted if _within(contract, f.opened_at.date()))


def _within(contract: Contract, day: date) -> bool:
    return contract.start is None or day >= contract.start
