"""The services over a store in memory, with the demo's clients."""

import pytest

from tests.services.bench import ServiceBench


@pytest.fixture
def bench() -> ServiceBench:
    return ServiceBench()
