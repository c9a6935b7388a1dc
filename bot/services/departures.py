"""When somebody leaves the rota: their open calls are offered, and who swapped a week with them is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.domain.calls.call import Call
from bot.domain.calls.ownership import take_over
from bot.domain.outbox.notice import Fact, NoticeKind
from bot.domain.ports import Calls, Clock
from bot.domain.rota.schedule import Schedule
from bot.domain.rota.week import Swap, Week
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import Stamp
from bot.services.rota import RotaReader, RotaWriter

REMEMBERED_WEEKS = 8
"""For how many weeks somebody who is no member any more counts as having been one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DepartureService:
    """Tells of each departure once; it may run at any time, by several bots."""

    calls: Calls
    rota: RotaReader
    rota_writer: RotaWriter
    clock: Clock

    async def tell(self) -> None:
        """Offers the open calls of who has left to the week's technician; tells who has a one-sided swap."""
        schedule = await self.rota.schedule()
        left = self._left(schedule)
        if not left:
            return
        technician = await self.rota.on_duty(self.clock.now())
        if technician:
            await self._offer(schedule, left - {technician}, technician)
        for swap in schedule.swaps():
            other = _left_alone(swap, left, schedule)
            if other:
                gone = swap.to if other == swap.asked.by else swap.asked.by
                weeks = {"mine": swap.mine.isoformat(), "theirs": swap.theirs.isoformat()}
                await self._say(schedule, other, {"event": "swap_one_sided", "person": gone, **weeks})

    def _left(self, schedule: Schedule) -> set[str]:
        recent = [w for w in schedule.weeks if w.monday > schedule.this_week - REMEMBERED_WEEKS * WEEK]
        members = {member for week in recent for member in week.members} | set(schedule.members)
        return {
            member
            for member in members
            if member not in schedule.members or schedule.is_gone(member, schedule.this_week)
        }

    async def _offer(self, schedule: Schedule, left: Iterable[str], technician: str) -> None:
        stamp = Stamp(self.clock.now(), technician)
        running = await self.calls.open_calls()
        for person in sorted(left):
            numbers = [c.number for c in running if c.owner == person and _can_be_taken(c, stamp)]
            if numbers:
                facts = {"event": "orphaned", "person": person, "calls": " ".join(numbers)}
                await self._say(schedule, technician, facts)

    async def _say(self, schedule: Schedule, to: str, facts: Mapping[str, Fact]) -> None:
        rule = partial(_said, to=to, facts=facts, clock=self.clock)
        week = next((w for w in schedule.weeks if w.monday == schedule.this_week), None)
        if week is None or rule(week, schedule) is not week:
            await self.rota_writer.write(schedule.this_week, rule)


def _said(week: Week, _schedule: Schedule, *, to: str, facts: Mapping[str, Fact], clock: Clock) -> Week:
    """Unchanged where they were told the same this week."""
    same = {name: fact for name, fact in facts.items() if name != "calls"}
    if any(n.to == to and same.items() <= n.facts.items() for n in week.notices):
        return week
    return week.direct_message(to, NoticeKind.ROTA_LINE, due=clock.now(), **facts)


def _can_be_taken(call: Call, stamp: Stamp) -> bool:
    return take_over(call, stamp) is not call


def _left_alone(swap: Swap, left: set[str], schedule: Schedule) -> str | None:
    """Who of the two of an accepted swap that is to come is still there, where the other has left."""
    if swap.accepted_at is None or max(swap.mine, swap.theirs) <= schedule.this_week:
        return None
    pair = {swap.asked.by, swap.to}
    there = pair - left
    return there.pop() if len(there) == 1 else None
