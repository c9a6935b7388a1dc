"""The home desk: what one person should see on opening the application. It changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock
from bot.services.outbox import Outbox
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from bot.services.undelivered import Undelivered, find_undelivered
from bot.services.view_models import CallView


@dataclass(frozen=True, slots=True)
class HomeWeek:
    """Who is level 1 in the week of that Monday; None for nobody."""

    monday: date
    person: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeView:
    """`mine` are the reader's open calls, `others` everybody else's, `decisions` what awaits the reader."""

    reader: str
    policy: Policy
    now: datetime
    mine: tuple[CallView, ...]
    others: tuple[CallView, ...]
    weeks: tuple[HomeWeek, ...]
    decisions: tuple[CallView, ...]
    undelivered: tuple[Undelivered, ...]
    slack_ids: Mapping[str, str] = field(default_factory=dict)


class HomeService:
    def __init__(
        self,
        *,
        calls: Calls,
        reading: QueryService,
        roster: RotaReader,
        outbox: Outbox,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._reading = reading
        self._roster = roster
        self._outbox = outbox
        self._policy = policy
        self._clock = clock

    async def view(self, reader: str) -> HomeView:
        views = await self._reading.open_calls()
        return HomeView(
            reader=reader,
            policy=self._policy,
            now=self._clock.now(),
            mine=tuple(view for view in views if view.call.owner == reader),
            others=tuple(view for view in views if view.call.owner != reader),
            weeks=await self._weeks(),
            decisions=await self._decisions(reader),
            undelivered=await find_undelivered(self._outbox, self._clock.now()),
        )

    async def _weeks(self) -> tuple[HomeWeek, ...]:
        monday = self._roster.monday(self._clock.now())
        mondays = (monday, monday + timedelta(days=7))
        return tuple([HomeWeek(each, await self._roster.who(each)) for each in mondays])

    async def _decisions(self, reader: str) -> tuple[CallView, ...]:
        views = [await self._reading.call(call) for call in await self._calls.undecided()]
        return tuple(view for view in views if _decider(view) == reader)


def _decider(view: CallView) -> str | None:
    manager = view.call.account_manager or view.policy.account_manager
    return view.slack_ids.get(manager, manager) if manager else None
