from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.renderer import Renderer
from tests.rendering.sample_calls import CALLS, opened, reopened
from tests.rendering.sample_policy import ACME, ALICE, BRUNO, NOON, POLICY
from tests.rendering.sample_views import card, notice_view, shown, view

Make = Callable[[], Call]


def named(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", [CALLS[name] for name in names], ids=names)


def test_the_card_holds_what_level_1_needs(renderer: Renderer) -> None:
    words = shown(card(renderer, opened()))
    for held in (
        "2026-0042 – Acme Industrie",
        "> imprimante HS",
        "*État*\n*Niveau 1*",
        f"*Suivi par*\n<@{ALICE}>",
        "Acme Industrie (ACME)",
        "Mme Durand\n04 72 00 00 01",
        "*Phase*\nInconnue",
        "*Chargé d'affaires*\n<@U0CAMILLE>",
        "Contrat d'assistance C-12 jusqu'au 31/12/2027, reste 3 h 30",
        "Garantie échue le 12/03/2025",
        "5.0 – mise à jour conseillée (5.1)",
        "<https://acces.example.fr/acme?a=1&amp;b=2|Accès distant>",
        "<https://drive.example.fr/acces|Drive des accès>",
        "*Appel du niveau 2*\n<!date^1795525800^{date_short_pretty} à {time}|24/11/2026 à 14:10>",
        "de permanence cette semaine",
        f"<@{BRUNO}>",
    ):
        assert held in words


STATES = {
    "opened": "*Niveau 1*",
    "waiting": "*Niveau 2 appelé*",
    "taken": "*Niveau 2*",
    "handed back": "*Niveau 1*",
    "corrected": "*Transmis* au développement",
    "to quote": "*Transmis* au chargé d'affaires",
    "decided": "*Transmis* au chargé d'affaires",
    "held": "*Rappel prévu* <!date^1795532400^{date_short_pretty} à {time}|24/11/2026 à 16:00> : le client teste",
    "closed": f"*Clos* par <@{ALICE}> après 12 min",
    "discarded": f"*Clos* par <@{ALICE}> après 3 min (ouvert par erreur)",
    "reopened": "*Niveau 1*",
}


@pytest.mark.parametrize(("name", "state"), STATES.items(), ids=STATES)
def test_the_state_is_said(renderer: Renderer, name: str, state: str) -> None:
    words = shown(card(renderer, CALLS[name]()))
    assert f"*État*\n{state}\n" in f"{words}\n"


def test_a_hold_that_is_over_is_said_no_more(renderer: Renderer) -> None:
    assert "*Niveau 1*" in shown(card(renderer, CALLS["held"](), now=NOON + timedelta(hours=3)))


@named("closed", "discarded", "waiting", "taken", "corrected", "reopened")
def test_no_deadline_is_shown_when_none_will_ring(renderer: Renderer, make: Make) -> None:
    assert "Appel du niveau 2" not in shown(card(renderer, make()))


def test_a_reopened_call_starts_no_deadline(renderer: Renderer) -> None:
    assert "Appel du niveau 2" not in shown(renderer.notice(notice_view(reopened(), NoticeKind.CARD)))


def test_the_one_on_duty_is_mentioned_only_when_somebody_else_opened(renderer: Renderer) -> None:
    own = replace(opened(), on_duty=ALICE)
    assert "permanence" not in shown(card(renderer, own))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"client": None}, "Contrat inconnu"),
        ({"client": replace(ACME, contract_known=False)}, "Contrat inconnu"),
        ({"client": replace(ACME, contract=None)}, "Pas de contrat d'assistance"),
        ({"minutes_left": 0}, "heures épuisées"),
        ({"minutes_left": -90}, "heures dépassées de 1 h 30"),
        ({"client": replace(ACME, warranty_end=date(2027, 3, 12))}, "Garantie jusqu'au 12/03/2027"),
        ({"client": replace(ACME, remote_access="TeamViewer 123")}, "TeamViewer 123"),
        ({"policy": replace(POLICY, latest_version="5.0")}, "*LINA*\n5.0\n"),
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
