"""`lina calls purge`: texts, contacts and phones go from every file, the stats stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.calls import callbacks
from bot.domain.calls.call import Call, Note
from bot.domain.calls.stats import stats_of
from bot.storage.tiny.check import check
from tests.cli.stocked_folder import StockedFolder, moved_to, said
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
def stocked(tmp_path: Path) -> StockedFolder:
    return StockedFolder(tmp_path)


def everything() -> Call:
    call = replace(taken(waiting(repair())), notes=(Note("1.1", "U0ALICE", "vu avec lui"),), need="un devis")
    call = callbacks.hold(call, stamp(minutes=6), stamp(minutes=90).at, "le client teste")
    return said(closed(call, form=FULL))


def old(call: Call, days: int) -> Call:
    return moved_to(call, NOW - timedelta(days=days))


def on_disk(stocked: StockedFolder) -> str:
    files = [path for path in stocked.data.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode(errors="replace") for path in files)


def test_old_calls_are_forgotten_in_every_file_and_keep_their_stats(stocked: StockedFolder):
    numbers = stocked.stock([old(everything(), 800)], archive=NOW)
    stocked.stock([old(everything(), 750)])
    before = [stocked.call(number) for number in numbers]
    assert all(text in on_disk(stocked) for text in WRITTEN)
    done = stocked.lina("calls", "purge", "--older-than", "24mo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 calls forgotten")
    left = on_disk(stocked)
    assert [text for text in WRITTEN if text in left] == []
    for number, call in zip(numbers, before, strict=True):
        stats = stats_of(call)
        assert stats
        assert stats_of(stocked.call(number)) == replace(stats, phone=None, contact=None)
    assert check(stocked.data).problems == ()


def test_what_is_left_over_in_the_folder_goes_too(stocked: StockedFolder):
    stocked.stock([old(everything(), 800)])
    inbox = stocked.data / "inbox"
    inbox.mkdir()
    left = [
        stocked.data / "open.json.damaged-20261124T091203.000000Z",
        stocked.data / "open.json.new",
        stocked.data / "2026-11.json.new",
        inbox / "0123456789abcdef.csv",
        inbox / "0123456789abcdef.taken",
        inbox / "0123456789abcdef.json",
    ]
    for path in left:
        path.write_text("Mme Durand +33472000001")
    (stocked.data / "notes.txt").write_text("a file of the operator's")
    names = [str(path.relative_to(stocked.data)) for path in left]
    tried = stocked.lina("calls", "purge", "--older-than", "24mo", "--dry-run").stdout.splitlines()
    assert sorted(tried[1:]) == sorted(f"would be: removed {name}" for name in names)
    assert all(path.exists() for path in left)
    done = stocked.lina("calls", "purge", "--older-than", "24mo").stdout.splitlines()
    assert {*done[1:]} <= {
        f"removed {name}" for name in names
    }  # a half-written one may be written over before
    assert not any(path.exists() for path in left)
    assert "Mme Durand" not in on_disk(stocked)
    assert (stocked.data / "notes.txt").exists()


def test_younger_open_and_unsaid_calls_are_left_alone(stocked: StockedFolder):
    undelivered = old(closed(to_quote(), form=FULL), 900)
    numbers = stocked.stock([old(everything(), 700), opened(), undelivered])
    before = [stocked.call(number) for number in numbers]
    assert stocked.lina("calls", "purge", "--older-than", "24mo").stdout.startswith("0 calls")
    assert [stocked.call(number) for number in numbers] == before


def test_a_dry_run_changes_nothing(stocked: StockedFolder):
    stocked.stock([old(everything(), 800)])
    before = on_disk(stocked)
    done = stocked.lina("calls", "purge", "--older-than", "24mo", "--dry-run")
    assert done.stdout.startswith("would be: 1 calls forgotten")
    assert on_disk(stocked) == before


def test_forgotten_once_is_forgotten(stocked: StockedFolder):
    stocked.stock([old(everything(), 800)])
    stocked.lina("calls", "purge", "--older-than", "700d")
    assert stocked.lina("calls", "purge", "--older-than", "700d").stdout.startswith("0 calls")


def test_a_forgotten_call_can_still_be_exported_and_shown(stocked: StockedFolder):
    (number,) = stocked.stock([old(everything(), 800)])
    stocked.lina("calls", "purge", "--older-than", "24mo")
    assert stocked.lina("calls", "show", number).returncode == 0
    assert stocked.lina("calls", "export", "appels.csv").returncode == 0
    assert "12;65;2" in (stocked.folder / "appels.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", ["24", "mo", "0mo", "-1d", "99999mo", "999999d"])
def test_an_unknown_age_is_refused(stocked: StockedFolder, text: str):
    stocked.stock([])
    done = stocked.lina("calls", "purge", "--older-than", text)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--older-than" in done.stderr
