from dataclasses import replace

import pytest

from bot.domain.calls import callbacks
from bot.rendering.renderer import Renderer
from tests.rendering.sample_calls import CALLS, answered, opened, repair, stamp
from tests.rendering.sample_policy import ACME
from tests.rendering.sample_views import buttons, card, shown
from tests.support.workspace import plain

TOOLS = ["Passer au niveau 2", "Prévenir les techniciens", "Rappel prévu…", "Modifier", "Clore"]
AVAILABLE = {
    "opened": TOOLS,
    "waiting": ["Reprendre", *TOOLS[1:]],
    "taken back": TOOLS,
    "to call back": ["Je rappelle", *TOOLS[1:]],
    "called back": TOOLS,
    "taken": TOOLS[1:],
    "corrected": TOOLS[1:],
    "delivered": TOOLS[1:],
    "handed back": TOOLS,
    "reopened": TOOLS,
    "held": TOOLS,
    "to quote": TOOLS[1:],
    "closed": ["Rouvrir"],
    "discarded": ["Rouvrir"],
    "refused": ["Rouvrir"],
}


@pytest.mark.parametrize(("name", "tools"), AVAILABLE.items(), ids=AVAILABLE)
def test_the_buttons_are_those_of_the_state(renderer: Renderer, name: str, tools: list[str]) -> None:
    row = "beside" if tools == ["Rouvrir"] else "tools"
    assert buttons(card(renderer, CALLS[name]()))[row] == tools


PRIMARY = {
    "opened": None,
    "answered": None,
    "assistance": "Clore",
    "warranty": "Clore",
    "repair": "Facturation annoncée",
    "announced": "Clore",
    "to quote": None,
    "decided": "Clore",
    "waiting": None,
    "held": None,
    "to call back": "Je rappelle",
    "called back": None,
    "missed": "Je rappelle",
    "closed": None,
}


@pytest.mark.parametrize(("name", "label"), PRIMARY.items(), ids=PRIMARY)
def test_the_primary_button_is_what_comes_next(renderer: Renderer, name: str, label: str | None) -> None:
    elements = [e for b in card(renderer, CALLS[name]()).blocks for e in b.get("elements", ())]
    assert [e["text"]["text"] for e in elements if e.get("style") == "primary"] == ([label] if label else [])


def test_a_call_has_three_callbacks_at_most(renderer: Renderer) -> None:
    call = CALLS["held"]()
    for minutes in (130, 140):
        call = callbacks.hold(call, stamp(minutes=minutes), stamp(minutes=minutes + 60).at, "le client teste")
    assert "Rappel prévu…" not in buttons(card(renderer, call))["tools"]


def test_technicians_can_be_called_only_where_the_project_has_some(renderer: Renderer) -> None:
    alone = card(renderer, opened(), client=replace(ACME, technicians=()))
    assert "Prévenir les techniciens" not in buttons(alone)["tools"]


def test_the_buttons_say_which_call_and_what(renderer: Renderer) -> None:
    blocks = {b.get("block_id"): b for b in card(renderer, answered(opened(), "phase.during")).blocks}
    tools = [(e["action_id"], e.get("value"), e.get("style")) for e in blocks["tools"]["elements"]]
    assert tools == [
        ("call_level2", "2026-0042", None),
        ("call_team", "2026-0042", None),
        ("hold", "2026-0042", None),
        ("edit", "2026-0042", None),
        ("close", "2026-0042", None),
        ("menu", None, None),
    ]
    menu = [(plain(o["text"]["text"]), o["value"]) for o in blocks["tools"]["elements"][-1]["options"]]
    assert menu == [
        ("Reprendre", "take_back 2026-0042"),
        ("Confier à…", "assign 2026-0042"),
        ("Fiche client", "client_file 2026-0042"),
        ("Ouvert par erreur", "discard 2026-0042"),
    ]
    triage = [(e["action_id"], e["value"]) for e in blocks["triage"]["elements"]]
    assert triage == [
        ("answer:bug", "2026-0042 during bug"),
        ("answer:help", "2026-0042 during help"),
        ("answer:evolution", "2026-0042 during evolution"),
        ("rewind", "2026-0042 1"),
    ]


def test_the_triage_asks_its_next_question(renderer: Renderer) -> None:
    fresh, during = card(renderer, opened()), card(renderer, answered(opened(), "phase.during"))
    assert buttons(fresh)["triage"] == ["Pendant le projet", "Après le projet"]
    assert buttons(during)["triage"] == ["Bug", "Demande d'aide", "Évolution", "Étape précédente"]
    assert "*Que demande le client ?*" in shown(during)


def test_a_sorted_call_shows_its_path_and_where_the_time_is_booked(renderer: Renderer) -> None:
    warranty = card(renderer, CALLS["warranty"]())
    assert buttons(warranty)["triage"] == ["Étape précédente"]
    words = shown(warranty)
    assert "Après le projet › Problème constaté › Connu ou d'origine LINA → *Sous garantie*" in words
    assert "Mettre LINA à jour chez le client." in words


def test_the_need_and_its_decision_are_shown(renderer: Renderer) -> None:
    words = shown(card(renderer, CALLS["decided"]()))
    assert "*Besoin :* Un 2e dépôt" in words
    assert "*Décision :* Comprise dans le prix, par *Camille Roy*" in words


def test_a_repair_asks_for_the_announcement_of_its_invoicing(renderer: Renderer) -> None:
    message = card(renderer, repair())
    assert buttons(message)["invoicing"] == ["Facturation annoncée", "Client refuse"]
    assert "il vous sera facturé" in shown(message)
    refused = next(b for b in message.blocks if b.get("block_id") == "invoicing")["elements"][1]
    assert (refused["action_id"], refused["style"]) == ("refused", "danger")
    assert "confirm" in refused


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("announced", "Facturation annoncée par *Alice Martin*"),
        ("refused", "*Clos* par *Alice Martin* après 3 min · Sans suite"),
    ],
)
def test_an_announcement_that_was_made_is_asked_no_more(renderer: Renderer, name: str, words: str) -> None:
    message = card(renderer, CALLS[name]())
    assert "invoicing" not in buttons(message)
    assert words in shown(message)
