from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client, Contract
from bot.domain.outbox.notice import DelayReason, NoticeKind
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.view_models import CallView
from simulator import inspect_blocks
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_policy import ACME, BARE_POLICY
from tests.rendering.sample_views import texts, view, week_view

everywhere = pytest.mark.parametrize("make", CALLS.values(), ids=CALLS)

CLIENTS: dict[str, Client | None] = {
    "gone": None,
    "known by name alone": Client(code="A", name="A"),
    "of whom nothing is known": Client(code="A", name="A", provisional=True, contract_known=False),
    "with access in words": replace(ACME, remote_access="TeamViewer 123 456 789"),
    "with a stated contract": replace(ACME, contract=Contract(reference="?")),
    "with a contract to come": replace(
        ACME, contract=Contract(reference="C-13", start=ACME.contract.end if ACME.contract else None)
    ),
}


def passes(message: SlackMessage) -> None:
    """Slack takes it, it says something, and every variable was filled."""
    inspect_blocks(message.blocks)
    assert 0 < len(message.text) <= 4000
    assert message.blocks
    assert not any("None" in text or "Undefined" in text for text in texts(message.blocks))


def every_notice(renderer: Renderer, whole: CallView) -> None:
    for notice in whole.call.notices:
        passes(renderer.notice(replace(whole, notice=notice)))


@everywhere
def test_every_notice_of_every_state_is_a_message_that_slack_takes(
    renderer: Renderer, make: Callable[[], Call]
) -> None:
    every_notice(renderer, view(make()))


@everywhere
def test_nothing_optional_is_needed(renderer: Renderer, make: Callable[[], Call]) -> None:
    call = replace(make(), contact=None, phone=None, source=None, on_duty=None, account_manager=None)
    bare = CallView(call=call, client=None, policy=BARE_POLICY, now=view(call).now)
    every_notice(renderer, bare)
    passes(renderer.message("call", view=bare))


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("minutes_left", [None, 90, 0, -30])
def test_whatever_is_known_of_the_client(
    renderer: Renderer, client: Client | None, minutes_left: int | None
) -> None:
    call = CALLS["climbed"]()
    every_notice(renderer, replace(view(call), client=client, minutes_left=minutes_left))


@everywhere
@pytest.mark.parametrize("delay_reason", DelayReason)
def test_whatever_goes_out_late(
    renderer: Renderer, make: Callable[[], Call], delay_reason: DelayReason
) -> None:
    call = make()
    for notice in call.notices:
        passes(renderer.notice(view(call, replace(notice, delay_reason=delay_reason))))


@everywhere
def test_every_call_can_be_seen_whole(renderer: Renderer, make: Callable[[], Call]) -> None:
    passes(renderer.message("call", view=view(make())))


@pytest.mark.parametrize(
    "what", [NoticeKind.LEAD, NoticeKind.DECISION, NoticeKind.REPORT, NoticeKind.COMPLETE]
)
def test_what_slack_would_not_deliver_says_for_whom_it_was(renderer: Renderer, what: NoticeKind) -> None:
    states = {
        NoticeKind.LEAD: "climbed",
        NoticeKind.DECISION: "to quote",
        NoticeKind.REPORT: "closed",
        NoticeKind.COMPLETE: "provisional",
    }
    call = CALLS[states[what]]()
    notice = next(notice for notice in call.notices if notice.kind is what)
    elsewhere = replace(notice, facts={**notice.facts, "instead_of": "U0GONE"})
    message = renderer.notice(view(call, elsewhere))
    passes(message)
    assert any("*U0GONE*" in text for text in texts(message.blocks))


@pytest.mark.parametrize("person", ["U0ALICE", None])
def test_a_week_with_and_without_somebody(renderer: Renderer, person: str | None) -> None:
    calls = [make() for make in CALLS.values()]
    passes(renderer.notice(week_view(week_view().week.monday, person, *calls)))


def test_a_week_with_a_bare_policy(renderer: Renderer) -> None:
    passes(renderer.notice(replace(week_view(), policy=BARE_POLICY, follows=None)))
