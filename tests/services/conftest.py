"""A house with the demo's clients."""

import pytest

from tests.services.desk_house import DeskHouse


@pytest.fixture
def policy() -> DeskHouse:
    return DeskHouse()
