from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.calls.call import Call
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract, Phase
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.renderer import Renderer
from tests.rendering.sample_calls import CALLS, answered, closed, opened, reopened
from tests.rendering.sample_policy import ACME, NOON, POLICY
from tests.rendering.sample_views import card, notice_view, shown, view

Make = Callable[[], Call]


def named(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", [CALLS[name] for name in names], ids=names)


def test_the_card_holds_what_level_1_needs(renderer: Renderer) -> None:
    words = shown(card(renderer, opened()))
    for held in (
        "2026-0042 – Acme Industrie",
        "> imprimante HS",
        "*Niveau 1* · *Alice Martin* · <!date^1795525800^niveau 2 appelé à {time}|niveau 2 appelé à 14:10>",
        "Mme Durand, 04 72 00 00 01",
        "Chargé d'affaires : *Camille Roy*",
        "Contrat jusqu'au 31/12/2027, reste 3 h 30",
        "Garantie échue le 12/03/2025",
        "LINA 5.0, mise à jour conseillée (5.1)",
        "<https://acces.example.fr/acme?a=1&amp;b=2|Accès distant>",
    ):
        assert held in words


AT_SIX = "<!date^1795532400^à {time}|à 16:00>"
STATES = {
    "opened": "*Niveau 1* · *Alice Martin* · <!date^1795525800^niveau 2 appelé à {time}|niveau 2 appelé à 14:10>",
    "waiting": "*Niveau 2 appelé* · *Alice Martin* · <!date^1795525320^appelé à {time}|appelé à 14:02>",
    "taken": "*Niveau 2* · *Bruno Petit* · <!date^1795525500^depuis {time}|depuis 14:05>",
    "handed back": "*Niveau 1* · *Alice Martin* · <!date^1795526280^niveau 2 appelé à {time}|niveau 2 appelé à 14:18>",
    "taken back": "*Niveau 1* · *Bruno Petit* · <!date^1795525800^niveau 2 appelé à {time}|niveau 2 appelé à 14:10>",
    "corrected": "*Transmis* au développement · *Alice Martin*",
    "delivered": "*À clore* · *Alice Martin*",
    "to quote": "*Transmis* au chargé d'affaires · *Alice Martin*",
    "decided": "*À clore* · *Alice Martin*",
    "held": f"*Rappel prévu* {AT_SIX} · *Alice Martin* · le client teste",
    "to call back": "*À rappeler* · *Alice Martin* · le client teste",
    "called back": "*Niveau 1* · *Bruno Petit* · <!date^1795533000^niveau 2 appelé à {time}|niveau 2 appelé à 16:10>",
    "closed": "*Clos* par *Alice Martin* après 12 min · Projet",
    "discarded": "*Clos* par *Alice Martin*, ouvert par erreur",
    "reopened": "*Niveau 1* · *Alice Martin*",
}


@pytest.mark.parametrize(("name", "state"), STATES.items(), ids=STATES)
def test_the_state_is_said_in_one_line(renderer: Renderer, name: str, state: str) -> None:
    assert state in shown(card(renderer, CALLS[name]())).split("\n")


def test_a_closed_card_holds_the_demand_one_line_and_what_solved_it(renderer: Renderer) -> None:
    done = closed(form=CloseCall(imputation=Imputation.PROJECT, solution="mot " * 200))
    words = shown(card(renderer, done)).split("\n")
    assert words[:3] == ["2026-0042 – Acme Industrie", "« imprimante HS »", STATES["closed"]]
    assert words[3] == "Rouvrir"
    assert words[4].startswith("*Solution :* mot mot")
    assert words[4].endswith("…")
    assert len(words[4]) <= len("*Solution :* ") + 300


@pytest.mark.parametrize(
    ("minutes", "said"), [(0.5, "moins d'une minute"), (94 / 60, "1 min"), (59, "59 min"), (26 * 60, "26 h")]
)
def test_a_closed_card_says_how_long_it_took(renderer: Renderer, minutes: float, said: str) -> None:
    assert f"après {said} · Projet" in shown(card(renderer, closed(minutes=minutes)))


UNKNOWN = Client(code="ACME", name="Acme Industrie", contract_known=False)


def test_what_is_not_known_is_left_out_but_for_the_contract(renderer: Renderer) -> None:
    call = replace(opened(), contact=None, phone=None, account_manager=None, on_duty=None, source=None)
    policy = replace(POLICY, account_manager=None, drive=None)
    message = card(renderer, call, client=UNKNOWN, policy=policy)
    assert [block["type"] for block in message.blocks] == [
        "header",
        "section",
        "section",
        "section",
        "actions",
        "actions",
    ]
    assert [field["text"] for field in message.blocks[2]["fields"]] == ["Contrat inconnu"]


def test_the_number_to_call_is_the_files_where_nobody_said_one(renderer: Renderer) -> None:
    words = shown(card(renderer, replace(opened(), contact=None, phone=None)))
    assert "04 72 00 00 01 (Mme Durand), fiche" in words
    named = shown(card(renderer, replace(opened(), contact="M. Roux", phone=None)))
    assert "M. Roux\n04 72 00 00 01 (Mme Durand), fiche" in named


def test_the_contract_is_left_out_during_a_project(renderer: Renderer) -> None:
    assert "ontrat" not in shown(card(renderer, answered(opened(), "phase.during")))
    running = replace(ACME, phase=Phase.PROJECT)
    assert "ontrat" not in shown(card(renderer, opened(), client=running))


def test_an_expired_contract_is_said_without_hours_and_first_to_the_client(renderer: Renderer) -> None:
    expired = replace(ACME, contract=Contract(reference="C-1", end=date(2026, 9, 19), hours=Decimal(10)))
    words = shown(card(renderer, CALLS["repair"](), client=expired, minutes_left=600))
    assert "Contrat échu le 19/09/2026\n" in words
    assert "reste" not in words
    assert "> « Contrat échu le 19/09/2026 : cette intervention n'est pas couverte" in words


def test_a_hold_that_is_over_is_said_no_more(renderer: Renderer) -> None:
    assert "*Niveau 1*" in shown(card(renderer, CALLS["held"](), now=NOON + timedelta(hours=3)))


@named("closed", "discarded", "waiting", "taken", "corrected", "reopened")
def test_no_deadline_is_shown_when_none_will_ring(renderer: Renderer, make: Make) -> None:
    assert "niveau 2 appelé à" not in shown(card(renderer, make()))


def test_a_reopened_call_starts_no_deadline(renderer: Renderer) -> None:
    assert "niveau 2 appelé à" not in shown(renderer.notice(notice_view(reopened(), NoticeKind.CARD)))


def test_without_an_access_of_its_own_the_drive_is_offered(renderer: Renderer) -> None:
    assert "<https://drive.example.fr/acces|Drive des accès>" in shown(
        card(renderer, opened(), client=replace(ACME, remote_access=None))
    )
    assert "Drive" not in shown(card(renderer, opened()))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"client": None}, "Contrat inconnu"),
        ({"client": replace(ACME, contract_known=False)}, "Contrat inconnu"),
        ({"client": replace(ACME, contract=None)}, "Pas de contrat d'assistance"),
        ({"minutes_left": 0}, "heures épuisées"),
        ({"minutes_left": -90}, "heures dépassées de 1 h 30"),
        ({"client": replace(ACME, warranty_end=date(2027, 3, 12))}, "Sous garantie jusqu'au 12/03/2027"),
        ({"client": replace(ACME, remote_access="TeamViewer 123")}, "TeamViewer 123"),
        ({"policy": replace(POLICY, latest_version="5.0")}, "LINA 5.0\n"),
    ],
)
def test_the_clients_rights(renderer: Renderer, facts: dict[str, object], words: str) -> None:
    assert words in shown(card(renderer, opened(), **facts))


def test_a_contract_is_valid_on_its_last_day_and_expired_on_the_next(renderer: Renderer) -> None:
    last_evening = NOON.replace(year=2027, month=12, day=31, hour=22, minute=59)
    assert "jusqu'au 31/12/2027" in shown(card(renderer, opened(), now=last_evening))
    past_midnight = last_evening + timedelta(minutes=1)
    assert "échu le 31/12/2027" in shown(card(renderer, opened(), now=past_midnight))


def test_a_long_demand_says_where_all_of_it_is(renderer: Renderer) -> None:
    long = renderer.notice(replace(view(opened("mot " * 1000)), notice=opened().notices[0]))
    assert "_Texte complet :_ `/lina voir 2026-0042`" in shown(long)
