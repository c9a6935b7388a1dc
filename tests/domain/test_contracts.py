"""What is told of a contract before it runs out, and that it is told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.clients import contracts
from bot.domain.clients.client import Alert, Client, Contract
from bot.domain.clients.directory import Directory
from bot.domain.policy import Policy
from bot.domain.rota.week import Week

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTRACT = Contract(reference="C-1", end=date(2027, 12, 31), hours=Decimal(10))
ACME = Client(code="ACME", name="Acme", contract=CONTRACT, account_manager="U0FARID")
WEEK = Week(monday=date(2026, 11, 23))


def ending_in(days: int) -> Client:
    return replace(ACME, contract=replace(CONTRACT, end=TODAY + timedelta(days=days)))


@pytest.mark.parametrize(
    ("client", "left", "expected"),
    [
        (ACME, 121, ()),
        (ACME, 120, ()),
        (ACME, 119, (Alert.HOURS,)),
        (ACME, -5, (Alert.HOURS,)),
        (ACME, None, ()),
        (ending_in(31), 600, ()),
        (ending_in(30), 600, (Alert.END,)),
        (ending_in(0), 60, (Alert.HOURS, Alert.END)),
        (ending_in(-1), 60, ()),
        (replace(ending_in(3), told=(Alert.END,)), 60, (Alert.HOURS,)),
        (replace(ACME, contract=replace(CONTRACT, start=TODAY + timedelta(days=1))), 0, ()),
        (replace(ACME, contract=None), None, ()),
    ],
)
def test_alerts(client: Client, left: int | None, expected: tuple[Alert, ...]):
    assert contracts.due_alerts(client, left, TODAY) == expected


def test_the_account_manager_is_told_and_not_twice_by_one_week(policy: Policy):
    week = contracts.enqueue_alerts(WEEK, ending_in(3), 60, NOW, policy)
    assert [(str(n.queue), n.facts["alert"], n.facts["minutes"]) for n in week.notices] == [
        ("dm:U0FARID", "hours", 60),
        ("dm:U0FARID", "end", 60),
    ]
    assert contracts.enqueue_alerts(week, ending_in(3), 30, NOW, policy) is week
    renewed = contracts.enqueue_alerts(week, ending_in(20), 30, NOW, policy)
    assert len(renewed.notices) == 4


def test_without_account_manager_the_installation_s_is_told_else_the_service(policy: Policy):
    nobodys = replace(ACME, account_manager=None)
    assert str(contracts.enqueue_alerts(WEEK, nobodys, 1, NOW, policy).notices[0].queue) == "dm:U0CAMILLE"
    bare = replace(policy, account_manager=None)
    assert str(contracts.enqueue_alerts(WEEK, nobodys, 1, NOW, bare).notices[0].queue) == "service"


def test_what_was_told_is_remembered_as_long_as_the_contract_is_the_same():
    told = contracts.with_alerts(ACME, (Alert.HOURS,))
    assert contracts.with_alerts(told, (Alert.END,)).told == (Alert.HOURS, Alert.END)
    directory = Directory(clients={"ACME": told}, version=1)
    same, diff = directory.import_all([replace(ACME, name="Acme SA")])
    assert same.clients["ACME"].told == (Alert.HOURS,)
    assert diff.changed == ("ACME",)
    _, again = same.import_all([replace(ACME, name="Acme SA")])
    assert again.unchanged == ("ACME",)
    renewed, _ = directory.import_all([replace(ACME, contract=replace(CONTRACT, hours=Decimal(20)))])
    assert renewed.clients["ACME"].told == ()
