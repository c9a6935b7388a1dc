"""Letters: a compte rendu as a mail's subject, text and HTML."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.desk.pages import CallPage
from bot.rendering.papers import environment, report_values, seen
from bot.rendering.text import cut, one_line

SUBJECT = 200
"""Characters; mail programs show fewer."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


class LetterRenderer:
    """From `templates/mail/`; whatever people wrote is shown whole and stays text."""

    def __init__(self) -> None:
        self._plain = environment(autoescape=False, finalize=_tidy)
        self._html = environment(autoescape=True, finalize=_tidy)

    def report(self, page: CallPage) -> Letter:
        values = report_values(page)
        return Letter(
            subject=cut(one_line(self._plain.get_template("mail/subject.j2").render(values)), SUBJECT),
            text=self._plain.get_template("mail/report.txt.j2").render(values).strip() + "\n",
            html=self._html.get_template("mail/report.html.j2").render(values),
        )


def _tidy(value: Any) -> Any:
    return value if isinstance(value, Markup) else seen(str(value))
