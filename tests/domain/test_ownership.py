"""«Reprendre», «Confier à…», «Rendre»: whose call it is at level 1, and what becomes of the deadline (surface 4)."""

from datetime import datetime

import pytest

from bot.domain.calls import callbacks, closing, escalation, ownership, triage_flow
from bot.domain.calls.call import Call, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.outbox.notices import find
from bot.domain.policy import Policy
from bot.domain.refusals import AlreadyOwner, NotWaiting
from tests.domain.factories import MakeCall, MakeStamp
from tests.support import deliveries

ALICE, BRUNO, CHLOE, DAVID = "U0ALICE", "U0BRUNO", "U0CHLOE", "U0DAVID"


def pings(call: Call) -> list[datetime]:
    return [n.due for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.DUE]


def pinged(call: Call, at: datetime, policy: Policy) -> Call:
    notice = next(n for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.DUE)
    call = deliveries.sending(call, notice.key, at, policy, None)
    claimed = find(call.notices, notice.key)
    assert claimed
    return deliveries.sent(call, notice.key, ("C1", "1.2", claimed.revision), at, policy)


def outstanding(call: Call) -> list[NoticeKind]:
    ladder = {NoticeKind.REMINDER, NoticeKind.LEAD}
    return [n.kind for n in call.notices if n.kind in ladder and n.state is DeliveryState.DUE]


def line(call: Call) -> dict[str, object]:
    return dict([n for n in call.notices if n.kind is NoticeKind.LINE][-1].facts)


def called(opened: MakeCall, stamp: MakeStamp, policy: Policy, minutes: float) -> Call:
    """Level 2 is called by hand after so many minutes."""
    return pinged(escalation.call_level2(opened(), stamp(minutes), policy), stamp(minutes).at, policy)


def test_the_deadline_is_what_it_was(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = ownership.take_back(called(opened, stamp, policy, 2), stamp(4, BRUNO), policy)
    assert (call.state, call.owner, call.level1) == (State.LEVEL1, BRUNO, BRUNO)
    assert (pings(call), outstanding(call)) == ([stamp(10).at], [])
    assert line(call) == {"event": "taken_back", "by": BRUNO, "from_whom": ALICE}


def test_a_deadline_that_is_past_begins_anew(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    waiting = pinged(opened(), stamp(10).at, policy)
    call = ownership.take_back(waiting, stamp(12), policy)
    assert (call.owner, call.deadline, pings(call)) == (ALICE, stamp(22).at, [stamp(22).at])
    assert line(call)["from_whom"] is None


def test_reaching_it_again_calls_level_2_by_a_new_message_and_the_ladder_again(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    first = pinged(opened(), stamp(10).at, policy)
    call = pinged(ownership.take_back(first, stamp(12), policy), stamp(22).at, policy)
    sent = [n for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.SENT]
    assert len({n.key for n in sent}) == 2
    assert (sent[0].facts["over"], sent[0].facts["over_by"]) == ("taken_back", ALICE)
    assert "over" not in sent[1].facts
    assert (call.state, outstanding(call)) == (State.WAITING, [NoticeKind.REMINDER])
    again = ownership.take_back(call, stamp(23, BRUNO), policy)
    assert (again.owner, pings(again)) == (BRUNO, [stamp(33).at])


def test_the_owners_own_click_is_a_word(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    with pytest.raises(AlreadyOwner):
        ownership.take_back(opened(), stamp(1), policy)


def test_a_colleagues_call_at_level_1_keeps_its_deadline(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = ownership.take_back(opened(), stamp(1, BRUNO), policy)
    assert (call.owner, pings(call)) == (BRUNO, [stamp(10).at])


def test_it_is_taken_back_from_the_developer_who_has_it(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    taken = escalation.take(called(opened, stamp, policy, 2), stamp(3, DAVID))
    call = ownership.take_back(taken, stamp(5), policy)
    assert (call.state, call.owner, call.level2, call.previous_owner) == (State.LEVEL1, ALICE, None, None)
    assert line(call)["from_whom"] == DAVID


def test_what_is_handed_over_stays_so_with_its_new_owner(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    need = TriageChoice("after", "evolution", "un export")
    handed = triage_flow.answer(opened(contract=None), stamp(1), need, DirectoryFacts(), policy)
    call = ownership.take_back(handed, stamp(2, BRUNO), policy)
    assert (call.state, call.owner, pings(call)) == (State.HANDED, BRUNO, [])
    kept = escalation.take(called(lambda: opened(contract=None), stamp, policy, 1), stamp(2, DAVID))
    kept = triage_flow.answer(kept, stamp(3, DAVID), need, DirectoryFacts(), policy)
    assert kept.state is State.LEVEL2
    assert ownership.take_back(kept, stamp(4), policy).state is State.HANDED
    assert escalation.hand_back(kept, stamp(4, DAVID), policy).state is State.HANDED


def test_a_planned_callback_stands(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    held = callbacks.hold(opened(), stamp(1), stamp(60).at, "le client teste")
    call = ownership.take_back(held, stamp(2, BRUNO), policy)
    assert (call.owner, call.held(stamp(3).at), pings(call)) == (BRUNO, True, [])


def test_a_reopened_call_has_no_deadline_after_it_was_taken_back(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    done = CloseCall(imputation=Imputation.PROJECT, solution="Réglé.")
    again = closing.reopen(closing.close(opened(), stamp(3), done, policy), stamp(5), policy)
    waiting = pinged(escalation.call_level2(again, stamp(6), policy), stamp(6).at, policy)
    call = ownership.take_back(waiting, stamp(7), policy)
    assert (call.state, call.deadline, pings(call)) == (State.LEVEL1, None, [])


def test_a_call_is_given_to_somebody_who_then_has_it(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = ownership.assign(opened(), stamp(1), BRUNO, policy)
    assert (call.owner, call.level1, pings(call)) == (BRUNO, BRUNO, [stamp(10).at])
    assert line(call) == {"event": "assigned", "by": ALICE, "to_whom": BRUNO, "from_whom": None}
    assert ownership.assign(call, stamp(1.1), BRUNO, policy) is call
    with pytest.raises(AlreadyOwner):
        ownership.assign(call, stamp(1.1, CHLOE), BRUNO, policy)
    third = ownership.assign(call, stamp(2, CHLOE), ALICE, policy)
    assert line(third)["from_whom"] == BRUNO


def test_a_given_call_leaves_level_2(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = ownership.assign(called(opened, stamp, policy, 2), stamp(4), BRUNO, policy)
    assert (call.state, call.owner, pings(call), outstanding(call)) == (
        State.LEVEL1,
        BRUNO,
        [stamp(10).at],
        [],
    )


def test_what_was_taken_back_cannot_be_handed_back(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    taken = escalation.take(called(opened, stamp, policy, 2), stamp(3, DAVID))
    with pytest.raises(NotWaiting):
        escalation.hand_back(ownership.take_back(taken, stamp(4, BRUNO), policy), stamp(5, DAVID), policy)
    handed = escalation.hand_back(taken, stamp(4, DAVID), policy)
    assert escalation.hand_back(handed, stamp(4.1, DAVID), policy) is handed
    assert (handed.owner, pings(handed)) == (ALICE, [stamp(14).at])
