"""The Home tab: opened, published, pressed."""

import pytest

from simulator import Rates, Simulator, UserFacingError
from tests.simulator.sim_app import furnished
from tests.simulator.sim_forms import NAME
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    SEED,
    actions,
    button,
    client_of,
    error_of,
    manifest,
    modal,
    section,
)


async def test_the_home_tab_is_opened_published_and_pressed() -> None:
    async with furnished() as (sim, app):
        app.home = {"type": "home", "blocks": [section("Mes appels"), actions(button("Nouvel appel"))]}
        person = sim.person(ALICE)
        home = await person.open_home()
        assert home is not None
        assert (home.words, home.buttons, person.home) == ("Mes appels", ["Nouvel appel"], home)
        app.opens = modal(NAME, title="Nouvel appel")
        await person.click(home, "Nouvel appel")
        await person.wait_view("Nouvel appel")
        (told,) = app.bodies("block_actions")
        assert (told["view"]["type"], told["container"]["view_id"]) == ("home", home.view_id)
        assert sim.person(BRUNO).home is None
        publish = client_of(sim).views_publish(user_id=ALICE, view=app.home, hash="0.0")
        assert await error_of(publish) == "hash_conflict"
        again = await person.open_home()
        assert again is home
        assert app.bodies("app_home_opened")[-1]["view"]["id"] == home.view_id


async def test_without_a_home_tab_nothing_is_published_or_opened() -> None:
    described = manifest()
    described["features"]["app_home"]["home_tab_enabled"] = False
    async with Simulator(SEED, described, rates=Rates.lifted()) as sim:
        home = {"type": "home", "blocks": [section("a")]}
        assert await error_of(client_of(sim).views_publish(user_id=ALICE, view=home)) == "not_enabled"
        with pytest.raises(UserFacingError, match="home_tab_disabled"):
            await sim.person(ALICE).open_home()
