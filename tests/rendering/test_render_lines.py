import re
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.domain
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.labels import read_toml
from bot.rendering.renderer import Renderer
from tests.rendering.sample_calls import CALLS, answered, opened, rewound
from tests.rendering.sample_policy import ALICE, BRUNO, DENIS
from tests.rendering.sample_views import notice_view, shown, view
from tests.support.workspace import plain

AT_FOUR = "<!date^1795532400^{date_short_pretty} à {time}|24/11/2026 à 16:00>"
SAID: dict[str, list[str]] = {
    "waiting": ["*Alice Martin* passe l'appel au niveau 2."],
    "unsolved": ["Sans solution après 10 min : le niveau 2 est appelé."],
    "taken": ["*Alice Martin* passe l'appel au niveau 2.", "*Bruno Petit* prend l'appel au niveau 2."],
    "held": [f"*Alice Martin* attend un rappel du client {AT_FOUR} : le client teste"],
    "edited": ["*Alice Martin* a modifié l'appel : client, demande, contact, téléphone."],
    "helped by the team": [
        (
            f"*Alice Martin* demande l'aide des techniciens du projet pour l'appel 2026-0042 (Acme Industrie) : "
            f"<@{BRUNO}> denis@example.fr\n> imprimante HS"
        )
    ],
    "rewound": ["*Alice Martin* revient sur « Évolution » : cette réponse ne compte plus."],
    "announced": ["*Alice Martin* a annoncé la facturation au client."],
    "refused": [
        "Le client refuse la facturation, indique *Alice Martin*.",
        "*Alice Martin* a clos l'appel. Imputation : Sans suite.",
    ],
    "imputed otherwise": [
        "*Alice Martin* a annoncé la facturation au client.",
        "*Alice Martin* change l'imputation : Assistance → Dépannage.",
        "*Alice Martin* a clos l'appel. Imputation : Dépannage.",
    ],
    "discarded": [
        "*Alice Martin* passe l'appel au niveau 2.",
        "*Alice Martin* a mis fin à cet appel, ouvert par erreur : pas de compte rendu.",
    ],
    "decided": [f"*Camille Roy* a décidé : Comprise dans le prix. <@{ALICE}>, à vous de clore."],
}


def lines(renderer: Renderer, call: Call, what: NoticeKind = NoticeKind.LINE) -> list[str]:
    return [shown(renderer.notice(view(call, notice))) for notice in call.notices if notice.kind is what]


@pytest.mark.parametrize(("name", "said"), SAID.items(), ids=SAID)
def test_each_event_is_one_line_that_names_its_author(renderer: Renderer, name: str, said: list[str]) -> None:
    assert lines(renderer, CALLS[name]()) == said


def test_what_is_handed_back_goes_to_who_had_it(renderer: Renderer) -> None:
    last = lines(renderer, CALLS["handed back"]())[-1]
    assert last == f"*Bruno Petit* rend l'appel au niveau 1 ; <@{ALICE}> le reprend."


def test_reopening_is_a_line(renderer: Renderer) -> None:
    assert lines(renderer, CALLS["reopened"]())[-1] == "*Alice Martin* a rouvert l'appel."


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: answered(opened(), "phase.during", "during.bug"), "Pendant le projet › Bug"),
        (CALLS["training"], "Pendant le projet › Demande d'aide › Formation → *À chiffrer*"),
        (
            CALLS["warranty"],
            (
                "Après le projet › Problème constaté › Connu ou d'origine LINA → *Sous garantie*\n"
                "Mettre LINA à jour chez le client."
            ),
        ),
    ],
)
def test_triage_answers_share_a_line(renderer: Renderer, make: Callable[[], Call], said: str) -> None:
    assert lines(renderer, make(), NoticeKind.TRIAGE) == [f"*Alice Martin* : {said}"]


def test_what_was_told_of_the_triage_stays_when_it_is_undone(renderer: Renderer) -> None:
    undone = rewound(answered(opened(), "phase.during", "during.bug"))
    assert lines(renderer, undone, NoticeKind.TRIAGE) == ["*Alice Martin* : Pendant le projet › Bug"]


def test_the_whole_call_tells_its_lines_in_order(renderer: Renderer) -> None:
    words = shown(renderer.message("call", view=view(CALLS["closed again"]())))
    told = [line.split(" – ")[1] for line in words.split("*Historique*\n")[1].splitlines() if " – " in line]
    assert told == [
        "*Alice Martin* a ouvert l'appel.",
        "*Alice Martin* passe l'appel au niveau 2.",
        "*Alice Martin* a clos l'appel. Imputation : Projet.",
        "*Alice Martin* a rouvert l'appel.",
        "*Alice Martin* a clos l'appel. Imputation : Projet.",
    ]


def test_the_notification_of_a_line_says_which_call(renderer: Renderer) -> None:
    message = renderer.notice(notice_view(CALLS["announced"](), NoticeKind.LINE))
    assert plain(message.text) == "2026-0042 – *Alice Martin* a annoncé la facturation au client."
    assert DENIS not in message.text


def test_every_event_of_the_domain_has_its_sentence_and_none_is_left_over() -> None:
    rules = Path(bot.domain.__path__[0]).rglob("*.py")
    told = {
        event
        for path in rules
        for event in re.findall(r'\.thread_line\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert set(read_toml("lines.toml")) == told
