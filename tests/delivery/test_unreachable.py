"""What Slack will not have: said elsewhere where it was for a person, tried again where somebody can mend it."""

from dataclasses import replace

import pytest

from bot.domain.calls.call import QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import FaultKind, Message
from tests.delivery.post_office import PostOffice
from tests.support.workspace import ALICE, ANTHONY, CAMILLE, DEV, FARID, SERVICE, SUPPORT, plain

SOLVED = CloseCall(imputation=Imputation.ASSISTANCE, solution="File d’impression vidée.")
NOT_DELIVERED = "n'a pas pu être remis à"
INSTEAD = "que Slack ne permet pas de joindre"


def told_instead(office: PostOffice, words: str = NOT_DELIVERED) -> list[Message]:
    return [m for m in office.simulator.messages(SERVICE) if words in plain(m.words)]


async def close(office: PostOffice, number: str) -> None:
    await office.calls.close(number, ALICE, SOLVED)
    await office.quiet()


async def test_what_was_for_somebody_who_left_is_said_to_the_service_once(office: PostOffice):
    number = await office.opened()
    office.simulator.deactivate(CAMILLE)
    await close(office, number)
    for _ in range(5):
        await office.later(minutes=5)
    (told,) = told_instead(office)
    assert "Camille" in told.words
    assert number in told.words
    refused = await office.notice(number, NoticeKind.REPORT, 0)
    assert (str(refused.queue), refused.state, refused.error) == (
        f"dm:{CAMILLE}",
        DeliveryState.REJECTED,
        "user_disabled",
    )
    (own, _) = [m for m in office.simulator.messages(SERVICE) if number in m.words]
    assert "File d'impression vidée." in plain(own.words)


async def test_a_question_for_somebody_who_left_is_asked_of_the_service(office: PostOffice):
    number = await office.opened()
    office.simulator.deactivate(CAMILLE)
    await office.calls.answer(number, ALICE, TriageChoice("after", "evolution", "un export vers Excel"))
    await office.later(minutes=5)
    (asked,) = told_instead(office, INSTEAD)
    assert "Camille" in asked.words
    assert "un export vers Excel" in asked.words
    assert asked.buttons == ["Client rappelé", "Devis envoyé"]
    await office.calls.decide(number, FARID, QuoteChoice.CALLED_BACK)
    await office.quiet()
    assert told_instead(office, INSTEAD)[0].buttons == []


async def test_what_was_for_an_unknown_address_is_said_to_the_service_once(office: PostOffice):
    farid = office.simulator.workspace.people[FARID]
    office.simulator.put_person(replace(farid, email="elsewhere@example.fr"))
    number = await office.opened("DELTA")
    await close(office, number)
    await office.later(minutes=5)
    (told,) = told_instead(office)
    assert "farid@example.fr" in told.words
    assert office.simulator.direct_messages(FARID) == []
    assert (await office.notice(number, NoticeKind.REPORT, 0)).error == "users_not_found"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.RATELIMITED, ""),
        (FaultKind.SERVER_ERROR, ""),
        (FaultKind.CUT_BEFORE, ""),
        (FaultKind.ERROR, "internal_error"),
        (FaultKind.ERROR, "missing_scope"),
    ],
)
@pytest.mark.parametrize("method", ["users.lookupByEmail", "conversations.open"])
async def test_a_slack_that_does_not_say_who_it_is_is_asked_again(
    office: PostOffice, method: str, kind: FaultKind, error: str
):
    number = await office.opened("DELTA")
    # A card names its account manager, too: every question fails for a while.
    office.strike(kind, method, error=error or "internal_error", times=6)
    await close(office, number)
    for _ in range(10):
        await office.later(seconds=61)
    (told,) = office.simulator.direct_messages(FARID)
    assert number in told.words
    assert told_instead(office) == []


async def test_a_person_who_cannot_be_reached_for_now_is_not_asked_for_without_pause(office: PostOffice):
    number = await office.opened()
    office.strike(FaultKind.SERVER_ERROR, "conversations.open", times=100)
    await close(office, number)
    before = office.asked("conversations.open")
    for _ in range(10):
        await office.later(seconds=1)
    assert before <= 2
    assert office.asked("conversations.open") - before <= 10


async def test_an_archived_dev_channel_has_the_lead_told_at_once_and_once(office: PostOffice):
    number = await office.opened()
    office.simulator.archive(DEV)
    await office.later(minutes=10)
    (told,) = office.simulator.direct_messages(ANTHONY)
    assert number in told.words
    for _ in range(6):
        await office.later(minutes=5)
    assert len(office.simulator.direct_messages(ANTHONY)) == 1
    ping = await office.notice(number, NoticeKind.LEVEL2)
    assert (ping.state, ping.error) == (DeliveryState.DUE, "is_archived")


async def test_a_channel_that_is_mended_hears_what_it_missed(office: PostOffice):
    number = await office.opened()
    office.simulator.archive(DEV)
    await office.later(minutes=10)
    office.simulator.workspace.channels[DEV].is_archived = False
    await office.later(minutes=1)
    (ping,) = office.simulator.messages(DEV)
    assert number in ping.words
    assert ping.buttons == ["Je prends", "Clore"]


async def test_a_refused_card_is_tried_again_with_longer_and_longer_pauses(office: PostOffice):
    office.strike(FaultKind.ERROR, channel=SUPPORT, error="restricted_action", times=100)
    number = await office.opened()
    for _ in range(60):
        await office.later(seconds=10)
    assert 8 <= office.posts(SUPPORT) <= 20
    office.simulator.faults.clear()
    await office.later(seconds=61)
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.SENT
    assert len(office.simulator.messages(SUPPORT)) == 1


async def test_a_revoked_token_is_tried_again_each_minute_and_nothing_is_lost(office: PostOffice):
    office.strike(FaultKind.ERROR, error="token_revoked", times=2)
    number = await office.opened()
    await office.later(seconds=59)
    assert office.posts(SUPPORT) == 1
    await office.later(seconds=1)
    assert office.posts(SUPPORT) == 2
    await office.later(seconds=60)
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.SENT


@pytest.mark.parametrize("method", ["conversations.setTopic", "usergroups.users.update"])
@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.CUT_BEFORE, FaultKind.RATELIMITED])
async def test_the_workspaces_settings_are_set_again_with_pauses_and_hold_up_nothing(
    office: PostOffice, method: str, kind: FaultKind
):
    office.strike(kind, method, times=3)
    await office.rota.run()
    await office.quiet()
    assert office.asked(method) == 1
    assert len(office.simulator.messages(SERVICE)) == 1
    for _ in range(10):
        await office.later(seconds=10)
    assert office.asked(method) == 4
    assert office.simulator.workspace.channels[SUPPORT].topic
    (week,) = await office.store.weeks.ledger()
    assert office.simulator.workspace.groups["S0N1"].users == (week.person,)
    assert {n.state for n in week.notices} == {DeliveryState.SENT}


async def test_a_group_that_the_bot_may_not_write_does_not_hold_up_the_week(office: PostOffice):
    groups = office.simulator.workspace.groups
    groups["S0N1"] = replace(groups["S0N1"], writable=False)
    await office.rota.run()
    await office.quiet()
    assert len(office.simulator.messages(SERVICE)) == 1
    assert office.simulator.workspace.channels[SUPPORT].topic
