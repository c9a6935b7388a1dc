"""App Home: what one person sees on opening the application. It changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clock
from bot.services.figures import FiguresService, MonthFigures
from bot.services.outbox import Outbox
from bot.services.queries import QueryService
from bot.services.rota import RotaReader
from bot.services.undelivered import Undelivered, find_rate_limited, find_undelivered
from bot.services.view_models import CallView


@dataclass(frozen=True, slots=True)
class HomeWeek:
    """Who is level 1 in a week.

    Attributes:
        monday: the week's first day.
        person: a Slack id; None when nobody is free.
    """

    monday: date
    person: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeView:
    """What App Home shows to one person.

    Attributes:
        reader: their Slack id.
        policy: what the installation is configured to do.
        now: aware UTC.
        mine: the reader's open calls, oldest first.
        others: everybody else's open calls, oldest first.
        weeks: the running week and the next one.
        decisions: the calls whose need awaits the reader's decision.
        undelivered: what should have been posted by now, oldest first.
        figures: this month's.
        rate_limited: how many messages wait because Slack takes no more for now.
        slack_ids: always empty: App Home names people by mention.
    """

    reader: str
    policy: Policy
    now: datetime
    mine: tuple[CallView, ...]
    others: tuple[CallView, ...]
    weeks: tuple[HomeWeek, ...]
    decisions: tuple[CallView, ...]
    undelivered: tuple[Undelivered, ...]
    figures: MonthFigures
    rate_limited: int = 0
    slack_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeService:
    """Gathers App Home."""

    calls: Calls
    queries: QueryService
    rota: RotaReader
    outbox: Outbox
    figures: FiguresService
    policy: Policy
    clock: Clock

    async def view(self, reader: str) -> HomeView:
        """App Home of the person with this Slack id."""
        running, undecided = await self.calls.open_calls(), await self.calls.undecided()
        views = await self.queries.call_views([*running, *undecided])
        open_views, undecided_views = views[: len(running)], views[len(running) :]
        return HomeView(
            reader=reader,
            policy=self.policy,
            now=self.clock.now(),
            mine=tuple(view for view in open_views if view.call.owner == reader),
            others=tuple(view for view in open_views if view.call.owner != reader),
            weeks=await self._weeks(),
            decisions=tuple(view for view in undecided_views if _decider(view) == reader),
            undelivered=await find_undelivered(self.outbox, self.clock.now()),
            figures=await self.figures.month(),
            rate_limited=len(await find_rate_limited(self.outbox, self.clock.now())),
        )

    async def _weeks(self) -> tuple[HomeWeek, ...]:
        monday = self.rota.monday(self.clock.now())
        mondays = (monday, monday + timedelta(days=7))
        return tuple([HomeWeek(each, await self.rota.level1_of(each)) for each in mondays])


def _decider(view: CallView) -> str | None:
    manager = view.call.account_manager or view.policy.account_manager
    return view.slack_ids.get(manager, manager) if manager else None
