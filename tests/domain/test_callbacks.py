"""«Rappel prévu» and «À rappeler»: the hour, the silence after it, and who phones (surface 4 and 5)."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calls import callbacks, closing, escalation, ownership, triage_flow
from bot.domain.calls.call import Call, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.outbox.notices import find
from bot.domain.policy import Hours, Policy
from bot.domain.refusals import AlreadyHeld, HoldInThePast, HoldTooFar, NotToCallBack, ReasonMissing
from bot.domain.stamp import SYSTEM
from tests.domain.factories import MakeCall, MakeStamp
from tests.support import deliveries

BRUNO, DAVID, ANTHONY = "U0BRUNO", "U0DAVID", "U0ANTHONY"
SILENCE = [NoticeKind.UNCALLED, NoticeKind.UNCALLED_LEAD]
LADDER = {NoticeKind.LEVEL2, NoticeKind.REMINDER, NoticeKind.LEAD}


def coming(call: Call) -> list[Notice]:
    """What is still to be said of the callback and of level 2."""
    kinds = {NoticeKind.CALL_BACK, *SILENCE, *LADDER}
    return [n for n in call.notices if n.kind in kinds and n.state is DeliveryState.DUE]


def kinds(call: Call) -> list[NoticeKind]:
    return [n.kind for n in coming(call)]


def said(call: Call, kind: NoticeKind, at: datetime, policy: Policy) -> Call:
    notice = next(n for n in coming(call) if n.kind is kind)
    call = deliveries.sending(call, notice.key, at, policy, None)
    claimed = find(call.notices, notice.key)
    assert claimed
    assert claimed.state is DeliveryState.SENDING
    return deliveries.sent(call, notice.key, ("C1", "1.2", claimed.revision), at, policy)


@pytest.fixture
def due(opened: MakeCall, stamp: MakeStamp, policy: Policy) -> Call:
    """The hour has come: an hour after noon."""
    call = callbacks.hold(opened(), stamp(3), stamp(60).at, "le client teste")
    return said(call, NoticeKind.CALL_BACK, stamp(60).at, policy)


def test_until_then_nobody_is_called(opened: MakeCall, stamp: MakeStamp):
    call = callbacks.hold(opened(), stamp(3), stamp(60).at, "le client teste")
    assert [(n.kind, n.due) for n in coming(call)] == [(NoticeKind.CALL_BACK, stamp(60).at)]
    assert call.held(stamp(59).at)
    assert not call.held(stamp(60).at)


def test_at_its_hour_the_client_is_to_be_called_and_level_2_is_not(
    due: Call, stamp: MakeStamp, policy: Policy
):
    assert due.state is State.TO_CALL_BACK
    assert [(n.kind, n.due) for n in coming(due)] == [(kind, stamp(70).at) for kind in SILENCE]
    silent = said(
        said(due, NoticeKind.UNCALLED, stamp(70).at, policy), NoticeKind.UNCALLED_LEAD, stamp(70).at, policy
    )
    assert coming(silent) == []
    assert silent.state is State.TO_CALL_BACK


def test_without_a_lead_only_the_technician_is_told(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    leaderless = replace(policy, escalation=replace(policy.escalation, lead=None))
    call = callbacks.await_call_back(opened(), stamp().at, leaderless)
    assert kinds(call) == [NoticeKind.UNCALLED]


def test_a_silence_in_the_evening_is_said_in_the_morning(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    day = Hours(frozenset(range(5)), time(8), time(18), ZoneInfo("Europe/Paris"))
    sober = replace(policy, escalation=replace(policy.escalation, hours=day))
    call = callbacks.await_call_back(opened(), stamp(5 * 60 + 55).at, sober)
    assert {n.due for n in coming(call)} == {stamp(20 * 60).at}


def test_who_calls_is_the_owner_at_level_1_and_has_ten_minutes(due: Call, stamp: MakeStamp, policy: Policy):
    call = ownership.call_back(due, stamp(65, BRUNO), policy)
    assert (call.state, call.owner, call.level1, call.deadline) == (State.LEVEL1, BRUNO, BRUNO, stamp(75).at)
    assert [(n.kind, n.due) for n in coming(call)] == [(NoticeKind.LEVEL2, stamp(75).at)]
    assert call.callback is None
    assert ownership.call_back(call, stamp(65.1, BRUNO), policy) is call
    with pytest.raises(NotToCallBack) as refused:
        ownership.call_back(call, stamp(65.1), policy)
    assert refused.value.by == BRUNO


def test_the_second_time_around_is_like_the_first(due: Call, stamp: MakeStamp, policy: Policy):
    call = ownership.call_back(due, stamp(65), policy)
    call = callbacks.hold(call, stamp(68), stamp(120).at, "elle rappelle")
    assert kinds(call) == [NoticeKind.CALL_BACK]
    call = said(call, NoticeKind.CALL_BACK, stamp(120).at, policy)
    assert (call.state, kinds(call)) == (State.TO_CALL_BACK, SILENCE)
    assert {n.due for n in coming(call)} == {stamp(130).at}
    call = ownership.call_back(call, stamp(121, BRUNO), policy)
    assert (call.state, call.owner, kinds(call)) == (State.LEVEL1, BRUNO, [NoticeKind.LEVEL2])
    call = said(call, NoticeKind.LEVEL2, stamp(131).at, policy)
    assert call.state is State.WAITING


def test_it_is_adjourned_as_often_as_a_call_may_be_held(due: Call, stamp: MakeStamp):
    call = callbacks.hold(due, stamp(62), stamp(90).at, "absente")
    assert (call.state, kinds(call)) == (State.LEVEL1, [NoticeKind.CALL_BACK])
    call = callbacks.hold(call, stamp(63), stamp(95).at, "absente")
    assert [each.until for each in call.earlier_callbacks] == [stamp(60).at, stamp(63).at]
    with pytest.raises(AlreadyHeld):
        callbacks.hold(call, stamp(64), stamp(99).at, "absente")


@pytest.mark.parametrize(
    ("until", "reason", "refusal"),
    [
        (timedelta(0), "trop tard", HoldInThePast),
        (timedelta(days=31, seconds=1), "trop loin", HoldTooFar),
        (timedelta(hours=1), " ", ReasonMissing),
    ],
)
def test_a_hold_needs_an_hour_within_31_days_and_a_reason(
    opened: MakeCall, stamp: MakeStamp, until: timedelta, reason: str, refusal: type[Exception]
):
    with pytest.raises(refusal):
        callbacks.hold(opened(), stamp(), stamp().at + until, reason)


def test_31_days_are_not_too_many(opened: MakeCall, stamp: MakeStamp):
    month = stamp().at + timedelta(days=31)
    assert callbacks.hold(opened(), stamp(), month, "congés").held(month - timedelta(seconds=1))


def test_what_was_handed_over_still_is_after_the_call(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    need = TriageChoice("after", "evolution", "un export")
    call = triage_flow.answer(opened(contract=None), stamp(1), need, DirectoryFacts(), policy)
    call = callbacks.hold(call, stamp(2), stamp(60).at, "le client réfléchit")
    call = said(call, NoticeKind.CALL_BACK, stamp(60).at, policy)
    assert call.state is State.TO_CALL_BACK
    call = ownership.call_back(call, stamp(61, BRUNO), policy)
    assert (call.state, call.owner, kinds(call)) == (State.HANDED, BRUNO, [])


def test_a_developer_who_has_the_call_keeps_it(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = escalation.take(escalation.call_level2(opened(), stamp(1), policy), stamp(2, DAVID))
    call = callbacks.hold(call, stamp(3, DAVID), stamp(60).at, "elle redémarre")
    call = said(call, NoticeKind.CALL_BACK, stamp(60).at, policy)
    own = ownership.call_back(call, stamp(61, DAVID), policy)
    assert (own.state, own.owner, kinds(own)) == (State.LEVEL2, DAVID, [])
    other = ownership.call_back(call, stamp(61, BRUNO), policy)
    assert (other.state, other.owner, other.level2) == (State.LEVEL1, BRUNO, None)


def test_a_client_who_is_waited_for_stops_the_ladder(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = said(escalation.call_level2(opened(), stamp(1), policy), NoticeKind.LEVEL2, stamp(1).at, policy)
    call = callbacks.hold(call, stamp(2), stamp(60).at, "le client teste")
    assert (call.state, kinds(call)) == (State.WAITING, [NoticeKind.CALL_BACK])
    call = said(call, NoticeKind.CALL_BACK, stamp(60).at, policy)
    assert (call.state, kinds(call)) == (State.TO_CALL_BACK, SILENCE)
    taken = escalation.take(call, stamp(61, DAVID))
    assert (taken.state, kinds(taken)) == (State.LEVEL2, [])


def test_a_missed_call_has_no_owner_until_somebody_calls(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    missed = callbacks.await_call_back(replace(opened(), owner=SYSTEM), stamp().at, policy)
    assert (missed.state, kinds(missed)) == (State.TO_CALL_BACK, SILENCE)
    given = ownership.assign(missed, stamp(4), BRUNO, policy)
    assert (given.state, given.owner) == (State.TO_CALL_BACK, BRUNO)
    assert {n.due for n in coming(given)} == {stamp(14).at}
    call = ownership.call_back(missed, stamp(5, BRUNO), policy)
    assert (call.state, call.owner, kinds(call)) == (State.LEVEL1, BRUNO, [NoticeKind.LEVEL2])


def test_a_closed_call_is_called_back_by_nobody_nor_reopened_with_a_callback(
    opened: MakeCall, due: Call, stamp: MakeStamp, policy: Policy
):
    done = CloseCall(imputation=Imputation.PROJECT, solution="Réglé.")
    for call in (due, callbacks.hold(opened(), stamp(3), stamp(600).at, "le client teste")):
        closed = closing.close(call, stamp(70), done, policy)
        assert (coming(closed), closed.callback) == ([], None)
        again = closing.reopen(closed, stamp(80), policy)
        assert (again.state, coming(again), again.held(stamp(80).at)) == (State.LEVEL1, [], False)
        assert coming(closing.discard(call, stamp(70))) == []
