from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.domain.calls.triage import Imputation
from bot.rendering.options import client_option
from bot.rendering.renderer import Renderer, SlackView
from simulator import inspect_view
from tests.rendering.sample_calls import opened
from tests.rendering.sample_policy import ACME, NOON
from tests.rendering.sample_views import texts, view
from tests.support.workspace import plain


@dataclass(frozen=True, kw_only=True)
class Prefill:
    """All that the forms ask of theirs."""

    private_metadata: str = "2026-0042"
    client_option: dict[str, Any] | None = None
    contact: str | None = None
    phone: str | None = None
    request: str | None = None
    imputation: Imputation | None = None
    owed: bool = False
    version: int = 1
    new_client: bool = False
    solved: bool = False
    diagnosis: str | None = None
    solution: str | None = None
    level: int = 1
    updated: bool = False
    lina_version: str | None = None
    minutes1: int = 0
    minutes2: int = 0
    follow_up: str | None = None
    inform_dev: bool = False
    recipe: str | None = None
    other: str | None = None
    other_minutes: int | None = None
    client_mail: bool = False


SAMPLE = view(opened())
EMPTY = Prefill()
FULL = Prefill(
    client_option=client_option(ACME),
    contact="Mme Durand",
    phone="+33472000001",
    request="imprimante HS\nbac 2",
    imputation=Imputation.REPAIR,
    owed=True,
    diagnosis="File bloquée",
    solution="x" * 5000,
    level=2,
    updated=True,
    minutes1=12,
    minutes2=65,
    follow_up="Rappeler",
    inform_dev=True,
    recipe="Redémarrer",
    other="U0DENIS",
    other_minutes=25,
    client_mail=True,
)
CALL_FIELDS = ["Demande", "Contact", "Téléphone"]
REPORT_FIELDS = [
    "Imputation",
    "Facturation annoncée",
    "Diagnostic",
    "Solution",
    "Traité par",
    "Mise à jour de LINA effectuée",
    "Version installée",
    "Minutes niveau 1",
    "Minutes niveau 2",
    "Autre intervenant",
    "Minutes autre intervenant",
    "Suite à donner",
    "Informer le développement",
    "Niveau 1 saura faire",
    "Envoyer au client",
]


def labels(view: SlackView) -> list[str]:
    return [plain(block["label"]["text"]) for block in view["blocks"] if block["type"] == "input"]


def inputs(view: SlackView) -> dict[str, dict[str, Any]]:
    """The input blocks by the name that they share with their element."""
    named = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert all(block["element"]["action_id"] == name for name, block in named.items())
    return named


def checked(view: SlackView) -> SlackView:
    inspect_view(view, "modal")
    return view


@pytest.mark.parametrize(
    ("name", "title", "fields"),
    [
        ("new_call", "Nouvel appel", ["Client", *CALL_FIELDS, "Déjà résolu"]),
        ("edit_call", "Modifier l'appel", ["Client", *CALL_FIELDS]),
        (
            "report",
            "Compte rendu 2026-0042",
            [f for f in REPORT_FIELDS if f not in {"Facturation annoncée", "Envoyer au client"}],
        ),
    ],
)
def test_a_form_has_its_title_its_fields_and_its_name(
    renderer: Renderer, name: str, title: str, fields: list[str]
) -> None:
    view = checked(renderer.form(name, view=SAMPLE, prefill=EMPTY))
    assert plain(view["title"]["text"]) == title
    assert labels(view) == fields
    assert (view["callback_id"], view["private_metadata"]) == (name, "2026-0042")


@pytest.mark.parametrize("name", ["new_call", "edit_call"])
def test_what_is_known_of_a_call_is_filled_in(renderer: Renderer, name: str) -> None:
    fields = inputs(checked(renderer.form(name, view=SAMPLE, prefill=FULL)))
    assert fields["client"]["element"]["initial_option"] == client_option(ACME)
    assert fields["client"]["element"]["min_query_length"] == 1
    assert fields["contact"]["element"]["initial_value"] == "Mme Durand"
    assert fields["phone"]["element"]["initial_value"] == "04 72 00 00 01"
    assert fields["request"]["element"]["initial_value"] == "imprimante HS\nbac 2"
    assert fields["request"]["element"]["multiline"]


@pytest.mark.parametrize("name", ["new_call", "edit_call", "report"])
def test_an_empty_field_has_no_initial_value(renderer: Renderer, name: str) -> None:
    blank = replace(EMPTY, contact="", request="  ", diagnosis="")
    for field in inputs(checked(renderer.form(name, view=SAMPLE, prefill=blank))).values():
        given = field["element"]
        assert "initial_value" not in given or given["type"] == "number_input"
        assert "initial_options" not in given


