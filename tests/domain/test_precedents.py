"""What the first line of a thread tells, and when there is nothing to tell."""

from dataclasses import replace

import pytest

from bot.domain.calls import precedents
from bot.domain.calls.precedents import Precedents, close_numbers, mentioned, tell, use_recipe
from bot.domain.outbox.notice import NoticeKind, QueueKind
from tests.rendering.sample_calls import closed, opened, sent, stamp

EVERYTHING = Precedents(
    count=3, recent=["2026-0041", "2026-0040"], alike=True, open=["2026-0040"], close=["2025-0007"]
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Precedents(), False),
        (Precedents(count=2, recent=["2026-0041"]), False),
        (Precedents(count=2, recent=["2026-0041"], alike=True), True),
        (Precedents(count=3, recent=["2026-0041", "2026-0040"]), True),
        (Precedents(open=["2026-0040"]), True),
        (Precedents(close=["2025-0007"]), True),
    ],
)
def test_a_line_only_where_there_is_something_to_say(found: Precedents, told: bool) -> None:  # noqa: FBT001  # a case
    call = tell(opened(), found)
    assert (call.newest(NoticeKind.PRECEDENTS) is not None) is told


def test_it_goes_before_every_other_line_of_the_thread_and_once() -> None:
    call = opened().thread_line("transferred", stamp())
    told = tell(call, EVERYTHING)
    kinds = [n.kind for n in told.notices if n.queue.kind is QueueKind.THREAD]
    assert kinds == [NoticeKind.PRECEDENTS, NoticeKind.LINE]
    assert tell(told, EVERYTHING) is told


def test_a_call_that_ended_meanwhile_hears_nothing() -> None:
    call = closed()
    assert tell(call, EVERYTHING) is call


def test_recent_calls_that_are_no_recurrence_are_not_named() -> None:
    call = tell(opened(), Precedents(count=2, recent=["2026-0041"], close=["2025-0007"]))
    assert mentioned(call) == ("2025-0007",)


def test_the_calls_that_it_names() -> None:
    call = tell(opened(), EVERYTHING)
    assert mentioned(call) == ("2026-0041", "2026-0040", "2025-0007")
    assert close_numbers(call) == ("2025-0007",)
    assert mentioned(opened()) == close_numbers(opened()) == ()


def test_a_recipe_of_use_is_told_once_and_redraws_the_line() -> None:
    call = sent(tell(opened(), EVERYTHING), NoticeKind.PRECEDENTS)
    used = use_recipe(call, stamp(minutes=2), "2025-0007")
    assert used.recipe_use
    assert used.recipe_use.number == "2025-0007"
    line = used.newest(NoticeKind.PRECEDENTS)
    assert line
    assert line.needs_update
    assert use_recipe(used, stamp(minutes=3), "2025-0007") is used
    another = use_recipe(used, stamp(minutes=4), "2025-0008")
    assert another.recipe_use
    assert another.recipe_use.number == "2025-0008"


def test_what_changes_later_does_not_redraw_it() -> None:
    call = sent(tell(opened(), EVERYTHING), NoticeKind.PRECEDENTS)
    line = replace(call, owner="U0BRUNO").refreshed().newest(NoticeKind.PRECEDENTS)
    assert line
    assert line.revision == 1
    assert precedents.RECENT.days == 30
