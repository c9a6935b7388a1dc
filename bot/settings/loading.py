"""Reads lina.toml and the environment variables that override its keys."""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.settings.credentials import Secrets
from bot.settings.errors import SettingsError, SettingsProblem, refusal
from bot.settings.section_reader import read_section
from bot.settings.sections import Configuration, Settings

_PREFIX = "LINA_"
_OTHERS = frozenset({"LINA_CONFIG", "LINA_LOG"})


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Returns the settings.

    Args:
        env: the environment, by default os.environ; LINA_CONFIG names the file, by default lina.toml in the working
            directory.

    Raises:
        SettingsError: a file that cannot be read, an unknown key, a value that is not allowed.
    """
    env = os.environ if env is None else env
    document = _file(Path(env.get("LINA_CONFIG") or "lina.toml"))
    variables = _variables(env)
    for key, name in variables.items():
        document = _put(document, key.split("."), _value(env[name]))
    problems: list[SettingsProblem] = []
    configuration = read_section(Configuration, document, problems)
    if configuration is None:
        raise refusal(problems, variables)
    return Settings(**vars(configuration), secrets=Secrets.read(env))


def _file(path: Path) -> dict[str, Any]:
    try:
        # Windows' editors begin UTF-8 files with a mark that TOML refuses
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; copy lina.example.toml there and fill it in") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingsError(f"{path}: {problem}") from None


def _variables(env: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables by the key that each overrides; a key that does not exist is refused by the model later."""
    names = {name for name in env if name.startswith(_PREFIX)} - _OTHERS
    # a section's own name goes last, or its keys would hide that it is refused
    return {_key(name): name for name in sorted(names, reverse=True)}


def _key(variable: str) -> str:
    return variable.removeprefix(_PREFIX).lower().replace("__", ".")


def _value(text: str) -> object:
    """Parses a variable's value: JSON for a list, else the text itself."""
    if not text.startswith("["):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _put(document: dict[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
    """Returns the document with `value` at `path`."""
    head, *rest = path
    inner = document.get(head)
    if rest:
        value = _put(inner if isinstance(inner, dict) else {}, rest, value)
    return {**document, head: value}
