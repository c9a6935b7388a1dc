"""How a template writes people, instants, amounts of time and links; people and zones come from its page."""

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
NO_BREAK_SPACE = "\u00a0"


@pass_context
def who(context: Context, reference: str) -> str:
    """A mention of a Slack id, of `here`, or of the person behind an e-mail address; the address if unknown."""
    if reference == "here":
        return Mrkdwn("<!here>")
    known: str = _of_page(context, "slack_ids").get(reference, reference)
    if _USER.fullmatch(known):
        return Mrkdwn(f"<@{known}>")
    return Mrkdwn(f"<!subteam^{known}>") if _GROUP.fullmatch(known) else known


@pass_context
def mentions(context: Context, references: Iterable[str]) -> Mrkdwn:
    spoken = [who(context, reference) for reference in references]
    return Mrkdwn(" ".join(one if isinstance(one, Mrkdwn) else escape(one) for one in spoken))


@pass_context
def name(context: Context, reference: str) -> str:
    """A person's plain name, where no mention is possible."""
    found: str = _of_page(context, "names").get(reference, reference)
    return found


@pass_context
def moment(context: Context, instant: datetime | str, shape: str) -> Mrkdwn:
    """An instant in the reader's own zone; the house's where Slack cannot tell. ISO text is understood too."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    local = at.astimezone(_zone(context))
    fallback = shape.replace("{time}", f"{local:%H:%M}").replace("{date_short_pretty}", f"{local:%d/%m/%Y}")
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{shape}|{fallback}>")


@pass_context
def clock(context: Context, instant: datetime) -> str:
    return f"{instant.astimezone(_zone(context)):%H:%M}"


@pass_context
def day(context: Context, when: date) -> str:
    return f"{local_date(context, when):%d/%m/%Y}"


def date_of(written: str) -> date:
    """A day that a notice carries."""
    return date.fromisoformat(written)


@pass_context
def local_date(context: Context, when: date) -> date:
    return when.astimezone(_zone(context)).date() if isinstance(when, datetime) else when


def duration(seconds: float) -> str:
    """`45 s`, `10 min`, `1 h 05`, `2 j 3 h`, rounded down."""
    whole = int(seconds)
    if whole < 2 * _MINUTE and (whole < _MINUTE or whole % _MINUTE):
        return _amount(whole, "s")
    if whole < _HOUR:
        return _amount(whole // _MINUTE, "min")
    if whole < _DAY:
        return hours(whole // _MINUTE)
    days, rest = divmod(whole, _DAY)
    more = NO_BREAK_SPACE + _amount(rest // _HOUR, "h") if rest >= _HOUR else ""
    return _amount(days, "d") + more


def hours(minutes: int) -> str:
    """`3 h 30`, `0 h 05`, `2 h`."""
    whole, rest = divmod(abs(minutes), 60)
    return _amount(whole, "h") + (f"{NO_BREAK_SPACE}{rest:02}" if rest or not whole else "")


def link(url: str | None, label: str) -> str:
    """The label, leading to the address where there is one."""
    if not url or not is_url(url):
        return label
    address = percent_encoded(url, safe="/:?#[]@!$&'()*+,;=%~")
    return Mrkdwn(f"<{escape(address)}|{escape(label)}>")


def is_url(text: str) -> bool:
    return _URL.fullmatch(text) is not None


def label(id: str | int, kind: str) -> str:  # the domain's word
    return load_labels().of(kind, id)


def week(monday: date | str) -> str:
    """`semaine 48 (du 23 au 27/11/2026)`; ISO text is understood too."""
    first = date.fromisoformat(monday) if isinstance(monday, str) else monday
    last = first + timedelta(days=4)
    shape = "%d/%m/%Y" if first.year != last.year else "%d/%m" if first.month != last.month else "%d"
    number = first.isocalendar().week
    return f"semaine{NO_BREAK_SPACE}{number} (du {first:{shape}} au {last:%d/%m/%Y})"


@pass_context
def sentence(context: Context, facts: Facts, table: str = "lines") -> Mrkdwn:
    """The sentence of an event, from `lines.toml` or another table."""
    template = context.environment.get_template(f"{table}/{facts['event']}")
    return Mrkdwn(template.render({**context.get_all(), **facts}))


def _amount(number: int, unit: str) -> str:
    return f"{number}{NO_BREAK_SPACE}{load_labels().of('unit', unit)}"


def _zone(context: Context) -> ZoneInfo:
    zone: ZoneInfo = context["view"].policy.zone
    return zone


def _of_page(context: Context, facts: str) -> Any:
    return getattr(context.get("view"), facts, {})
