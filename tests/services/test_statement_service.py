"""Who reads, validates and corrects which statement; one statement for one person, however the directory names them."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.calls.amendment import AmendCall
from bot.domain.calls.call import Call
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.clients.client import Client
from bot.domain.month import Month
from bot.domain.outbox.notice import DeliveryState, Notice
from bot.domain.refusals import (
    ClientUndecided,
    MonthNotOver,
    MonthUnreadable,
    NoStatement,
    NotClosed,
    NothingToValidate,
    NotTheAccountManager,
    Refusal,
)
from bot.domain.statements import statement_week
from bot.services.rota import RotaReader, RotaWriter
from bot.services.statement_changes import StatementChanges
from bot.services.statement_queries import StatementQueries
from bot.services.statement_upkeep import ALARM, SOON, StatementUpkeep, StatementWatch
from tests.services.bench import POLICY, ROTA, ServiceBench
from tests.services.fakes import RecordingNotifier
from tests.support.workspace import ALICE, BRUNO, CAMILLE, FARID

NOVEMBER = Month(2026, 11)
DECEMBER = datetime(2026, 12, 1, 8, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 3, 8, tzinfo=UTC)
LEAD = POLICY.escalation.lead
FORM = AmendCall(imputation=Imputation.PROJECT, minutes1=30, minutes2=0, reason="Forfait")


class StatementBench(ServiceBench):
    """The services of statements over the bench's store, on the first of December."""

    def __init__(
        self, directory: Iterable[Client] | None = None, account_manager: str | None = POLICY.account_manager
    ) -> None:
        super().__init__(directory)
        policy = replace(POLICY, statement_at=time(9), members=(), account_manager=account_manager)
        rota = RotaReader(weeks=self.store.weeks, rota_policy=ROTA, policy=policy, clock=self.clock)
        self.statement_queries = StatementQueries(
            calls=self.store.calls,
            clients=self.clients,
            people=self.people,
            weeks=self.store.weeks,
            card_link=lambda _call: None,
            policy=policy,
            clock=self.clock,
        )
        writer = RotaWriter(rota=rota, weeks=self.store.weeks, notifier=RecordingNotifier())
        self.statement_changes = StatementChanges(
            calls=self.store.calls,
            queries=self.statement_queries,
            rota_writer=writer,
            policy=policy,
            clock=self.clock,
            notifier=self.notifier,
        )
        self.statement_upkeep = StatementUpkeep(
            calls=self.store.calls,
            weeks=self.store.weeks,
            queries=self.statement_queries,
            rota_writer=writer,
            policy=policy,
            clock=self.clock,
        )

    async def closed(self, code: str = "ACME", request: str = "HS") -> Call:
        call = await self.open(code, request)
        form = CloseCall(imputation=Imputation.ASSISTANCE, solution="Réglé.", minutes1=12)
        return await self.calls.close(call.number, ALICE, form)

    async def notices(self, month: Month = NOVEMBER) -> list[Notice]:
        week = await self.store.weeks.of(statement_week(month))
        return [n for n in week.notices if n.facts.get("month") == str(month)] if week else []

    async def attempted(self, month: Month, state: DeliveryState, error: str | None = None) -> None:
        """Slack has answered each message of the month's statement."""
        week = await self.store.weeks.of(statement_week(month))
        assert week
        notices = tuple(replace(n, state=state, error=error) for n in week.notices)
        await self.store.weeks.replace(replace(week, notices=notices), week.version)

    async def sent(self) -> list[str]:
        """The months from October to January whose statement was promised."""
        months = (Month(2026, 10), NOVEMBER, Month(2026, 12), Month(2027, 1))
        return [str(month) for month in months if await self.notices(month)]


@pytest.fixture
def bench() -> StatementBench:
    return StatementBench()


async def test_it_is_promised_once_whatever_runs_at_once(bench: StatementBench):
    await bench.closed()
    bench.clock.at = DECEMBER
    await asyncio.gather(*(bench.statement_upkeep.run() for _ in range(5)))
    await bench.statement_upkeep.run()
    assert sorted(n.to for n in await bench.notices()) == [CAMILLE, FARID]
    assert {n.due for n in await bench.notices()} == {DECEMBER}


async def test_it_says_when_to_run_again(bench: StatementBench):
    await bench.closed()
    bench.clock.at = datetime(2026, 11, 30, 22, tzinfo=UTC)
    assert await bench.statement_upkeep.run() == DECEMBER
    bench.clock.at = DECEMBER
    following = await bench.statement_upkeep.run()
    assert following
    assert following <= datetime(2027, 1, 4, 8, tzinfo=UTC)


async def test_after_a_long_stop_each_month_is_sent_once_the_one_before_is_delivered(bench: StatementBench):
    await bench.closed()
    bench.clock.at = FEBRUARY
    soon = await bench.statement_upkeep.run()
    assert soon == FEBRUARY + SOON
    assert await bench.sent() == ["2026-11"]
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-11"]
    await bench.attempted(NOVEMBER, DeliveryState.SENT)
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-11", "2026-12"]
    await bench.attempted(NOVEMBER.following, DeliveryState.SENT)
    following = await bench.statement_upkeep.run()
    assert following
    assert following > FEBRUARY + timedelta(days=20)
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-11", "2026-12", "2027-01"]
    assert [len(await bench.notices(Month.read(month))) for month in await bench.sent()] == [2, 2, 2]


async def test_a_month_that_slack_refuses_does_not_hold_up_the_next(bench: StatementBench):
    await bench.closed()
    bench.clock.at = FEBRUARY
    await bench.statement_upkeep.run()
    await bench.attempted(NOVEMBER, DeliveryState.DUE, "is_archived")
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-11", "2026-12"]


