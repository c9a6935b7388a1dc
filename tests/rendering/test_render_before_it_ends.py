"""What account managers are told before a contract runs out, of a warranty that is over, and of what still waits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.calls import triage_flow
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.clients import contracts
from bot.domain.clients.client import Client, Contract
from bot.domain.outbox.notice import NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from simulator import inspect_blocks
from tests.rendering.sample_calls import CALLS, opened, stamp
from tests.rendering.sample_policy import ACME, NOON, POLICY
from tests.rendering.sample_views import buttons, notice_view, shown, tokens, view, week_view
from tests.rendering.test_render_hostile import HOSTILE
from tests.support.workspace import plain

ENDING = Contract(reference="C-9", end=date(2026, 12, 10), hours=Decimal(10))


def told(renderer: Renderer, client: Client, left: int | None) -> list[SlackMessage]:
    base = week_view()
    week = contracts.enqueue_alerts(replace(base.week, notices=()), client, left, NOON, POLICY)
    return [renderer.notice(replace(base, week=week, notice=notice)) for notice in week.notices]


@pytest.mark.parametrize(
    ("left", "words"),
    [(90, "il reste 1 h 30"), (0, "les heures sont épuisées"), (-30, "les heures sont dépassées de 0 h 30")],
)
def test_few_hours_and_a_near_end(renderer: Renderer, left: int, words: str) -> None:
    hours, end = told(renderer, replace(ACME, contract=ENDING), left)
    assert shown(hours) == f"*Contrat d'assistance C-9, client Acme Industrie (ACME)* : {words}."
    assert (
        shown(end) == "*Contrat d'assistance C-9, client Acme Industrie (ACME)* : il prend fin le 10/12/2026."
    )
    assert plain(hours.text) == plain(shown(hours).replace("*", ""))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_client_is_called(renderer: Renderer, text: str) -> None:
    client = replace(ACME, name=text, contract=replace(ENDING, reference=text[:90]))
    for message in told(renderer, client, 30):
        inspect_blocks(message.blocks)
        assert tokens(message) == set()


def test_a_warranty_that_is_over_names_its_day_and_the_call(renderer: Renderer) -> None:
    known = DirectoryFacts(phase="after", warranty_end=date(2025, 3, 12))
    call = opened(known=known)
    for given in (TriageChoice("after", "problem"), TriageChoice("after_problem", "known")):
        call = triage_flow.answer(call, stamp(minutes=1), given, known, POLICY)
    words = shown(renderer.notice(notice_view(call, NoticeKind.WARRANTY)))
    assert "est pris *sous garantie* par *Alice Martin*" in words
    assert "échue depuis le 12/03/2025" in words


def test_a_reminder_can_be_answered_until_somebody_has(renderer: Renderer) -> None:
    waits = renderer.notice(notice_view(CALLS["to quote"](), NoticeKind.UNDECIDED))
    assert "*Décision toujours attendue*" in shown(waits)
    assert buttons(waits) == {"decision": ["Comprise dans le prix", "Complément"]}


def test_the_decision_can_be_undone_on_its_day_only(renderer: Renderer) -> None:
    decided = notice_view(CALLS["decided"](), NoticeKind.DECISION)
    assert "Annuler la décision" in shown(renderer.notice(decided))
    tomorrow = replace(decided, now=decided.now + timedelta(days=1))
    assert "Annuler la décision" not in shown(renderer.notice(tomorrow))


def test_what_waits_is_in_the_weekly_announcement(renderer: Renderer) -> None:
    waiting = tuple(view(CALLS["to quote"]()) for _ in range(17))
    words = shown(renderer.notice(replace(week_view(), undecided=waiting)))
    assert "*À décider :* 17" in words
    assert "Acme Industrie : Un 2e dépôt – " in words
    assert "… et 2 de plus" in words
    assert "À décider" not in shown(renderer.notice(week_view()))
