"""The escalation: which notices are due, and when."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import closing, escalation
from bot.domain.calls.call import Call, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice, NoticeKind, QueueKind
from bot.domain.outbox.notices import find, ready
from bot.domain.policy import Hours, Policy
from bot.domain.refusals import AlreadyTaken, AlreadyTransferred
from bot.domain.stamp import SYSTEM, Stamp
from tests.domain.factories import MakeCall, MakeStamp
from tests.support import deliveries


def say(
    call: Call, kind: NoticeKind, at: datetime, policy: Policy, delay_reason: DelayReason | None = None
) -> Call:
    """Says the next notice of this kind at that instant."""
    notice = next(n for n in call.notices if n.kind is kind and n.state is DeliveryState.DUE)
    call = deliveries.sending(call, notice.key, at, policy, delay_reason)
    claimed = find(call.notices, notice.key)
    if claimed and claimed.state is DeliveryState.SENDING:
        call = deliveries.sent(
            call, notice.key, ("C0DEV", f"{at.timestamp():.6f}", claimed.revision), at, policy
        )
    return call


def pending(call: Call) -> list[Notice]:
    return [
        n
        for n in call.notices
        if n.state is DeliveryState.DUE
        and n.queue.kind is not QueueKind.THREAD
        and n.kind is not NoticeKind.CARD
    ]


def minutes(call: Call, notice: Notice) -> float:
    return (notice.due - call.opened.at).total_seconds() / 60


def test_after_ten_minutes_level_2_is_called_then_reminded_then_the_lead_told_once(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = opened()
    told = []
    while pending(call):
        step = pending(call)[0]
        told.append((step.kind, minutes(call, step)))
        call = say(call, step.kind, step.due, policy)
    assert told == [
        (NoticeKind.LEVEL2, 10),
        (NoticeKind.REMINDER, 15),
        (NoticeKind.REMINDER, 20),
        (NoticeKind.REMINDER, 25),
        (NoticeKind.LEAD, 30),
    ]
    assert call.state is State.WAITING
    assert call.transferred == Stamp(stamp(10).at, SYSTEM)


def test_without_a_lead_the_escalation_ends_with_the_last_reminder(opened: MakeCall, policy: Policy):
    alone = replace(policy, escalation=replace(policy.escalation, lead=None, repeats=0))
    call = say(opened(), NoticeKind.LEVEL2, opened().notices[1].due, alone)
    assert pending(call) == []


def test_a_call_closed_at_9_59_pings_nobody(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    form = CloseCall(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.")
    call = closing.close(opened(), stamp(9.98), form, policy)
    ping = call.notices[1]
    assert ping.state is DeliveryState.CANCELLED
    assert deliveries.sending(call, ping.key, stamp(10).at, policy, None) is call


def test_asked_for_at_once_the_deadline_gives_way(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = escalation.call_level2(opened(), stamp(2), policy)
    assert [(n.kind, minutes(call, n)) for n in pending(call)] == [(NoticeKind.LEVEL2, 2)]
    assert pending(call)[0].facts == {"why": "asked", "by": "U0ALICE"}
    assert escalation.call_level2(call, stamp(3), policy) is call
    with pytest.raises(AlreadyTransferred):
        escalation.call_level2(call, stamp(3, "U0BRUNO"), policy)


def test_taking_ends_the_escalation_and_one_of_two_takers_wins(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = say(opened(), NoticeKind.LEVEL2, stamp(10).at, policy)
    taken = escalation.take(call, stamp(11, "U0DAVID"))
    assert (taken.owner, taken.level2, taken.state) == ("U0DAVID", "U0DAVID", State.LEVEL2)
    assert pending(taken) == []
    assert escalation.take(taken, stamp(11, "U0DAVID")) is taken
    with pytest.raises(AlreadyTaken) as refused:
        escalation.take(taken, stamp(11, "U0EMMA"))
    assert refused.value.by == "U0DAVID"


def test_handing_back_restores_the_owner_and_starts_the_escalation_again(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = escalation.take(say(opened(), NoticeKind.LEVEL2, stamp(10).at, policy), stamp(12, "U0DAVID"))
    back = escalation.hand_back(call, stamp(20, "U0DAVID"), policy)
    assert (back.owner, back.state, back.cycle) == ("U0ALICE", State.LEVEL1, 2)
    assert [(str(n.key), minutes(back, n)) for n in pending(back)] == [("2026-0001/2/level2/1", 30)]
    assert escalation.hand_back(back, stamp(20, "U0DAVID"), policy) is back


def test_the_lead_is_told_again_in_a_second_escalation(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    short = replace(policy, escalation=replace(policy.escalation, repeats=0))
    call = say(say(opened(), NoticeKind.LEVEL2, stamp(10).at, short), NoticeKind.LEAD, stamp(15).at, short)
    call = escalation.hand_back(escalation.take(call, stamp(16, "U0DAVID")), stamp(17, "U0DAVID"), short)
    call = say(call, NoticeKind.LEVEL2, stamp(27).at, short)
    assert [str(n.key) for n in pending(call)] == ["2026-0001/2/lead/1"]


def test_reminders_missed_while_the_bot_was_down_are_skipped(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = say(opened(), NoticeKind.LEVEL2, stamp(10).at, policy)
    back_at_22 = say(call, NoticeKind.REMINDER, stamp(22).at, policy, DelayReason.STOPPED)
    assert [(n.kind, minutes(call, n)) for n in pending(back_at_22)] == [(NoticeKind.REMINDER, 25)]
    back_at_noon = say(call, NoticeKind.REMINDER, stamp(120).at, policy, DelayReason.STOPPED)
    assert [(n.kind, minutes(call, n)) for n in pending(back_at_noon)] == [(NoticeKind.LEAD, 120)]


def test_a_dev_channel_that_refuses_has_who_opened_the_call_and_the_lead_told_at_once(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = opened()
    ping = call.notices[1]
    call = deliveries.sending(call, ping.key, ping.due, policy, None)
    call = deliveries.rejected(call, ping.key, stamp(10.1).at, "is_archived", policy)
    assert [n.kind for n in pending(call)] == [
        NoticeKind.LEVEL2,
        NoticeKind.CHANNEL_REFUSED,
        NoticeKind.CHANNEL_REFUSED,
    ]
    again = deliveries.rejected(
        deliveries.sending(call, ping.key, stamp(11).at, policy, None),
        ping.key,
        stamp(11).at,
        "x",
        policy,
    )
    assert [n.kind for n in pending(again)].count(NoticeKind.CHANNEL_REFUSED) == 2
    assert {n.to for n in pending(again)} >= {"U0ALICE", policy.escalation.lead}


PARIS = ZoneInfo("Europe/Paris")
OFFICE = Hours(frozenset(range(5)), time(8), time(18), PARIS)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001  # made aware below
def test_the_next_instant_within_the_hours_is_within_them_and_never_earlier(naive: datetime):
    instant = naive.replace(tzinfo=UTC)
    later = OFFICE.next_within(instant)
    local = later.astimezone(PARIS)
    assert later >= instant
    assert local.weekday() < 5
    assert time(8) <= local.time() < time(18)
    assert later - instant <= timedelta(days=3)
    if time(8) <= instant.astimezone(PARIS).time() < time(18) and instant.astimezone(PARIS).weekday() < 5:
        assert later == instant


def test_reminders_wait_for_the_hours_and_the_first_ping_does_not(opened: MakeCall, policy: Policy):
    closed_hours = Hours(frozenset({0}), time(8), time(9), PARIS)
    sleepy = replace(policy, escalation=replace(policy.escalation, hours=closed_hours))
    call = opened()
    assert minutes(call, pending(call)[0]) == 10
    call = say(call, NoticeKind.LEVEL2, pending(call)[0].due, sleepy)
    assert pending(call)[0].due == datetime(2026, 11, 30, 7, tzinfo=UTC)


def test_lines_wait_for_the_card_and_the_ping_does_not(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = escalation.call_level2(opened(), stamp(1), policy)
    assert {n.kind for n in ready(call.notices, stamp(1).at)} == {NoticeKind.CARD, NoticeKind.LEVEL2}
