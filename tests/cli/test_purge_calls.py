"""`lina calls purge`: texts, contacts and phones go from every file, the figures stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.calls import escalation
from bot.domain.calls.call import Call, Note
from bot.domain.calls.stats import stats_of
from bot.storage.tiny.check import check
from tests.cli.stocked_folder import Desk, moved_to, said
from tests.rendering.sample_calls import FULL, closed, opened, repair, stamp, taken, to_quote, waiting

NOW = datetime.now(UTC)
WRITTEN = (
    "imprimante HS",
    "Mme Durand",
    "+33472000001",
    "Spouleur",
    "vu avec lui",
    "le client teste",
    "un devis",
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def everything() -> Call:
    call = replace(taken(waiting(repair())), notes=(Note("1.1", "U0ALICE", "vu avec lui"),), need="un devis")
    call = escalation.hold(call, stamp(minutes=6), stamp(minutes=90).at, "le client teste")
    return said(closed(call, form=FULL))


def old(call: Call, days: int) -> Call:
    return moved_to(call, NOW - timedelta(days=days))


def on_disk(desk: Desk) -> str:
    files = [path for path in desk.data.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode(errors="replace") for path in files)


def test_old_calls_are_forgotten_in_every_file_and_keep_their_figures(desk: Desk):
    numbers = desk.stock([old(everything(), 800)], archive=NOW)
    desk.stock([old(everything(), 750)])
    before = [desk.call(number) for number in numbers]
    assert all(text in on_disk(desk) for text in WRITTEN)
    done = desk.lina("calls", "purge", "--older-than", "24mo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 calls forgotten")
    left = on_disk(desk)
    assert [text for text in WRITTEN if text in left] == []
    for number, call in zip(numbers, before, strict=True):
        figure = stats_of(call)
        assert figure
        assert stats_of(desk.call(number)) == replace(figure, phone=None, contact=None)
    assert check(desk.data).problems == ()


def test_younger_open_and_unsaid_calls_are_left_alone(desk: Desk):
    undelivered = old(closed(to_quote(), form=FULL), 900)
    numbers = desk.stock([old(everything(), 700), opened(), undelivered])
    before = [desk.call(number) for number in numbers]
    assert desk.lina("calls", "purge", "--older-than", "24mo").stdout.startswith("0 calls")
    assert [desk.call(number) for number in numbers] == before


def test_a_dry_run_changes_nothing(desk: Desk):
    desk.stock([old(everything(), 800)])
    before = on_disk(desk)
    done = desk.lina("calls", "purge", "--older-than", "24mo", "--dry-run")
    assert done.stdout.startswith("would be: 1 calls forgotten")
    assert on_disk(desk) == before


def test_forgotten_once_is_forgotten(desk: Desk):
    desk.stock([old(everything(), 800)])
    desk.lina("calls", "purge", "--older-than", "700d")
    assert desk.lina("calls", "purge", "--older-than", "700d").stdout.startswith("0 calls")


def test_a_forgotten_call_can_still_be_exported_and_shown(desk: Desk):
    (number,) = desk.stock([old(everything(), 800)])
    desk.lina("calls", "purge", "--older-than", "24mo")
    assert desk.lina("calls", "show", number).returncode == 0
    assert desk.lina("calls", "export", "appels.csv").returncode == 0
    assert "12;65;2" in (desk.folder / "appels.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", ["24", "mo", "0mo", "-1d", "99999mo", "999999d"])
def test_an_unknown_age_is_refused(desk: Desk, text: str):
    desk.stock([])
    done = desk.lina("calls", "purge", "--older-than", text)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--older-than" in done.stderr
