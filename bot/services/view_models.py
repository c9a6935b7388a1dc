"""What a surface needs to show something: documents with the facts around them, gathered by one desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import Notice
from bot.domain.policy import Policy
from bot.domain.rota.week import Week


@dataclass(frozen=True, kw_only=True, slots=True)
class CallView:
    """A call as it is now.

    `minutes_left` is what its client's contract still holds, None for no limit or no contract. `link` leads to the
    card's thread, None before it is posted. `slack_ids` resolves e-mail addresses, `names` Slack ids.
    """

    call: Call
    client: Client | None
    policy: Policy
    now: datetime
    minutes_left: int | None = None
    link: str | None = None
    slack_ids: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LastWeek:
    """Calls closed last week, and how many of them level 1 solved."""

    closed: int
    solved_at_level1: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekView:
    """`gone` are members whose account is closed; `off_next` is whether the next week has no working day.

    `undecided` are the calls, open or closed, whose need awaits the account manager's decision.
    """

    week: Week
    policy: Policy
    now: datetime
    follows: str | None
    open_calls: tuple[CallView, ...]
    last_week: LastWeek
    undecided: tuple[CallView, ...] = ()
    gone: tuple[str, ...] = ()
    off_next: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientView:
    """`calls` are the client's last five, newest first."""

    client: Client
    policy: Policy
    today: date
    minutes_left: int | None
    calls: tuple[CallView, ...]
    slack_ids: Mapping[str, str] = field(default_factory=dict)
