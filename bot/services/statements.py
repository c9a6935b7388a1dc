"""The month's statement: gathered for account managers, sent once, validated, and its calls corrected (surface 11)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.domain import statements
from bot.domain.calls import amendment
from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.call import Call
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.stats import CallStats, assistance_minutes
from bot.domain.clients.client import Client, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.month import Month
from bot.domain.outbox.notice import Notice, NoticeKind, Queue, QueueKind
from bot.domain.policy import Policy
from bot.domain.ports import Alarms, CallNotifier, Calls, Clients, Clock, People, Weeks
from bot.domain.refusals import MonthNotOver, MonthUnreadable, NoStatement, NotClosed, NotTheAccountManager
from bot.domain.rota.week import Validation, Week
from bot.domain.rota.working_weeks import instant_of, local_day
from bot.domain.stamp import Stamp
from bot.domain.statements import ClientStatement, StatementPage
from bot.services.change import change, existing
from bot.services.names import PersonNames, people_of
from bot.services.rota import RotaWriter, Rule

log = structlog.get_logger(__name__)

ALARM = "statement:"
"""An alarm's id is this and the number of a call whose statement is to show what is true now."""


CardLink = Callable[[Call], str | None]
"""The address of a call's card; None before it is posted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementView:
    """A month's statement as one reader sees it.

    Attributes:
        month: the month.
        policy: what the installation is configured to do.
        now: aware UTC.
        clients: the clients that it is about, by name.
        managers: the account manager of each client, by its code: a Slack id, else as the directory has it.
        links: the address of each call's card, by number; None before it is posted.
        pages: the clients, a list for each message.
        page: which of them is shown, from 1.
        names: people's names by Slack id and by e-mail address.
        slack_ids: Slack ids by e-mail address.
        notice: the notice that is shown; None on a surface that is no notice.
    """

    month: Month
    policy: Policy
    now: datetime
    clients: tuple[ClientStatement, ...]
    managers: Mapping[str, str | None]
    links: Mapping[str, str | None]
    pages: tuple[tuple[StatementPage, ...], ...]
    page: int = 1
    names: Mapping[str, str] = field(default_factory=dict)
    slack_ids: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None

    @property
    def several_managers(self) -> bool:
        """Whether more than one account manager answers for these clients."""
        return len({self.managers.get(client.code) for client in self.clients}) > 1

    @property
    def is_over(self) -> bool:
        """Whether the month is over, so that it can be validated."""
        return is_over(self.month, self.now, self.policy)


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthContents:
    """The clients of a month, each with its account manager.

    Attributes:
        clients: by name.
        managers: by the client's code; a Slack id where Slack knows one, else as the directory has it, None for nobody.
        directory: as it was read.
    """

    clients: tuple[ClientStatement, ...]
    managers: Mapping[str, str | None]
    directory: Directory


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementQueries:
    """Gathers statements. It changes nothing but the names that the directory keeps."""

    calls: Calls
    clients: Clients
    people: People
    weeks: Weeks
    card_link: CardLink
    policy: Policy
    clock: Clock

    async def contents(self, month: Month) -> MonthContents:
        """The month of every client that called, or has something to decide."""
        directory = await self.clients.directory()
        week = await self.weeks.of(statements.statement_week(month))
        stats = await self.calls.stats()
        by_client: dict[str, list[Call]] = {}
        for call in await self._calls(month, week, stats):
            by_client.setdefault(call.client.code, []).append(call)
        closed = _by_client(stats, by_client.keys())
        made = [
            self._client_statement(
                directory.by_code(code),
                calls,
                statements.validations_of(week, month, code),
                month,
                closed[code],
            )
            for code, calls in by_client.items()
        ]
        managers = {
            code: await self._reached(self._manager_of(directory.by_code(code), calls))
            for code, calls in by_client.items()
        }
        clients = tuple(sorted(made, key=lambda client: (client.name.casefold(), client.code)))
        return MonthContents(clients=clients, managers=managers, directory=directory)

    async def view(
        self,
        month: Month,
        *,
        managers: Collection[str | None] | None = None,
        code: str | None = None,
        page: int = 1,
        notice: Notice | None = None,
    ) -> StatementView:
        """The month of these account managers' clients, or of all; of one client by its code.

        `managers` are Slack ids, else as the directory has them, None for clients without one.
        """
        contents = await self.contents(month)
        chosen = tuple(
            client
            for client in contents.clients
            if (managers is None or contents.managers[client.code] in managers)
            and (code is None or client.code.casefold() == code.casefold())
        )
        pages = tuple(map(tuple, statements.pages(chosen)))
        shown = [line.call for client in chosen for line in client.lines]
        people = {person for call in shown for person in people_of(call)}
        people |= {person for person in contents.managers.values() if person}
        people |= {client.validation.by for client in chosen if client.validation}
        slack_ids = {
            person: found for person in people if "@" in person and (found := await self.people.find(person))
        }
        names = PersonNames(people=self.people, clients=self.clients)
        return StatementView(
            month=month,
            policy=self.policy,
            now=self.clock.now(),
            clients=chosen,
            managers=contents.managers,
            links={call.number: self.card_link(call) for call in shown},
            pages=pages,
            page=page,
            names=await names.of(people, slack_ids, contents.directory),
            slack_ids=slack_ids,
            notice=notice,
        )

    async def of_notice(self, notice: Notice) -> StatementView:
        """What a statement's notice shows."""
        manager = notice.facts.get("manager")
        return await self.view(
            Month.read(str(notice.facts["month"])),
            managers=(str(manager) if manager else None,),
            page=int(notice.facts.get("page") or 1),
            notice=notice,
        )

    async def for_reader(self, written: str, by: str) -> StatementView:
        """What `/lina releve` shows: `2026-11`, the past month where nothing is written; then perhaps a client's code.

        Raises:
            MonthUnreadable: no month is written.
            NoStatement: the reader is neither an account manager nor the lead.
        """
        month, code = self._asked(written)
        if await self.is_lead(by):
            return await self.view(month, code=code)
        if not await self._manages(by):
            raise NoStatement
        return await self.view(month, managers=(by,), code=code)

    async def amendable(self, number: str, by: str) -> Call:
        """The call for the form «Corriger l'appel».

        Raises:
            UnknownCall: there is none.
            NotClosed: it has no compte rendu to correct.
            NotTheAccountManager: somebody else answers for the client.
        """
        call = await existing(self.calls, number)
        await self.authorize(call.client.code, by, [call])
        if not amendment.may_be_amended(call):
            raise NotClosed(number)
        return call

    async def authorize(self, code: str, by: str, calls: Iterable[Call] = ()) -> None:
        """Returns if the person is the client's account manager, or the lead.

        Raises:
            NotTheAccountManager: somebody else is.
        """
        directory = await self.clients.directory()
        manager = await self._reached(self._manager_of(directory.by_code(code), list(calls)))
        if manager != by and not await self.is_lead(by):
            raise NotTheAccountManager(manager)

    async def is_lead(self, person: str) -> bool:
        """Whether the Slack id is the lead's."""
        return person == await self._reached(self.policy.escalation.lead)

    def past_month(self) -> Month:
        """The month before the running one."""
        return Month.of(local_day(self.clock.now(), self.policy.zone)).previous

    async def all_managers(self, contents: MonthContents) -> set[str | None]:
        """The account managers of all clients, those without a call in the month included."""
        managers = set(contents.managers.values())
        for client in contents.directory.clients.values():
            if reference := self._manager_of(client, []):
                managers.add(await self._reached(reference))
        return managers

    def _asked(self, written: str) -> tuple[Month, str | None]:
        first, _, rest = written.strip().partition(" ")
        if not first:
            return self.past_month(), None
        try:
            return Month.read(first), rest.strip() or None
        except ValueError as error:
            raise MonthUnreadable from error

    async def _manages(self, person: str) -> bool:
        directory = await self.clients.directory()
        references = {self._manager_of(client, []) for client in directory.clients.values()}
        references.add(self.policy.account_manager)
        return person in {await self._reached(reference) for reference in references if reference}

    def _manager_of(self, client: Client | None, calls: list[Call]) -> str | None:
        """Who answers for the client now; for one that is no longer in the directory, who did for its last call."""
        if client:
            return client.account_manager or self.policy.account_manager
        last = max(calls, key=lambda call: call.number, default=None)
        return (last.account_manager if last else None) or self.policy.account_manager

    async def _reached(self, reference: str | None) -> str | None:
        return (await self.people.find(reference) or reference) if reference else None

    async def _calls(self, month: Month, week: Week | None, stats: Iterable[CallStats]) -> list[Call]:
        """The calls of the month, and those that were validated in it and have left it since."""
        zone, written = self.policy.zone, str(month)
        start, end = statements.span_of(month, zone)
        numbers = {row.number for row in stats if start <= row.closed_at < end}
        numbers |= {
            number
            for validation in (week.validations if week else ())
            if validation.month == written
            for number in validation.lines
        }
        found = {number: call for number in numbers if (call := await self.calls.get(number))}
        found |= {
            call.number: call
            for call in await self.calls.undecided()
            if statements.is_included(call, month, zone)
        }
        return [found[number] for number in sorted(found)]

    def _client_statement(
        self,
        client: Client | None,
        calls: list[Call],
        validations: tuple[Validation, ...],
        month: Month,
        stats: Sequence[CallStats],
    ) -> ClientStatement:
        before, after = self._hours(client, month, stats)
        return ClientStatement(
            code=calls[-1].client.code,
            name=client.name if client else calls[-1].client.name,
            lines=statements.in_order(statements.line_of(call, validations) for call in calls),
            contract=client.contract if client else None,
            left_before=before,
            left_after=after,
            validation=validations[-1].stamp if validations else None,
        )

    def _hours(
        self, client: Client | None, month: Month, stats: Sequence[CallStats]
    ) -> tuple[int | None, int | None]:
        """What the contract granted before and after the month; `stats` are the client's."""
        if client is None or client.contract is None:
            return None, None
        start, end = statements.span_of(month, self.policy.zone)
        before = [row for row in stats if row.closed_at < start]
        until = [row for row in stats if row.closed_at < end]
        return (
            minutes_left(client.contract, assistance_minutes(before, client)),
            minutes_left(client.contract, assistance_minutes(until, client)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementService:
    """Sends the month's statement, once whichever bot is the first, and changes what people say of it."""

    calls: Calls
    weeks: Weeks
    queries: StatementQueries
    rota_writer: RotaWriter
    policy: Policy
    clock: Clock
    notifier: CallNotifier

    async def run(self) -> datetime | None:
        """Sends the past month's statement if it is due; returns when to run again (aware UTC), None for never.

        The statement of a month in which the bot was not in use yet is not sent.
        """
        at = self.policy.statement_at
        if at is None:
            return None
        month, now = self.queries.past_month(), self.clock.now()
        due = statements.due_at(month, at, self.policy)
        if due and now < due:
            return due
        if due and not statements.is_sent(await self.weeks.of(statements.statement_week(month)), month):
            await self._send(month, due)
        return instant_of(month.following.following.first, at, self.policy.zone)

    async def validate(self, month: Month, code: str, by: str) -> None:
        """«Valider»: the client's month is right.

        Raises:
            MonthNotOver: it is not over yet.
            NotTheAccountManager: somebody else answers for the client.
            NothingToValidate: the client has no call in it.
            ClientUndecided: something of the client awaits a decision.
        """
        if not is_over(month, self.clock.now(), self.policy):
            raise MonthNotOver
        contents = await self.queries.contents(month)
        client = next((client for client in contents.clients if client.code == code), None)
        client = client or ClientStatement(code=code, name=code, lines=())
        await self.queries.authorize(code, by, [line.call for line in client.lines])
        stamp = Stamp(self.clock.now(), by)
        await self.rota_writer.write(
            statements.statement_week(month), lambda week, _: statements.validated(week, month, client, stamp)
        )

    async def amend(self, number: str, by: str, form: AmendCall) -> None:
        """«Corriger l'appel»: a new version of the compte rendu goes to the same recipients.

        Raises:
            NotTheAccountManager: somebody else answers for the client.
            Refusal: the rule's, with the form's field.
        """
        call = await existing(self.calls, number)
        await self.queries.authorize(call.client.code, by, [call])
        stamp = Stamp(self.clock.now(), by)
        changed = await change(self.calls, number, lambda c: amendment.amend(c, stamp, form, self.policy))
        self.notifier.notify(changed.after)

    async def refresh(self, number: str) -> None:
        """Has every statement that shows this call, or has shown it, show what is true now."""
        call = await self.calls.get(number)
        if call is None:
            return
        month, last = Month.of(local_day(call.opened.at, self.policy.zone)), self.queries.past_month()
        while month <= last:
            week = await self.weeks.of(statements.statement_week(month))
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

    async def _send(self, month: Month, due: datetime) -> None:
        if not await self._in_use_before(due):
            return
        contents = await self.queries.contents(month)
        for_whom = await self.queries.all_managers(contents)
        counts = {manager: self._pages(contents, manager) for manager in for_whom}

        def rule(week: Week) -> Week:
            if statements.is_sent(week, month):
                return week
            for manager in sorted(counts, key=lambda manager: manager or ""):
                week = self._promise(week, month, due, manager, counts[manager])
            return week

        await self.rota_writer.write(statements.statement_week(month), lambda week, _: rule(week))
        log.info("statement promised", month=str(month), managers=len(counts))

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

    async def _in_use_before(self, due: datetime) -> bool:
        """Whether the bot ran before that instant: it has announced a week, or, without a rota, closed a call."""
        if self.policy.members:
            return any(statements.was_told(week, due) for week in await self.weeks.ledger())
        return any(row.closed_at <= due for row in await self.calls.stats())


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


def is_over(month: Month, now: datetime, policy: Policy) -> bool:
    """Whether the month is over at that instant, in the installation's time zone."""
    return month < Month.of(local_day(now, policy.zone))


def _refreshing(month: Month) -> Rule:
    return lambda week, _schedule: statements.refreshed(week, month)


def _by_client(stats: Iterable[CallStats], codes: Collection[str]) -> dict[str, list[CallStats]]:
    """The rows of these clients, in one pass: there may be a hundred thousand."""
    found: dict[str, list[CallStats]] = {code: [] for code in codes}
    for row in stats:
        if row.client in found:
            found[row.client].append(row)
    return found
