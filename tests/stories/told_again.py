"""The stories that are told again where something else is at the other end, or in the channels."""

import inspect
from collections.abc import Awaitable, Callable

import pytest

from tests.stories import (
    test_card_tools,
    test_commonest_journeys,
    test_first_journey,
    test_home,
    test_triage_leaves,
    test_typed_commands,
)

Story = Callable[..., Awaitable[None]]

MODULES = (
    test_first_journey,
    test_commonest_journeys,
    test_card_tools,
    test_typed_commands,
    test_triage_leaves,
    test_home,
)


def _told() -> list[Story]:
    """Those that need nothing but an office."""
    found = [each for module in MODULES for name, each in vars(module).items() if name.startswith("test_")]
    return [story for story in found if list(inspect.signature(story).parameters) == ["office"]]


stories = pytest.mark.parametrize("story", _told(), ids=lambda story: story.__name__)
