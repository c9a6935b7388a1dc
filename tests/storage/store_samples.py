"""Sample documents for the stores' tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import closing
from bot.domain.acts import Act, Caller
from bot.domain.call import Call
from bot.domain.notice import Progress, What
from bot.domain.notices import change
from bot.domain.opening import Draft, open_call
from bot.domain.policy import Channels, House
from bot.domain.triage import Imputation
from bot.domain.week import Week, announce

NOW = datetime(2026, 11, 24, 9, 12, 3, tzinfo=UTC)
YEAR = 2026
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 23)
ALICE, BRUNO, CHLOE = "U0ALICE", "U0BRUNO", "U0CHLOE"
HOUSE = House(
    channels=Channels(support="C0SUPPORT", dev="C0DEV", service="C0SERVICE"), zone=ZoneInfo("Europe/Paris")
)


def making(
    origin: str, *, by: str = ALICE, client: str = "ACME", at: datetime = NOW
) -> Callable[[str], Call]:
    """What a form gives the store: how the call is made once it has a number."""
    draft = Draft(
        origin=origin,
        act=Act(at, by),
        client=Caller(client, f"{client.title()} Industrie"),
        request="imprimante HS",
        phone="+33472000001",
    )
    return lambda number: open_call(draft, number, HOUSE)


def carded(call: Call, ts: str) -> Call:
    """The call once its newest card stands in the channel."""
    card = call.newest(What.CARD)
    assert card
    posted = change(call.notices, card.key, state=Progress.SENT, channel="C0SUPPORT", ts=ts, shown=card.face)
    return replace(call, notices=posted)


def ended(call: Call, at: datetime = NOW, *, by: str = ALICE, minutes: int = 5) -> Call:
    """Closed with its compte rendu; all of it is still to be said."""
    form = closing.Closing(imputation=Imputation.ASSISTANCE, solution="Redémarrée.", minutes1=minutes)
    return closing.close(call, Act(at, by), form, HOUSE)


def told(call: Call) -> Call:
    """The call when nothing is left to say."""
    said = tuple(replace(n, state=Progress.SENT, shown=n.face) for n in call.notices)
    return replace(call, notices=said)


def week(monday: date = MONDAY, person: str = ALICE) -> Week:
    planned = Week(monday=monday, turn=person, person=person, members=(ALICE, BRUNO, CHLOE))
    return announce(planned, NOW, HOUSE, usergroup=None)
