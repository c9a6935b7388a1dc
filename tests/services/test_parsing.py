"""What the directory answers of the triage for a call opened on a day (seed 5.2.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calls.stats import CallStats, assistance_minutes
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract, Phase
from bot.domain.clients.directory import Directory
from bot.domain.refusals import ClientMissing, UnknownClient
from bot.services.parsing import ClientChoice, directory_facts, identify, with_new_client

PARIS = ZoneInfo("Europe/Paris")
START, END = date(2026, 1, 1), date(2026, 11, 24)
CONTRACT = Contract(reference="C-1", start=START, end=END, hours=Decimal(1))
ACME = Client(code="ACME", name="Acme Industrie", phase=Phase.DELIVERED, contract=CONTRACT)
LAST_EVENING = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)


def used(minutes: int, *, imputation: Imputation = Imputation.ASSISTANCE, code: str = "ACME") -> CallStats:
    at = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    return CallStats(
        number="2026-0001",
        client=code,
        opened_at=at,
        closed_at=at,
        imputation=imputation,
        minutes1=minutes - minutes // 2,
        minutes2=minutes // 2,
        solved_at=1,
        phone=None,
        contact=None,
    )


@pytest.mark.parametrize(
    ("contract", "stats", "day", "answer"),
    [
        (CONTRACT, [], LAST_EVENING, "contract"),
        (CONTRACT, [], datetime(2026, 11, 24, 23, 1, tzinfo=UTC), "no_contract"),  # the 25th in Paris
        (CONTRACT, [], datetime(2025, 12, 31, 22, 59, tzinfo=UTC), "no_contract"),
        (CONTRACT, [], datetime(2025, 12, 31, 23, 1, tzinfo=UTC), "contract"),
        (None, [], LAST_EVENING, "no_contract"),
        (CONTRACT, [used(59)], LAST_EVENING, "contract"),
        (CONTRACT, [used(60)], LAST_EVENING, "no_contract"),
        (CONTRACT, [used(30), used(31)], LAST_EVENING, "no_contract"),
        (CONTRACT, [used(60, imputation=Imputation.REPAIR)], LAST_EVENING, "contract"),
        (CONTRACT, [used(60, code="BOIS")], LAST_EVENING, "contract"),
        (replace(CONTRACT, hours=None), [used(6000)], LAST_EVENING, "contract"),
        (replace(CONTRACT, end=None), [], LAST_EVENING, "contract"),
        (replace(CONTRACT, hours=Decimal(0)), [], LAST_EVENING, "no_contract"),
    ],
)
def test_a_contract_counts_where_it_is_valid_that_day_with_hours_left(
    contract: Contract | None, stats: list[CallStats], day: datetime, answer: str
):
    client = replace(ACME, contract=contract)
    assert directory_facts(client, assistance_minutes(stats, client), day, PARIS).contract == answer


@pytest.mark.parametrize(
    ("phase", "answer"), [(Phase.PROJECT, "during"), (Phase.DELIVERED, "after"), (None, None)]
)
def test_the_phase_is_the_file_s(phase: Phase | None, answer: str | None):
    assert directory_facts(replace(ACME, phase=phase), 0, LAST_EVENING, PARIS).phase == answer


def test_a_client_of_whom_nobody_said_whether_there_is_a_contract_has_it_asked():
    choice = replace(ACME, contract=None, contract_known=False)
    assert directory_facts(choice, 0, LAST_EVENING, PARIS).contract is None


def test_nobody_is_known_by_nothing():
    facts = directory_facts(None, 60, LAST_EVENING, PARIS)
    assert (facts.phase, facts.contract, facts.warranty_end) == (None, None, None)


DIRECTORY = Directory(clients={"ACME": ACME}, version=1)


def test_a_code_is_a_client_in_any_case_and_not_a_new_one():
    assert identify(ClientChoice(code="acme"), DIRECTORY) == (ACME, False)
    assert identify(ClientChoice(new_name="ACME INDUSTRIE"), DIRECTORY) == (ACME, False)


@pytest.mark.parametrize("choice", [ClientChoice(), ClientChoice(new_name="  "), ClientChoice(code="")])
def test_nobody_stated_is_refused(choice: ClientChoice):
    with pytest.raises(ClientMissing):
        identify(choice, DIRECTORY)


def test_a_code_that_is_gone_is_refused():
    with pytest.raises(UnknownClient) as refused:
        identify(ClientChoice(code="BOIS"), DIRECTORY)
    assert refused.value.typed == "BOIS"


@pytest.mark.parametrize(
    ("contract", "known", "has"),
    [(None, False, False), ("contract", True, True), ("no_contract", True, False)],
)
def test_a_new_client_is_what_was_said_of_it(contract: str | None, known: bool, has: bool):  # noqa: FBT001  # a table's column
    client, is_new = identify(ClientChoice(new_name="Zinguerie", phase="after", contract=contract), DIRECTORY)
    assert is_new
    assert (client.phase, client.contract_known, client.contract is not None) == (Phase.DELIVERED, known, has)


def test_keeping_twice_is_keeping_once():
    choice = ClientChoice(new_name="Zinguerie")
    once = with_new_client(choice, DIRECTORY)
    assert len(once.clients) == 2
    assert with_new_client(choice, once) is once
    assert with_new_client(ClientChoice(code="ACME"), DIRECTORY) is DIRECTORY
