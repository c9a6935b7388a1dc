"""Modals and the Home tab: opened, filled, refused, updated, stacked, sent twice, closed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from simulator import Person, PersonSaw, Rates, Simulator, View
from tests.simulator.sim_app import TinyApp, by_http, by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    SEED,
    SUPPORT,
    actions,
    button,
    client_of,
    entry,
    error_of,
    house,
    kinds,
    manifest,
    modal,
    option,
    plain,
    section,
)

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


@pytest.mark.parametrize("arrival", [by_socket, by_http])
async def test_a_form_is_filled_and_sent(arrival: Any) -> None:
    async with house() as sim, arrival(sim) as app:
        app.offers = [option("Acme"), option("Acme Industrie"), option("Zed")]
        person = await opened(sim, app, modal(NAME, CLIENT, DONE, private_metadata="secret"))
        assert (top(person).labels, top(person).submit) == (["Nom", "Client", "Fait"], "Send")
        assert top(person).values == {"Nom": None, "Client": None, "Fait": False}
        assert await person.submit({"Nom": "Lina", "Client": "Acme", "Fait": True}) == {}
        assert person.view is None
        view = app.bodies("view_submission")[0]["view"]
        assert view["state"]["values"] == {
            "nom": {"value": {"type": "plain_text_input", "value": "Lina"}},
            "client": {"value": {"type": "external_select", "selected_option": option("Acme")}},
            "fait": {"value": {"type": "checkboxes", "selected_options": [option("Fait")]}},
        }
        assert (view["private_metadata"], view["callback_id"]) == ("secret", "form")
        assert {"id", "hash", "root_view_id", "team_id", "app_id", "bot_id"} <= set(view)
        assert sim.breaches == []


async def test_the_client_itself_refuses_what_is_missing_or_out_of_bounds() -> None:
    number = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "1440"}
    async with furnished() as (sim, app):
        mail = entry("Mail", {"type": "email_text_input"}, optional=True)
        link = entry("Lien", {"type": "url_text_input"}, optional=True)
        person = await opened(sim, app, modal(NAME, entry("Minutes", number), CLIENT, mail, link))
        assert set(await person.submit()) == {"Nom", "Minutes"}
        for name, minutes in (("x", "-1"), ("x" * 6, "1441"), ("ok", "1.5"), ("ok", "many")):
            errors = await person.submit({"Nom": name, "Minutes": minutes})
            assert set(errors) == ({"Nom", "Minutes"} if name != "ok" else {"Minutes"})
        errors = await person.submit({"Nom": "ok", "Minutes": "1440", "Mail": "nowhere", "Lien": "www"})
        assert set(errors) == {"Mail", "Lien"}
        assert app.bodies("view_submission") == []
        assert await person.submit({"Nom": "ok", "Minutes": "0", "Mail": None, "Lien": "https://a.fr"}) == {}


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
        with pytest.raises(PersonSaw, match="trouble_connecting"):
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


async def test_only_what_has_a_button_is_sent_and_only_what_was_sent_is_sent_again() -> None:
    async with furnished() as (sim, app):
        unsendable = {key: value for key, value in modal(section("a")).items() if key != "submit"}
        person = await opened(sim, app, unsendable)
        with pytest.raises(AssertionError, match="no button to send it"):
            await person.submit()
        with pytest.raises(AssertionError, match="nothing was sent"):
            await person.resubmit()


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


async def test_a_form_sent_twice_arrives_twice_and_closes_once() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(NAME))
        await person.submit({"Nom": "Lina"})
        assert await person.resubmit() == {}
        first, second = app.bodies("view_submission")
        assert first == second
        assert sim.breaches == []


async def test_type_ahead_asks_the_app_from_the_least_length_on() -> None:
    async with furnished() as (sim, app):
        app.offers = [option("Acme"), option("Acme Industrie"), option("Zed")]
        person = await opened(sim, app, modal(CLIENT))
        assert await person.type_ahead("Client", "acm") == ["Acme", "Acme Industrie"]
        (asked,) = app.bodies("block_suggestion")
        assert (asked["action_id"], asked["block_id"], asked["value"]) == ("value", "client", "acm")
        assert asked["view"]["callback_id"] == "form"
        assert await person.type_ahead("Client", "") == []
        assert len(app.bodies("block_suggestion")) == 1
        await person.fill("Client", "ind")
        assert top(person).values == {"Client": "Acme Industrie"}
        with pytest.raises(AssertionError, match="'acm' is not offered"):
            await person.fill("Client", "acm")


async def test_several_options_are_typed_ahead_one_by_one() -> None:
    async with furnished() as (sim, app):
        app.offers = [option("Acme"), option("Zed")]
        several = entry("Clients", {"type": "multi_external_select", "min_query_length": 0}, optional=True)
        person = await opened(sim, app, modal(several))
        await person.fill("Clients", ["zed", "acm"])
        assert top(person).values == {"Clients": ["Zed", "Acme"]}
        await person.fill("Clients", None)
        assert top(person).values == {"Clients": []}


async def test_suggestions_have_limits_too() -> None:
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(CLIENT))
        app.acknowledgements["options"] = {"options": [option("x" * 76)]}
        with pytest.raises(PersonSaw):
            await person.type_ahead("Client", "x")
        assert [each.detail for each in sim.breaches] == ["suggestions.options[0].text: 76 > 75"]


async def test_an_input_with_dispatch_action_tells_the_app_at_once() -> None:
    async with furnished() as (sim, app):
        loud = entry(
            "Nature", {"type": "static_select", "options": [option("A"), option("B")]}, dispatch_action=True
        )
        person = await opened(sim, app, modal(loud, NAME))
        await person.fill("Nom", "Lina")
        assert app.bodies("block_actions") == []
        await person.fill("Nature", "B")
        (told,) = app.bodies("block_actions")
        assert told["actions"][0]["selected_option"] == option("B")
        assert told["view"]["state"]["values"]["nature"]["value"]["selected_option"] == option("B")
        assert told["container"]["type"] == "view"
        with pytest.raises(AssertionError, match="'C' is not offered"):
            await person.fill("Nature", "C")
        with pytest.raises(AssertionError, match="no field 'Other'"):
            await person.fill("Other", "x")


async def test_every_kind_of_field_is_filled_in_a_persons_words() -> None:
    fields = [
        entry("Radio", {"type": "radio_buttons", "options": [option("A"), option("B")]}),
        entry("Cases", {"type": "checkboxes", "options": [option("A"), option("B")]}),
        entry("Jour", {"type": "datepicker"}),
        entry("Heure", {"type": "timepicker"}),
        entry("Rappel", {"type": "datetimepicker"}),
        entry("Qui", {"type": "users_select"}),
        entry("Tous", {"type": "multi_users_select"}),
        entry(
            "Groupe",
            {"type": "static_select", "option_groups": [{"label": plain("G"), "options": [option("C")]}]},
        ),
    ]
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(*fields))
        values = {
            "Radio": "B",
            "Cases": ["A", "B"],
            "Jour": "2026-11-24",
            "Heure": "14:10",
            "Rappel": "2026-11-24T14:10",
            "Qui": "Chloé Roux",
            "Tous": ["Alice", "Bruno"],
            "Groupe": "C",
        }
        for label, value in values.items():
            await person.fill(label, value)
        assert top(person).values == values | {"Rappel": "2026-11-24T14:10:00+01:00"}
        assert await person.submit() == {}
        sent = app.bodies("view_submission")[0]["view"]["state"]["values"]
        paris = ZoneInfo("Europe/Paris")
        instant = datetime(2026, 11, 24, 14, 10, tzinfo=paris).timestamp()
        assert sent["rappel"]["value"]["selected_date_time"] == instant
        assert sent["qui"]["value"]["selected_user"] == "U0CHLOE"
        assert sent["tous"]["value"]["selected_users"] == [ALICE, BRUNO]


async def test_initial_values_are_there_and_can_be_taken_away() -> None:
    fields = [
        entry("Nom", {"type": "plain_text_input", "initial_value": "Acme"}, optional=True),
        entry(
            "Fait", {"type": "checkboxes", "options": [option("Fait")], "initial_options": [option("Fait")]}
        ),
    ]
    async with furnished() as (sim, app):
        person = await opened(sim, app, modal(*fields))
        assert top(person).values == {"Nom": "Acme", "Fait": True}
        assert set(await person.submit({"Nom": None, "Fait": False})) == {"Fait"}
        assert top(person).values == {"Nom": None, "Fait": False}


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


async def test_waiting_for_what_never_comes_says_what_there_is() -> None:
    async with house() as sim:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="imprimante HS")
        with pytest.raises(AssertionError, match="imprimante HS"):
            await sim.until(lambda: sim.breaches, timeout=0.1)


async def test_without_a_home_tab_nothing_is_published_or_opened() -> None:
    described = manifest()
    described["features"]["app_home"]["home_tab_enabled"] = False
    async with Simulator(SEED, described, rates=Rates.lifted()) as sim:
        home = {"type": "home", "blocks": [section("a")]}
        assert await error_of(client_of(sim).views_publish(user_id=ALICE, view=home)) == "not_enabled"
        with pytest.raises(PersonSaw, match="home_tab_disabled"):
            await sim.person(ALICE).open_home()


async def test_an_external_id_is_had_by_one_view() -> None:
    async with furnished() as (sim, app):
        await opened(sim, app, modal(NAME, external_id="mine"))
        await sim.person(BRUNO).command("/lina")
        trigger = app.seen[-1]["trigger_id"]
        call = client_of(sim).views_open(trigger_id=trigger, view=modal(NAME, external_id="mine"))
        assert await error_of(call) == "duplicate_external_id"
