"""What an app may answer to a form, and what that does to the modals on the screen."""

from typing import Any

import pytest

from simulator import UserFacingError
from tests.simulator.sim_app import furnished
from tests.simulator.sim_forms import CLIENT, DONE, NAME, opened, top
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    actions,
    button,
    client_of,
    error_of,
    kinds,
    modal,
    option,
    section,
)


async def test_errors_of_the_app_stand_under_their_labels() -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["view_submission"] = {
            "response_action": "errors",
            "errors": {"nom": "déjà pris"},
        }
        person = await opened(sim, app, modal(NAME))
        assert await person.submit({"Nom": "Lina"}) == {"Nom": "déjà pris"}
        assert (top(person).errors, top(person).values) == ({"Nom": "déjà pris"}, {"Nom": "Lina"})
        app.acknowledgements.clear()
        assert await person.submit() == {}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "?"}},
        {"response_action": "explode"},
        {"text": "thanks"},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
    ],
)
async def test_an_answer_that_slack_does_not_understand_is_a_breach(answer: dict[str, Any]) -> None:
    async with furnished() as (sim, app):
        app.acknowledgements["view_submission"] = answer
        person = await opened(sim, app, modal(NAME))
        with pytest.raises(UserFacingError, match="trouble_connecting"):
            await person.submit({"Nom": "Lina"})
        assert [each.what for each in sim.breaches] == ["view_submission"]
        assert set(kinds(sim)) <= {"invalid_response_action", "invalid_blocks"}


async def test_an_answer_may_update_push_or_clear() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME))
        first = top(person)
        answers = app.acknowledgements
        answers["view_submission"] = {"response_action": "update", "view": modal(NAME, title="Second")}
        await person.submit({"Nom": "Lina"})
        assert top(person) is first
        assert (first.title, first.values) == ("Second", {"Nom": "Lina"})
        answers["view_submission"] = {"response_action": "push", "view": modal(DONE, title="Third")}
        await person.submit()
        assert top(person) is not first
        assert (top(person).title, top(person).raw["previous_view_id"]) == ("Third", first.view_id)
        answers["view_submission"] = {"response_action": "clear"}
        await person.submit()
        assert person.view is None
        assert sim.breaches == []


async def test_closing_goes_back_to_the_form_below() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME, notify_on_close=True))
        app.acknowledgements["view_submission"] = {
            "response_action": "push",
            "view": modal(NAME, title="Above"),
        }
        await person.submit({"Nom": "Lina"})
        await person.close()
        assert app.bodies("view_closed") == []
        await person.close()
        assert [each["is_cleared"] for each in app.bodies("view_closed")] == [False]
        assert person.view is None
        with pytest.raises(AssertionError, match="no form open"):
            await person.close()


async def test_a_form_may_take_the_others_with_it() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME))
        above = modal(section("a"), title="Above", clear_on_close=True)
        app.acknowledgements["view_submission"] = {"response_action": "push", "view": above}
        await person.submit({"Nom": "Lina"})
        await person.close()
        assert person.view is None


async def test_an_update_keeps_what_was_typed_under_the_same_ids() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME, CLIENT))
        view = top(person)
        app.offers = [option("Acme")]
        await person.fill("Nom", "Lina")
        await person.fill("Client", "Acme")
        renamed = {**CLIENT, "block_id": "other"}
        prefilled = {**NAME, "element": {**NAME["element"], "initial_value": "never"}}
        update = client_of(sim).views_update
        await update(view_id=view.view_id, view=modal(prefilled, renamed), hash=view.hash)
        assert (person.view, view.values) == (view, {"Nom": "Lina", "Client": None})


async def test_an_update_needs_a_view_that_is_there_and_its_present_hash() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME, external_id="mine"))
        view, update = top(person), client_of(sim).views_update
        stale = view.hash
        await update(external_id="mine", view=modal(NAME, title="Second"))
        assert view.title == "Second"
        call = update(view_id=view.view_id, view=modal(NAME), hash=stale)
        assert await error_of(call) == "hash_conflict"
        await person.close()
        assert await error_of(update(view_id=view.view_id, view=modal(NAME))) == "not_found"
        assert sim.breaches == []
        assert await error_of(update(view_id="V0NEVER", view=modal(NAME))) == "not_found"
        assert kinds(sim) == ["unknown_view"]


async def test_a_stack_is_three_deep() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(actions(button("More")), section("a")))
        client = client_of(sim)
        for title in ("Second", "Third", "Fourth"):
            await person.click(top(person), "More")
            trigger = app.bodies("block_actions")[-1]["trigger_id"]
            push = client.views_push(trigger_id=trigger, view=modal(actions(button("More")), title=title))
            if title == "Fourth":
                assert await error_of(push) == "push_limit_reached"
            else:
                await push
        assert (top(person).title, top(person).buttons) == ("Third", ["More"])
        assert kinds(sim) == ["push_limit_reached"]


async def test_a_push_needs_a_trigger_from_a_modal() -> None:
    async with furnished() as (sim, app):
        await sim.person(ALICE).command("/lina")
        call = client_of(sim).views_push(trigger_id=app.seen[0]["trigger_id"], view=modal(section("a")))
        assert await error_of(call) == "invalid_trigger_id"


async def test_an_external_id_is_had_by_one_view() -> None:
    async with furnished() as (sim, app):
        await opened(sim, app, modal(NAME, external_id="mine"))
        await sim.person(BRUNO).command("/lina")
        trigger = app.seen[-1]["trigger_id"]
        call = client_of(sim).views_open(trigger_id=trigger, view=modal(NAME, external_id="mine"))
        assert await error_of(call) == "duplicate_external_id"
