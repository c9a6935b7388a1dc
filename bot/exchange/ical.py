"""The rota as an iCalendar file (RFC 5545): a whole-day event a week, the same UID whenever it is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from icalendar import Calendar, Component, Event

from bot.domain.rota.schedule import Shift
from bot.domain.rota.week import Week
from bot.rendering.labels import load_labels

WORKING_WEEK = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What an earlier file said of each week: its sequence and its words, by UID."""

    weeks: Mapping[str, tuple[int, tuple[str, str]]]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises: ValueError: it is no calendar."""
        events = Calendar.from_ical(content).walk("VEVENT") if content else []
        return cls({str(e["UID"]): (int(e.get("SEQUENCE", 0)), _words_of(e)) for e in events})

    def sequence(self, uid: str, words: tuple[str, str], least: int) -> int:
        """At least `least`, and above what was published for other words."""
        before, said = self.weeks.get(uid, (0, words))
        return max(least, before + (said != words))


def write_calendar(
    shifts: Iterable[Shift],
    weeks: Sequence[Week],
    names: Mapping[str, str],
    published: CalendarEvent,
    now: datetime,
) -> bytes:
    """Monday to Friday, by week; `weeks` tell how often each one changed hands."""
    calendar = Calendar()
    calendar.add("prodid", "-//lina-bot//rota//FR")
    calendar.add("version", "2.0")
    for duty in shifts:
        uid, words = f"rota-{duty.monday.isoformat()}@lina-bot", _words(duty, names)
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", now)
        event.add("dtstart", duty.monday)
        event.add("dtend", duty.monday + WORKING_WEEK)
        event.add("summary", words[0])
        if words[1]:
            event.add("description", words[1])
        event.add("sequence", published.sequence(uid, words, _changes(duty.monday, weeks)))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _words(duty: Shift, names: Mapping[str, str]) -> tuple[str, str]:
    labels = load_labels()
    if duty.person is None:
        return labels.of("calendar", "nobody"), labels.of("calendar_why", "nobody")
    summary = labels.of("calendar", "summary").format(name=names.get(duty.person, duty.person))
    other = duty.instead_of or ""
    return summary, labels.of("calendar_why", duty.reason).format(name=names.get(other, other))


def _words_of(event: Component) -> tuple[str, str]:
    return str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))


def _changes(monday: date, weeks: Sequence[Week]) -> int:
    moved = sum(move.monday == monday for week in weeks for move in week.moves)
    return moved + sum(len(week.changes) for week in weeks if week.monday == monday)
