"""How far a notice gets: claimed once, said, unsent, doubtful, refused; and what is next in a lane."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.retry import RetryPolicy
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice, NoticeKey, NoticeKind, Queue
from bot.domain.outbox.notices import cancel, find, next_action_at, ready, request_update
from bot.domain.outbox.transitions import mark_recovered
from bot.domain.policy import Policy
from tests.domain.factories import MakeCall, MakeStamp
from tests.support import deliveries

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)


def notice(n: int, queue: str = "thread", kind: NoticeKind = NoticeKind.REPORT, **fields: object) -> Notice:
    given: dict[str, object] = {"due": NOW, **fields}
    key = NoticeKey("2026-0001", 1, kind, n)
    return Notice(key=key, kind=kind, queue=Queue.parse(queue), to="C0", **given)  # type: ignore[arg-type]  # a test's shorthand


def test_within_a_lane_what_is_due_goes_in_order_and_what_is_due_later_holds_nothing():
    later = notice(1, due=NOW + timedelta(hours=1))
    first, second = notice(2), notice(3, due=NOW + timedelta(seconds=1))
    at = NOW + timedelta(seconds=2)
    assert ready((later, first, second), at) == (first,)
    assert ready((later, second), at) == (second,)


def test_lanes_do_not_wait_for_one_another():
    stuck = notice(1, "mail:a@b.fr", retry_at=NOW + timedelta(minutes=1))
    ping = notice(2, "dev")
    assert ready((stuck, ping), NOW) == (ping,)


def test_a_failed_one_holds_its_own_lane_until_it_may_be_tried_again():
    failed = notice(1, retry_at=NOW + timedelta(seconds=5))
    after = notice(2)
    assert ready((failed, after), NOW) == ()
    assert ready((failed, after), NOW + timedelta(seconds=5)) == (failed,)
    assert next_action_at((failed, notice(2, state=DeliveryState.SENT))) == NOW + timedelta(seconds=5)


def test_a_living_notice_that_shows_less_than_it_should_is_to_be_redrawn():
    card = notice(1, "card", NoticeKind.CARD, state=DeliveryState.SENT, revision=1, posted_revision=1)
    assert ready((card,), NOW) == ()
    (stale,) = request_update((card,))
    assert ready((stale,), NOW) == (stale,)
    (line,) = request_update((notice(1, kind=NoticeKind.LINE, state=DeliveryState.SENT),))
    assert not line.needs_update


def test_cancelling_takes_back_only_what_is_not_yet_being_said():
    due, sending, sent = (
        notice(1),
        notice(2, state=DeliveryState.SENDING),
        notice(3, state=DeliveryState.SENT),
    )
    states = [n.state for n in cancel((due, sending, sent), {NoticeKind.REPORT})]
    assert states == [DeliveryState.CANCELLED, DeliveryState.SENDING, DeliveryState.SENT]


def test_a_notice_is_claimed_once(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    key = opened().notices[0].key
    claimed = deliveries.sending(opened(), key, stamp().at, policy, None)
    card = find(claimed.notices, key)
    assert card
    assert (card.state, card.attempt, card.claimed_at) == (DeliveryState.SENDING, 1, stamp().at)
    assert deliveries.sending(claimed, key, stamp(1).at, policy, None) is claimed


def test_nothing_is_claimed_before_it_is_due(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = opened()
    assert deliveries.sending(call, call.notices[1].key, stamp(9).at, policy, None) is call


def test_a_card_that_comes_after_its_ping_has_the_ping_redrawn(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    call = opened()
    card, ping = call.notices
    call = deliveries.sending(call, ping.key, stamp(10).at, policy, None)
    call = deliveries.sent(call, ping.key, ("C0DEV", "1.0", 2), stamp(10).at, policy)
    call = deliveries.sending(call, card.key, stamp(11).at, policy, None)
    call = deliveries.sent(call, card.key, ("C0SUPPORT", "2.0", 9), stamp(11).at, policy)
    told = find(call.notices, ping.key)
    assert told
    assert told.needs_update


def test_what_was_certainly_not_sent_is_due_again_after_the_wait(
    opened: MakeCall, stamp: MakeStamp, policy: Policy
):
    key = opened().notices[0].key
    call = deliveries.sending(opened(), key, stamp().at, policy)
    again = find(deliveries.retried(call, key, stamp().at, policy, timedelta(seconds=30)).notices, key)
    assert again
    assert (again.state, again.retry_at) == (DeliveryState.DUE, stamp(0.5).at)


@given(st.integers(1, 50), st.floats(0, 1))
def test_waiting_grows_to_a_minute_and_never_gives_up(attempt: int, jitter: float):
    policy = RetryPolicy(lambda: jitter)
    assert (
        timedelta(seconds=0.5) <= policy.delay(attempt) <= policy.delay(attempt + 1) <= timedelta(seconds=60)
    )


def test_what_a_person_cannot_be_told_the_service_is_once(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    call = opened().enqueue(
        NoticeKind.REPORT, queue=Queue.direct_message("U0FARID"), to="U0FARID", due=stamp().at, version=1
    )
    key = call.notices[-1].key
    call = deliveries.rejected(call, key, stamp(1).at, "user_disabled", policy)
    again = deliveries.rejected(call, key, stamp(2).at, "user_disabled", policy)
    assert again is call
    told = call.notices[-1]
    assert (str(told.queue), told.to) == ("service", "C0LINA")
    assert told.facts == {"version": 1, "instead_of": "U0FARID"}


def test_a_stop_in_the_middle_leaves_a_doubt(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    key = opened().notices[0].key
    call = mark_recovered(deliveries.sending(opened(), key, stamp().at, policy, DelayReason.STOPPED))
    doubt = find(call.notices, key)
    assert doubt
    assert doubt.state is DeliveryState.UNCONFIRMED
    assert doubt.delay_reason is DelayReason.STOPPED
    again = find(deliveries.sending(call, key, stamp(1).at, policy, None).notices, key)
    assert again
    assert (again.state, again.attempt) == (DeliveryState.SENDING, 2)


def test_a_deleted_card_is_to_be_posted_anew(opened: MakeCall, stamp: MakeStamp, policy: Policy):
    key = opened().notices[0].key
    call = deliveries.sending(opened(), key, stamp().at, policy, None)
    call = deliveries.sent(call, key, ("C0SUPPORT", "2.0", 1), stamp().at, policy)
    assert call.card
    call = deliveries.deleted(call, key, stamp(2).at, policy)
    assert call.card is None
    assert ready(call.notices, stamp(2).at)[0].key == key
