"""Renders a compte rendu for the project-management tool, as JSON, from `templates/gdp/`."""

from datetime import date
from typing import Any

import orjson

from bot.rendering.reports import report_environment, report_values, visible_text
from bot.services.view_models import CallView


class GdpRenderer:
    """Renders JSON that is valid whatever people wrote: every printed value is encoded."""

    def __init__(self) -> None:
        self._environment = report_environment(autoescape=False, finalize=_json)

    def report(self, view: CallView) -> bytes:
        """Returns one JSON object in UTF-8; docs/gdp.md documents its fields."""
        printed = self._environment.get_template("gdp/compte_rendu.json.j2").render(report_values(view))
        return orjson.dumps(orjson.loads(printed))


def _json(value: Any) -> str:
    if isinstance(value, str):
        value = visible_text(value)
    if isinstance(value, date):
        value = value.isoformat()
    return orjson.dumps(value).decode()
