"""A compte rendu outside Slack: its facts, with people by name and times of the house, for every template of it."""

import re
from datetime import datetime
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from jinja2.environment import Environment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.rendering import filters
from bot.rendering.labels import load_labels, templates_folder
from bot.rendering.template_helpers import expired_warranty
from bot.rendering.text import one_line
from bot.services.view_models import CallView

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def seen(text: str) -> str:
    """Without control characters, half characters, and the marks that make what follows run the other way."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def report_values(view: CallView) -> dict[str, Any]:
    """The names that the templates use; the compte rendu is the one whose version the page's notice names."""
    notice = view.notice
    assert notice is not None  # noqa: S101  # the page of a notice
    report = view.call.reports[int(notice.facts["version"] or 1) - 1]
    phase, _, answer = (report.nature or "").partition(".")
    return {
        "view": view,
        "call": view.call,
        "report": report,
        "phase": phase or None,
        "answer": answer or None,
        "link": view.link,
        "manager": report.account_manager or view.policy.account_manager,
        "expired": expired_warranty(report, view.client, view.policy.zone),
    }


@pass_context
def person(context: Context, reference: str) -> str:
    """The name of a Slack id, or of the person behind an e-mail address; the reference where nobody knows it."""
    view: CallView = context["view"]
    id = view.slack_ids.get(reference, reference)
    return view.names.get(id) or reference


@pass_context
def at(context: Context, instant: datetime) -> str:
    """`24/11/2026 à 10:12`, in the house's zone."""
    day, clock = filters.day(context, instant), filters.clock(context, instant)
    return load_labels().of("moment", "day_and_clock").format(day=day, clock=clock)


@pass_context
def iso(context: Context, instant: datetime) -> str:
    """`2026-11-24T10:12:00+01:00`, in the house's zone."""
    view: CallView = context["view"]
    return instant.astimezone(view.policy.zone).isoformat(timespec="seconds")


def minutes(whole: int) -> str:
    return filters.duration(whole * 60) if whole else f"0{filters.NO_BREAK_SPACE}min"


def indented(text: str) -> str:
    """Behind a margin, so that no line of a person's can pass for one of the bot's."""
    return "\n".join(f"    {line}".rstrip() for line in seen(text).splitlines())


def lines(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in seen(text).splitlines())


def environment(*, autoescape: bool, finalize: Any) -> Environment:
    made = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,  # each paper has the escaping of its own language
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        {named.__name__: named for named in (person, at, iso, minutes, indented, lines)},
        label=filters.label,
        day=filters.day,
        one_line=one_line,
    )
    return made
