"""How an announced week follows its book: a swap or an absence changes it, and that is announced too."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.domain.outbox.notice import WORKSPACE_SETTINGS, DeliveryState, Notice, NoticeKind, Queue, QueueKind
from bot.domain.outbox.notices import change, request_update
from bot.domain.policy import Policy, RotaPolicy
from bot.domain.rota.schedule import Schedule, Shift, announced_shift, resolved, shift_of, shifts, with_shift
from bot.domain.rota.week import Designation, NotInRota, Reassignment, Week, WeekChange, WeekNotFree
from bot.domain.rota.working_weeks import WEEK, instant_of, working_day_from, working_day_until
from bot.domain.stamp import Stamp


def announce_at(rota: RotaPolicy, monday: date, policy: Policy) -> datetime | None:
    """When the week is announced: on a holiday, the next working day; None in a week without any."""
    day = working_day_from(rota.announce.day(monday), policy.is_working_day)
    return instant_of(day, rota.announce.at, policy.zone) if day else None


def remind_at(rota: RotaPolicy, monday: date, policy: Policy) -> datetime | None:
    """When the technician of this week hears of it, in the week before: on a holiday, the last working day before."""
    if rota.reminder is None:
        return None
    day = working_day_until(rota.reminder.day(monday - WEEK), policy.is_working_day)
    return instant_of(day, rota.reminder.at, policy.zone) if day else None


HORIZON = 52
"""Weeks that are looked at to tell what an absence or a swap moves."""


def announced(week: Week, schedule: Schedule, at: datetime, policy: Policy, usergroup: str | None) -> Week:
    """The week as its book says, with its announcement; unchanged if that was made already."""
    if week.announced:
        return week
    week = replace(with_shift(week, shift_of(schedule, week.monday)), announced=at)
    week = _following(week, schedule)
    before = schedule.announced.get(
        max((m for m in schedule.announced if m < week.monday), default=week.monday)
    )
    refused = (
        {n.kind: n.error or "" for n in before.notices if n.state is DeliveryState.REJECTED} if before else {}
    )
    return announce(week, at, policy, usergroup, refused)


def amended(week: Week, schedule: Schedule, stamp: Stamp, policy: Policy) -> Week:
    """An announced week as its book says now; unchanged if it says the same as before."""
    schedule = schedule.replacing(week)
    after = _following(_settled(week, schedule), schedule)
    if after == week:
        return week
    if after.person == week.person:
        told = (NoticeKind.TOPIC,) if after.follows != week.follows else ()
        return _set_again(after, told)
    happened = WeekChange(stamp.at, stamp.by, week.person, after.person, after.reason)
    after = replace(after, changes=(*after.changes, happened))
    return _announce_change(after, happened, policy)


def moved_since(after: Week, before: Week, schedule: Schedule, cause: str) -> Week:
    """With the weeks, from the running one on, that change hands when `before` becomes `after`."""
    pairs = zip(_coming(schedule.replacing(before)), _coming(schedule.replacing(after)), strict=True)
    found = [
        Reassignment(cause, was.monday, was.person, now.person)
        for was, now in pairs
        if was.person != now.person
    ]
    return replace(after, moves=(*after.moves, *found))


def designate(week: Week, schedule: Schedule, stamp: Stamp, person: str) -> Week:
    """Chooses a member for a week in which nobody is free; unchanged when they have been chosen already.

    Raises:
        NotInRota: the person is no member.
        WeekNotFree: somebody is level 1 in that week.
    """
    shift = shift_of(schedule, week.monday)
    if week.designation and week.designation.person == person == shift.person:
        return week
    if person not in schedule.members:
        raise NotInRota
    if shift.person is not None:
        raise WeekNotFree
    return replace(week, designation=Designation(person, stamp))


def remind(week: Week, person: str, at: datetime) -> Week:
    """A word to who has the coming week, once."""
    if any(notice.kind is NoticeKind.NEXT for notice in week.notices):
        return week
    return week.direct_message(person, NoticeKind.NEXT, due=at)


def finds_another_way(notice: Notice) -> bool:
    """Rather than being tried again until somebody mends the channel."""
    return notice.kind in WORKSPACE_SETTINGS or notice.queue.kind is QueueKind.DIRECT_MESSAGE


def refused(week: Week, notice: Notice, now: datetime, error: str, policy: Policy) -> Week:
    """A person whom Slack cannot reach hears it in the service; a setting that the bot may not write is told."""
    failed = replace(
        week, notices=change(week.notices, notice.key, state=DeliveryState.REJECTED, error=error)
    )
    if notice.kind in WORKSPACE_SETTINGS:
        return _setting_refused(failed, notice, now, error, policy)
    facts = {**notice.facts, "instead_of": notice.to}
    return failed.enqueue(
        notice.kind, queue=Queue(QueueKind.SERVICE), to=policy.channels.service, due=now, **facts
    )


def _setting_refused(failed: Week, notice: Notice, now: datetime, error: str, policy: Policy) -> Week:
    """Said once, whatever the number of weeks, and the rest goes on."""
    if notice.facts.get("known") == error:
        return failed
    lead = policy.escalation.lead
    queue = Queue.direct_message(lead) if lead else Queue(QueueKind.SERVICE)
    to = lead or policy.channels.service
    return failed.enqueue(
        NoticeKind.ROTA_LINE,
        queue=queue,
        to=to,
        due=now,
        event=f"{notice.kind}_refused",
        target=notice.to,
        error=error,
    )


def _coming(schedule: Schedule) -> list[Shift]:
    running = schedule.announced.get(schedule.this_week)
    if running:
        schedule = schedule.replacing(_settled(running, schedule))
    return shifts(schedule, schedule.this_week, HORIZON)


def _settled(week: Week, schedule: Schedule) -> Week:
    return with_shift(week, resolved(schedule, announced_shift(week)))


def _following(week: Week, schedule: Schedule) -> Week:
    """With who is next: the topic says so."""
    return replace(week, follows=shift_of(schedule.replacing(week), week.monday + WEEK).person)


def _set_again(week: Week, settings: Collection[NoticeKind]) -> Week:
    """The topic or the group is to say what is true now; one that Slack refused is tried again, and not told twice."""
    notices = tuple(
        replace(n, state=DeliveryState.DUE, retry_at=None, facts={**n.facts, "known": n.error})
        if n.kind in settings and n.state is DeliveryState.REJECTED
        else n
        for n in week.notices
    )
    return replace(week, notices=request_update(notices, settings))


def _announce_change(week: Week, happened: WeekChange, policy: Policy) -> Week:
    at, service = happened.at, policy.channels.service
    week = _set_again(week, (NoticeKind.TOPIC,))
    week = week.enqueue(
        NoticeKind.ROTA_LINE,
        queue=Queue(QueueKind.SERVICE),
        to=service,
        due=at,
        event="week_changed",
        monday=week.monday.isoformat(),
        by=happened.by or None,
        before=happened.before,
        after=happened.after,
        why=happened.reason,
    )
    week = _set_again(week, (NoticeKind.USERGROUP,))
    if happened.after is None:
        return tell_lead(week, at, policy)
    return week.direct_message(happened.after, NoticeKind.DUTY, due=at, before=happened.before)


def announce(
    week: Week,
    at: datetime,
    policy: Policy,
    usergroup: str | None,
    refused: Mapping[NoticeKind, str] | None = None,
) -> Week:
    """Promises the announcement, what its technician must have at hand, and the topic and user group that follow.

    Args:
        week: with the person that it is announced for.
        at: now.
        policy: where it is said.
        usergroup: the one that follows, if any.
        refused: the settings that Slack refused last week, and how: that is not told again.
    """
    known = refused or {}
    week = replace(week, announced=at).enqueue(
        NoticeKind.WEEK, queue=Queue(QueueKind.SERVICE), to=policy.channels.service, due=at
    )
    week = week.enqueue(
        NoticeKind.TOPIC,
        queue=Queue(QueueKind.TOPIC),
        to=policy.channels.support,
        due=at,
        known=known.get(NoticeKind.TOPIC),
    )
    if usergroup:
        week = week.enqueue(
            NoticeKind.USERGROUP,
            queue=Queue(QueueKind.USERGROUP),
            to=usergroup,
            due=at,
            known=known.get(NoticeKind.USERGROUP),
        )
    person = week.person
    if person is None:
        return tell_lead(week, at, policy)
    return week.direct_message(person, NoticeKind.DUTY, due=at, before=None)


def tell_lead(week: Week, at: datetime, policy: Policy, of: date | None = None) -> Week:
    """Nobody is free: somebody has to find somebody."""
    lead = policy.escalation.lead
    if lead is None:
        return week
    monday = of or week.monday
    return week.direct_message(lead, NoticeKind.ROTA_LINE, due=at, event="nobody", monday=monday.isoformat())
