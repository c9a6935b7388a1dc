"""Modals, filled and sent as a person does it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from simulator import UserFacingError
from tests.simulator.sim_app import by_http, by_socket, furnished
from tests.simulator.sim_forms import CLIENT, DONE, NAME, opened, top
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    SUPPORT,
    client_of,
    entry,
    house,
    modal,
    option,
    plain,
    section,
)


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


async def test_only_what_has_a_button_is_sent_and_only_what_was_sent_is_sent_again() -> None:
    async with furnished() as (sim, app):
        unsendable = {key: value for key, value in modal(section("a")).items() if key != "submit"}
        person = await opened(sim, app, unsendable)
        with pytest.raises(AssertionError, match="no button to send it"):
            await person.submit()
        with pytest.raises(AssertionError, match="nothing was sent"):
            await person.resubmit()


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
        with pytest.raises(UserFacingError):
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


async def test_waiting_for_what_never_comes_says_what_there_is() -> None:
    async with house() as sim:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="imprimante HS")
        with pytest.raises(AssertionError, match="imprimante HS"):
            await sim.until(lambda: sim.breaches, timeout=0.1)
