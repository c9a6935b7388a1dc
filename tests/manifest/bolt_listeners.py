"""Stands in for a Bolt application, and keeps what the listeners register with it."""

import inspect
from collections.abc import Callable
from typing import Any, cast

from slack_bolt.async_app import AsyncApp

KINDS = ("command", "action", "view", "options", "global_shortcut", "message_shortcut", "event")


class BoltListeners:
    """`registered` has the names given to each of Bolt's methods, in order."""

    def __init__(self) -> None:
        self.registered: dict[str, list[object]] = {kind: [] for kind in KINDS}

    def __getattr__(self, kind: str) -> Callable[[object], Callable[..., None]]:
        def listen(name: object) -> Callable[..., None]:
            self.registered[kind].append(name)
            return _listener

        return listen

    def as_bolt(self) -> AsyncApp:
        return cast("AsyncApp", self)


def _listener(*_functions: Any, **_more: Any) -> None:
    """What Bolt's decorators take."""


class _Anything:
    """Whatever a listener is wired to; nothing of it is used before something is heard."""

    def __getattr__(self, name: str) -> "_Anything":
        return self

    def __call__(self, *_values: object, **_more: object) -> "_Anything":
        return self


def anything(function: Callable[..., object], *, beside: int) -> list[Any]:
    """Something for each of the function's positional parameters but the first ones."""
    parameters = inspect.signature(function).parameters.values()
    positional = [each for each in parameters if each.kind is not each.KEYWORD_ONLY]
    return [_Anything() for _ in positional[beside:]]
