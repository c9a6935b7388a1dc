"""The French name of everything that has an identifier: states, answers, imputations, choices."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """Within the installed package, beside it in a working copy."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


class Labels:
    """`templates/labels.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def of(self, kind: str, id: str | int) -> str:  # the domain's word
        """The name of `id` among the `kind`s (`state`, `answer.during`…).

        Raises:
            KeyError: it has none.
        """
        table = self._words
        for part in kind.split("."):
            table = table[part]
        return str(table[str(id)])


@cache
def load_labels() -> Labels:
    """Read once: the words belong to the program, not to its configuration."""
    return Labels(read_words("labels.toml"))


def read_words(name: str) -> dict[str, Any]:
    return tomllib.loads((templates_folder() / name).read_text(encoding="utf-8"))
