from dataclasses import replace
from datetime import date

import pytest

from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import ClientView, LastWeek, OtherCall, Suggestion
from simulator import inspect_blocks
from tests.rendering.sample_calls import closed, opened, waiting
from tests.rendering.sample_policy import ACME, ALICE, BRUNO, CAMILLE, LINK, POLICY
from tests.rendering.sample_views import NAMES, shown, view, week_view
from tests.support.workspace import plain


def test_the_acknowledgement_holds_the_number_and_later_the_link(renderer: Renderer) -> None:
    at_once = renderer.message("opened", call=opened(), existing=False, link=None, others=[])
    assert plain(at_once.text) == "Appel 2026-0042 ouvert pour Acme Industrie."
    assert LINK not in shown(at_once)
    linked = renderer.message("opened", call=opened(), existing=False, link=LINK, others=[])
    assert f"Appel *<{LINK}|2026-0042>* ouvert" in shown(linked)


def test_the_same_call_again_says_that_it_is_open_already(renderer: Renderer) -> None:
    again = renderer.message("opened", call=opened(), existing=True, link=LINK, others=[])
    assert "déjà ouvert pour Acme Industrie" in shown(again)


def test_the_open_calls_say_who_has_them_and_how_long_is_left(renderer: Renderer) -> None:
    message = renderer.message("calls", views=[view(opened("ligne 1\nligne 2")), view(waiting())], total=2)
    first, second = shown(message).splitlines()[1:]
    assert first == (
        f"• *<{LINK}|2026-0042>* – Acme Industrie : ligne 1 ligne 2 – Niveau 1, <@{ALICE}>, niveau 2 dans 4 min"
    )
    assert second.endswith(f"Niveau 2 appelé, <@{ALICE}>")


def test_more_calls_than_are_shown_are_counted(renderer: Renderer) -> None:
    message = renderer.message("calls", views=[view(opened())] * 15, total=17)
    assert "*Appels en cours :* 17" in shown(message)
    assert "Les 15 premiers sont affichés, sur 17." in shown(message)


def test_no_open_call_is_an_answer_too(renderer: Renderer) -> None:
    assert shown(renderer.message("calls", views=[], total=0)) == "*Appels en cours :* aucun"


def client_view(*, calls: int = 1) -> ClientView:
    return ClientView(
        client=ACME,
        policy=POLICY,
        today=date(2026, 11, 24),
        minutes_left=90,
        calls=(view(opened()),) * calls,
        slack_ids={"camille.roy@example.fr": CAMILLE},
    )


def test_the_clients_file(renderer: Renderer) -> None:
    words = shown(renderer.message("client", view=client_view()))
    for said in (
        "Acme Industrie (ACME)",
        "*Phase*\nAprès le projet",
        f"*Chargé d'affaires*\n<@{CAMILLE}>",
        "jusqu'au 31/12/2027, reste 1 h 30",
        "Garantie échue le 12/03/2025",
        f"*Techniciens du projet*\n<@{BRUNO}> denis@example.fr",
        "04 72 00 00 01 (Mme Durand)",
        f"• *<{LINK}|2026-0042>*",
    ):
        assert said in words


def test_a_client_without_calls_and_one_to_be_completed(renderer: Renderer) -> None:
    bare = replace(client_view(calls=0), client=replace(ACME, provisional=True, phones=(), technicians=()))
    words = shown(renderer.message("client", view=bare))
    assert "Aucun appel pour ce client." in words
    assert "Client provisoire" in words


@pytest.mark.parametrize(
    ("suggestion", "hint", "offered"),
    [
        (Suggestion("appels"), "Vouliez-vous dire `/lina appels` ?", ["/lina appels", "Aide"]),
        (
            Suggestion("appel apels", opens=True, client=ACME),
            "Vouliez-vous ouvrir un appel pour Acme Industrie ?",
            ["Ouvrir l'appel", "Aide"],
        ),
        (Suggestion("appel apels", opens=True), "Vouliez-vous ouvrir un appel ?", ["Ouvrir l'appel", "Aide"]),
        (None, "« Aide » montre ce qu'elle sait faire.", ["Aide"]),
    ],
)
def test_what_is_not_understood_offers_what_was_probably_meant(
    renderer: Renderer, suggestion: Suggestion | None, hint: str, offered: list[str]
) -> None:
    message = renderer.message("unknown", typed="apels", suggestion=suggestion)
    section, row = message.blocks
    assert plain(section["text"]["text"]) == f"« apels » n'est pas une commande de `/lina`.\n{hint}"
    assert [plain(button["text"]["text"]) for button in row["elements"]] == offered
    if suggestion:
        assert row["elements"][0]["value"] == suggestion.typed


