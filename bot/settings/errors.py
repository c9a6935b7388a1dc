"""Explains what is wrong with a configuration to the person who wrote it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


class SettingsError(Exception):
    """The configuration is not valid; the message has a line a problem: the key, its value, what is allowed."""


def refusal(problem: ValidationError, model: type[BaseModel], variables: Mapping[str, str]) -> SettingsError:
    """Returns the error that explains a validation error.

    Args:
        problem: pydantic's.
        model: the model that was validated.
        variables: the environment variable of each key that one overrides.
    """
    return SettingsError("\n".join(_lines(problem, model, variables)))


def _lines(problem: ValidationError, model: type[BaseModel], variables: Mapping[str, str]) -> Iterator[str]:
    for detail in problem.errors():
        path = [part for part in detail["loc"] if isinstance(part, str)]
        key = ".".join(path)
        origin = next((f" ({name})" for at, name in variables.items() if _concerns(at, key)), "")
        yield f"{key}{origin}: {_said(detail, _keys(model, path[:-1]))}"


def _concerns(overridden: str, key: str) -> bool:
    return overridden == key or overridden.startswith(f"{key}.")


def _said(detail: ErrorDetails, siblings: Sequence[str]) -> str:
    match detail["type"]:
        case "missing":
            return "missing, and required: see lina.example.toml"
        case "extra_forbidden":
            return f"unknown key; allowed: {', '.join(siblings)}"
        case _:
            given = json.dumps(detail["input"], ensure_ascii=False, default=str)
            return f"{given} given; allowed: {_allowed(detail)}"


def _allowed(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return str(context["expected"])
        case "tuple_type":
            return "a list"
        case "model_type":
            return "a section with its keys"
        case _:
            return "text in quotes"


def _keys(model: type[BaseModel], path: Sequence[str]) -> list[str]:
    for name in path:
        model = _section(model, name)
    return [field.alias or name for name, field in model.model_fields.items()]


def _section(model: type[BaseModel], name: str) -> type[BaseModel]:
    annotation = model.model_fields[name].annotation
    choices = get_args(annotation) or (annotation,)
    return next(choice for choice in choices if isinstance(choice, type) and issubclass(choice, BaseModel))
