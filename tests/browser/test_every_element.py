"""The fixture of blocks holds what the simulator's table of limits holds."""

from simulator.blockkit.limits import BLOCKS
from simulator.blockkit.rules import Kind, Many
from tests.browser.every_element import CHOSEN, PRESSED, SHOWN, TYPED


def test_the_fixture_has_every_block_and_element() -> None:
    """The names stand in the simulator's own table of limits."""
    shown = {each["type"] for each in SHOWN}
    assert shown | {"input"} == set(BLOCKS)
    within = BLOCKS["actions"].needs["elements"]
    assert isinstance(within, Many)
    assert isinstance(within.each, Kind)
    assert {each["type"] for each in (*PRESSED, *CHOSEN)} == set(within.each.names)
    typed = BLOCKS["input"].needs["element"]
    assert isinstance(typed, Kind)
    assert {each["type"] for each in (*CHOSEN, *TYPED)} == set(typed.names)