def test_other_open_calls_of_the_client_are_named_with_their_owner(renderer: Renderer) -> None:
    others = [OtherCall("2026-0040", LINK, "Bruno Petit"), OtherCall("2026-0041", LINK, None)]
    words = shown(renderer.message("opened", call=opened(), existing=False, link=LINK, others=others))
    assert f"Acme Industrie a déjà *<{LINK}|2026-0040>* en cours, chez Bruno Petit" in words
    assert f"Acme Industrie a déjà *<{LINK}|2026-0041>* en cours, à rappeler" in words


def test_the_help_names_every_command(renderer: Renderer) -> None:
    words = shown(renderer.message("help"))
    for command in ("appel", "appels", "voir 2026-0042", "client acme", "permanence", "aide"):
        assert f"`/lina {command}`" in words


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("saving", {}, "Enregistrement en cours…"),
        ("saved", {}, "C'est enregistré."),
        ("text", {"text": "R&D"}, "R&amp;D"),
        ("sorry", {"reference": "ab12cd34"}, "`ab12cd34`"),
    ],
)
def test_short_words(renderer: Renderer, name: str, values: dict[str, str], words: str) -> None:
    assert words in shown(renderer.message(name, **values))


def test_what_slack_cannot_show_is_said_to_be_missing(renderer: Renderer) -> None:
    call = closed()
    message = renderer.message("call", view=view(replace(call, reports=call.reports * 30)))
    inspect_blocks(message.blocks)
    assert len(message.blocks) == 50
    assert shown(message).endswith("… La suite dépasse ce que Slack peut afficher.")


def announced(renderer: Renderer, monday: date) -> SlackMessage:
    return renderer.notice(week_view(monday, ALICE, opened()))


@pytest.mark.parametrize(
    ("monday", "title"),
    [
        (date(2026, 11, 23), "Semaine 48 (du 23 au 27/11/2026)"),
        (date(2026, 11, 30), "Semaine 49 (du 30/11 au 04/12/2026)"),
        (date(2026, 12, 28), "Semaine 53 (du 28/12/2026 au 01/01/2027)"),
    ],
)
def test_the_week_is_announced_by_its_number_and_days(renderer: Renderer, monday: date, title: str) -> None:
    message = announced(renderer, monday)
    assert plain(message.text) == f"{title} : Alice Martin au niveau 1"
    assert shown(message).startswith(title)


def test_the_announcement_holds_the_weeks_matters(renderer: Renderer) -> None:
    words = shown(announced(renderer, date(2026, 11, 23)))
    for said in (
        "*Niveau 1 :* *Alice Martin*",
        "*Semaine suivante :* *Bruno Petit*",
        "*Appels en cours :* 1",
        f"• *<{LINK}|2026-0042>* – Acme Industrie",
        "12 appels clos, dont 9 résolus au niveau 1 (75 %).",
        "PC de dépannage : au fond à gauche, petite table",
        "<https://drive.example.fr/acces|Drive des accès>",
    ):
        assert said in words


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (LastWeek(closed=0, solved_at_level1=0), "aucun appel clos."),
        (LastWeek(closed=1, solved_at_level1=1), "1 appel clos, dont 1 résolu au niveau 1 (100 %)."),
        (LastWeek(closed=3, solved_at_level1=2), "3 appels clos, dont 2 résolus au niveau 1 (67 %)."),
    ],
)
def test_last_weeks_share(renderer: Renderer, last: LastWeek, words: str) -> None:
    assert f"*Semaine dernière :* {words}" in shown(renderer.notice(replace(week_view(), last_week=last)))


def test_a_week_without_anybody_asks_the_lead(renderer: Renderer) -> None:
    words = shown(renderer.notice(week_view(date(2026, 11, 23), None)))
    assert "personne n'est disponible." in words


def test_the_topic_is_plain_and_short(renderer: Renderer) -> None:
    assert plain(renderer.topic(week_view())) == (
        "Semaine 48 – niveau 1 : Alice Martin, puis Bruno Petit. Nouvel appel : /lina appel"
    )
    odd = renderer.topic(replace(week_view(), names={**NAMES, ALICE: "R&D <!channel>" + "x" * 400}))
    assert "R&D ‹!channel›" in odd
    assert len(odd) == 250
