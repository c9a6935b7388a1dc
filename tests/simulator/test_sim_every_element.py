"""The fixture of blocks holds what the simulator's table of limits holds."""

from simulator.blockkit.limits import BLOCKS
from simulator.blockkit.rules import ListOf, TypedObject
from tests.browser.every_element import CHOSEN, PRESSED, SHOWN, TYPED


def test_the_fixture_has_every_block_and_element() -> None:
    """The names stand in the simulator's own table of limits."""
    shown = {each["type"] for each in SHOWN}
    assert shown | {"input", "alert"} == set(BLOCKS)  # these stand in modals alone
    within = BLOCKS["actions"].required["elements"]
    assert isinstance(within, ListOf)
    assert isinstance(within.item, TypedObject)
    assert {each["type"] for each in (*PRESSED, *CHOSEN)} == set(within.item.names)
    typed = BLOCKS["input"].required["element"]
    assert isinstance(typed, TypedObject)
    assert {each["type"] for each in (*CHOSEN, *TYPED)} == set(typed.names)
