"""What the templates of comptes rendus outside Slack (mail, project-management tool) have in common.

They name people instead of mentioning them, and write times in the policy's zone.
"""

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

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible_text(text: str) -> str:
    """Returns the text without control characters, half surrogates and the marks that change its direction."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def report_values(view: CallView) -> dict[str, Any]:
    """Returns the templates' variables; the compte rendu is the version that `view.notice` names."""
    notice = view.notice
    assert notice is not None  # noqa: S101  # the caller's promise
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
    """Returns the name of a Slack id, or of the person with that e-mail address; the reference if unknown."""
    view: CallView = context["view"]
    id = view.slack_ids.get(reference, reference)
    return view.names.get(id) or reference


@pass_context
def at(context: Context, instant: datetime) -> str:
    """Returns `24/11/2026 à 10:12`, in the policy's zone."""
    day, clock = filters.day(context, instant), filters.clock(context, instant)
    return load_labels().of("moment", "day_and_clock").format(day=day, clock=clock)


@pass_context
def iso(context: Context, instant: datetime) -> str:
    """Returns `2026-11-24T10:12:00+01:00`, in the policy's zone."""
    view: CallView = context["view"]
    return instant.astimezone(view.policy.zone).isoformat(timespec="seconds")


def indented(text: str) -> str:
    """Indents every line, so that no line that a person wrote can pass for one of the bot's."""
    return "\n".join(f"    {line}".rstrip() for line in visible_text(text).splitlines())


def lines(text: str) -> Markup:
    """Returns the lines as HTML, escaped."""
    return Markup("<br>\n").join(escape(line) for line in visible_text(text).splitlines())


def report_environment(*, autoescape: bool, finalize: Any) -> Environment:
    """Returns a Jinja2 environment with these filters.

    Args:
        autoescape: whether it prints HTML.
        finalize: makes text of every printed value.
    """
    made = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,  # each format escapes in its own way
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        {named.__name__: named for named in (person, at, iso, filters.minutes, indented, lines)},
        label=filters.label,
        day=filters.day,
        one_line=one_line,
    )
    return made