def test_the_report_is_filled_in_from_the_call(renderer: Renderer) -> None:
    view = checked(renderer.form("report", view=SAMPLE, prefill=FULL))
    fields = inputs(view)
    assert labels(view) == REPORT_FIELDS
    assert fields["imputation"]["element"]["initial_option"]["value"] == "repair"
    assert fields["level"]["element"]["initial_option"]["value"] == "2"
    assert len(fields["solution"]["element"]["initial_value"]) == 3000
    assert fields["minutes2"]["element"]["initial_value"] == "65"
    assert fields["updated"]["element"]["initial_options"][0]["value"] == "updated"
    assert "initial_options" not in fields["announced"]["element"]
    first, *_ = view["blocks"]
    assert plain(first["text"]["text"]) == "*Acme Industrie* – imprimante HS"


def test_what_is_owed_is_warned_of_just_above_its_box(renderer: Renderer) -> None:
    blocks = renderer.form("report", view=SAMPLE, prefill=FULL)["blocks"]
    (at,) = [index for index, block in enumerate(blocks) if block["type"] == "alert"]
    assert blocks[at]["level"] == "warning"
    assert blocks[at + 1]["block_id"] == "announced"
    assert not [
        b for b in renderer.form("report", view=SAMPLE, prefill=EMPTY)["blocks"] if b["type"] == "alert"
    ]


def test_the_minutes_of_a_new_version_are_said_to_be_the_last_ones(renderer: Renderer) -> None:
    forms = [renderer.form("report", view=SAMPLE, prefill=replace(EMPTY, version=n)) for n in (1, 2)]
    hints = [plain(inputs(form)["minutes1"]["hint"]["text"]) for form in forms]
    assert "sans les attentes" in hints[0]
    assert "dernier compte rendu" in hints[1]


def test_the_report_tells_at_once_that_another_imputation_was_chosen(renderer: Renderer) -> None:
    fields = inputs(renderer.form("report", view=SAMPLE, prefill=EMPTY))
    assert fields["imputation"]["dispatch_action"] is True
    offered = [(o["value"], plain(o["text"]["text"])) for o in fields["imputation"]["element"]["options"]]
    assert offered == [
        ("project", "Projet"),
        ("supplement", "Complément"),
        ("warranty", "Sous garantie"),
        ("repair", "Dépannage"),
        ("assistance", "Assistance"),
        ("to_quote", "À chiffrer"),
    ]


def test_minutes_fit_in_a_day(renderer: Renderer) -> None:
    for field in ("minutes1", "minutes2"):
        element = inputs(renderer.form("report", view=SAMPLE, prefill=EMPTY))[field]["element"]
        assert (element["min_value"], element["max_value"]) == ("0", "1440")
        assert element["is_decimal_allowed"] is False


@pytest.mark.parametrize("field", ["solved", "announced", "updated", "inform_dev"])
def test_the_only_box_of_a_field_repeats_its_label(renderer: Renderer, field: str) -> None:
    forms = [renderer.form(name, view=SAMPLE, prefill=FULL) for name in ("new_call", "report")]
    block = next(found[field] for found in map(inputs, forms) if field in found)
    options = block["element"]["options"]
    assert [option["text"]["text"] for option in options] == [block["label"]["text"]]
    assert block["optional"] is (field != "announced"), "only what may be left out is marked so"


def test_phase_and_contract_are_asked_of_a_new_client_alone(renderer: Renderer) -> None:
    view = renderer.form("new_call", prefill=replace(EMPTY, new_client=True))
    assert labels(view) == ["Client", *CALL_FIELDS, "Phase", "Contrat", "Déjà résolu"]
    fields = inputs(view)
    assert fields["client"]["dispatch_action"] is True
    offered = {
        name: [(o["value"], plain(o["text"]["text"])) for o in fields[name]["element"]["options"]]
        for name in ("phase", "contract")
    }
    assert offered == {
        "phase": [("during", "Pendant le projet"), ("after", "Après le projet")],
        "contract": [("contract", "Contrat d'assistance"), ("no_contract", "Pas de contrat")],
    }
    assert fields["phase"]["optional"]
    assert fields["contract"]["optional"]


def test_the_small_forms(renderer: Renderer) -> None:
    hold = checked(renderer.form("hold", number="2026-0042", until=NOON))
    assert (plain(hold["title"]["text"]), labels(hold)) == ("Rappel prévu", ["Rappel à", "Motif"])
    assert inputs(hold)["until"]["element"]["initial_date_time"] == NOON.timestamp()
    need = checked(renderer.form("need", private_metadata="2026-0042 during evolution"))
    assert (plain(need["title"]["text"]), labels(need)) == ("Besoin du client", ["Besoin"])
    assert need["private_metadata"] == "2026-0042 during evolution"


def test_a_word_can_only_be_read_and_closed(renderer: Renderer) -> None:
    word = checked(renderer.form("text", text="Déjà pris"))
    assert list(texts(word["blocks"])) == ["Déjà pris"]
    assert (word["title"]["text"], word["close"]["text"]) == ("Service LINA", "Fermer")
    assert "submit" not in word
