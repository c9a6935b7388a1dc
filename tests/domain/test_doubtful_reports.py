"""What left Slack and may have arrived: it waits ten minutes, is said once more, and never again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind, Queue
from bot.domain.outbox.notices import next_action_at, ready
from bot.domain.outbox.transitions import (
    ANSWER_LIMIT,
    MOST_DOUBTS,
    MOST_FAULTS,
    Faulted,
    Forgotten,
    Outcome,
    Retry,
    Sent,
    Unconfirmed,
    mark_recovered,
)
from bot.domain.outbox.undelivered import overdue
from bot.domain.policy import Policy
from tests.domain.factories import MakeCall
from tests.support.deliveries import recorded, sending

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
DOUBT = Unconfirmed("no answer", timedelta(0))
GREYLISTED = Retry("450 later", timedelta(minutes=1))
FAULT = Faulted("KeyError: 'x'", timedelta(seconds=5))
QUEUES = st.sampled_from([Queue.mail("a@b.fr"), Queue.parse("gdp")])
ENDS = st.lists(st.sampled_from([DOUBT, GREYLISTED, FAULT, None]), max_size=12)
"""How attempts end; None is a crash of the bot."""


def with_report(call: Call, queue: Queue) -> tuple[Call, Notice]:
    call = call.with_notices(()).enqueue(NoticeKind.REPORT, queue=queue, to="a@b.fr", due=NOW, version=1)
    return call, call.notices[-1]


def after(call: Call, notice: Notice, end: Outcome | None, at: datetime, policy: Policy) -> Call:
    """An attempt began, and ended so."""
    call = sending(call, notice.key, at, policy)
    assert call.notices[-1].state is DeliveryState.SENDING
    return recorded(call, notice.key, end, at, policy) if end else mark_recovered(call)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # they make the same values each time
@given(queue=QUEUES, ends=ENDS)
def test_whatever_happens_two_attempts_at_most_have_an_unknown_end(
    opened: MakeCall, policy: Policy, queue: Queue, ends: list[Outcome | None]
) -> None:
    call, notice = with_report(opened(), queue)
    at, doubts = NOW, 0
    for end in ends:
        due = next_action_at(call.notices)
        assert due
        if call.notices[-1].state is DeliveryState.FAILED:
            break
        doubted = end is DOUBT or end is None
        at = max(at, due)
        call, doubts = after(call, notice, end, at, policy), doubts + doubted
        left = call.notices[-1]
        if doubted and left.state is not DeliveryState.FAILED:
            assert left.state is DeliveryState.UNCONFIRMED
            assert left.ready_at == at + ANSWER_LIMIT
            assert not overdue(call.notices, left.ready_at)
    assert doubts <= MOST_DOUBTS
    left = call.notices[-1]
    assert (left.state is DeliveryState.FAILED) == (doubts == MOST_DOUBTS or left.faults == MOST_FAULTS)


def test_what_was_given_up_is_shown_and_not_said_again(opened: MakeCall, policy: Policy) -> None:
    call, notice = with_report(opened(), Queue.mail("a@b.fr"))
    for minutes in (0, 10):
        call = after(call, notice, DOUBT, NOW + timedelta(minutes=minutes), policy)
    later = NOW + timedelta(days=2)
    assert ready(call.notices, later) == ()
    assert sending(call, notice.key, later, policy) == call
    assert overdue(call.notices, NOW + timedelta(minutes=10)) == call.notices
    assert overdue(call.notices, NOW + timedelta(days=30)) == ()
    assert ready(call.notices, NOW + timedelta(days=30)) == call.notices
    forgotten = recorded(call, notice.key, Forgotten(), NOW + timedelta(days=30), policy)
    assert next_action_at(forgotten.notices) is None


def test_an_answer_that_comes_after_all_is_taken(opened: MakeCall, policy: Policy) -> None:
    """A frozen bot loses its lease, another one doubts the attempt, and the first one gets the server's word."""
    call, notice = with_report(opened(), Queue.mail("a@b.fr"))
    call = after(call, notice, None, NOW, policy)
    call = recorded(call, notice.key, Sent(None, 1), NOW, policy)
    assert call.notices[-1].state is DeliveryState.SENT


@pytest.mark.parametrize("queue", ["card", "dev", "service", "dm:U0ALICE"])
def test_what_can_be_looked_for_in_slack_is_looked_for_at_once(
    opened: MakeCall, policy: Policy, queue: str
) -> None:
    call, notice = with_report(opened(), Queue.parse(queue))
    for _ in range(MOST_DOUBTS + 1):
        call = after(call, notice, DOUBT, NOW, policy)
        assert (call.notices[-1].state, call.notices[-1].ready_at) == (DeliveryState.UNCONFIRMED, NOW)
