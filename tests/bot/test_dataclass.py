"""`bot.dataclass` makes what the standard library makes, but for how long it takes."""

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import msgspec
import pytest

from bot.dataclass import dataclass

Decorator = Callable[..., Any]
OPTIONS = [
    dict(zip(("frozen", "slots", "kw_only", "eq"), on, strict=True))
    for on in (
        (False, False, False, True),
        (False, False, True, False),
        (True, True, False, True),
        (True, True, True, True),
        (True, False, True, True),
        (False, True, False, True),
    )
]


def made_by(decorator: Decorator, **options: bool) -> Any:
    @decorator(**options)
    class Made:
        place: int
        word: str = "none"
        many: list[int] = field(default_factory=list, kw_only=True)
        secret: str = field(default="hush", repr=False)
        note: str = field(default="", compare=False)
        counted: int = field(default=3, init=False)
        grown: list[int] = field(default_factory=lambda: [1], init=False, compare=False)

        def doubled(self) -> int:
            return self.place * 2

    return Made


def outcome(call: Callable[..., object], *values: object, **named: object) -> object:
    """What comes of a call, or the kind of its error."""
    try:
        return call(*values, **named)
    except (TypeError, ValueError, FrozenInstanceError, AttributeError) as error:
        return type(error)


def told_of(kind: Any) -> list[object]:
    """All that can be seen of a class and of one made of it."""
    made, same = kind(place=1, many=[2]), kind(place=1, many=[2], note="compared by nobody")
    hashable = kind(place=1, many=()), kind(place=1, many=())
    return [
        kind.__match_args__,
        [(f.name, f.kw_only, f.init) for f in fields(kind)],
        repr(made),
        made.doubled(),
        (made.word, made.secret, made.counted, made.grown),
        hasattr(made, "__dict__"),
        repr(outcome(kind, 1, "two")),
        outcome(kind),
        outcome(kind, place=1, wrong=2),
        (made == same, made == kind(place=2, many=[2]), made == 1),
        [outcome(hash, one) == outcome(hash, hashable[0]) for one in hashable],
        outcome(hash, made) is TypeError,
        outcome(setattr, made, "place", 2),
        outcome(delattr, made, "word"),
        outcome(replace, same, counted=1),
        repr(replace(same, place=5)),
    ]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_is_made_shown_compared_and_hashed_as_the_standard_librarys(options: dict[str, bool]) -> None:
    ours, theirs = made_by(dataclass, **options), made_by(dataclasses.dataclass, **options)
    assert told_of(ours) == told_of(theirs)


def test_each_instance_has_a_list_of_its_own() -> None:
    kind = made_by(dataclass, frozen=True)
    first, second = kind(1), kind(1)
    first.many.append(1)
    assert (first.many, second.many) == ([1], [])


def test_a_class_without_fields_is_equal_to_its_own_alone() -> None:
    @dataclass(frozen=True)
    class Nothing:
        pass

    @dataclass(frozen=True)
    class Naught:
        pass

    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1
    others: list[object] = [Naught(), None]
    assert Nothing() not in others


def test_a_subclass_has_its_parents_fields_and_its_own_checks() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Parent:
        first: int

        def __post_init__(self) -> None:
            if self.first < 0:
                raise ValueError("negative")

    @dataclass(frozen=True, kw_only=True)
    class Child(Parent):
        second: int = 2

    class Grandchild(Child):
        pass

    assert Child(first=1) == Child(first=1, second=2)
    assert Grandchild(first=1).second == 2
    assert Parent(first=3).first == 3
    with pytest.raises(ValueError, match="negative"):
        Grandchild(first=-1)


def test_what_a_class_defines_itself_stays() -> None:
    @dataclass(frozen=True)
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

    assert repr(Named("Lina")) == "Lina"


def test_json_is_read_into_one() -> None:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    read = msgspec.json.decode(b'{"x": 1}', type=Point)
    assert read == Point(1)
    assert msgspec.json.encode(read) == b'{"x":1,"y":0}'
    with pytest.raises(FrozenInstanceError):
        read.x = 2  # type: ignore[misc]  # it is frozen
