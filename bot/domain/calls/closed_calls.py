"""What the service remembers of a closed call: the figures that are counted, and the texts that are searched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calls.bookings import bookings_of
from bot.domain.calls.call import Call, CloseReason
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.stamp import SYSTEM


class Transfer(StrEnum):
    """Why level 2 was called."""

    ASKED = "asked"
    DEADLINE = "deadline"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedCall:
    """The figures of one closed call; people are Slack ids, instants aware UTC.

    Attributes:
        number: the call's.
        client: the client's code.
        opened_at: when it was opened.
        closed_at: when it was last closed.
        imputation: what the time is booked on.
        minutes1: whole minutes at level 1.
        minutes2: whole minutes at level 2.
        solved_at: the level that solved it, 1 or 2.
        level1: who had it at level 1.
        booked: who booked minutes, and how many.
        transfer: why level 2 was called; None where it was not.
        taken_after: whole seconds from the call of level 2 to who took it; None where nobody did.
        helped_by: the number of the call whose recipe was of use; None without one.
    """

    number: str
    client: str
    opened_at: datetime
    closed_at: datetime
    imputation: Imputation
    minutes1: int
    minutes2: int
    solved_at: int
    level1: str
    booked: Mapping[str, int] = field(default_factory=dict)
    transfer: Transfer | None = None
    taken_after: int | None = None
    helped_by: str | None = None

    @property
    def duration(self) -> int:
        """Whole seconds from the opening to the closing."""
        return int((self.closed_at - self.opened_at).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedText:
    """The texts of one closed call, as they were written.

    Attributes:
        client_name: the client's name when it was closed.
        request: the client's demand.
        solution: what solved it.
        diagnosis: empty where none was given.
        recipe: level 2's «Niveau 1 saura faire»; empty without one.
        channel, ts: where its card stands; None where none was posted.
    """

    client_name: str
    request: str
    solution: str
    diagnosis: str = ""
    recipe: str = ""
    channel: str | None = None
    ts: str | None = None


def closed_call_of(call: Call) -> ClosedCall | None:
    """The figures of a call; None while it is open, and for one opened by mistake."""
    if call.closed is None or call.close_reason is CloseReason.DISCARDED or not call.reports:
        return None
    report = call.reports[-1]
    return ClosedCall(
        number=call.number,
        client=call.client.code,
        opened_at=call.opened.at,
        closed_at=call.closed.at,
        imputation=call.imputation or report.imputation,
        minutes1=report.booked1,
        minutes2=report.booked2,
        solved_at=report.level,
        level1=report.level1,
        booked=_booked(call),
        transfer=_transfer(call),
        taken_after=_taken_after(call),
        helped_by=call.recipe_use.number if call.recipe_use else None,
    )


def closed_text_of(call: Call) -> ClosedText | None:
    """The texts of a closed call; None where nothing of them is left to find."""
    if closed_call_of(call) is None:
        return None
    report, card = call.reports[-1], call.card
    if not (call.request or report.solution):
        return None
    return ClosedText(
        client_name=call.client.name,
        request=call.request,
        solution=report.solution,
        diagnosis=report.diagnosis or "",
        recipe=report.recipe or "",
        channel=card.channel if card else None,
        ts=card.ts if card else None,
    )


def _booked(call: Call) -> dict[str, int]:
    """By person; minutes of nobody that is known count in no person's load."""
    booked: dict[str, int] = {}
    for booking in bookings_of(call, ZoneInfo("UTC")):  # the day is not asked for
        if booking.person:
            booked[booking.person] = booked.get(booking.person, 0) + booking.minutes
    return booked


def _transfer(call: Call) -> Transfer | None:
    """As the first ping said; a call that was handed back or reopened was transferred all the same."""
    pings = [n for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.SENT]
    if pings:
        return Transfer.ASKED if pings[0].facts.get("why") == "asked" else Transfer.DEADLINE
    if call.transferred is None:
        return None
    return Transfer.DEADLINE if call.transferred.by == SYSTEM else Transfer.ASKED


def _taken_after(call: Call) -> int | None:
    if call.taken is None or call.transferred is None:
        return None
    return max(0, int((call.taken.at - call.transferred.at).total_seconds()))
