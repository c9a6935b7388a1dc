"""The kinds of rules in the Block Kit table; lengths are in characters, as Slack's reference gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class String:
    """A string.

    Attributes:
        maximum: the longest length allowed, in characters; `minimum` the shortest.
        pattern: a regular expression that the whole string has to match; "" for any string.
    """

    maximum: int
    minimum: int = 1
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class TextObject:
    """A text object of at most `maximum` characters; `plain` allows the type plain_text only."""

    maximum: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number from `minimum` to `maximum`."""

    maximum: int
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, whole or not."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """true or false."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyJson:
    """Any JSON value: Slack documents no limit."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object with all `required` properties, any of the `optional` ones, and no others."""

    required: Mapping[str, "Rule"] = field(default_factory=dict)
    optional: Mapping[str, "Rule"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `minimum` to `maximum` values, each of which satisfies `item`."""

    item: "Rule"
    maximum: int
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class TypedObject:
    """An object whose `type` is one of `names`; that name's rule stands in the table of `family`."""

    family: Literal["block", "element", "chart"]
    names: tuple[str, ...]


Rule = String | TextObject | Integer | Number | Boolean | OneOf | AnyJson | Object | ListOf | TypedObject
