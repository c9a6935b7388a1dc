"""What a person sees of the rota: the weeks to come, what changed since they last looked, what they can do."""

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
    """One week of the list.

    Attributes:
        shift: who is level 1, and why.
        changed: whether that is somebody else than when the reader last viewed the week.
        was: who had the week then; None where nobody had, or the reader never viewed it.
        announced_at: when it is announced (aware UTC); None in a week without any working day.
        moved: whether a holiday moves the announcement.
    """

    shift: Shift
    changed: bool
    was: str | None
    announced_at: datetime | None
    moved: bool


@dataclass(frozen=True, slots=True)
class RotaEntry:
    """An absence or a swap, and the Monday of the week whose document holds it."""

    monday: date
    entry: Absence | Swap

    @property
    def reference(self) -> str:
        """What a button about it carries: the Monday and the id, with a space between."""
        return f"{self.monday.isoformat()} {self.entry.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaView:
    """The rota as one person sees it.

    Attributes:
        reader: their Slack id.
        policy: what the installation is configured to do.
        now: aware UTC.
        rows: the running week and those after it.
        swaps: open proposals that the reader made or has to answer.
        absences: everybody's that are not over.
        names: by Slack id, of those whose week somebody else does.
    """

    reader: str
    policy: Policy
    now: datetime
    rows: tuple[RotaRow, ...]
    swaps: tuple[RotaEntry, ...]
    absences: tuple[RotaEntry, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SwapFormView:
    """What the form «Proposer un échange» lists.

    Attributes:
        mine: the reader's weeks.
        theirs: the weeks of others.
        names: by Slack id.
    """

    mine: tuple[Shift, ...]
    theirs: tuple[Shift, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RotaQueries:
    """Gathers what a person sees of the rota; it writes only which weeks they were shown."""

    rota: RotaReader
    rota_writer: RotaWriter
    service: RotaService
    names: PersonNames
    rota_policy: RotaPolicy
    policy: Policy
    clock: Clock

    async def view(self, reader: str) -> RotaView:
        """The next weeks; records what was shown, so that the next view can tell what changed."""
        schedule = await self.rota.schedule()
        found = shifts(schedule, schedule.this_week, SHOWN_WEEKS)
        viewed = dict(_last_viewed(schedule, reader))
        await self._save_viewed(schedule, reader, tuple((shift.monday, shift.person) for shift in found))
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
            policy=self.policy,
            now=self.clock.now(),
            rows=tuple(self._row(shift, viewed) for shift in found),
            swaps=tuple(swaps),
            absences=tuple(absences),
            names=await self.names.of_people({shift.instead_of for shift in found if shift.instead_of}),
        )

    async def members(self) -> dict[str, str]:
        """The names of the rota's members by Slack id, in turn order; who has no known name is shown by the id."""
        known = await self.names.of_people(self.rota_policy.members)
        return {member: known.get(member, member) for member in self.rota_policy.members}

    def today(self) -> date:
        """In the installation's time zone."""
        return local_day(self.clock.now(), self.policy.zone)

    async def swap_form(self, by: str) -> SwapFormView:
        """What a person can propose.

        Raises:
            NoWeekToSwap: they have no week to come, or nobody else has one.
        """
        mine, theirs = await self.service.swappable(by)
        names = await self.names.of_people({shift.person for shift in theirs if shift.person})
        return SwapFormView(mine=tuple(mine), theirs=tuple(theirs), names=names)

    def _row(self, shift: Shift, viewed: Mapping[date, str | None]) -> RotaRow:
        planned = self.rota_policy.announce.day(shift.monday)
        at = announce_at(self.rota_policy, shift.monday, self.policy)
        return RotaRow(
            shift=shift,
            changed=viewed.get(shift.monday, shift.person) != shift.person,
            was=viewed.get(shift.monday),
            announced_at=at,
            moved=at is not None and local_day(at, self.policy.zone) != planned,
        )

    async def _save_viewed(self, schedule: Schedule, reader: str, shown: ViewedWeeks) -> None:
        if _last_viewed(schedule, reader) == shown:
            return

        def rule(week: Week, _schedule: Schedule) -> Week:
            return replace(week, last_viewed={**week.last_viewed, reader: shown})

        # The weeks are shown even when it cannot be recorded that they were.
        with contextlib.suppress(StoreRefused, TooBusy):
            await self.rota_writer.write(schedule.this_week, rule)


def _last_viewed(schedule: Schedule, reader: str) -> ViewedWeeks:
    return next(
        (week.last_viewed[reader] for week in reversed(schedule.weeks) if reader in week.last_viewed), ()
    )
