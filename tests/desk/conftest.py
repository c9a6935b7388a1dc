"""A house with the demo's clients."""

import pytest

from tests.desk.desk_house import DeskHouse


@pytest.fixture
def house() -> DeskHouse:
    return DeskHouse()
