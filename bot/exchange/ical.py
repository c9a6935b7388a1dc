"""The rota as an iCalendar file (RFC 5545): a whole-day event for each week, which keeps its UID in later files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from icalendar import Calendar, Component, Event

from bot.domain.rota.schedule import Shift
from bot.domain.rota.week import Week
from bot.rendering.labels import load_labels

WORKING_WEEK = timedelta(days=5)

EventTexts = tuple[str, str]
"""The summary and the description of an event."""


@dataclass(frozen=True, slots=True)
class PublishedCalendar:
    """The file that is about to be replaced.

    Attributes:
        events: the sequence number and the texts of each event, by UID.
    """

    events: Mapping[str, tuple[int, EventTexts]]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Reads a file; an empty one has no events.

        Raises:
            ValueError: it is no calendar.
        """
        events = Calendar.from_ical(content).walk("VEVENT") if content else []
        return cls({str(e["UID"]): (int(e.get("SEQUENCE", 0)), _texts_of(e)) for e in events})

    def sequence(self, uid: str, texts: EventTexts, least: int) -> int:
        """Returns the sequence number of an event: at least `least`, and higher than that of other texts."""
        before, published = self.events.get(uid, (0, texts))
        return max(least, before + (published != texts))


def write_calendar(
    shifts: Iterable[Shift],
    weeks: Sequence[Week],
    names: Mapping[str, str],
    published: PublishedCalendar,
    now: datetime,
) -> bytes:
    """Returns an iCalendar file.

    Args:
        shifts: the weeks to write; an event lasts from Monday to Friday.
        weeks: the weeks that are stored, from which it is counted how often a week changed hands.
        names: people by Slack id.
        published: the file that is replaced.
        now: when the file is made, aware UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//lina-bot//rota//FR")
    calendar.add("version", "2.0")
    for shift in shifts:
        uid, texts = f"rota-{shift.monday.isoformat()}@lina-bot", _texts(shift, names)
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", now)
        event.add("dtstart", shift.monday)
        event.add("dtend", shift.monday + WORKING_WEEK)
        event.add("summary", texts[0])
        if texts[1]:
            event.add("description", texts[1])
        event.add("sequence", published.sequence(uid, texts, _changes(shift.monday, weeks)))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _texts(shift: Shift, names: Mapping[str, str]) -> EventTexts:
    labels = load_labels()
    if shift.person is None:
        return labels.of("calendar", "nobody"), labels.of("calendar_why", "nobody")
    summary = labels.of("calendar", "summary").format(name=names.get(shift.person, shift.person))
    other = shift.instead_of or ""
    return summary, labels.of("calendar_why", shift.reason).format(name=names.get(other, other))


def _texts_of(event: Component) -> EventTexts:
    return str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))


def _changes(monday: date, weeks: Sequence[Week]) -> int:
    moved = sum(move.monday == monday for week in weeks for move in week.moves)
    return moved + sum(len(week.changes) for week in weeks if week.monday == monday)
