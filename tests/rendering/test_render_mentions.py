"""Who is mentioned: only who must act next (surface 4). Every notice of every state is walked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Notice, NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import CallView
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_policy import ALICE, BRUNO
from tests.rendering.sample_views import texts, view, week_view

_MENTION = re.compile(r"<[@!](?!date)(?:subteam\^)?([^>|]+)[^>]*>")
DEV = {"S0DEV", "here"}


def mentioned(message: SlackMessage) -> set[str]:
    said = [message.text, *texts(message.blocks)]
    return {id for text in said for id in _MENTION.findall(text)}


def notices(call: Call) -> Iterator[CallView]:
    for notice in call.notices:
        yield view(call, notice)


def woken(call: Call, notice: Notice) -> set[str]:
    """Whom the surface allows this notice to mention."""
    facts = notice.facts
    if notice.kind is NoticeKind.LEVEL2:
        return DEV if call.is_open else set()
    if notice.kind in {NoticeKind.REMINDER, NoticeKind.CORRECTION_REMINDER}:
        return DEV
    if notice.kind is NoticeKind.CALL_BACK:
        return {call.owner} - {""}
    if notice.kind is NoticeKind.UNCALLED:
        return {BRUNO} - {call.owner}
    asked: dict[str, set[Any]] = {
        "team": set(str(facts.get("technicians", "")).split()) & {BRUNO},
        "handed_back": {facts.get("to_whom")},
        "assigned": {facts.get("to_whom")},
        "decided": {call.owner} if call.is_open else set(),
        "correction_delivered": {call.owner},
    }
    return {str(id) for id in asked.get(str(facts.get("event")), set())} - {str(facts.get("by"))}


@pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)
def test_only_who_must_act_next_is_mentioned(renderer: Renderer, make: Callable[[], Call]) -> None:
    call = make()
    for each in notices(call):
        assert each.notice is not None
        message = renderer.notice(replace(each, technician=BRUNO))
        assert mentioned(message) == woken(call, each.notice), each.notice.key


@pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)
def test_no_card_and_no_report_mentions_anybody(renderer: Renderer, make: Callable[[], Call]) -> None:
    for each in notices(make()):
        if each.notice and each.notice.kind in {NoticeKind.CARD, NoticeKind.REPORT}:
            assert mentioned(renderer.notice(each)) == set()


def test_a_reminder_goes_without_a_mention_where_dev_had_one(renderer: Renderer) -> None:
    call = CALLS["climbed"]()
    reminder = next(n for n in call.notices if n.kind is NoticeKind.REMINDER)
    quiet = renderer.notice(replace(view(call, reminder), mentions_dev=False))
    assert mentioned(quiet) == set()
    assert "attend le niveau 2" in quiet.text


def test_the_weeks_technician_is_not_told_that_they_themselves_did_not_call(renderer: Renderer) -> None:
    call = CALLS["to call back"]()
    notice = next(n for n in call.notices if n.kind is NoticeKind.UNCALLED)
    assert mentioned(renderer.notice(replace(view(call, notice), technician=ALICE))) == set()
    assert mentioned(renderer.notice(replace(view(call, notice), technician=None))) == set()


def test_an_announcement_mentions_nobody(renderer: Renderer) -> None:
    week = week_view(week_view().week.monday, ALICE, *(make() for make in CALLS.values()))
    assert mentioned(renderer.notice(week)) == set()


def test_a_rota_of_one_says_so(renderer: Renderer) -> None:
    whole = week_view()
    alone = replace(whole, week=replace(whole.week, members=(ALICE,)), follows=ALICE)
    said = "\n".join(texts(renderer.notice(alone).blocks))
    assert "*Alice Martin*, seul membre de la permanence" in said
