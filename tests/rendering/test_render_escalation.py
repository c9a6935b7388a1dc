from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls import correction
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DelayReason, DeliveryState, Notice, NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from tests.rendering.sample_calls import (
    CALLS,
    answered,
    climbed,
    corrected,
    handed_back,
    opened,
    rewound,
    stamp,
    taken,
    unsolved,
    waiting,
)
from tests.rendering.sample_policy import BRUNO, LINK, NOON
from tests.rendering.sample_views import buttons, notice_view, shown, tokens, view

TAKE = ["Je prends", "Clore"]


def ping(renderer: Renderer, call: Call, **facts: object) -> SlackMessage:
    return renderer.notice(notice_view(call, NoticeKind.LEVEL2, **facts))


def first_ping(call: Call) -> Notice:
    return next(n for n in call.notices if n.kind is NoticeKind.LEVEL2 and n.state is DeliveryState.SENT)


def test_the_ping_calls_level_2_and_says_all_that_it_needs(renderer: Renderer) -> None:
    words = shown(ping(renderer, CALLS["annotated"]()))
    for said in (
        f"<!subteam^S0DEV> <!here> *<{LINK}|2026-0042>* – *Acme Industrie*",
        "Transfert demandé par *Alice Martin*",
        "> imprimante HS",
        "04 72 00 00 01",
        "Suivi par *Alice Martin*",
        "Accès distant>",
        "*Tri :* Aucune réponse",
        "Contrat jusqu'au 31/12/2027, reste 3 h 30",
        "Ouvert depuis 6 min",
        "*Alice Martin* : vu avec @Bruno Petit &amp; @channel",
        f"<{LINK}|Ouvrir le fil de l'appel>",
    ):
        assert said in words


def test_the_deadlines_ping_says_how_long_level_1_had(renderer: Renderer) -> None:
    message = ping(renderer, unsolved())
    assert "Sans solution après 10 min" in shown(message)
    assert buttons(message)["tools"] == TAKE


def test_a_ping_before_its_card_goes_without_a_link(renderer: Renderer) -> None:
    early = renderer.notice(replace(notice_view(waiting(), NoticeKind.LEVEL2), link=None))
    assert LINK not in "".join(tokens(early) - {f"<{LINK}|Message d’origine>"})
    assert "*2026-0042*" in shown(early)


def test_the_buttons_follow_the_call(renderer: Renderer) -> None:
    assert buttons(ping(renderer, waiting()))["tools"] == TAKE
    took = ping(renderer, taken())
    assert buttons(took)["tools"] == ["Rendre", "Clore"]
    assert "Pris par *Bruno Petit*" in shown(took)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("handed back", "Rendu au niveau 1 par *Bruno Petit*."),
        ("reopened", "De nouveau au niveau 1."),
        ("discarded", "*Clos* par *Alice Martin*, ouvert par erreur"),
        ("closed in full", "*Clos* par *Alice Martin* après 12 min · Dépannage"),
    ],
)
def test_a_ping_whose_call_left_level_2_has_no_buttons(renderer: Renderer, name: str, words: str) -> None:
    call = CALLS[name]()
    message = renderer.notice(view(call, first_ping(call)))
    assert buttons(message) == {}
    assert words in shown(message)


def test_a_handed_over_call_has_no_buttons_either(renderer: Renderer) -> None:
    handed = answered(waiting(), "phase.during", "during.bug", "during_bug.correction")
    message = ping(renderer, handed)
    assert buttons(message) == {}
    assert "*Transmis* au développement." in shown(message)
    message = ping(renderer, correction.deliver(handed, stamp(BRUNO, 9), "corrigé en 5.2"))
    assert "*À clore*." in shown(message)


