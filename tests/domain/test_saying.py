"""How far a notice gets: claimed once, said, unsent, doubtful, refused; and what is next in a lane."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import saying
from bot.domain.acts import Act
from bot.domain.call import Call
from bot.domain.notice import Late, Notice, Progress, What
from bot.domain.notices import backoff, cancel, find, next_at, postpone, ready, redraw
from bot.domain.policy import House
from bot.domain.saying import Posted

Opened = Callable[..., Call]
Acts = Callable[..., Act]

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)


def notice(n: int, lane: str = "thread", what: What = What.REPORT, **fields: object) -> Notice:
    given: dict[str, object] = {"due": NOW, **fields}
    return Notice(key=f"2026-0001/1/{what}/{n}", what=what, lane=lane, to="C0", **given)  # type: ignore[arg-type]  # a test's shorthand


def test_within_a_lane_what_is_due_goes_in_order_and_what_is_due_later_holds_nothing():
    later = notice(1, due=NOW + timedelta(hours=1))
    first, second = notice(2), notice(3, due=NOW + timedelta(seconds=1))
    at = NOW + timedelta(seconds=2)
    assert ready((later, first, second), at) == (first,)
    assert ready((later, second), at) == (second,)


def test_lanes_do_not_wait_for_one_another():
    stuck = notice(1, "mail:a@b.fr", not_before=NOW + timedelta(minutes=1))
    ping = notice(2, "dev")
    assert ready((stuck, ping), NOW) == (ping,)


def test_a_failed_one_holds_its_own_lane_until_it_may_be_tried_again():
    failed = notice(1, not_before=NOW + timedelta(seconds=5))
    after = notice(2)
    assert ready((failed, after), NOW) == ()
    assert ready((failed, after), NOW + timedelta(seconds=5)) == (failed,)
    assert next_at((failed, notice(2, state=Progress.SENT))) == NOW + timedelta(seconds=5)


def test_a_living_notice_that_shows_less_than_it_should_is_to_be_redrawn():
    card = notice(1, "card", What.CARD, state=Progress.SENT, face=1, shown=1)
    assert ready((card,), NOW) == ()
    (stale,) = redraw((card,))
    assert ready((stale,), NOW) == (stale,)
    (line,) = redraw((notice(1, what=What.LINE, state=Progress.SENT),))
    assert not line.stale


def test_cancelling_takes_back_only_what_is_not_yet_being_said():
    due, sending, sent = notice(1), notice(2, state=Progress.SENDING), notice(3, state=Progress.SENT)
    states = [n.state for n in cancel((due, sending, sent), {What.REPORT})]
    assert states == [Progress.CANCELLED, Progress.SENDING, Progress.SENT]


def test_postponing_never_brings_forward():
    soon, late = notice(1), notice(2, due=NOW + timedelta(hours=2))
    until = NOW + timedelta(hours=1)
    assert [n.due for n in postpone((soon, late), {What.REPORT}, until)] == [until, late.due]


def test_a_notice_is_claimed_once(opened: Opened, act: Acts, house: House):
    key = opened().notices[0].key
    claimed = saying.claimed(opened(), key, act().at, None, house)
    card = find(claimed.notices, key)
    assert card
    assert (card.state, card.attempt, card.since) == (Progress.SENDING, 1, act().at)
    assert saying.claimed(claimed, key, act(1).at, None, house) is claimed


def test_nothing_is_claimed_before_it_is_due(opened: Opened, act: Acts, house: House):
    call = opened()
    assert saying.claimed(call, call.notices[1].key, act(9).at, None, house) is call


def test_a_card_that_comes_after_its_ping_has_the_ping_redrawn(opened: Opened, act: Acts, house: House):
    call = opened()
    card, ping = call.notices
    call = saying.claimed(call, ping.key, act(10).at, None, house)
    call = saying.said(call, ping.key, Posted("C0DEV", "1.0", 2), act(10).at, house)
    call = saying.claimed(call, card.key, act(11).at, None, house)
    call = saying.said(call, card.key, Posted("C0SUPPORT", "2.0", 9), act(11).at, house)
    told = find(call.notices, ping.key)
    assert told
    assert told.stale


def test_unsent_backs_off_or_waits_as_long_as_slack_asks(opened: Opened, act: Acts, house: House):
    key = opened().notices[0].key
    call = saying.claimed(opened(), key, act().at, None, house)
    asked = find(saying.unsent(call, key, act().at, timedelta(seconds=30), "ratelimited").notices, key)
    own = find(saying.unsent(call, key, act().at, None, "connection_refused").notices, key)
    assert asked
    assert own
    assert asked.not_before == act(0.5).at
    assert own.not_before == act().at + backoff(1)
    assert own.state is Progress.DUE


@given(st.integers(1, 50))
def test_waiting_grows_to_a_minute_and_never_gives_up(attempt: int):
    assert timedelta(seconds=1) <= backoff(attempt) <= backoff(attempt + 1) <= timedelta(seconds=60)


def test_what_a_person_cannot_be_told_the_service_is_once(opened: Opened, act: Acts, house: House):
    call = opened().say(What.REPORT, lane="dm:U0FARID", to="U0FARID", due=act().at, version=1)
    key = call.notices[-1].key
    call = saying.refused(call, key, act(1).at, "user_disabled", house)
    again = saying.refused(call, key, act(2).at, "user_disabled", house)
    assert again is call
    told = call.notices[-1]
    assert (told.lane, told.to) == ("service", "C0LINA")
    assert told.facts == {"version": 1, "instead_of": "U0FARID"}


def test_a_stop_in_the_middle_leaves_a_doubt(opened: Opened, act: Acts, house: House):
    key = opened().notices[0].key
    call = saying.interrupted(saying.claimed(opened(), key, act().at, Late.STOPPED, house))
    doubt = find(call.notices, key)
    assert doubt
    assert doubt.state is Progress.DOUBTFUL
    assert doubt.late is Late.STOPPED
    again = find(saying.claimed(call, key, act(1).at, None, house).notices, key)
    assert again
    assert (again.state, again.attempt) == (Progress.SENDING, 2)


def test_a_deleted_card_is_to_be_posted_anew(opened: Opened, act: Acts, house: House):
    key = opened().notices[0].key
    call = saying.claimed(opened(), key, act().at, None, house)
    call = saying.said(call, key, Posted("C0SUPPORT", "2.0", 1), act().at, house)
    assert call.card
    call = saying.lost(call, key)
    assert call.card is None
    assert ready(call.notices, act().at)[0].key == key
