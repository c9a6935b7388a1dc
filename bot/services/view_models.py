"""What the surfaces show: documents with the facts around them, as `QueryService` gathers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.outbox.notice import Notice
from bot.domain.policy import Policy
from bot.domain.rota.week import Week
from bot.services.ring_views import RingView


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedCall:
    """Another call that a message names, and the address of its card; None where it has none."""

    call: Call
    link: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallView:
    """A call as it is now.

    Attributes:
        call: its notes name the people that they mention.
        client: as the directory has it; None when it is no longer there.
        policy: what the installation is configured to do.
        now: aware UTC.
        minutes_left: what the client's contract still grants; None without a limit or without a contract.
        link: the address of the card; None before it is posted.
        slack_ids: Slack ids by e-mail address, of the account manager and the technicians.
        names: people's names by Slack id and by e-mail address; empty where no notice is shown.
        notice: the notice that is shown; None on a surface that is no notice.
        technician: who is level 1 this week, where the notice asks for them; None otherwise.
        mentions_dev: whether the notice mentions those whom the escalation calls.
        related: the other calls that the notice names, by number; those that are no longer stored are left out.
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
    technician: str | None = None
    mentions_dev: bool = True
    related: Mapping[str, RelatedCall] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class LastWeek:
    """How many calls were closed last week, and how many of them level 1 solved."""

    closed: int
    solved_at_level1: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekView:
    """A week as it is now.

    Attributes:
        week: the document.
        policy: what the installation is configured to do.
        now: aware UTC.
        follows: who is level 1 in the next week; None when nobody is free.
        open_calls: the calls that are not closed, oldest first.
        last_week: the figures of the week before this one.
        undecided: the calls, open or closed, whose need awaits the account manager's decision, oldest first.
        corrections: the calls, open or closed, of which a correction is awaited, oldest first.
        gone: the members whose Slack account is deactivated.
        off_next: whether the next week has no working day.
        names: people's names by Slack id and by e-mail address.
        slack_ids: Slack ids by e-mail address, of the account managers.
        notice: the notice that is shown; None on a surface that is no notice.
        ring: the ring that the notice is about; None for other notices.
    """

    week: Week
    policy: Policy
    now: datetime
    follows: str | None
    open_calls: tuple[CallView, ...]
    last_week: LastWeek
    undecided: tuple[CallView, ...] = ()
    corrections: tuple[CallView, ...] = ()
    gone: tuple[str, ...] = ()
    off_next: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    slack_ids: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None
    ring: RingView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientView:
    """A client as the directory has it.

    Attributes:
        client: the directory's.
        policy: what the installation is configured to do.
        today: in the installation's time zone.
        minutes_left: what the contract still grants; None without a limit or without a contract.
        calls: the client's last five, newest first.
        slack_ids: Slack ids by e-mail address, of the account manager and the technicians.
    """

    client: Client
    policy: Policy
    today: date
    minutes_left: int | None
    calls: tuple[CallView, ...]
    slack_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was probably meant by words that are no command.

    Attributes:
        typed: the words after `/lina` that do it.
        opens: whether it opens a call.
        client: whose call that would be, as far as the words name one.
    """

    typed: str
    opens: bool = False
    client: Client | None = None
