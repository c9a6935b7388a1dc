from dataclasses import replace
from datetime import date

import pytest

from bot.domain.calls import closing, quote_decision
from bot.domain.calls.call import Call, ClientRef, QuoteChoice
from bot.domain.calls.triage import Imputation
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from tests.rendering.sample_calls import CALLS, FULL, answered, closed, rewound, sent, stamp, to_quote
from tests.rendering.sample_policy import ACME, CAMILLE, LINK, POLICY
from tests.rendering.sample_views import buttons, notice_view, shown, view
from tests.support.workspace import plain


def report(renderer: Renderer, call: Call) -> SlackMessage:
    return renderer.notice(notice_view(call, NoticeKind.REPORT))


def test_the_report_holds_everything(renderer: Renderer) -> None:
    message = report(renderer, CALLS["closed in full"]())
    assert plain(message.text) == "Compte rendu 2026-0042 – Acme Industrie"
    assert message.blocks[0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": "Compte rendu 2026-0042", "emoji": False},
    }
    for said in (
        "*Client*\nAcme Industrie (ACME)",
        "*Contact*\nMme Durand",
        "*Nature*\nProblème constaté (après le projet)",
        "*Imputation*\nDépannage",
        "*Demande*\nimprimante HS",
        "*Temps passé*\nniveau 1, 12 min ; niveau 2, 1 h 05",
        "*Traité par*\n*Alice Martin*, *Bruno Petit*",
        "*Résolu au*\nNiveau 2",
        "*Mise à jour de LINA*\neffectuée",
        "*Facturation*\nFacturation annoncée par *Alice Martin*, <!date^",
        "*Diagnostic*\nFile d'impression bloquée",
        "*Solution*\nSpouleur redémarré",
        "*Suite à donner*\nVoir la version 5.2",
        "*Niveau 1 saura faire*\nRedémarrer le spouleur",
        LINK,
    ):
        assert said in shown(message)
    assert "<@" not in shown(message), "a compte rendu wakes nobody"


def test_without_a_diagnosis_none_is_shown(renderer: Renderer) -> None:
    words = shown(report(renderer, closed()))
    assert "*Demande*\nimprimante HS" in words
    assert "*Diagnostic*" not in words
    assert "*Nature*\nNon précisée" in words
    assert "*Mise à jour de LINA*\nnon effectuée" in words
    assert "Facturation" not in words
    assert "Suite à donner" not in words


def test_a_need_is_reported_as_such(renderer: Renderer) -> None:
    words = shown(report(renderer, closed(to_quote(), form=replace(FULL, imputation=Imputation.TO_QUOTE))))
    assert "*Besoin*\nUn 2e dépôt" in words
    assert "*Nature*\nÉvolution (pendant le projet)" in words


def test_a_new_version_takes_the_place_of_the_last(renderer: Renderer) -> None:
    again = CALLS["closed again"]()
    assert shown(report(renderer, again)).startswith(
        "Compte rendu 2026-0042 (version 2) – Annule et remplace\n"
    )
    first = renderer.notice(view(again, next(n for n in again.notices if n.kind is NoticeKind.REPORT)))
    assert shown(first).startswith("Compte rendu 2026-0042\n")


def test_what_a_report_says_is_frozen(renderer: Renderer) -> None:
    later = replace(closed(), client=ClientRef("BETA", "Beta"), contact="M. Roux", request="autre chose")
    words = shown(report(renderer, later))
    assert "Acme Industrie (ACME)" in words
    assert "Beta" not in words
    assert "M. Roux" not in words


@pytest.mark.parametrize(
    ("imputation", "ends", "warned"),
    [
        (Imputation.WARRANTY, date(2025, 3, 12), True),
        (Imputation.WARRANTY, date(2026, 11, 24), False),
        (Imputation.WARRANTY, None, False),
        (Imputation.PROJECT, date(2025, 3, 12), False),
    ],
)
def test_a_warranty_that_is_over_is_pointed_out(
    renderer: Renderer,
    imputation: Imputation,
    ends: date | None,
    warned: bool,  # noqa: FBT001  # a table's column
) -> None:
    call = closed(form=replace(FULL, imputation=imputation))
    told = replace(notice_view(call, NoticeKind.REPORT), client=replace(ACME, warranty_end=ends))
    assert (
        "la garantie de ce client est échue depuis le 12/03/2025" in shown(renderer.notice(told))
    ) is warned


