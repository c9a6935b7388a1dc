"""Letters: a compte rendu as a mail's subject, text and HTML."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.rendering.reports import environment, report_values, seen
from bot.rendering.text import cut, one_line
from bot.services.view_models import CallView

SUBJECT = 200
"""Characters; mail programs show fewer."""


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    text: str
    html: str


class MailRenderer:
    """From `templates/mail/`; whatever people wrote is shown whole and stays text."""

    def __init__(self) -> None:
        self._plain = environment(autoescape=False, finalize=_tidy)
        self._html = environment(autoescape=True, finalize=_tidy)

    def report(self, view: CallView) -> RenderedMail:
        values = report_values(view)
        return RenderedMail(
            subject=cut(one_line(self._plain.get_template("mail/subject.j2").render(values)), SUBJECT),
            text=self._plain.get_template("mail/report.txt.j2").render(values).strip() + "\n",
            html=self._html.get_template("mail/report.html.j2").render(values),
        )


def _tidy(value: Any) -> Any:
    return value if isinstance(value, Markup) else seen(str(value))
