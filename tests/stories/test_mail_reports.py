"""Comptes rendus that leave the service: by mail and to the tool, whatever breaks on the way."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import BotConfig
from bot.delivery.senders.gdp import GdpTool
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind, QueueKind
from bot.domain.policy import ReportChannel, Reporting
from bot.storage.tiny.folder import TinyStore
from tests.delivery.mail_house import MailHouse, mail_house, part
from tests.delivery.test_gdp_tool import Tool, gdp_tool
from tests.stories.office import Office
from tests.support.workspace import SERVICE, config, plain

Reports = Callable[[str], Awaitable[list[Notice]]]

SERVICE_BOX = "service-lina@example.fr"
CAMILLE = "camille@example.fr"


@pytest.fixture
async def policy() -> AsyncIterator[MailHouse]:
    async with mail_house() as made:
        yield made


@pytest.fixture
async def tool() -> AsyncIterator[Tool]:
    async with gdp_tool() as made:
        yield made


@pytest.fixture
def by() -> tuple[ReportChannel, ...]:
    return (ReportChannel.SLACK, ReportChannel.MAIL)


@pytest.fixture
def what(policy: MailHouse, tool: Tool, by: tuple[ReportChannel, ...]) -> BotConfig:
    usual = config()
    reporting = Reporting(by=by, mail=SERVICE_BOX, gdp=True)
    return replace(
        usual,
        policy=replace(usual.policy, reporting=reporting),
        mail=policy.server,
        gdp=GdpTool(url=tool.url, token="jeton"),
    )


async def closed(office: Office, solution: str = "Câble rebranché.") -> str:
    number = await office.open()
    await office.form("alice", number, "Clore", "Compte rendu")
    assert await office.person("alice").submit({"Imputation": "Assistance", "Solution": solution}) == {}
    await office.card_shows(number, "Clos")
    return number


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """The comptes rendus of a call as the disk has them."""

    async def read(number: str) -> list[Notice]:
        async with TinyStore.open(tmp_path / "data", exclusive=False) as store:
            call = await store.calls.get(number)
        assert call
        return [notice for notice in call.notices if notice.kind is NoticeKind.REPORT]

    return read


async def test_everybody_gets_each_version_once(office: Office, policy: MailHouse, tool: Tool):
    number = await closed(office)
    await office.quiet()
    assert [
        plain(m.words).count(f"Compte rendu {number}") for m in office.simulator.messages(SERVICE)[-1:]
    ] == [1]
    await office.told("camille", f"Compte rendu {number}", "Câble rebranché.")
    assert sorted(str(mail["To"]) for mail in policy.mails) == [CAMILLE, SERVICE_BOX]
    assert len({mail["Message-ID"] for mail in policy.mails}) == 2
    mail = policy.to(CAMILLE)[0]
    assert mail["Reply-To"] == "alice@example.fr"
    assert "Câble rebranché." in part(mail, "plain")
    assert "Traité par : Alice" in plain(part(mail, "plain"))
    assert [body["numero"] for body in tool.bodies] == [number]
    assert tool.bodies[0]["technicien"] == "Alice"

    await office.click("alice", number, "Rouvrir")
    await office.form("alice", number, "Clore", "Compte rendu")
    await office.person("alice").submit({"Imputation": "Assistance", "Solution": "Câble changé."})
    await office.seen(SERVICE, f"Compte rendu {number} (version 2)", "Annule et remplace")
    await office.quiet()
    assert len(policy.to(CAMILLE)) == len(policy.to(SERVICE_BOX)) == 2
    assert "(version 2) – Annule et remplace" in policy.to(CAMILLE)[1]["Subject"]
    assert [body["version"] for body in tool.bodies] == [1, 2]


@pytest.mark.parametrize("by", [(ReportChannel.MAIL,)])
async def test_by_mail_alone_nothing_is_said_by_direct_message(office: Office, policy: MailHouse):
    await closed(office)
    await office.quiet()
    assert len(policy.to(CAMILLE)) == 1
    assert not [m for m in office.simulator.direct_messages("U0CAMILLE") if "Compte rendu" in m.words]


@pytest.mark.parametrize("by", [(), (ReportChannel.SLACK,)])
async def test_by_slack_when_nothing_else_is_chosen(office: Office, policy: MailHouse):
    number = await closed(office)
    await office.told("camille", f"Compte rendu {number}")
    await office.quiet()
    assert [str(mail["To"]) for mail in policy.mails] == [SERVICE_BOX]


@pytest.mark.parametrize("by", [(ReportChannel.SLACK,)])
async def test_an_account_manager_whom_slack_refuses_gets_a_mail(
    office: Office, policy: MailHouse, reports: Reports
):
    office.simulator.deactivate("U0CAMILLE")
    number = await closed(office)
    await office.simulator.until(lambda: policy.to(CAMILLE))
    await office.quiet()
    assert len(policy.to(CAMILLE)) == 1
    assert [n.state for n in await reports(number)].count(DeliveryState.REJECTED) == 1
    assert not [m for m in office.simulator.messages(SERVICE) if "remis" in m.words]


@pytest.mark.parametrize(
    "by", [(ReportChannel.SLACK,), (ReportChannel.MAIL,), (ReportChannel.SLACK, ReportChannel.MAIL)]
)
async def test_an_account_manager_whom_nothing_reaches_is_answered_for_by_the_service_once(
    office: Office, policy: MailHouse
):
    office.simulator.deactivate("U0CAMILLE")
    policy.refusals[CAMILLE] = "550 5.1.1 no such mailbox"
    number = await closed(office)
    await office.seen(SERVICE, f"Compte rendu {number}", "n’a pas pu être remis à Camille")
    await office.quiet()
    assert len([m for m in office.simulator.messages(SERVICE) if "remis" in m.words]) == 1


async def test_a_mail_server_that_is_down_for_an_hour_delays_and_loses_nothing(
    office: Office, policy: MailHouse, tool: Tool, reports: Reports
):
    await policy.close()
    number = await closed(office)
    await office.seen(SERVICE, f"Compte rendu {number}")
    await office.simulator.until(lambda: tool.bodies)
    for _ in range(6):
        await office.later(minutes=10)
    await office.stop()
    await office.start()
    assert policy.mails == []
    waiting = [n for n in await reports(number) if str(n.queue).startswith("mail:")]
    assert {n.state for n in waiting} <= {DeliveryState.DUE, DeliveryState.SENDING}
    assert all(n.error for n in waiting)
    await policy.open()
    await office.later(minutes=2)
    await office.simulator.until(lambda: len(policy.mails) == 2)
    await office.later(minutes=30)
    await office.quiet()
    assert sorted(str(mail["To"]) for mail in policy.mails) == [CAMILLE, SERVICE_BOX]


async def test_a_slow_mail_server_holds_up_no_ping(office: Office, policy: MailHouse):
    policy.delay = 2.0
    await closed(office)
    second = await office.open("bois logiciel bloqué")
    office.clock.advance(timedelta(minutes=10))
    assert office.lina
    await office.lina.jobs.clock_moved()
    await office.seen("C0DEV", second, "Sans solution")
    assert len(policy.mails) < 2


async def test_a_mail_server_that_takes_and_never_says_so_gets_each_mail_twice_at_most(
    office: Office, policy: MailHouse, reports: Reports
):
    policy.cuts = True
    number = await closed(office)
    await office.simulator.until(lambda: len(policy.mails) == 2)
    await office.quiet()
    await office.later(minutes=9)
    await office.quiet()
    assert len(policy.mails) == 2
    await office.later(minutes=2)
    await office.simulator.until(lambda: len(policy.mails) == 4)
    await office.quiet()
    await office.later(hours=30)
    await office.quiet()
    assert sorted(str(mail["To"]) for mail in policy.mails) == [CAMILLE] * 2 + [SERVICE_BOX] * 2
    assert len({mail["Message-ID"] for mail in policy.to(CAMILLE)}) == 1
    mailed = [n for n in await reports(number) if n.queue.kind is QueueKind.MAIL]
    assert {n.state for n in mailed} == {DeliveryState.FAILED}
    home = await office.person("alice").open_home()
    assert home
    assert plain("Pas encore dit") in plain(home.words)
    assert "may have arrived" in home.words


async def test_a_doubtful_mail_that_is_taken_the_second_time_is_said(
    office: Office, policy: MailHouse, reports: Reports
):
    policy.cuts = True
    number = await closed(office)
    await office.simulator.until(lambda: len(policy.mails) == 2)
    await office.quiet()
    policy.cuts = False
    policy.refusals[CAMILLE] = "450 4.2.0 greylisted, try again later"
    await office.later(minutes=11)
    await office.simulator.until(lambda: len(policy.to(SERVICE_BOX)) == 2)
    await office.quiet()
    policy.refusals.clear()
    await office.later(minutes=2)
    await office.simulator.until(lambda: len(policy.to(CAMILLE)) == 2)
    await office.quiet()
    states = {n.state for n in await reports(number) if n.queue.kind is QueueKind.MAIL}
    assert states == {DeliveryState.SENT}


async def test_a_greylisted_recipient_gets_it_a_minute_later(office: Office, policy: MailHouse):
    policy.refusals[CAMILLE] = "450 4.2.0 greylisted, try again later"
    await closed(office)
    await office.simulator.until(lambda: policy.to(SERVICE_BOX))
    policy.refusals.clear()
    await office.later(minutes=2)
    await office.simulator.until(lambda: policy.to(CAMILLE))


async def test_a_mailbox_of_the_house_that_does_not_exist_is_tried_again(
    office: Office, policy: MailHouse, reports: Reports
):
    policy.refusals[SERVICE_BOX] = "550 5.1.1 no such mailbox"
    number = await closed(office)
    await office.simulator.until(lambda: policy.to(CAMILLE))
    await office.quiet()
    assert not [m for m in office.simulator.messages(SERVICE) if "remis" in m.words]
    policy.refusals.clear()
    await office.later(minutes=16)
    await office.simulator.until(lambda: policy.to(SERVICE_BOX))
    assert DeliveryState.REJECTED not in {n.state for n in await reports(number)}


async def test_a_tool_that_answers_500_twice_has_it_once(office: Office, tool: Tool, reports: Reports):
    tool.answers[:] = [(500, {}), (500, {}), (201, {})]
    number = await closed(office)
    await office.simulator.until(lambda: len(tool.bodies) == 1)
    await office.later(minutes=1)
    await office.simulator.until(lambda: len(tool.bodies) == 2)
    await office.later(minutes=1)
    await office.simulator.until(lambda: len(tool.bodies) == 3)
    await office.later(hours=1)
    await office.quiet()
    assert len(tool.bodies) == 3
    assert len({headers["Idempotency-Key"] for headers in tool.headers}) == 1
    assert tool.bodies[0] == tool.bodies[2]
    assert [n.state for n in await reports(number) if str(n.queue) == "gdp"] == [DeliveryState.SENT]


async def test_a_stop_between_the_servers_word_and_ours_sends_the_same_message_again(
    office: Office, policy: MailHouse, reports: Reports
):
    """At least once, rarely twice: with one Message-ID, so that it shows once."""
    policy.delay = 3.0
    number = await closed(office)
    await office.simulator.until(lambda: policy.tries >= 2)
    await office.stop()
    policy.delay = 0.0
    await office.start()
    await office.later(minutes=12)
    await office.simulator.until(lambda: policy.to(CAMILLE) and policy.to(SERVICE_BOX))
    await office.quiet()
    assert len({mail["Message-ID"] for mail in policy.to(CAMILLE)}) == 1
    assert DeliveryState.SENDING not in {n.state for n in await reports(number)}


async def test_what_was_promised_by_mail_waits_while_mail_is_not_configured(
    office: Office, policy: MailHouse, what: BotConfig
):
    policy.refusals[CAMILLE] = "450 4.2.0 later"
    await closed(office)
    await office.simulator.until(lambda: policy.to(SERVICE_BOX))
    await office.quiet()
    await office.stop()
    office.plan = replace(what, mail=None)
    await office.start()
    await office.later(hours=1)
    await office.quiet()
    await office.stop()
    policy.refusals.clear()
    office.plan = what
    await office.start()
    await office.later(minutes=16)
    await office.simulator.until(lambda: policy.to(CAMILLE))
