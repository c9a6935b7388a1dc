"""How an announced week follows its book: a swap or an absence changes it, and that is announced too."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.domain.acts import Act
from bot.domain.book import Book
from bot.domain.calendar import WEEK
from bot.domain.duty import Duty, as_announced, duties, duty, resolved
from bot.domain.notice import SETTINGS, Notice, Progress, What
from bot.domain.notices import change, lane_kind, redraw
from bot.domain.policy import House
from bot.domain.week import Change, Move, Week, announce, tell_lead

HORIZON = 52
"""Weeks that are looked at to tell what an absence or a swap moves."""


def announced(week: Week, book: Book, at: datetime, house: House, usergroup: str | None) -> Week:
    """The week as its book says, with its announcement; unchanged if that was made already."""
    if week.announced:
        return week
    week = replace(_taking(week, duty(book, week.monday)), announced=at)
    week = _following(week, book)
    before = book.announced.get(max((m for m in book.announced if m < week.monday), default=week.monday))
    refused = {n.what: n.error or "" for n in before.notices if n.state is Progress.FAILED} if before else {}
    return announce(week, at, house, usergroup, refused)


def amended(week: Week, book: Book, act: Act, house: House) -> Week:
    """An announced week as its book says now; unchanged if it says the same as before."""
    book = book.replacing(week)
    after = _following(_settled(week, book), book)
    if after == week:
        return week
    if after.person == week.person:
        told = (What.TOPIC,) if after.follows != week.follows else ()
        return _set_again(after, told)
    happened = Change(act.at, act.by, week.person, after.person, after.why)
    after = replace(after, changes=(*after.changes, happened))
    return _announce_change(after, happened, house)


def moved_since(after: Week, before: Week, book: Book, cause: str) -> Week:
    """With the weeks, from the running one on, that change hands when `before` becomes `after`."""
    pairs = zip(_coming(book.replacing(before)), _coming(book.replacing(after)), strict=True)
    found = [
        Move(cause, was.monday, was.person, now.person) for was, now in pairs if was.person != now.person
    ]
    return replace(after, moves=(*after.moves, *found))


def remind(week: Week, person: str, at: datetime) -> Week:
    """A word to who has the coming week, once."""
    if any(notice.what is What.NEXT for notice in week.notices):
        return week
    return week.tell(person, What.NEXT, due=at)


def finds_another_way(notice: Notice) -> bool:
    """Rather than being tried again until somebody mends the channel."""
    return notice.what in SETTINGS or lane_kind(notice.lane) == "dm"


def refused(week: Week, notice: Notice, now: datetime, error: str, house: House) -> Week:
    """A person whom Slack cannot reach hears it in the service; a setting that the bot may not write is told."""
    failed = replace(week, notices=change(week.notices, notice.key, state=Progress.FAILED, error=error))
    if notice.what in SETTINGS:
        return _setting_refused(failed, notice, now, error, house)
    facts = {**notice.facts, "instead_of": notice.to}
    return failed.say(notice.what, lane="service", to=house.channels.service, due=now, **facts)


def _setting_refused(failed: Week, notice: Notice, now: datetime, error: str, house: House) -> Week:
    """Said once, whatever the number of weeks, and the rest goes on."""
    if notice.facts.get("known") == error:
        return failed
    lead = house.ladder.lead
    lane, to = (f"dm:{lead}", lead) if lead else ("service", house.channels.service)
    return failed.say(
        What.ROTA_LINE,
        lane=lane,
        to=to,
        due=now,
        event=f"{notice.what}_refused",
        target=notice.to,
        error=error,
    )


def _coming(book: Book) -> list[Duty]:
    running = book.announced.get(book.this_week)
    if running:
        book = book.replacing(_settled(running, book))
    return duties(book, book.this_week, HORIZON)


def _settled(week: Week, book: Book) -> Week:
    return _taking(week, resolved(book, as_announced(week)))


def _taking(week: Week, found: Duty) -> Week:
    return replace(
        week,
        turn=found.turn,
        person=found.person,
        members=found.members,
        why=found.why,
        instead_of=found.instead_of,
        owed=found.owed,
        debts=found.debts,
    )


def _following(week: Week, book: Book) -> Week:
    """With who is next: the topic says so."""
    return replace(week, follows=duty(book.replacing(week), week.monday + WEEK).person)


def _set_again(week: Week, settings: Collection[What]) -> Week:
    """The topic or the group is to say what is true now; one that Slack refused is tried again, and not told twice."""
    notices = tuple(
        replace(n, state=Progress.DUE, not_before=None, facts={**n.facts, "known": n.error})
        if n.what in settings and n.state is Progress.FAILED
        else n
        for n in week.notices
    )
    return replace(week, notices=redraw(notices, settings))


def _announce_change(week: Week, happened: Change, house: House) -> Week:
    at, service = happened.at, house.channels.service
    week = _set_again(week, (What.TOPIC,))
    week = week.say(
        What.ROTA_LINE,
        lane="service",
        to=service,
        due=at,
        event="week_changed",
        monday=week.monday.isoformat(),
        by=happened.by or None,
        before=happened.before,
        after=happened.after,
        why=happened.why,
    )
    if happened.after is None:
        return tell_lead(week, at, house)
    week = _set_again(week, (What.USERGROUP,))
    return week.tell(happened.after, What.DUTY, due=at, before=happened.before)
