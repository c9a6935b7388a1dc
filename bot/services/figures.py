"""`/lina chiffres`: the month, a client's month, the load of the team; and the figures that other surfaces show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.calls.closed_calls import ClosedCall
from bot.domain.calls.figures import (
    BUSIEST,
    Figures,
    Load,
    begins,
    figures_by_month,
    figures_of,
    loads_of,
    month_after,
    month_before,
    months_until,
)
from bot.domain.clients.client import Client
from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import CallSearch, Clients, Clock, Weeks
from bot.domain.refusals import FilterUnknown, UnknownClient
from bot.domain.rota.working_weeks import monday_of
from bot.services.names import PersonNames
from bot.services.search_upkeep import SearchUpkeep

_MONTH = re.compile(r"(20\d\d)-(\d{1,2})")
_PERIODS = (3, 12)
"""Months over which the team's load is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthFigures:
    """The figures of the month that begins on this day, and of the month before."""

    month: date
    now: Figures
    before: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class FiguresView:
    """The figures of one month.

    Attributes:
        policy: what the installation is configured to do.
        month: its first day.
        now: the month's figures.
        before: those of the month before.
        course: each of the last twelve months and its figures, oldest first, from the first with a call on.
        busiest: the names of the clients with most calls, and how many; empty for one client's figures.
        subjects: the words that most demands share, and in how many calls.
        client: the client that they are of; None for all.
        complete: whether all closed calls were counted.
    """

    policy: Policy
    month: date
    now: Figures
    before: Figures
    course: tuple[tuple[date, Figures], ...]
    busiest: tuple[tuple[str, int], ...] = ()
    subjects: tuple[tuple[str, int], ...] = ()
    client: Client | None = None
    complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamMember:
    """A person's name, and their load over each of the periods."""

    name: str
    loads: tuple[Load, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamView:
    """The load of the team, over three and twelve months.

    Attributes:
        policy: what the installation is configured to do.
        periods: how many months each load is over.
        members: by name.
        complete: whether all closed calls were counted.
    """

    policy: Policy
    periods: tuple[int, ...]
    members: tuple[TeamMember, ...]
    complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class FiguresService:
    """Counts the closed calls."""

    search: CallSearch
    upkeep: SearchUpkeep
    clients: Clients
    weeks: Weeks
    names: PersonNames
    rota_policy: RotaPolicy
    policy: Policy
    clock: Clock

    async def of(self, typed: str) -> FiguresView:
        """The figures of what was typed after `chiffres`: a month, a client, both, or neither for this month.

        Raises:
            FilterUnknown: it begins like a month, and is none.
            UnknownClient: it is no client.
        """
        month, client = self._this_month(), None
        for word in typed.split()[:1] + typed.split()[-1:]:
            if found := _MONTH.fullmatch(word):
                month = _month(found, word)
        named = " ".join(word for word in typed.split() if not _MONTH.fullmatch(word))
        if named:
            directory = await self.clients.directory()
            client = directory.by_code(named) or directory.match(named).client
            if client is None:
                raise UnknownClient(named)
        return await self._view(month, client)

    async def month(self) -> MonthFigures:
        """This month's figures, beside those of the month before: App Home asks for them at each redrawing."""
        month = self._this_month()
        rows = await self._closed(month_before(month), month_after(month), None)
        (_, before), (_, now) = figures_by_month(rows, months_until(month, 2), self.policy.zone)
        return MonthFigures(month=month, now=now, before=before)

    async def week(self, monday: date) -> Figures:
        """The figures of the calls closed in the week of that Monday."""
        return figures_of(await self._closed(monday, monday + timedelta(days=7), None))

    async def team(self) -> TeamView:
        """What each person had: closed calls, minutes, escalations, weeks of duty."""
        after = month_after(self._this_month())
        months = months_until(self._this_month(), max(_PERIODS))
        rows = await self._closed(months[0], after, None)
        loads = [self._loads(rows, await self._duty(months[-n], after), months[-n]) for n in _PERIODS]
        people = {*self.rota_policy.members, *(who for some in loads for who in some)}
        names = await self.names.of_people(people)
        members = [
            TeamMember(name=names.get(who, who), loads=tuple(some.get(who, Load()) for some in loads))
            for who in people
        ]
        return TeamView(
            policy=self.policy,
            periods=_PERIODS,
            members=tuple(sorted(members, key=lambda member: member.name.casefold())),
            complete=self.search.complete,
        )

    async def _view(self, month: date, client: Client | None) -> FiguresView:
        months, after = months_until(month), month_after(month)
        code = client.code if client else None
        rows = await self._closed(months[0], after, code)
        course = figures_by_month(rows, months, self.policy.zone)
        first = next((i for i, (_, figures) in enumerate(course) if figures.calls), len(course) - 1)
        subjects = await self.search.subjects(*self._between(month, after), code)
        return FiguresView(
            policy=self.policy,
            month=month,
            now=course[-1][1],
            before=course[-2][1],
            course=tuple(course[first:]),
            busiest=() if client else await self._busiest(course[-1][1]),
            subjects=tuple(subjects),
            client=client,
            complete=self.search.complete,
        )

    async def _busiest(self, figures: Figures) -> tuple[tuple[str, int], ...]:
        directory = await self.clients.directory()
        some = [*figures.clients.items()][:BUSIEST]
        return tuple((found.name if (found := directory.by_code(code)) else code, n) for code, n in some)

    async def _closed(self, since: date, until: date, client: str | None) -> list[ClosedCall]:
        await self.upkeep.catch_up()
        return await self.search.closed(*self._between(since, until), client)

    def _between(self, since: date, until: date) -> tuple[datetime, datetime]:
        return begins(since, self.policy.zone), begins(until, self.policy.zone)

    def _loads(self, rows: list[ClosedCall], weeks: Mapping[str, int], since: date) -> dict[str, Load]:
        start = begins(since, self.policy.zone)
        return loads_of((row for row in rows if row.closed_at >= start), weeks)

    async def _duty(self, since: date, until: date) -> dict[str, int]:
        """Announced weeks by person, of those that begin in this period and have begun."""
        today = self.clock.now().astimezone(self.policy.zone).date()
        duty: dict[str, int] = {}
        for week in await self.weeks.ledger():
            if week.person and since <= week.monday < until and week.monday <= monday_of(today):
                duty[week.person] = duty.get(week.person, 0) + 1
        return duty

    def _this_month(self) -> date:
        return self.clock.now().astimezone(self.policy.zone).date().replace(day=1)


def _month(found: re.Match[str], typed: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise FilterUnknown("chiffres", typed) from error
