"""The pages of the rota: the weeks to come, what changed since somebody last looked, and what may be done."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.policy import Policy, RotaPolicy
from bot.domain.ports import Clock
from bot.domain.refusals import StoreRefused, TooBusy
from bot.domain.rota.announcements import announce_at
from bot.domain.rota.schedule import Schedule, Shift, shifts
from bot.domain.rota.week import Absence, Swap, ViewedWeeks, Week
from bot.domain.rota.working_weeks import local_day
from bot.services.names import PersonNames
from bot.services.rota import RotaReader, RotaWriter
from bot.services.rota_changes import RotaService

SHOWN_WEEKS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaRow:
    """One week. `was` is who had it when the reader last looked, where that changed.

    `announced_at` is when it is announced, None in a week without any working day; `moved` is whether a holiday
    moves that.
    """

    shift: Shift
    changed: bool
    was: str | None
    announced_at: datetime | None
    moved: bool


@dataclass(frozen=True, slots=True)
class RotaEntry:
    """Where an absence or a swap is written down: its week and its id."""

    monday: date
    entry: Absence | Swap

    @property
    def reference(self) -> str:
        return f"{self.monday.isoformat()} {self.entry.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaView:
    """As `reader` sees it: open proposals that concern them, and everybody's absences that are not over."""

    reader: str
    policy: Policy
    now: datetime
    rows: tuple[RotaRow, ...]
    swaps: tuple[RotaEntry, ...]
    absences: tuple[RotaEntry, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SwapFormView:
    """What «Proposer un échange» offers; `names` are people's plain names."""

    mine: tuple[Shift, ...]
    theirs: tuple[Shift, ...]
    names: Mapping[str, str] = field(default_factory=dict)


class RotaQueries:
    def __init__(
        self,
        *,
        roster: RotaReader,
        pen: RotaWriter,
        exchange: RotaService,
        names: PersonNames,
        plan: RotaPolicy,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._roster = roster
        self._pen = pen
        self._exchange = exchange
        self._names = names
        self._plan = plan
        self._policy = policy
        self._clock = clock

    async def look(self, reader: str) -> RotaView:
        """The next weeks, and a note of what was shown, for the next time."""
        schedule = await self._roster.schedule()
        found = shifts(schedule, schedule.this_week, SHOWN_WEEKS)
        seen = dict(_last_look(schedule, reader))
        await self._note(schedule, reader, tuple((shift.monday, shift.person) for shift in found))
        today = self.today()
        absences = [
            RotaEntry(w.monday, a)
            for w in schedule.weeks
            for a in w.absences
            if not (a.is_over(today) or a.gone)
        ]
        swaps = [
            RotaEntry(week.monday, swap)
            for week in schedule.weeks
            for swap in week.swaps
            if swap.is_open and reader in {swap.to, swap.asked.by}
        ]
        return RotaView(
            reader=reader,
            policy=self._policy,
            now=self._clock.now(),
            rows=tuple(self._row(shift, seen) for shift in found),
            swaps=tuple(swaps),
            absences=tuple(absences),
            names=await self._names.of({shift.instead_of for shift in found if shift.instead_of}, {}),
        )

    def today(self) -> date:
        return local_day(self._clock.now(), self._policy.zone)

    async def offer(self, by: str) -> SwapFormView:
        """Raises: NoWeekToSwap."""
        mine, theirs = await self._exchange.offered(by)
        names = await self._names.of({shift.person for shift in theirs if shift.person}, {})
        return SwapFormView(mine=tuple(mine), theirs=tuple(theirs), names=names)

    def _row(self, shift: Shift, seen: Mapping[date, str | None]) -> RotaRow:
        planned = self._plan.announce.day(shift.monday)
        at = announce_at(self._plan, shift.monday, self._policy)
        return RotaRow(
            shift=shift,
            changed=seen.get(shift.monday, shift.person) != shift.person,
            was=seen.get(shift.monday),
            announced_at=at,
            moved=at is not None and local_day(at, self._policy.zone) != planned,
        )

    async def _note(self, schedule: Schedule, reader: str, shown: ViewedWeeks) -> None:
        if _last_look(schedule, reader) == shown:
            return

        def rule(week: Week, _book: Schedule) -> Week:
            return replace(week, last_viewed={**week.last_viewed, reader: shown})

        # To have been shown the weeks matters more than to be told next time what changed.
        with contextlib.suppress(StoreRefused, TooBusy):
            await self._pen.write(schedule.this_week, rule)


def _last_look(schedule: Schedule, reader: str) -> ViewedWeeks:
    return next(
        (week.last_viewed[reader] for week in reversed(schedule.weeks) if reader in week.last_viewed), ()
    )
