"""Filters of templates: people, instants, amounts of time and links.

People's names and the time zone come from the template's variable `view`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote as percent_encoded
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.domain.outbox.notice import Facts
from bot.rendering.labels import load_labels
from bot.rendering.text import Mrkdwn, escape

_USER = re.compile(r"[UW][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")
_URL = re.compile(r"https?://\S+")
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_AGO = (("day", 1, 14), ("week", 7, 9), ("month", 30, 12), ("year", 365, 10_000))
"""A unit, its days, and how many of them are said at most."""
NO_BREAK_SPACE = "\u00a0"


@pass_context
def mention(context: Context, reference: str) -> str:
    """Returns the mention of a Slack id, of `here`, or of the person with that e-mail address."""
    if reference == "here":
        return Mrkdwn("<!here>")
    known: str = _from_view(context, "slack_ids").get(reference, reference)
    if _USER.fullmatch(known):
        return Mrkdwn(f"<@{known}>")
    return Mrkdwn(f"<!subteam^{known}>") if _GROUP.fullmatch(known) else known


@pass_context
def mentions(context: Context, references: Iterable[str]) -> Mrkdwn:
    """Returns the mentions, with a space between them."""
    mentioned = [mention(context, reference) for reference in references]
    return Mrkdwn(" ".join(one if isinstance(one, Mrkdwn) else escape(one) for one in mentioned))


def channel(id: str) -> Mrkdwn:
    """Returns the link of a channel."""
    return Mrkdwn(f"<#{id}>")


def refusal(error: str | None, what: str) -> str:
    """Returns the `cause` or the `mend` of a channel that refuses a message with this word of Slack's."""
    table = load_labels().table(f"refusal_{what}")
    return table.get(error or "", table["other"])


@pass_context
def name(context: Context, reference: str) -> str:
    """Returns a person's name, for text that is not to wake anybody; the reference if unknown."""
    names = _from_view(context, "names")
    known: str = _from_view(context, "slack_ids").get(reference, reference)
    found: str = names.get(known) or names.get(reference) or reference
    return found


@pass_context
def person(context: Context, reference: str) -> Mrkdwn:
    """Returns a person's name in bold, which wakes nobody.

    Where names are not gathered (in what one person alone sees), Slack shows the name: a mention there wakes nobody
    either.
    """
    names, slack_ids = _from_view(context, "names"), _from_view(context, "slack_ids")
    known = names.get(reference) or names.get(slack_ids.get(reference))
    if known is None and not _from_view(context, "notice"):
        shown = mention(context, reference)
        return shown if isinstance(shown, Mrkdwn) else escape(shown)
    return Mrkdwn(f"*{escape((known or reference).replace('*', ''))}*")


@pass_context
def slack_date(context: Context, instant: datetime | str, shape: str) -> Mrkdwn:
    """Returns an instant as Slack shows it in the reader's own zone, with the policy's zone as fallback.

    Args:
        context: the template's.
        instant: aware, or in ISO 8601.
        shape: https://docs.slack.dev/messaging/formatting-message-text#date-formatting, with `{time}` and
            `{date_short_pretty}` alone.
    """
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    local = at.astimezone(_zone(context))
    fallback = shape.replace("{time}", f"{local:%H:%M}").replace("{date_short_pretty}", f"{local:%d/%m/%Y}")
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{shape}|{fallback}>")


def instant(written: str) -> datetime:
    """Parses the ISO instant of a notice's facts."""
    return datetime.fromisoformat(written)


@pass_context
def clock(context: Context, instant: datetime) -> str:
    """Returns `14:05`, in the policy's zone."""
    return f"{instant.astimezone(_zone(context)):%H:%M}"


@pass_context
def slack_moment(
    context: Context,
    moment: datetime,
    today: str = "{time}",
    other_day: str = "{date_short_pretty} à {time}",
) -> Mrkdwn:
    """Returns an instant as `slack_date` does, in the shape `today` where it is of the day of the view."""
    same = local_date(context, moment) == local_date(context, context["view"].now)
    return slack_date(context, moment, today if same else other_day)


def printed(text: str) -> Mrkdwn:
    """Returns what a template has printed, which is escaped already."""
    return Mrkdwn(text.strip())


@pass_context
def day(context: Context, when: date) -> str:
    """Returns `24/11/2026`; the day of an instant in the policy's zone."""
    return f"{local_date(context, when):%d/%m/%Y}"


def date_of(written: str) -> date:
    """Parses the ISO date of a notice's facts."""
    return date.fromisoformat(written)