def test_the_older_of_two_pings_has_lost_its_call(renderer: Renderer) -> None:
    again = taken(waiting(handed_back()))
    older = renderer.notice(view(again, first_ping(again)))
    assert buttons(older) == {}
    assert "Rendu au niveau 1 par *Bruno Petit*." in shown(older)
    assert buttons(ping(renderer, again))["tools"] == ["Rendre", "Clore"]


@pytest.mark.parametrize(
    ("delay_reason", "minutes", "words"),
    [
        (DelayReason.STOPPED, 13, "prévu à 14:10, envoyé à 14:23 : le bot était arrêté"),
        (DelayReason.STORE, 13, "prévu à 14:10, envoyé à 14:23 : rien n'a pu être enregistré"),
        (DelayReason.SLACK, 13, "prévu à 14:10, envoyé à 14:23 : Slack ne répondait pas"),
        (
            DelayReason.STOPPED,
            18 * 60,
            "prévu le 24/11/2026 à 14:10, envoyé le 25/11/2026 à 08:10 : le bot était arrêté",
        ),
    ],
)
def test_a_late_word_says_so_and_why(
    renderer: Renderer, delay_reason: DelayReason, minutes: int, words: str
) -> None:
    claimed_at = NOON + timedelta(minutes=10 + minutes)
    assert words in shown(ping(renderer, unsolved(), delay_reason=delay_reason, claimed_at=claimed_at))


def test_a_word_in_time_says_nothing_of_it(renderer: Renderer) -> None:
    assert "prévu" not in shown(ping(renderer, unsolved(), claimed_at=NOON))


def test_a_reminder_calls_again_and_offers_nothing(renderer: Renderer) -> None:
    reminded = notice_view(climbed(), NoticeKind.REMINDER)
    message = renderer.notice(replace(reminded, now=NOON + timedelta(minutes=7, seconds=4)))
    assert f"<!subteam^S0DEV> <!here> L'appel *<{LINK}|2026-0042>*" in shown(message)
    assert "attend le niveau 2 depuis 5 min." in shown(message)
    assert buttons(message) == {}


def test_the_lead_is_told_who_waits_and_since_when(renderer: Renderer) -> None:
    told = notice_view(climbed(), NoticeKind.LEAD)
    words = shown(renderer.notice(replace(told, now=NOON + timedelta(minutes=22))))
    assert f"Personne n'a pris l'appel *<{LINK}|2026-0042>* (Acme Industrie)" in words
    assert "depuis 20 min" in words


def test_a_correction_is_asked_for_taken_and_delivered(renderer: Renderer) -> None:
    asked = renderer.notice(notice_view(corrected(), NoticeKind.CORRECTION))
    assert "*Correction demandée* par *Alice Martin*" in shown(asked)
    assert LINK in shown(asked)
    assert buttons(asked) == {"correction": ["Je prends", "Livrée"]}
    taken_ = correction.take(corrected(), stamp(BRUNO, 5))
    assert buttons(renderer.notice(notice_view(taken_, NoticeKind.CORRECTION))) == {"correction": ["Livrée"]}
    delivered = correction.deliver(taken_, stamp(BRUNO, 9), "corrigé en 5.2")
    message = renderer.notice(notice_view(delivered, NoticeKind.CORRECTION))
    assert buttons(message) == {}
    assert "*Livrée* par *Bruno Petit*" in shown(message)
    assert "corrigé en 5.2" in shown(message)


def test_a_correction_can_be_withdrawn(renderer: Renderer) -> None:
    gone = renderer.notice(notice_view(rewound(corrected()), NoticeKind.CORRECTION))
    assert buttons(gone) == {}
    assert "Demande retirée" in shown(gone)
    withdrawn = renderer.notice(notice_view(rewound(corrected()), NoticeKind.WITHDRAWN))
    assert "est retirée par *Alice Martin*." in shown(withdrawn)


def test_whoever_is_called_is_in_the_notification(renderer: Renderer) -> None:
    assert ping(renderer, waiting(opened())).text.startswith("<!subteam^S0DEV> <!here> Appel 2026-0042")
