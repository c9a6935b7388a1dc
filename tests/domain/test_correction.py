"""A correction that level 1 asks the developers for."""

from datetime import timedelta

import pytest

from bot.domain.calls import closing, correction, triage_flow
from bot.domain.calls.call import Call
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.policy import Policy
from bot.domain.refusals import CorrectionDelivered, CorrectionTaken, CorrectionWithdrawn, DeliveryWordMissing
from tests.domain.factories import MakeCall, MakeStamp

DAVID, EMMA = "U0DAVID", "U0EMMA"


@pytest.fixture
def asked(opened: MakeCall, stamp: MakeStamp, policy: Policy) -> Call:
    call = opened("during")
    for node, answer in (("during", "bug"), ("during_bug", "correction")):
        call = triage_flow.answer(call, stamp(1), TriageChoice(node, answer), DirectoryFacts(), policy)
    return call


def reminders(call: Call) -> list[DeliveryState]:
    return [n.state for n in call.notices if n.kind is NoticeKind.CORRECTION_REMINDER]


def lines(call: Call) -> list[object]:
    return [n.facts["event"] for n in call.notices if n.kind is NoticeKind.LINE]


def test_it_is_asked_for_and_a_reminder_is_planned(asked: Call):
    assert asked.correction
    assert correction.is_open(asked)
    assert reminders(asked) == [DeliveryState.DUE]


def test_taken_it_is_reminded_of_no_more(asked: Call, stamp: MakeStamp):
    taken = correction.take(asked, stamp(5, EMMA))
    assert correction.is_open(taken)
    assert reminders(taken) == [DeliveryState.CANCELLED]
    assert lines(taken) == ["correction_taken"]
    assert correction.take(taken, stamp(6, EMMA)) is taken
    with pytest.raises(CorrectionTaken) as refusal:
        correction.take(taken, stamp(6, DAVID))
    assert refusal.value.by == EMMA


def test_delivered_its_owner_is_told_and_it_is_over(asked: Call, stamp: MakeStamp):
    delivered = correction.deliver(asked, stamp(9, EMMA), " corrigé en 5.2 ")
    assert delivered.correction
    assert (delivered.correction.word, delivered.correction.taken) == ("corrigé en 5.2", stamp(9, EMMA))
    assert not correction.is_open(delivered)
    assert reminders(delivered) == [DeliveryState.CANCELLED]
    assert delivered.notices[-1].facts["owner"] == "U0ALICE"
    assert correction.deliver(delivered, stamp(10, EMMA), "autre") is delivered
    with pytest.raises(CorrectionDelivered):
        correction.deliver(delivered, stamp(10, DAVID), "autre")
    with pytest.raises(CorrectionDelivered):
        correction.take(delivered, stamp(10, DAVID))


def test_an_owner_who_delivers_wakes_nobody(asked: Call, stamp: MakeStamp):
    assert correction.deliver(asked, stamp(9), "corrigé").notices[-1].facts["owner"] is None


def test_without_a_word_it_is_not_delivered(asked: Call, stamp: MakeStamp):
    with pytest.raises(DeliveryWordMissing):
        correction.deliver(asked, stamp(9, EMMA), "  ")


def test_withdrawn_nothing_is_left_to_take(asked: Call, stamp: MakeStamp, policy: Policy):
    back = triage_flow.rewind(asked, stamp(3), len(asked.triage), policy)
    assert back.correction is None
    assert reminders(back) == [DeliveryState.CANCELLED]
    with pytest.raises(CorrectionWithdrawn):
        correction.take(back, stamp(4, EMMA))


def test_what_is_delivered_is_not_withdrawn(asked: Call, stamp: MakeStamp, policy: Policy):
    delivered = correction.deliver(asked, stamp(9, EMMA), "corrigé")
    back = triage_flow.rewind(delivered, stamp(10), len(asked.triage), policy)
    assert back.correction == delivered.correction


def test_a_closed_call_is_kept_at_hand_until_its_correction_is_delivered(
    asked: Call, stamp: MakeStamp, policy: Policy
):
    form = CloseCall(imputation=Imputation.PROJECT, solution="Contourné.")
    closed = closing.close(asked, stamp(20), form, policy)
    assert correction.is_open(closed)
    told = closed.with_notices(())
    later = stamp(0).at + timedelta(days=9)
    assert not closing.may_archive(told, later)
    delivered = correction.deliver(closed, stamp(30, EMMA), "corrigé").with_notices(())
    assert closing.may_archive(delivered, later)