@pass_context
def local_date(context: Context, when: date) -> date:
    """Returns the day of an instant in the policy's zone; a day as it is."""
    return when.astimezone(_zone(context)).date() if isinstance(when, datetime) else when


@pass_context
def ago(context: Context, instant: datetime) -> str:
    """Returns how long ago an instant was, by the days of the policy's zone: `hier`, `il y a 3 semaines`."""
    days = (local_date(context, context["now"]) - local_date(context, instant)).days
    names = load_labels()
    for unit, length, most in _AGO:
        count = days // length
        if count < most:
            kind = unit if count > 1 else f"{unit}_{count}"
            return names.of("ago", kind).format(n=count)
    raise AssertionError(days)  # the last unit has no end


def percent(share: float | None) -> str:
    """Returns `72 %`; a dash where there is nothing to share."""
    return "–" if share is None else f"{round(100 * share)}{NO_BREAK_SPACE}%"


def bar(share: float, width: int = 12) -> str:
    """Returns a bar of text, of `width` characters for 1; at least one for what is not 0."""
    return "█" * (max(1, round(share * width)) if share else 0)


def month(first: date) -> str:
    """Returns `novembre 2026`."""
    return f"{load_labels().of('month', first.month)} {first.year}"


def short_month(first: date) -> str:
    """Returns `nov. 26`."""
    return f"{load_labels().of('short_month', first.month)} {first:%y}"


def duration(seconds: float) -> str:
    """Returns `moins d’une minute`, `10 min`, `1 h 05`, `2 j 3 h`, rounded down."""
    if seconds < _DAY:
        return elapsed(seconds)
    days, rest = divmod(int(seconds), _DAY)
    more = NO_BREAK_SPACE + _amount(rest // _HOUR, "h") if rest >= _HOUR else ""
    return _amount(days, "d") + more


def minutes(whole: int) -> str:
    """Returns minutes as `duration` does, and `0 min` for none."""
    return duration(whole * _MINUTE) if whole else _amount(0, "min")


def elapsed(seconds: float) -> str:
    """Returns `moins d’une minute`, `10 min`, `1 h 05`, `27 h`, rounded down: no seconds and no days."""
    whole = int(seconds)
    if whole < _MINUTE:
        return load_labels().of("unit", "less")
    return _amount(whole // _MINUTE, "min") if whole < _HOUR else hours(whole // _MINUTE)


def hours(minutes: int) -> str:
    """Returns `3 h 30`, `0 h 05`, `2 h`, without a sign."""
    whole, rest = divmod(abs(minutes), 60)
    return _amount(whole, "h") + (f"{NO_BREAK_SPACE}{rest:02}" if rest or not whole else "")


def link(url: str | None, label: str) -> str:
    """Returns the label as a link; the plain label when the address is missing or no web address."""
    if not url or not is_url(url):
        return label
    address = percent_encoded(url, safe="/:?#[]@!$&'()*+,;=%~")
    return Mrkdwn(f"<{escape(address)}|{escape(label)}>")


def is_url(text: str) -> bool:
    """Returns whether the text is one http or https address."""
    return _URL.fullmatch(text) is not None


def label(id: str | int, kind: str) -> str:
    """Returns the French name of an identifier; see `Labels.of`."""
    return load_labels().of(kind, id)


def week(monday: date | str) -> str:
    """Returns `semaine 48 (du 23 au 27/11/2026)`, of a Monday as a date or in ISO 8601."""
    first = date.fromisoformat(monday) if isinstance(monday, str) else monday
    last = first + timedelta(days=4)
    shape = "%d/%m/%Y" if first.year != last.year else "%d/%m" if first.month != last.month else "%d"
    number = first.isocalendar().week
    return f"semaine{NO_BREAK_SPACE}{number} (du {first:{shape}} au {last:%d/%m/%Y})"


@pass_context
def sentence(context: Context, facts: Facts, table: str = "lines") -> Mrkdwn:
    """Renders the sentence of the event that a notice's facts name, from `lines.toml` or another table."""
    template = context.environment.get_template(f"{table}/{facts['event']}")
    return Mrkdwn(template.render({**context.get_all(), **facts}))


def _amount(number: int, unit: str) -> str:
    return f"{number}{NO_BREAK_SPACE}{load_labels().of('unit', unit)}"


def _zone(context: Context) -> ZoneInfo:
    zone: ZoneInfo = context["view"].policy.zone
    return zone


def _from_view(context: Context, facts: str) -> Any:
    return getattr(context.get("view"), facts, {})
