"""Explains what is wrong with a configuration to the person who wrote it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class SettingsError(Exception):
    """The configuration is not valid; the message has a line a problem: the key, its value, what is allowed."""


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """What is wrong with a key.

    Attributes:
        key: with its section, as `escalation.after`.
        text: what is wrong.
    """

    key: str
    text: str


def not_allowed(given: object, allowed: str) -> str:
    """The text of a problem: the value is another than those that are allowed."""
    return f"{json.dumps(given, ensure_ascii=False, default=str)} given; allowed: {allowed}"


def refusal(problems: Sequence[SettingsProblem], variables: Mapping[str, str]) -> SettingsError:
    """Returns the error that explains the problems.

    Args:
        problems: at least one.
        variables: the environment variable of each key that one overrides.
    """
    return SettingsError("\n".join(_line(problem, variables) for problem in problems))


def _line(problem: SettingsProblem, variables: Mapping[str, str]) -> str:
    origin = next((f" ({name})" for at, name in variables.items() if _concerns(at, problem.key)), "")
    return f"{problem.key}{origin}: {problem.text}"


def _concerns(overridden: str, key: str) -> bool:
    return overridden == key or overridden.startswith(f"{key}.")
