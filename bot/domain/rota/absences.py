"""Absences: declaring and removing them, and the weeks that change hands by that."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.outbox.notice import NoticeKind, Queue, QueueKind
from bot.domain.policy import Policy
from bot.domain.rota.announcements import moved_since, tell_lead
from bot.domain.rota.schedule import Schedule
from bot.domain.rota.week import Absence, AbsenceRemoved, Reassignment, Week
from bot.domain.rota.working_weeks import local_day
from bot.domain.stamp import Stamp


def declare(week: Week, schedule: Schedule, absence: Absence, policy: Policy) -> Week:
    """Records an absence and tells who declared it, who is absent, who takes a week for it, and the service channel.

    Unchanged when the same form declared it already. The absence of a deactivated account is recorded and nobody is
    told: the announcement names it.
    """
    if absence.origin and any(a.origin == absence.origin for a in week.absences):
        return week
    absence = replace(absence, id=str(len(week.absences) + 1))
    after = replace(week, absences=(*week.absences, absence))
    if absence.gone:
        return after
    cause = f"absence {absence.id}"
    after = moved_since(after, week, schedule, cause)
    people = [absence.stamp.by, absence.person, *_concerned(after.moved_by(cause))]
    for person in dict.fromkeys(people):
        after = after.direct_message(person, NoticeKind.ABSENCE, due=absence.stamp.at, absence=absence.id)
    service = policy.channels.service
    after = after.enqueue(
        NoticeKind.ABSENCE,
        queue=Queue(QueueKind.SERVICE),
        to=service,
        due=absence.stamp.at,
        absence=absence.id,
    )
    for move in after.moved_by(cause):
        if move.after is None:
            after = tell_lead(after, absence.stamp.at, policy, of=move.monday)
    return after


def remove(week: Week, schedule: Schedule, id: str, stamp: Stamp, policy: Policy) -> Week:
    """Removes an absence; the weeks that it moved go back. Unchanged when the same person removed it already.

    Raises:
        AbsenceRemoved: it is over, somebody else removed it, or there is none with this id.
    """
    absence = week.absence(id)
    if absence.removed:
        if absence.removed.by == stamp.by:
            return week
        raise AbsenceRemoved
    today = local_day(stamp.at, policy.zone)
    if absence.is_over(today):
        raise AbsenceRemoved
    after = _put_absence(week, absence.taken_back(stamp, today))
    cause = f"removed {id}"
    after = moved_since(after, week, schedule, cause).refreshed("absence", id)
    facts = {"event": "absence_removed", "absence": id, "by": stamp.by, "person": absence.person}
    for person in dict.fromkeys([absence.person, *_concerned(after.moved_by(cause))]):
        if person != stamp.by:
            after = after.direct_message(person, NoticeKind.ROTA_LINE, due=stamp.at, **facts)
    return after.enqueue(
        NoticeKind.ROTA_LINE,
        queue=Queue(QueueKind.SERVICE),
        to=policy.channels.service,
        due=stamp.at,
        **facts,
    )


def end_gone(week: Week, id: str, day: date) -> Week:
    """Ends the absence of a deactivated account that is active again since `day`."""
    absence = week.absence(id)
    return _put_absence(week, replace(absence, until=day - timedelta(days=1)))


def _concerned(reassignments: Iterable[Reassignment]) -> list[str]:
    return [person for move in reassignments for person in (move.before, move.after) if person]


def _put_absence(week: Week, absence: Absence) -> Week:
    kept = tuple(absence if a.id == absence.id else a for a in week.absences)
    return replace(week, absences=kept)
