"""What people write of absences into the book of the rota, and what it moves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.absence import Absence, AbsenceRemoved
from bot.domain.acts import Act
from bot.domain.amending import moved_since
from bot.domain.book import Book
from bot.domain.calendar import local_day
from bot.domain.notice import What
from bot.domain.policy import House
from bot.domain.week import Move, Week, tell_lead


def declare(week: Week, book: Book, absence: Absence, house: House) -> Week:
    """Says an absence to who declared it, who is absent, who takes a week for it, and the service.

    Unchanged when the same form declared it already. An account that is closed is written down and not told: the
    announcement names it.
    """
    if absence.origin and any(a.origin == absence.origin for a in week.absences):
        return week
    absence = replace(absence, id=str(len(week.absences) + 1))
    after = replace(week, absences=(*week.absences, absence))
    if absence.gone:
        return after
    cause = f"absence {absence.id}"
    after = moved_since(after, week, book, cause)
    people = [absence.act.by, absence.person, *_concerned(after.moved_by(cause))]
    for person in dict.fromkeys(people):
        after = after.tell(person, What.ABSENCE, due=absence.act.at, absence=absence.id)
    service = house.channels.service
    after = after.say(What.ABSENCE, lane="service", to=service, due=absence.act.at, absence=absence.id)
    for move in after.moved_by(cause):
        if move.after is None:
            after = tell_lead(after, absence.act.at, house, of=move.monday)
    return after


def take_back(week: Week, book: Book, id: str, act: Act, house: House) -> Week:
    """Removes an absence that is not over; the weeks that it moved go back."""
    absence = week.absence(id)
    if absence.removed:
        if absence.removed.by == act.by:
            return week
        raise AbsenceRemoved
    today = local_day(act.at, house.zone)
    if absence.is_over(today):
        raise AbsenceRemoved
    after = _put_absence(week, absence.taken_back(act, today))
    cause = f"removed {id}"
    after = moved_since(after, week, book, cause).redrawn("absence", id)
    told = {"event": "absence_removed", "absence": id, "by": act.by, "person": absence.person}
    for person in dict.fromkeys([absence.person, *_concerned(after.moved_by(cause))]):
        if person != act.by:
            after = after.tell(person, What.ROTA_LINE, due=act.at, **told)
    return after.say(What.ROTA_LINE, lane="service", to=house.channels.service, due=act.at, **told)


def come_back(week: Week, id: str, day: date) -> Week:
    """An account that is open again: its owner has been back since `day`."""
    absence = week.absence(id)
    return _put_absence(week, replace(absence, until=day - timedelta(days=1)))


def _concerned(found: Iterable[Move]) -> list[str]:
    return [person for move in found for person in (move.before, move.after) if person]


def _put_absence(week: Week, absence: Absence) -> Week:
    kept = tuple(absence if a.id == absence.id else a for a in week.absences)
    return replace(week, absences=kept)
