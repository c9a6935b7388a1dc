"""Rings: whatever order the exchange's events come in, each call is told once, and nothing says that it rings still."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outbox.notice import DeliveryState, NoticeKind, Queue
from bot.domain.rota.delivery_rules import WeekDeliveryRules
from bot.domain.rota.week import Week
from bot.domain.telephony import rings
from bot.domain.telephony.ring import ENTERED_WITHIN, KEPT, PhoneEvent, PhoneEventKind
from tests.domain.rota_history import POLICY

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALICE, BRUNO = "U0ALICE", "U0BRUNO"
NUMBER = "+33472000001"


def event(kind: PhoneEventKind, seconds: float = 0, call: str = "c1") -> PhoneEvent:
    return PhoneEvent(kind=kind, call_id=call, number=NUMBER, at=NOW + timedelta(seconds=seconds))


def after(*events: PhoneEvent, technician: str | None = ALICE, by: str | None = None) -> Week:
    """The week after these events; Slack is asked at once who answered, and says `by`."""
    week = Week(monday=MONDAY)
    for each in events:
        week = rings.received(week, each, technician)
        if each.kind is PhoneEventKind.ANSWER:
            week = identified(week, each.call_id, by, each.at)
    return week


def identified(week: Week, call: str, by: str | None, at: datetime) -> Week:
    ring = week.ring(call)
    assert ring
    return rings.identified(week, ring.n, by, at)


def outstanding(week: Week, kind: NoticeKind) -> list[str]:
    return [n.to for n in week.notices if n.kind is kind and n.state is DeliveryState.DUE]


def test_the_weeks_technician_hears_it_ring():
    week = after(event(PhoneEventKind.NEW_CALL))
    assert outstanding(week, NoticeKind.RING) == [ALICE]
    assert not rings.is_moot(week, week.notices[0])


def test_a_repeated_event_changes_nothing():
    week = after(event(PhoneEventKind.NEW_CALL))
    assert rings.received(week, event(PhoneEventKind.NEW_CALL, 2), ALICE) is week
    answered = rings.received(week, event(PhoneEventKind.ANSWER, 3), ALICE)
    assert rings.received(answered, event(PhoneEventKind.ANSWER, 4), ALICE) is answered
    known = identified(answered, "c1", ALICE, NOW)
    assert identified(known, "c1", BRUNO, NOW) is known


def test_who_answers_gets_the_message():
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), by=BRUNO)
    assert outstanding(week, NoticeKind.RING) == [ALICE, BRUNO]
    assert week.rings[0].handler == BRUNO


def test_nobody_is_told_of_an_answer_before_it_is_known_whose_it_is():
    rung = after(event(PhoneEventKind.NEW_CALL))
    answered = rings.received(rung, event(PhoneEventKind.ANSWER, 5), ALICE)
    assert answered.notices == rung.notices
    known = identified(answered, "c1", BRUNO, NOW)
    assert [(n.to, n.revision) for n in known.notices] == [(ALICE, 2), (BRUNO, 1)]


def test_a_second_offer_ends_the_first():
    week = after(
        event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), event(PhoneEventKind.HANGUP, 60)
    )
    first, second = week.notices
    rules = WeekDeliveryRules()
    assert rules.on_sent(week, first, NOW, POLICY) is week
    assert rules.on_sent(week, second, NOW, POLICY).notices[0].revision == first.revision + 1


def test_a_reference_names_a_ring():
    week = after(event(PhoneEventKind.NEW_CALL))
    assert rings.parse_reference(rings.reference(week.monday, week.rings[0])) == (MONDAY, 1)
    with pytest.raises(ValueError, match="isoformat"):
        rings.parse_reference("2026-0001")


def test_an_answered_call_that_nobody_opened_is_offered_once_more_after_an_hour():
    week = after(
        event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), event(PhoneEventKind.HANGUP, 60)
    )
    (offered,) = [n for n in week.notices if n.kind is NoticeKind.UNENTERED]
    assert offered.due == NOW + timedelta(seconds=60) + ENTERED_WITHIN
    entered = rings.opened(week, 1, "2026-0001")
    assert outstanding(entered, NoticeKind.UNENTERED) == []
    assert rings.opened(entered, 1, "2026-0002") is entered


def test_a_missed_call_rings_no_more():
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.HANGUP, 20))
    assert week.rings[0].missed
    assert outstanding(week, NoticeKind.RING) == []


def test_without_a_technician_nobody_is_told_until_somebody_answers():
    assert after(event(PhoneEventKind.NEW_CALL), technician=None).notices == ()
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), technician=None, by=BRUNO)
    assert outstanding(week, NoticeKind.RING) == [BRUNO]


def test_a_ring_that_is_long_over_is_forgotten_and_its_keys_are_not_used_again():
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.HANGUP, 20))
    late = KEPT.total_seconds() + 60
    week = rings.received(week, event(PhoneEventKind.NEW_CALL, late, "c2"), ALICE)
    assert [ring.call_id for ring in week.rings] == ["c2"]
    assert [n.key.n for n in week.notices if n.kind is NoticeKind.RING] == [8]


def test_each_message_about_a_ring_waits_for_no_other():
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), by=BRUNO)
    week = rings.received(week, event(PhoneEventKind.NEW_CALL, 6, "c2"), ALICE)
    queues = [str(n.queue) for n in week.notices]
    assert queues == ["dm:U0ALICE/ring1", "dm:U0BRUNO/ring1", "dm:U0ALICE/ring2"]
    assert [Queue.parse(text) for text in queues] == [n.queue for n in week.notices]


def test_whom_slack_cannot_reach_is_read_by_the_service():
    week = after(event(PhoneEventKind.NEW_CALL), event(PhoneEventKind.ANSWER, 5), by=BRUNO)
    for refused in week.notices:
        found = WeekDeliveryRules().redirected(week, refused, NOW, "user_disabled", POLICY)
        assert found
        week = found
    service = POLICY.channels.service
    assert [(n.to, n.state) for n in week.notices] == [
        (ALICE, DeliveryState.REJECTED),
        (BRUNO, DeliveryState.REJECTED),
        (service, DeliveryState.DUE),
        (service, DeliveryState.DUE),
    ]
    assert [n.facts.get("instead_of") for n in week.notices] == [None, None, ALICE, BRUNO]
    assert len({n.key for n in week.notices}) == 4
    again = rings.received(week, event(PhoneEventKind.NEW_CALL, 9, "c2"), ALICE)
    assert len({n.key for n in again.notices}) == 5
    ended = rings.received(week, event(PhoneEventKind.HANGUP, 9), ALICE)
    assert [n.to for n in ended.notices if n.kind is NoticeKind.UNENTERED] == [BRUNO]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(PhoneEventKind), st.sampled_from(["c1", "c2"]), st.sampled_from([None, ALICE, BRUNO])
    ),
    max_size=12,
)


@given(EVENTS)
def test_whatever_comes_each_call_is_one_ring_and_nothing_rings_after_the_hang_up(
    told: list[tuple[PhoneEventKind, str, str | None]],
):
    week = Week(monday=MONDAY)
    for at, (kind, call, by) in enumerate(told):
        week = rings.received(week, event(kind, at, call), ALICE)
        if kind is PhoneEventKind.ANSWER:
            week = identified(week, call, by, NOW)
    assert len({ring.call_id for ring in week.rings}) == len(week.rings)
    assert len({notice.key for notice in week.notices}) == len(week.notices)
    for notice in week.notices:
        ring = rings.ring_of(week, int(notice.facts["ring"] or 0))
        assert ring
        if ring.missed and notice.kind is NoticeKind.RING:
            assert notice.state is DeliveryState.CANCELLED or notice.revision > notice.posted_revision
    for ring in week.rings:
        offers = [n for n in week.notices if n.facts["ring"] == ring.n and n.kind is NoticeKind.UNENTERED]
        assert len(offers) <= 1
