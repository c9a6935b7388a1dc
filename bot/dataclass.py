"""`dataclass`, as the standard library's, at a tenth of what it costs to define a class.

The standard library compiles up to seven methods for each class, which takes half a millisecond, and a start defines
two hundred of them. Here a class compiles its `__init__` when it is first called, and the other methods are closures
over the names of its fields (docs/adr/0028).
"""

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None,
        /,
        *,
        frozen: bool = False,
        eq: bool = True,
        kw_only: bool = False,
        slots: bool = False,
    ) -> Any:
        """Makes a dataclass of a class. The parameters are the standard library's; ordering is left to that."""

        def define(cls: type) -> type:
            # Else the standard library writes one from the parameters of `__init__`, which is not there yet.
            cls.__doc__ = cls.__doc__ or cls.__name__
            made = dataclasses.dataclass(cls, init=False, repr=False, eq=False, kw_only=kw_only, slots=slots)
            methods = {"__init__": _first_init(made, frozen=frozen, slots=slots), "__repr__": _repr(made)}
            if eq:
                methods |= _comparisons(made, hashable=frozen)
            if frozen:
                methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            for name, method in methods.items():
                if name not in cls.__dict__:
                    setattr(made, name, method)
            return made

        return define if cls is None else define(cls)


__all__ = ["dataclass"]

_Method = Callable[..., Any]
_Fields = Sequence["dataclasses.Field[Any]"]


def _comparisons(cls: type[Any], *, hashable: bool) -> dict[str, _Method | None]:
    """`__eq__`, and a `__hash__` that goes with it; None for none."""
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    if not names:
        return {"__eq__": _same_class, "__hash__": _hash_of_nothing if hashable else None}
    # Of a single name the getter returns the bare value, which is not compared as a tuple of it would be.
    values = attrgetter(*names, names[-1])

    def equals(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equals, "__hash__": hashed if hashable else None}


def _same_class(self: object, other: object) -> bool:
    return True if other.__class__ is self.__class__ else NotImplemented


def _hash_of_nothing(_self: object) -> int:
    return hash(())


def _repr(cls: type[Any]) -> _Method:
    names = [field.name for field in dataclasses.fields(cls) if field.repr]

    @recursive_repr()
    def shown(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return shown


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _first_init(cls: type[Any], *, frozen: bool, slots: bool) -> _Method:
    """The `__init__` that puts a compiled one in its place."""

    def init(self: object, /, *args: object, **kwargs: object) -> None:
        compiled = _compiled_init(cls, frozen=frozen, slots=slots)
        cls.__init__ = compiled
        compiled(self, *args, **kwargs)

    return init


_GIVEN_NONE = object()
"""The default of a parameter whose field has a factory."""


def _compiled_init(cls: type[Any], *, frozen: bool, slots: bool) -> _Method:
    fields = dataclasses.fields(cls)
    parameters = ", ".join(["self", *_parameters([field for field in fields if field.init])])
    lines = [line for field in fields if (line := _assignment(field, frozen=frozen, slots=slots))]
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    names: dict[str, Any] = {"_GIVEN_NONE": _GIVEN_NONE, "_set": object.__setattr__}
    for field in fields:
        names[f"_default_{field.name}"], names[f"_new_{field.name}"] = field.default, field.default_factory
    body = "\n    ".join(lines or ["pass"])
    exec(f"def __init__({parameters}):\n    {body}", names)  # noqa: S102  # as the standard library does
    made: _Method = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _parameters(fields: _Fields) -> list[str]:
    by_keyword = [_parameter(field) for field in fields if field.kw_only]
    by_place = [_parameter(field) for field in fields if not field.kw_only]
    return [*by_place, "*", *by_keyword] if by_keyword else by_place


def _parameter(field: "dataclasses.Field[Any]") -> str:
    if field.default_factory is not dataclasses.MISSING:
        return f"{field.name}=_GIVEN_NONE"
    return field.name if field.default is dataclasses.MISSING else f"{field.name}=_default_{field.name}"


def _assignment(field: "dataclasses.Field[Any]", *, frozen: bool, slots: bool) -> str | None:
    """The line that sets a field; None where the class's attribute is its value."""
    name, has_factory = field.name, field.default_factory is not dataclasses.MISSING
    value = name
    if has_factory:
        value = f"_new_{name}() if {name} is _GIVEN_NONE else {name}" if field.init else f"_new_{name}()"
    elif not field.init:
        if not slots or field.default is dataclasses.MISSING:
            return None
        value = f"_default_{name}"
    return f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}"
