"""Reads tables into sections: frozen dataclasses whose keys are annotated with what reads them.

`after: Duration` is a key that the reader in `Duration = Annotated[timedelta, parse_duration]` reads, and
`hours: HoursSection | None` is a table of its own. A reader takes what the file or the environment gives, and raises
`ValueError` with what is allowed.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.settings.errors import SettingsProblem, not_allowed

Read = Callable[[Any], Any]
"""Returns the value of a key; raises `ValueError` with what is allowed, or `ElementsRefusedError`."""

S = TypeVar("S")

NAME = "name"
"""The entry of a field's metadata with the key's name in the file, where it is another than the field's."""


class ElementsRefusedError(ValueError):
    """Elements of a list are not allowed.

    Attributes:
        refused: each of them, and what is allowed.
    """

    def __init__(self, refused: list[tuple[object, str]]) -> None:
        super().__init__()
        self.refused = refused


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of a section.

    Attributes:
        field: the field's name.
        read: reads its value; None for a section.
        section: what its table is read into; None where it is a value.
        required: whether it has no default.
    """

    field: str
    read: Read | None
    section: type[Any] | None
    required: bool


def read_section(kind: type[S], table: object, problems: list[SettingsProblem], path: str = "") -> S | None:
    """Returns the section, with defaults for what the table leaves out.

    Args:
        kind: the section.
        table: what was written.
        problems: what is wrong is added there.
        path: the section's own key; empty for the whole.

    Returns None where something is wrong.
    """
    if not isinstance(table, Mapping):
        problems.append(SettingsProblem(path, not_allowed(table, "a section with its keys")))
        return None
    keys, found = _keys(kind), len(problems)
    values = {
        key.field: _value(key, table[name], problems, _joined(path, name))
        for name, key in keys.items()
        if name in table or _missing(key, _joined(path, name), problems)
    }
    problems.extend(
        SettingsProblem(_joined(path, name), f"unknown key; allowed: {', '.join(keys)}")
        for name in table
        if name not in keys
    )
    if len(problems) > found:
        return None
    try:
        return kind(**values)
    except ValueError as refused:
        problems.append(SettingsProblem(path, not_allowed(table, str(refused))))
        return None


def _missing(key: _Key, path: str, problems: list[SettingsProblem]) -> bool:
    if key.required:
        problems.append(SettingsProblem(path, "missing, and required: see lina.example.toml"))
    return False


def _value(key: _Key, given: object, problems: list[SettingsProblem], path: str) -> object:
    if key.section:
        return read_section(key.section, given, problems, path)
    assert key.read  # noqa: S101  # what is no section has a reader
    try:
        return key.read(given)
    except ElementsRefusedError as error:
        problems.extend(SettingsProblem(path, not_allowed(*refused)) for refused in error.refused)
    except ValueError as error:
        problems.append(SettingsProblem(path, not_allowed(given, str(error))))
    return None


def _keys(kind: type[Any]) -> dict[str, _Key]:
    """The keys of a section by their names in the file."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.metadata.get(NAME, field.name): _key(field, hints[field.name]) for field in fields(kind)}


def _key(field: Field[Any], hint: Any) -> _Key:
    required = field.default is MISSING and field.default_factory is MISSING
    if get_origin(hint) is Annotated:
        return _Key(field.name, hint.__metadata__[0], None, required)
    return _Key(field.name, None, next(_choices(hint)), required)


def _choices(hint: Any) -> Iterator[type[Any]]:
    return iter(get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,))


def _joined(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
