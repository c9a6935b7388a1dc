"""A compte rendu for the project-management tool: JSON from `templates/gdp/`, valid whatever people wrote."""

from datetime import date
from typing import Any

import orjson

from bot.rendering.reports import environment, report_values, seen
from bot.services.view_models import CallView


class GdpRenderer:
    def __init__(self) -> None:
        self._environment = environment(autoescape=False, finalize=_json)

    def report(self, view: CallView) -> bytes:
        """One JSON object, UTF-8; its fields are documented in docs/gdp.md."""
        printed = self._environment.get_template("gdp/compte_rendu.json.j2").render(report_values(view))
        return orjson.dumps(orjson.loads(printed))


def _json(value: Any) -> str:
    if isinstance(value, str):
        value = seen(value)
    if isinstance(value, date):
        value = value.isoformat()
    return orjson.dumps(value).decode()
