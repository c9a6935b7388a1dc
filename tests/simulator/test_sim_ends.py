"""A simulator that has stopped has left no connection open."""

from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.knocking import is_closed, knocking, turns_of_the_loop
from tests.simulator.sim_house import house

TURNS = range(12)
"""Of the loop, between a connection and the stop."""


@pytest.mark.parametrize("turns", TURNS)
async def test_a_connection_that_comes_as_the_workspace_stops_is_closed(turns: int):
    with ExitStack() as knockers:
        async with house() as sim:
            knocker = knockers.enter_context(knocking(urlsplit(sim.url).port or 0))
            await turns_of_the_loop(turns)
        assert is_closed(knocker)


@pytest.mark.parametrize("turns", TURNS)
async def test_a_mail_connection_that_comes_as_the_workspace_stops_is_closed(turns: int):
    with ExitStack() as knockers:
        async with house() as sim:
            knocker = knockers.enter_context(knocking(sim.smtp_port))
            await turns_of_the_loop(turns)
        assert is_closed(knocker)
