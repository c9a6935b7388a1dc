"""Sample documents for the stores' tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calls import closing
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.outbox.notices import change
from bot.domain.policy import Channels, Policy
from bot.domain.rota.announcements import announce
from bot.domain.rota.week import Week
from bot.domain.stamp import Stamp

NOW = datetime(2026, 11, 24, 9, 12, 3, tzinfo=UTC)
YEAR = 2026
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 23)
ALICE, BRUNO, CHLOE = "U0ALICE", "U0BRUNO", "U0CHLOE"
POLICY = Policy(
    channels=Channels(support="C0SUPPORT", dev="C0DEV", service="C0SERVICE"), zone=ZoneInfo("Europe/Paris")
)


def making(
    origin: str, *, by: str = ALICE, client: str = "ACME", at: datetime = NOW
) -> Callable[[str], Call]:
    """What a form gives the store: how the call is made once it has a number."""
    draft = NewCall(
        origin=origin,
        stamp=Stamp(at, by),
        client=ClientRef(client, f"{client.title()} Industrie"),
        request="imprimante HS",
        phone="+33472000001",
    )
    return lambda number: open_call(draft, number, POLICY)


def carded(call: Call, ts: str) -> Call:
    """The call once its newest card stands in the channel."""
    card = call.newest(NoticeKind.CARD)
    assert card
    posted = change(
        call.notices,
        card.key,
        state=DeliveryState.SENT,
        channel="C0SUPPORT",
        ts=ts,
        posted_revision=card.revision,
    )
    return replace(call, notices=posted)


def ended(call: Call, at: datetime = NOW, *, by: str = ALICE, minutes: int = 5) -> Call:
    """Closed with its compte rendu; all of it is still to be said."""
    form = closing.CloseCall(imputation=Imputation.ASSISTANCE, solution="Redémarrée.", minutes1=minutes)
    return closing.close(call, Stamp(at, by), form, POLICY)


def told(call: Call) -> Call:
    """The call when nothing is left to say."""
    said = tuple(replace(n, state=DeliveryState.SENT, posted_revision=n.revision) for n in call.notices)
    return replace(call, notices=said)


def week(monday: date = MONDAY, person: str = ALICE) -> Week:
    planned = Week(monday=monday, turn=person, person=person, members=(ALICE, BRUNO, CHLOE))
    return announce(planned, NOW, POLICY, usergroup=None)
