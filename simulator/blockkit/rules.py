"""Rules: the words in which the Block Kit table says what a value may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Chars:
    """A string of that many characters; `form` is a regular expression that the whole must match."""

    most: int
    least: int = 1
    form: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text object with that many characters; plain_text alone when `plain`."""

    most: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Among:
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever JSON: Slack's own limits on it are not known."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with all of `needs`, some of `may` and nothing else."""

    needs: Mapping[str, "Rule"] = field(default_factory=dict)
    may: Mapping[str, "Rule"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    each: "Rule"
    most: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """An object whose `type` is one of `names`; its shape stands under that name in the family's table."""

    family: Literal["block", "element"]
    names: tuple[str, ...]


Rule = Chars | Text | Whole | Flag | Among | Anything | Shape | Many | Kind
