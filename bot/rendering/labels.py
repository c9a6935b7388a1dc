"""The French names of identifiers (states, answers, imputations, choices), from `templates/labels.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent

TABLES = ("lines", "rota", "refusals")
"""TOML files whose entries are templates: `taken` of `lines.toml` is the template `lines/taken`."""


def templates_folder() -> Path:
    """Returns the folder of the templates: in the installed package, beside it in a working copy."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


class Labels:
    """The content of `labels.toml`: tables of names by identifier, some within others."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables

    def of(self, kind: str, id: str | int) -> str:
        """Returns the name of `id` in the table `kind` (`state`, `answer.during`…).

        Raises:
            KeyError: there is none.
        """
        table = self._tables
        for part in kind.split("."):
            table = table[part]
        return str(table[str(id)])

    def table(self, name: str) -> Mapping[str, str]:
        """Returns the names of one table, by identifier.

        Raises:
            KeyError: there is none.
        """
        found: Mapping[str, str] = self._tables[name]
        return found


@cache
def load_labels() -> Labels:
    """Returns the labels, read once: they belong to the program, not to its configuration."""
    return Labels(read_toml("labels.toml"))


def read_toml(name: str) -> dict[str, Any]:
    """Reads a TOML file of the templates' folder."""
    return tomllib.loads((templates_folder() / name).read_text(encoding="utf-8"))
