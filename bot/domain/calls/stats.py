"""A row of figures per closed call, which the stores keep indexed so that no query reads every call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calls import missed
from bot.domain.calls.bookings import bookings_of
from bot.domain.calls.call import Call, CloseReason, Report
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.stamp import SYSTEM


class Transfer(StrEnum):
    """Why level 2 was called."""

    ASKED = "asked"
    DEADLINE = "deadline"


Shares = tuple[tuple[str, int], ...]
"""Who booked minutes, and how many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallStats:
    """The figures of one closed call; people are Slack ids. The stores hold one of each, in memory.

    Attributes:
        number: the call's.
        client: the client's code.
        opened_at: aware UTC.
        closed_at: when it was last closed, aware UTC.
        imputation: what the time is booked on.
        minutes1: whole minutes at level 1.
        minutes2: whole minutes at level 2.
        solved_at: the level that solved it, 1 or 2.
        phone: E.164; None when it is not known.
        contact: who called; None when it is not known.
        level1: who had it at level 1; "" for a missed call that nobody had.
        shares: who booked minutes, and how many; None where it was level 1 alone, as it mostly is.
        transfer: why level 2 was called; None where it was not.
        taken_after: whole seconds from the call of level 2 to who took it; None where nobody did.
        helped_by: the number of the call whose recipe was of use; None without one.
        missed: whether it was opened for a call that nobody answered.
        called_back_after: whole seconds from that miss to who first called back; None where nobody did.
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
    level1: str = ""
    shares: Shares | None = None
    transfer: Transfer | None = None
    taken_after: int | None = None
    helped_by: str | None = None
    missed: bool = False
    called_back_after: int | None = None

    @property
    def duration(self) -> int:
        """Whole seconds from the opening to the closing."""
        return int((self.closed_at - self.opened_at).total_seconds())

    @property
    def booked(self) -> Mapping[str, int]:
        """Whole minutes by who booked them; those of nobody that is known are in no person's."""
        if self.shares is not None:
            return dict(self.shares)
        return {self.level1: self.minutes1} if self.minutes1 else {}


def last_report(call: Call) -> Report | None:
    """The compte rendu that counts; None for an open call, and for one opened by mistake."""
    if call.closed is None or call.close_reason is CloseReason.DISCARDED or not call.reports:
        return None
    return call.reports[-1]


def stats_of(call: Call) -> CallStats | None:
    """The row of a call; None for an open call, and for one opened by mistake."""
    report = last_report(call)
    if call.closed is None or report is None:
        return None
    back = missed.called_back_at(call)
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
        level1=report.level1,
        shares=_shares(call, report),
        transfer=_transfer(call),
        taken_after=_taken_after(call),
        helped_by=call.recipe_use.number if call.recipe_use else None,
        missed=missed.is_missed(call),
        called_back_after=_seconds(call.opened.at, back) if back else None,
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


def _shares(call: Call, report: Report) -> Shares | None:
    booked: dict[str, int] = {}
    for booking in bookings_of(call, ZoneInfo("UTC")):  # the day is not asked for
        if booking.person:
            booked[booking.person] = booked.get(booking.person, 0) + booking.minutes
    usual = {report.level1: report.booked1} if report.booked1 else {}
    return None if booked == usual else tuple(booked.items())


def _transfer(call: Call) -> Transfer | None:
    """As the first ping said; a call that was handed back or reopened was transferred all the same."""
    pings = [n for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.SENT]
    if pings:
        return Transfer.ASKED if pings[0].facts.get("why") == "asked" else Transfer.DEADLINE
    if call.transferred is None:
        return None
    return Transfer.DEADLINE if call.transferred.by == SYSTEM else Transfer.ASKED


def _taken_after(call: Call) -> int | None:
    return _seconds(call.transferred.at, call.taken.at) if call.taken and call.transferred else None


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
