"""Forms for the tests: some fields, and the way to a person's screen."""

from typing import Any

from simulator import Person, Simulator, View
from tests.simulator.sim_app import TinyApp
from tests.simulator.sim_house import ALICE, entry, option, plain

NAME = entry("Nom", {"type": "plain_text_input", "min_length": 2, "max_length": 5})
CLIENT = entry(
    "Client",
    {"type": "external_select", "min_query_length": 1, "placeholder": plain("Chercher")},
    optional=True,
)
DONE = entry("Fait", {"type": "checkboxes", "options": [option("Fait")]}, optional=True)


async def opened(sim: Simulator, app: TinyApp, view: dict[str, Any]) -> Person:
    """Alice, with the form on her screen."""
    app.opens = view
    person = sim.person(ALICE)
    await person.command("/lina")
    await person.wait_view("Form")
    app.opens = None
    return person


def top(person: Person) -> View:
    assert person.view is not None
    return person.view