async def test_a_month_that_nobody_is_to_read_does_not_hold_up_the_next():
    bench = StatementBench([Client(code="SEUL", name="Seul")], account_manager=None)
    bench.clock.at = datetime(2026, 10, 20, 8, tzinfo=UTC)
    await bench.closed("SEUL")
    bench.clock.at = FEBRUARY - timedelta(days=14)
    number = (await bench.open("SEUL", "évolution")).number
    for node, answer in (("phase", "after"), ("after", "evolution")):
        await bench.calls.answer(number, ALICE, TriageChoice(node, answer, need="Un quai"))
    bench.clock.at = FEBRUARY
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-10"]
    await bench.attempted(Month(2026, 10), DeliveryState.SENT)
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2026-10", "2027-01"]


async def test_months_that_ended_while_no_statement_was_configured_are_not_sent_later(bench: StatementBench):
    for at in (bench.clock.at, DECEMBER + timedelta(days=14), FEBRUARY - timedelta(days=14)):
        bench.clock.at = at
        await bench.closed()
    bench.clock.at = FEBRUARY
    await bench.statement_upkeep.run()
    assert await bench.sent() == ["2027-01"]


async def test_an_address_and_an_id_of_one_person_are_one_reader(bench: StatementBench):
    acme = await bench.closed("ACME")
    carton = await bench.closed("CARTON")
    directory = await bench.clients.directory()
    changed = replace(directory.clients["ACME"], account_manager="camille@example.fr")
    await bench.clients.change(lambda d: d.with_client(changed))
    bench.clock.at = DECEMBER
    await bench.statement_upkeep.run()
    assert sorted(n.to for n in await bench.notices()) == [CAMILLE, FARID]
    view = await bench.statement_queries.for_reader("2026-11", CAMILLE)
    assert {line.call.number for c in view.clients for line in c.lines} == {acme.number, carton.number}


@pytest.mark.parametrize("person", [ALICE, BRUNO, FARID])
async def test_another_may_neither_validate_nor_correct(bench: StatementBench, person: str):
    call = await bench.closed()
    bench.clock.at = DECEMBER
    with pytest.raises(NotTheAccountManager) as refused:
        await bench.statement_changes.validate(NOVEMBER, "ACME", person)
    assert refused.value.by == CAMILLE
    with pytest.raises(NotTheAccountManager):
        await bench.statement_queries.amendable(call.number, person)
    with pytest.raises(NotTheAccountManager):
        await bench.statement_changes.amend(call.number, person, FORM)
    assert len((await bench.calls.call(call.number)).reports) == 1


@pytest.mark.parametrize("person", [CAMILLE, LEAD])
async def test_the_account_manager_and_the_lead_may(bench: StatementBench, person: str):
    call = await bench.closed()
    bench.clock.at = DECEMBER
    await bench.statement_changes.amend(call.number, person, FORM)
    await bench.statement_changes.validate(NOVEMBER, "ACME", person)
    (client,) = (await bench.statement_queries.contents(NOVEMBER)).clients
    assert client.validation
    assert (client.validation.by, client.modified) == (person, False)
    assert client.minutes == {Imputation.PROJECT: (30, 0)}


async def test_what_cannot_be_validated_says_why(bench: StatementBench):
    async def refused(month: Month, code: str, kind: type[Refusal]) -> None:
        with pytest.raises(kind):
            await bench.statement_changes.validate(month, code, CAMILLE)

    await bench.closed()
    await refused(NOVEMBER, "ACME", MonthNotOver)
    call = await bench.open("CARTON", "évolution")
    form = CloseCall(imputation=Imputation.TO_QUOTE, solution="Noté.")
    await bench.calls.close(call.number, ALICE, form)
    bench.clock.at = DECEMBER
    await refused(NOVEMBER, "CARTON", ClientUndecided)
    await refused(NOVEMBER.previous, "ACME", NothingToValidate)


async def test_who_has_no_statement_is_told(bench: StatementBench):
    with pytest.raises(NoStatement):
        await bench.statement_queries.for_reader("2026-11", ALICE)
    with pytest.raises(MonthUnreadable):
        await bench.statement_queries.for_reader("novembre", CAMILLE)


async def test_an_open_call_is_not_corrected(bench: StatementBench):
    call = await bench.open("ACME", "HS")
    with pytest.raises(NotClosed):
        await bench.statement_queries.amendable(call.number, CAMILLE)


async def test_a_changed_call_redraws_the_statement_in_which_it_stands(bench: StatementBench):
    call, other = await bench.closed(), await bench.closed("BOIS")
    bench.clock.at = DECEMBER
    await bench.statement_upkeep.run()
    before = [n.revision for n in await bench.notices()]
    await bench.statement_upkeep.refresh(call.number)
    assert [n.revision for n in await bench.notices()] == [revision + 1 for revision in before]
    today = await bench.open("ACME", "autre")
    await bench.statement_upkeep.refresh(today.number)
    await bench.statement_upkeep.refresh("2026-9999")
    assert [n.revision for n in await bench.notices()] == [revision + 1 for revision in before]
    assert other.number != call.number


async def test_only_calls_of_past_months_set_the_alarm(bench: StatementBench):
    armed: list[str] = []

    class Alarms:
        def arm(self, id: str, _at: datetime) -> None:
            armed.append(id)

    notifier = RecordingNotifier()
    watch = StatementWatch(notifier=notifier, alarms=Alarms(), clock=bench.clock, policy=POLICY)
    call = await bench.closed()
    watch.notify(call)
    assert armed == []
    bench.clock.at = DECEMBER
    watch.notify(call)
    watch.notify(await bench.open("ACME", "autre"))
    assert armed == [f"{ALARM}{call.number}"]
