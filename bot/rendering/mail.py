"""Renders a compte rendu as a mail's subject, text and HTML, from `templates/mail/`."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.rendering.reports import report_environment, report_values, visible_text
from bot.rendering.text import cut, one_line
from bot.services.view_models import CallView

SUBJECT = 200
"""Characters; mail programs show fewer."""


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail's content.

    Attributes:
        subject: one line, at most `SUBJECT` characters.
        text: the plain-text part.
        html: the HTML part.
    """

    subject: str
    text: str
    html: str


class MailRenderer:
    """Renders mails in which all that people wrote is escaped, and shown whole."""

    def __init__(self) -> None:
        self._plain = report_environment(autoescape=False, finalize=_tidy)
        self._html = report_environment(autoescape=True, finalize=_tidy)

    def report(self, view: CallView) -> RenderedMail:
        """Returns the mail of the compte rendu that `view.notice` names."""
        return self._mail(view, "subject", "report")

    def client_report(self, view: CallView) -> RenderedMail:
        """Returns what the client may read of the compte rendu that `view.notice` names."""
        return self._mail(view, "client_subject", "client")

    def _mail(self, view: CallView, subject: str, name: str) -> RenderedMail:
        values = report_values(view)
        return RenderedMail(
            subject=cut(one_line(self._plain.get_template(f"mail/{subject}.j2").render(values)), SUBJECT),
            text=self._plain.get_template(f"mail/{name}.txt.j2").render(values).strip() + "\n",
            html=self._html.get_template(f"mail/{name}.html.j2").render(values),
        )


def _tidy(value: Any) -> Any:
    return value if isinstance(value, Markup) else visible_text(str(value))
