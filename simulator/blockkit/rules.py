"""Rules: the words in which the Block Kit table says what a value may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class String:
    """A string of that many characters; `form` is a regular expression that the whole must match."""

    maximum: int
    minimum: int = 1
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class TextObject:
    """A text object with that many characters; plain_text alone when `plain`."""

    maximum: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Integer:
    maximum: int
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Boolean:
    """true or false."""


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyJson:
    """Whatever JSON: Slack's own limits on it are not known."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object with all of `needs`, some of `may` and nothing else."""

    required: Mapping[str, "Rule"] = field(default_factory=dict)
    optional: Mapping[str, "Rule"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Rule"
    maximum: int
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class TypedObject:
    """An object whose `type` is one of `names`; its shape stands under that name in the family's table."""

    family: Literal["block", "element"]
    names: tuple[str, ...]


Rule = String | TextObject | Integer | Boolean | OneOf | AnyJson | Object | ListOf | TypedObject
