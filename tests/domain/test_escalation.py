"""The ladder, told as what is said and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import closing, escalation, saying
from bot.domain.acts import CLOCK, Act
from bot.domain.call import Call, State
from bot.domain.closing import Closing
from bot.domain.notice import Late, Notice, Progress, What
from bot.domain.notices import find, ready
from bot.domain.policy import Hours, House
from bot.domain.refusals import AlreadyHeld, AlreadyTaken, AlreadyTransferred, HoldInThePast, ReasonMissing
from bot.domain.saying import Posted
from bot.domain.triage import Imputation

Opened = Callable[..., Call]
Acts = Callable[..., Act]


def say(call: Call, what: What, at: datetime, house: House, late: Late | None = None) -> Call:
    """Says the next notice of this kind at that instant."""
    notice = next(n for n in call.notices if n.what is what and n.state is Progress.DUE)
    call = saying.claimed(call, notice.key, at, late, house)
    claimed = find(call.notices, notice.key)
    if claimed and claimed.state is Progress.SENDING:
        call = saying.said(
            call, notice.key, Posted("C0DEV", f"{at.timestamp():.6f}", claimed.face), at, house
        )
    return call


def pending(call: Call) -> list[Notice]:
    return [
        n for n in call.notices if n.state is Progress.DUE and n.lane != "thread" and n.what is not What.CARD
    ]


def minutes(call: Call, notice: Notice) -> float:
    return (notice.due - call.opened.at).total_seconds() / 60


def test_after_ten_minutes_level_2_is_called_then_reminded_then_the_lead_told_once(
    opened: Opened, act: Acts, house: House
):
    call = opened()
    told = []
    while pending(call):
        rung = pending(call)[0]
        told.append((rung.what, minutes(call, rung)))
        call = say(call, rung.what, rung.due, house)
    assert told == [
        (What.LEVEL2, 10),
        (What.REMINDER, 15),
        (What.REMINDER, 20),
        (What.REMINDER, 25),
        (What.LEAD, 30),
    ]
    assert call.state is State.WAITING
    assert call.transferred == Act(act(10).at, CLOCK)


def test_without_a_lead_the_ladder_ends_with_the_last_reminder(opened: Opened, house: House):
    alone = replace(house, ladder=replace(house.ladder, lead=None, repeats=0))
    call = say(opened(), What.LEVEL2, opened().notices[1].due, alone)
    assert pending(call) == []


def test_a_call_closed_at_9_59_pings_nobody(opened: Opened, act: Acts, house: House):
    form = Closing(imputation=Imputation.ASSISTANCE, solution="Câble rebranché.")
    call = closing.close(opened(), act(9.98), form, house)
    ping = call.notices[1]
    assert ping.state is Progress.CANCELLED
    assert saying.claimed(call, ping.key, act(10).at, None, house) is call


def test_asked_for_at_once_the_deadline_gives_way(opened: Opened, act: Acts, house: House):
    call = escalation.call_level2(opened(), act(2), house)
    assert [(n.what, minutes(call, n)) for n in pending(call)] == [(What.LEVEL2, 2)]
    assert pending(call)[0].facts == {"why": "asked", "by": "U0ALICE"}
    assert escalation.call_level2(call, act(3), house) is call
    with pytest.raises(AlreadyTransferred):
        escalation.call_level2(call, act(3, "U0BRUNO"), house)


def test_taking_ends_the_ladder_and_one_of_two_takers_wins(opened: Opened, act: Acts, house: House):
    call = say(opened(), What.LEVEL2, act(10).at, house)
    taken = escalation.take(call, act(11, "U0DAVID"))
    assert (taken.owner, taken.level2, taken.state) == ("U0DAVID", "U0DAVID", State.LEVEL2)
    assert pending(taken) == []
    assert escalation.take(taken, act(11, "U0DAVID")) is taken
    with pytest.raises(AlreadyTaken) as refused:
        escalation.take(taken, act(11, "U0EMMA"))
    assert refused.value.by == "U0DAVID"


def test_handing_back_restores_the_owner_and_starts_the_ladder_again(opened: Opened, act: Acts, house: House):
    call = escalation.take(say(opened(), What.LEVEL2, act(10).at, house), act(12, "U0DAVID"))
    back = escalation.hand_back(call, act(20, "U0DAVID"), house)
    assert (back.owner, back.state, back.visit) == ("U0ALICE", State.LEVEL1, 2)
    assert [(n.key, minutes(back, n)) for n in pending(back)] == [("2026-0001/2/level2/1", 30)]
    assert escalation.hand_back(back, act(20, "U0DAVID"), house) is back


def test_the_lead_is_told_again_in_a_second_ladder(opened: Opened, act: Acts, house: House):
    short = replace(house, ladder=replace(house.ladder, repeats=0))
    call = say(say(opened(), What.LEVEL2, act(10).at, short), What.LEAD, act(15).at, short)
    call = escalation.hand_back(escalation.take(call, act(16, "U0DAVID")), act(17, "U0DAVID"), short)
    call = say(call, What.LEVEL2, act(27).at, short)
    assert [n.key for n in pending(call)] == ["2026-0001/2/lead/1"]


def test_reminders_missed_while_the_bot_was_down_are_skipped(opened: Opened, act: Acts, house: House):
    call = say(opened(), What.LEVEL2, act(10).at, house)
    back_at_22 = say(call, What.REMINDER, act(22).at, house, Late.STOPPED)
    assert [(n.what, minutes(call, n)) for n in pending(back_at_22)] == [(What.REMINDER, 25)]
    back_at_noon = say(call, What.REMINDER, act(120).at, house, Late.STOPPED)
    assert [(n.what, minutes(call, n)) for n in pending(back_at_noon)] == [(What.LEAD, 120)]


def test_a_dev_channel_that_refuses_has_the_lead_told_at_once(opened: Opened, act: Acts, house: House):
    call = opened()
    ping = call.notices[1]
    call = saying.claimed(call, ping.key, ping.due, None, house)
    call = saying.refused(call, ping.key, act(10.1).at, "is_archived", house)
    assert [n.what for n in pending(call)] == [What.LEVEL2, What.LEAD]
    again = saying.refused(
        saying.claimed(call, ping.key, act(11).at, None, house), ping.key, act(11).at, "x", house
    )
    assert [n.what for n in pending(again)].count(What.LEAD) == 1


def test_a_hold_keeps_the_ping_until_then_once(opened: Opened, act: Acts):
    call = escalation.hold(opened(), act(3), act(60).at, "le client teste")
    assert [minutes(call, n) for n in pending(call)] == [60]
    assert call.held(act(59).at)
    assert not call.held(act(60).at)
    with pytest.raises(AlreadyHeld):
        escalation.hold(call, act(4), act(90).at, "encore")


def test_a_hold_needs_a_time_to_come_and_a_reason(opened: Opened, act: Acts):
    with pytest.raises(HoldInThePast):
        escalation.hold(opened(), act(3), act(3).at, "trop tard")
    with pytest.raises(ReasonMissing):
        escalation.hold(opened(), act(3), act(30).at, " ")


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


def test_reminders_wait_for_the_hours_and_the_first_ping_does_not(opened: Opened, house: House):
    closed_hours = Hours(frozenset({0}), time(8), time(9), PARIS)
    sleepy = replace(house, ladder=replace(house.ladder, hours=closed_hours))
    call = opened()
    assert minutes(call, pending(call)[0]) == 10
    call = say(call, What.LEVEL2, pending(call)[0].due, sleepy)
    assert pending(call)[0].due == datetime(2026, 11, 30, 7, tzinfo=UTC)


def test_lines_wait_for_the_card_and_the_ping_does_not(opened: Opened, act: Acts, house: House):
    call = escalation.call_level2(opened(), act(1), house)
    assert {n.what for n in ready(call.notices, act(1).at)} == {What.CARD, What.LEVEL2}
