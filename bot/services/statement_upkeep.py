"""The month's statement is sent once the month is over, and shows what is true since then (surface 11)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from bot.domain import statements
from bot.domain.calls.call import Call
from bot.domain.calls.quote_decision import awaited
from bot.domain.month import Month
from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.policy import Policy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clock, Weeks
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import instant_of, local_day, monday_of
from bot.services.rota import RotaWriter, Rule
from bot.services.statement_queries import MonthContents, StatementQueries

log = structlog.get_logger(__name__)

ALARM = "statement:"
"""An alarm's id is this and the number of a call whose statement is to show what is true now."""

SOON = timedelta(seconds=10)
"""Before a later month is looked at again, while an earlier one is being delivered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementUpkeep:
    """Sends the month's statement, once whichever bot is the first, and redraws it when its calls change."""

    calls: Calls
    weeks: Weeks
    queries: StatementQueries
    rota_writer: RotaWriter
    policy: Policy
    clock: Clock

    async def run(self) -> datetime | None:
        """Sends the statement that is due, the oldest first; returns when to run again (aware UTC), None for never.

        After a stop over the ends of several months each of them is due. A later month waits until the earlier one is
        delivered, so that their messages are not mixed.
        """
        at = self.policy.statement_at
        if at is None:
            return None
        owed = await self._owed(at)
        if owed and await self._is_under_way(owed[0][0].previous):
            return self.clock.now() + SOON
        while owed:
            if await self._send(*owed.pop(0)):
                break
        now, past = self.clock.now(), self.queries.past_month()
        if owed:
            return now + SOON
        due = statements.due_at(past, at, self.policy)
        if due and now < due:
            return due
        return instant_of(past.following.following.first, at, self.policy.zone)

    async def refresh(self, number: str) -> None:
        """Has every statement that shows this call, or has shown it, show what is true now."""
        call = await self.calls.get(number)
        if call is None:
            return
        month, last = Month.of(local_day(call.opened.at, self.policy.zone)), self.queries.past_month()
        while month <= last:
            week = await self._week_of(month)
            if week and statements.is_sent(week, month) and self._concerns(call, month, week):
                await self.rota_writer.write(week.monday, _refreshing(month))
            month = month.following

    def _concerns(self, call: Call, month: Month, week: Week) -> bool:
        """Whether the statement of that month shows the call, or may have shown it."""
        zone = self.policy.zone
        reported = any(month.includes(report.stamp.at.astimezone(zone)) for report in call.reports)
        validated = any(
            call.number in v.lines for v in statements.validations_of(week, month, call.client.code)
        )
        decided = call.decision is not None or awaited(call)
        return reported or validated or decided or statements.is_included(call, month, zone)

    async def _owed(self, at: time) -> list[tuple[Month, datetime]]:
        """The months whose statement is due and was not sent, each with the instant since when it is, oldest first.

        They go back to a month that was sent, to one before whose statement was due the bot was not in use, or to one
        since when it has run without sending it: no statement was configured then.
        """
        now, past = self.clock.now(), self.queries.past_month()
        uses: tuple[datetime, ...] | None = None
        found: list[tuple[Month, datetime]] = []
        month = past
        while not statements.is_sent(await self._week_of(month), month):
            due = statements.due_at(month, at, self.policy)
            if due is None:
                break
            if due <= now:
                uses = await self._uses() if uses is None else uses
                if not any(use <= due for use in uses):
                    break
                if month != past and any(due < use < self._this_week() for use in uses):
                    break
                found.insert(0, (month, due))
            month = month.previous
        return found

    async def _uses(self) -> tuple[datetime, ...]:
        """Instants at which the bot ran: it announced a week or, without a rota, closed a call."""
        if self.policy.members:
            told = map(statements.told_at, await self.weeks.ledger())
            return tuple(at for at in told if at)
        return tuple(row.closed_at for row in await self.calls.stats())

    def _this_week(self) -> datetime:
        """When the running week began."""
        zone = self.policy.zone
        return instant_of(monday_of(local_day(self.clock.now(), zone)), time(), zone)

    async def _week_of(self, month: Month) -> Week | None:
        return await self.weeks.of(statements.statement_week(month))

    async def _is_under_way(self, month: Month) -> bool:
        return statements.is_under_way(await self._week_of(month), month)

    async def _send(self, month: Month, due: datetime) -> bool:
        """Promises the month's messages; False where there is nobody to read them."""
        contents = await self.queries.contents(month)
        for_whom = await self.queries.all_managers(contents)
        counts = {manager: self._pages(contents, manager) for manager in for_whom}
        if not counts:
            return False

        def rule(week: Week) -> Week:
            if statements.is_sent(week, month):
                return week
            for manager in sorted(counts, key=lambda manager: manager or ""):
                week = self._promise(week, month, due, manager, counts[manager])
            return week

        await self.rota_writer.write(statements.statement_week(month), lambda week, _: rule(week))
        log.info("statement promised", month=str(month), managers=len(counts))
        return True

    def _pages(self, contents: MonthContents, manager: str | None) -> int:
        own = [client for client in contents.clients if contents.managers[client.code] == manager]
        return len(statements.pages(own)) if own else 0

    def _promise(self, week: Week, month: Month, due: datetime, manager: str | None, pages: int) -> Week:
        """`pages` is 0 for who has nothing to read but that nobody called."""
        queue = Queue.direct_message(manager) if manager else Queue(QueueKind.SERVICE)
        to = manager or self.policy.channels.service
        for page in range(1, max(1, pages) + 1):
            week = week.enqueue(
                NoticeKind.STATEMENT,
                queue=queue,
                to=to,
                due=due,
                month=str(month),
                manager=manager,
                page=page,
                pages=pages,
            )
        return week


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementWatch:
    """Passes calls on to `notifier`, and sets an alarm to redraw the statements in which a changed call stands.

    The redrawing itself runs by the alarm, so that no listener waits for it.
    """

    notifier: CallNotifier
    alarms: Alarms
    clock: Clock
    policy: Policy

    def notify(self, call: Call, /) -> None:
        """The call was written."""
        self.notifier.notify(call)
        zone = self.policy.zone
        opened, today = (local_day(at, zone) for at in (call.opened.at, self.clock.now()))
        if Month.of(opened) < Month.of(today) and (call.reports or call.decision or awaited(call)):
            self.alarms.arm(f"{ALARM}{call.number}", self.clock.now())


def _refreshing(month: Month) -> Rule:
    return lambda week, _schedule: statements.refreshed(week, month)