DECIDE = {"decision": ["Comprise dans le prix", "Complément"]}


def decision(renderer: Renderer, call: Call) -> SlackMessage:
    return renderer.notice(notice_view(call, NoticeKind.DECISION))


def test_the_account_manager_decides_with_the_need_at_hand(renderer: Renderer) -> None:
    message = decision(renderer, to_quote())
    assert buttons(message) == DECIDE
    for said in ("> Un 2e dépôt", "*Phase*\nPendant le projet", "*Demandé par*\n*Alice Martin*", LINK):
        assert said in shown(message)
    elements = next(b for b in message.blocks if b["type"] == "actions")["elements"]
    assert [(e["action_id"], e["value"]) for e in elements] == [
        ("decide:included", "2026-0042"),
        ("decide:supplement", "2026-0042"),
    ]


def test_after_the_project_the_client_is_called_back_or_sent_a_quote(renderer: Renderer) -> None:
    message = decision(renderer, CALLS["quote after"]())
    assert buttons(message) == {"decision": ["Client rappelé", "Devis envoyé"]}


def test_a_training_has_no_need_but_the_demand(renderer: Renderer) -> None:
    assert "> imprimante HS" in shown(decision(renderer, CALLS["training"]()))


def test_a_decision_that_was_made_is_shown_with_its_author(renderer: Renderer) -> None:
    message = decision(
        renderer, quote_decision.decide(to_quote(), stamp(CAMILLE, 60), QuoteChoice.SUPPLEMENT, POLICY)
    )
    assert buttons(message) == {"undo": []}
    assert "Annuler la décision" in shown(message)
    assert "*Décision :* Complément, par *Camille Roy*" in shown(message)


@pytest.mark.parametrize(
    "call", [CALLS["rewound"](), closing.discard(to_quote(), stamp(minutes=9))], ids=["undone", "discarded"]
)
def test_a_decision_that_is_asked_no_more_is_withdrawn(renderer: Renderer, call: Call) -> None:
    message = decision(renderer, call)
    assert buttons(message) == {}
    assert "Demande de décision retirée." in shown(message)


def test_the_older_of_two_demands_for_a_decision_is_withdrawn(renderer: Renderer) -> None:
    again = sent(answered(rewound(to_quote()), "during.evolution", need="Deux dépôts"), NoticeKind.DECISION)
    older = next(n for n in again.notices if n.kind is NoticeKind.DECISION)
    assert buttons(renderer.notice(view(again, older))) == {}
    assert buttons(decision(renderer, again)) == DECIDE


def test_a_need_is_still_to_be_decided_once_the_call_is_closed(renderer: Renderer) -> None:
    done = closed(to_quote(), form=replace(FULL, imputation=Imputation.TO_QUOTE))
    assert buttons(decision(renderer, done)) == DECIDE


def completion(renderer: Renderer, *, provisional: bool) -> SlackMessage:
    asked = notice_view(CALLS["provisional"](), NoticeKind.COMPLETE)
    neuf = replace(ACME, code="NEUF", name="Neuf SA", provisional=provisional)
    return renderer.notice(replace(asked, client=neuf))


def test_a_provisional_client_is_to_be_completed(renderer: Renderer) -> None:
    message = completion(renderer, provisional=True)
    assert "Neuf SA, enregistré sous le code `NEUF`" in shown(message)
    assert "lina clients" not in shown(message), "no command line for an account manager"
    assert buttons(message) == {"complete": ["Compléter"]}


def test_a_client_that_was_completed_is_asked_for_no_more(renderer: Renderer) -> None:
    message = completion(renderer, provisional=False)
    assert "Sa fiche est complète." in shown(message)
    assert buttons(message) == {}
