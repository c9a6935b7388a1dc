"""`check` reads a whole store and names what is wrong with it."""

from pathlib import Path

import pytest

from bot.domain.clients.client import Client
from bot.storage.documents import CALL
from bot.storage.report import StoreReport
from bot.storage.tiny.check import check
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import MONDAY, NOW, WEEK, YEAR, ended, making, told, week
from tests.storage.tampered_files import added, documents, edited


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """One archived call, one closed, one open; two weeks; one client."""
    async with TinyStore.open(tmp_path) as store:
        for i in (1, 2, 3):
            call, _ = await store.calls.open(f"view:{i}", YEAR, making(f"view:{i}"))
            if i < 3:
                await store.calls.replace(told(ended(call)), call.version)
            if i == 1:
                await store.calls.archive(NOW + WEEK)
        await store.weeks.add(week())
        await store.weeks.add(week(MONDAY + WEEK))
        await store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
    return tmp_path


def copied_to_open(folder: Path, **changes: str) -> None:
    """The archived call as a crash in the middle of archiving leaves it."""
    (stored,) = documents(folder / "2026-11.json", "calls")
    added(folder / "open.json", "calls", 2026000001, stored | changes)


def test_a_sound_store_is_counted(folder: Path) -> None:
    assert check(folder) == StoreReport(calls_open=2, calls_archived=1, weeks=2, clients=1, problems=())


def test_an_empty_store_has_no_problems(tmp_path: Path) -> None:
    assert check(tmp_path) == StoreReport(0, 0, 0, 0, ())


def test_a_store_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert check(tmp_path / "none").problems == (f"there is no store at {tmp_path / 'none'}",)


async def test_a_store_is_checked_beside_the_bot_that_holds_it(folder: Path) -> None:
    async with TinyStore.open(folder):
        assert check(folder).problems == ()


@pytest.mark.parametrize("name", ["open.json", "2026-11.json", "weeks.json", "clients.json"])
def test_every_unreadable_file_is_named_and_the_others_counted(folder: Path, name: str) -> None:
    (folder / name).write_text("{")
    report = check(folder)
    (problem,) = report.problems
    assert problem.startswith(f"{name} cannot be read")
    assert report.calls_open + report.calls_archived + report.weeks + report.clients in {3, 4, 5}


def test_a_document_that_cannot_be_decoded_is_named_by_its_number(folder: Path) -> None:
    edited(folder / "2026-11.json", '"owner":"U0ALICE"', '"owner":7')
    report = check(folder)
    assert (report.calls_open, report.calls_archived) == (2, 0)
    assert report.problems == ("2026-11.json: 2026-0001: owner: Expected `str`, got `int`",)


def test_a_week_of_another_schema_is_named_by_its_id(folder: Path) -> None:
    edited(folder / "weeks.json", '"schema":2', '"schema":3')
    first, second = check(folder).problems
    assert first == f"weeks.json: document {MONDAY.toordinal()}: schema 3, where this program knows 2"
    assert second.startswith(f"weeks.json: document {(MONDAY + WEEK).toordinal()}: ")


def test_a_call_left_in_both_files_is_no_problem_while_it_is_the_same(folder: Path) -> None:
    copied_to_open(folder)
    assert check(folder) == StoreReport(calls_open=2, calls_archived=1, weeks=2, clients=1, problems=())


def test_a_call_that_differs_between_its_files_is_named(folder: Path) -> None:
    copied_to_open(folder, contact="Mme Durand")
    assert check(folder).problems == ("2026-11.json and open.json: call 2026-0001 is in both, and differs",)


def test_an_open_call_in_a_month_is_named(folder: Path) -> None:
    added(folder / "2026-11.json", "calls", 2026000009, CALL.encode(making("view:9")("2026-0009")))
    assert check(folder).problems == ("2026-11.json: call 2026-0009 is open",)


def test_calls_of_one_origin_are_named(folder: Path) -> None:
    added(folder / "open.json", "calls", 2026000009, CALL.encode(making("view:1")("2026-0009")))
    assert check(folder).problems == ("calls 2026-0001, 2026-0009 have one origin: view:1",)
