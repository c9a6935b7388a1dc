"""What the acts of the rota promise to say, to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKind
from bot.domain.outbox.notices import change, latest
from bot.domain.policy import EscalationPolicy, Policy
from bot.domain.rota import absences, announcements, swaps
from bot.domain.rota.week import (
    AbsenceRemoved,
    SwapImpossible,
    SwapOfAnother,
    SwapOutcome,
    SwapOutdated,
    SwapSettled,
    Week,
)
from bot.domain.rota.working_weeks import WEEK
from bot.domain.stamp import Stamp
from tests.domain.rota_history import ALICE, BRUNO, CHLOE, PARIS, POLICY, History, begun

LED = replace(POLICY, escalation=EscalationPolicy(lead="U0ANTHONY"))


def told(week: Week, kind: NoticeKind | None = None) -> list[tuple[str, str | None]]:
    """Lane and event of what is promised."""
    return [
        (str(n.queue), str(n.facts.get("event") or n.kind)) for n in week.notices if kind in {None, n.kind}
    ]


def said(week: Week) -> Week:
    """Once all that was promised stands in Slack."""
    notices = week.notices
    for notice in notices:
        notices = change(
            notices,
            notice.key,
            state=DeliveryState.SENT,
            posted_revision=notice.revision,
            channel="D",
            ts="1.0",
        )
    return replace(week, notices=notices)


def test_the_announcement_tells_the_service_the_technician_the_topic_and_the_group():
    history = begun()
    week = history.week(history.this_week)
    assert told(week) == [
        ("service", "week"),
        ("topic", "topic"),
        ("usergroup", "usergroup"),
        (f"dm:{ALICE}", "duty"),
    ]
    assert len({notice.key for notice in week.notices}) == 4


def test_a_week_is_announced_once():
    history = begun()
    week = history.week(history.this_week)
    assert announcements.announced(week, history.schedule(), history.now, POLICY, None) is week


def test_a_week_that_is_nobody_s_tells_the_lead():
    history = begun()
    history.pass_week()
    for person in (ALICE, BRUNO, CHLOE):
        history.away(person, history.this_week)
    week = announcements.announced(
        history.week(history.this_week), history.schedule(), history.now, LED, "S0N1"
    )
    queues = [queue for queue, event in told(week) if event == "nobody"]
    assert set(queues) == {"dm:U0ANTHONY"}
    assert ("usergroup", "usergroup") in told(week)


def test_an_absence_is_said_to_both_to_who_takes_the_week_and_to_the_service():
    history = begun()
    absence = history.away(BRUNO, history.this_week + WEEK)
    week = history.week(history.this_week + WEEK)
    assert told(week, NoticeKind.ABSENCE) == [
        (f"dm:{ALICE}", "absence"),
        (f"dm:{BRUNO}", "absence"),
        (f"dm:{CHLOE}", "absence"),
        ("service", "absence"),
    ]
    moved = [
        (m.monday - history.this_week, m.before, m.after) for m in week.moved_by(f"absence {absence.id}")
    ]
    assert moved == [(WEEK, BRUNO, CHLOE), (2 * WEEK, CHLOE, BRUNO)]


def test_the_same_form_declares_once():
    history = begun()
    monday = history.this_week + WEEK
    absence = replace(history.away(BRUNO, monday), origin="view:V1")
    once = absences.declare(history.week(monday), history.schedule(), absence, POLICY)
    assert len(once.absences) == 2
    assert absences.declare(once, history.schedule(), absence, POLICY) is once


def test_an_absence_in_the_running_week_is_announced_and_hands_over():
    history = begun()
    history.weeks[history.this_week] = said(history.week(history.this_week))
    history.declare(ALICE, history.now.date(), history.now.date())
    week = history.week(history.this_week)
    assert ("service", "week_changed") in told(week)
    assert told(week, NoticeKind.DUTY) == [(f"dm:{ALICE}", "duty"), (f"dm:{BRUNO}", "duty")]
    stale = {notice.kind for notice in week.notices if notice.needs_update}
    assert stale == {NoticeKind.TOPIC, NoticeKind.USERGROUP}


def test_a_change_of_the_next_week_redraws_the_topic_alone():
    history = begun()
    history.weeks[history.this_week] = said(history.week(history.this_week))
    before = told(history.week(history.this_week))
    history.away(BRUNO, history.this_week + WEEK)
    week = history.week(history.this_week)
    assert {notice.kind for notice in week.notices if notice.needs_update} == {NoticeKind.TOPIC}
    assert told(week) == before


def test_an_absence_is_taken_back_once_and_not_when_it_is_over():
    history = begun()
    monday = history.this_week + WEEK
    absence = history.away(BRUNO, monday)
    history.remove(absence)
    week = history.weeks[monday]
    assert ("service", "absence_removed") in told(week)
    by_the_same = absences.remove(week, history.schedule(), absence.id, history.stamp(), POLICY)
    assert by_the_same is week
    with pytest.raises(AbsenceRemoved):
        absences.remove(week, history.schedule(), absence.id, history.stamp(CHLOE), POLICY)
    over = history.away(BRUNO, monday)
    history.this_week += 2 * WEEK
    with pytest.raises(AbsenceRemoved):
        history.remove(over)


def test_a_proposal_goes_to_the_other_and_a_copy_to_who_asks():
    history = begun()
    history.propose(history.this_week + WEEK, history.this_week + 2 * WEEK)
    week = history.week(history.this_week + WEEK)
    assert told(week) == [(f"dm:{CHLOE}", "swap"), (f"dm:{BRUNO}", "swap")]
    assert history.people(3) == [ALICE, BRUNO, CHLOE]


def test_only_the_other_answers_and_only_once():
    history = begun()
    monday = history.this_week + WEEK
    swap = history.propose(monday, monday + WEEK)
    week = history.week(monday)
    with pytest.raises(SwapOfAnother):
        swaps.accept(week, history.schedule(), swap.id, history.stamp(ALICE), POLICY)
    with pytest.raises(SwapOfAnother):
        swaps.withdraw(week, swap.id, history.stamp(CHLOE))
    history.accept(swap)
    accepted = history.week(monday)
    assert swaps.accept(accepted, history.schedule(), swap.id, history.stamp(CHLOE), POLICY) is accepted
    with pytest.raises(SwapSettled):
        swaps.decline(accepted, swap.id, history.stamp(CHLOE))
    with pytest.raises(SwapSettled):
        swaps.withdraw(accepted, swap.id, history.stamp(BRUNO))
    assert ("service", "swap_accepted") in told(accepted)
    assert all(notice.revision == 2 for notice in accepted.notices if notice.kind is NoticeKind.SWAP)


def test_a_refusal_or_a_withdrawal_tells_the_other_one_and_moves_nothing():
    history = begun()
    monday = history.this_week + WEEK
    first = history.propose(monday, monday + WEEK)
    second = history.propose(monday, monday + WEEK)
    week = swaps.decline(history.week(monday), first.id, history.stamp(CHLOE))
    week = swaps.withdraw(week, second.id, history.stamp(BRUNO))
    assert told(week, NoticeKind.ROTA_LINE) == [
        (f"dm:{BRUNO}", "swap_declined"),
        (f"dm:{CHLOE}", "swap_withdrawn"),
    ]
    history.weeks[monday] = week
    assert history.people(3) == [ALICE, BRUNO, CHLOE]


def test_a_proposal_lapses_when_the_sooner_week_begins():
    history = begun()
    monday = history.this_week + 2 * WEEK
    history.propose(monday, history.this_week + WEEK)
    week = history.week(monday)
    begins = history.now - timedelta(days=1, hours=10) + WEEK
    assert begins.astimezone(PARIS).weekday() == 0
    assert swaps.lapse(week, Stamp(begins - timedelta(hours=2), ""), POLICY) is week
    lapsed = swaps.lapse(week, Stamp(begins, ""), POLICY)
    assert lapsed.swaps[0].outcome is SwapOutcome.LAPSED
    assert told(lapsed, NoticeKind.ROTA_LINE) == [(f"dm:{CHLOE}", "swap_lapsed")]


def test_a_proposal_of_the_running_week_lapses_when_it_ends():
    history = begun()
    swap = history.propose(history.this_week, history.this_week + WEEK)
    at = swap.lapses_at(PARIS).astimezone(PARIS)
    assert (at.date(), at.hour) == (history.this_week + WEEK, 0)


def test_a_proposal_is_refused_where_somebody_is_absent_or_the_weeks_have_changed():
    history = begun()
    monday = history.this_week + WEEK
    swap = history.propose(monday, monday + WEEK)
    history.away(CHLOE, monday)
    with pytest.raises(SwapImpossible):
        history.accept(swap)
    with pytest.raises(SwapImpossible):
        history.propose(monday, monday + WEEK)
    other = history.propose(monday, monday + 2 * WEEK)
    history.away(BRUNO, monday)
    with pytest.raises(SwapOutdated):
        history.accept(other)


def test_the_coming_one_is_reminded_once():
    history = begun()
    week = announcements.remind(Week(monday=history.this_week + WEEK), BRUNO, history.now)
    assert told(week) == [(f"dm:{BRUNO}", "next")]
    assert announcements.remind(week, CHLOE, history.now) is week


def refused(week: Week, kind: NoticeKind, error: str, policy: Policy = LED) -> Week:
    notice = latest(week.notices, kind)
    assert notice
    return announcements.refused(week, notice, History().now, error, policy)


def test_a_group_that_the_bot_may_not_write_is_told_to_the_lead_once_for_all_weeks():
    history = begun()
    first = refused(history.week(history.this_week), NoticeKind.USERGROUP, "permission_denied")
    assert told(first)[-1] == ("dm:U0ANTHONY", "usergroup_refused")
    failed = latest(first.notices, NoticeKind.USERGROUP)
    assert failed
    assert (failed.state, failed.error) == (DeliveryState.REJECTED, "permission_denied")
    history.weeks[first.monday] = first
    history.pass_week()
    history.announce()
    second = refused(history.week(history.this_week), NoticeKind.USERGROUP, "permission_denied")
    assert "usergroup_refused" not in {event for _, event in told(second)}
    other = refused(history.week(history.this_week), NoticeKind.USERGROUP, "plan_upgrade_required")
    assert told(other)[-1] == ("dm:U0ANTHONY", "usergroup_refused")


def test_a_refused_group_is_tried_again_when_the_week_changes():
    history = begun()
    week = refused(history.week(history.this_week), NoticeKind.USERGROUP, "invalid_users")
    history.weeks[week.monday] = week
    history.declare(ALICE, history.now.date(), history.now.date())
    group = latest(history.week(week.monday).notices, NoticeKind.USERGROUP)
    assert group
    assert (group.state, group.facts["known"]) == (DeliveryState.DUE, "invalid_users")


def test_without_a_lead_the_service_is_told():
    history = begun()
    week = refused(history.week(history.this_week), NoticeKind.TOPIC, "not_authorized", POLICY)
    assert told(week)[-1] == ("service", "topic_refused")


def test_what_a_person_cannot_be_told_is_said_to_the_service():
    history = begun()
    week = refused(history.week(history.this_week), NoticeKind.DUTY, "user_disabled")
    instead: Notice = week.notices[-1]
    assert (instead.kind, str(instead.queue), instead.facts["instead_of"]) == (
        NoticeKind.DUTY,
        "service",
        ALICE,
    )
