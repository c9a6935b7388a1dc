"""What the directory answers of the triage for a call opened on a day (seed 5.2.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.desk.intake import Stated, identify, keep, known_of
from bot.domain.client import Client, Contract, Phase
from bot.domain.directory import Directory
from bot.domain.figures import Figure
from bot.domain.refusals import ClientMissing, UnknownClient
from bot.domain.triage import Imputation

PARIS = ZoneInfo("Europe/Paris")
START, END = date(2026, 1, 1), date(2026, 11, 24)
CONTRACT = Contract(reference="C-1", start=START, end=END, hours=Decimal(1))
ACME = Client(code="ACME", name="Acme Industrie", phase=Phase.DELIVERED, contract=CONTRACT)
LAST_EVENING = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)


def used(minutes: int, *, imputation: Imputation = Imputation.ASSISTANCE, code: str = "ACME") -> Figure:
    at = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    return Figure(
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
    ("contract", "figures", "day", "answer"),
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
    contract: Contract | None, figures: list[Figure], day: datetime, answer: str
):
    client = replace(ACME, contract=contract)
    assert known_of(client, figures, day, PARIS).contract == answer


@pytest.mark.parametrize(
    ("phase", "answer"), [(Phase.PROJECT, "during"), (Phase.DELIVERED, "after"), (None, None)]
)
def test_the_phase_is_the_file_s(phase: Phase | None, answer: str | None):
    assert known_of(replace(ACME, phase=phase), [], LAST_EVENING, PARIS).phase == answer


def test_a_client_of_whom_nobody_said_whether_there_is_a_contract_has_it_asked():
    stated = replace(ACME, contract=None, contract_known=False)
    assert known_of(stated, [], LAST_EVENING, PARIS).contract is None


def test_nobody_is_known_by_nothing():
    known = known_of(None, [used(60)], LAST_EVENING, PARIS)
    assert (known.phase, known.contract, known.warranty_end) == (None, None, None)


DIRECTORY = Directory(clients={"ACME": ACME}, version=1)


def test_a_code_is_a_client_in_any_case_and_not_a_new_one():
    assert identify(Stated(code="acme"), DIRECTORY) == (ACME, False)
    assert identify(Stated(new_name="ACME INDUSTRIE"), DIRECTORY) == (ACME, False)


@pytest.mark.parametrize("stated", [Stated(), Stated(new_name="  "), Stated(code="")])
def test_nobody_stated_is_refused(stated: Stated):
    with pytest.raises(ClientMissing):
        identify(stated, DIRECTORY)


def test_a_code_that_is_gone_is_refused():
    with pytest.raises(UnknownClient) as refused:
        identify(Stated(code="BOIS"), DIRECTORY)
    assert refused.value.typed == "BOIS"


@pytest.mark.parametrize(
    ("contract", "known", "has"),
    [(None, False, False), ("contract", True, True), ("no_contract", True, False)],
)
def test_a_new_client_is_what_was_said_of_it(contract: str | None, known: bool, has: bool):  # noqa: FBT001  # a table's column
    client, is_new = identify(Stated(new_name="Zinguerie", phase="after", contract=contract), DIRECTORY)
    assert is_new
    assert (client.phase, client.contract_known, client.contract is not None) == (Phase.DELIVERED, known, has)


def test_keeping_twice_is_keeping_once():
    stated = Stated(new_name="Zinguerie")
    once = keep(stated, DIRECTORY)
    assert len(once.clients) == 2
    assert keep(stated, once) is once
    assert keep(Stated(code="ACME"), DIRECTORY) is DIRECTORY
