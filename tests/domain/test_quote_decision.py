"""Decisions: when they are reminded of, who may undo them and until when, whatever happened before."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls import closing, quote_decision, triage_flow
from bot.domain.calls.call import Call, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.quote_decision import awaited
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState, NoticeKind, Queue
from bot.domain.policy import Channels, EscalationPolicy, Hours, Policy, ReportChannel, Reporting
from bot.domain.refusals import DecisionOfAnother, NothingToDecide, TooLateToUndo
from tests.domain.factories import MakeCall, MakeStamp

FARID = "U0FARID"
DAY = 24 * 60
PARIS = ZoneInfo("Europe/Paris")
NOTED = CloseCall(imputation=Imputation.TO_QUOTE, solution="Noté.")


@pytest.fixture
def asked(opened: MakeCall, stamp: MakeStamp, policy: Policy) -> Call:
    """Carton's project runs; Alice noted a need a minute after noon, on a Tuesday."""
    return triage_flow.answer(
        opened("during", None),
        stamp(1),
        TriageChoice("during", "evolution", "un quai"),
        DirectoryFacts(),
        policy,
    )


def reminders(call: Call) -> list[tuple[datetime, DeliveryState]]:
    return [(n.due, n.state) for n in call.notices if n.kind is NoticeKind.UNDECIDED]


def test_a_reminder_is_promised_with_the_question(asked: Call, stamp: MakeStamp):
    assert reminders(asked) == [(stamp(1 + 2 * DAY).at, DeliveryState.DUE)]
    assert asked.newest(NoticeKind.UNDECIDED).queue == Queue.direct_message(FARID)  # type: ignore[union-attr]  # it is there


def test_decided_withdrawn_or_imputed_otherwise_nobody_is_reminded(
    asked: Call, stamp: MakeStamp, policy: Policy
):
    other = replace(NOTED, imputation=Imputation.PROJECT)
    for ended in (
        quote_decision.decide(asked, stamp(5, FARID), QuoteChoice.INCLUDED, policy),
        triage_flow.rewind(asked, stamp(5), len(asked.triage), policy),
        closing.discard(asked, stamp(5)),
        closing.close(asked, stamp(5), other, policy),
    ):
        assert [state for _, state in reminders(ended)] == [DeliveryState.CANCELLED]


def test_closing_as_to_quote_keeps_the_reminder_that_runs(asked: Call, stamp: MakeStamp, policy: Policy):
    assert reminders(closing.close(asked, stamp(60), NOTED, policy)) == reminders(asked)


def test_asked_again_at_closing_what_was_withdrawn_is_reminded_of_again(
    asked: Call, stamp: MakeStamp, policy: Policy
):
    call = triage_flow.rewind(asked, stamp(5), len(asked.triage), policy)
    call = closing.close(call, stamp(60), NOTED, policy)
    assert awaited(call)
    assert reminders(call)[-1] == (stamp(60 + 2 * DAY).at, DeliveryState.DUE)


def test_undone_it_is_asked_and_reminded_of_again(asked: Call, stamp: MakeStamp, policy: Policy):
    decided = quote_decision.decide(asked, stamp(5, FARID), QuoteChoice.SUPPLEMENT, policy)
    undone = quote_decision.undo(decided, stamp(60, FARID), policy)
    assert (undone.decision, undone.imputation) == (None, Imputation.TO_QUOTE)
    assert reminders(undone)[-1] == (stamp(60 + 2 * DAY).at, DeliveryState.DUE)
    assert quote_decision.undo(undone, stamp(61, FARID), policy) is undone
    assert (
        quote_decision.decide(undone, stamp(62, FARID), QuoteChoice.INCLUDED, policy).imputation
        is Imputation.PROJECT
    )


def test_only_whoever_decided_undoes_it_and_only_that_day(asked: Call, stamp: MakeStamp, policy: Policy):
    decided = quote_decision.decide(asked, stamp(5, FARID), QuoteChoice.SUPPLEMENT, policy)
    with pytest.raises(DecisionOfAnother):
        quote_decision.undo(decided, stamp(6, "U0CAMILLE"), policy)
    midnight_in_paris = 12 * 60
    quote_decision.undo(decided, stamp(midnight_in_paris - 1, FARID), policy)
    with pytest.raises(TooLateToUndo):
        quote_decision.undo(decided, stamp(midnight_in_paris, FARID), policy)


def test_a_call_opened_by_mistake_awaits_nothing(asked: Call, stamp: MakeStamp, policy: Policy):
    with pytest.raises(NothingToDecide):
        quote_decision.decide(closing.discard(asked, stamp(5)), stamp(6, FARID), QuoteChoice.INCLUDED, policy)


def test_a_decision_keeps_its_call_at_hand_while_it_can_be_undone(
    asked: Call, stamp: MakeStamp, policy: Policy
):
    closed = closing.close(asked, stamp(10), NOTED, policy)
    decided = quote_decision.decide(closed, stamp(10 * DAY, FARID), QuoteChoice.INCLUDED, policy)
    told = replace(decided, notices=tuple(replace(n, state=DeliveryState.CANCELLED) for n in decided.notices))
    assert not closing.may_archive(told, stamp(10 * DAY + 60).at)
    assert closing.may_archive(told, stamp(11 * DAY).at)


def calm_house(hours: Hours | None, off: frozenset[date]) -> Policy:
    return Policy(
        channels=Channels("C1", "C2", "C3"),
        zone=PARIS,
        escalation=EscalationPolicy(hours=hours),
        is_working_day=lambda day: day.weekday() < 5 and day not in off,
    )


OFFICE = Hours(frozenset(range(5)), time(8), time(18), PARIS)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds it


@given(
    at=INSTANTS,
    days=st.integers(1, 5),
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2028, 2, 1)), max_size=60),
    hours=st.sampled_from([None, OFFICE]),
)
def test_working_days_later(at: datetime, days: int, off: frozenset[date], hours: Hours | None):
    policy = calm_house(hours, off)
    due = policy.working_days_later(at, days)
    begun, ended = at.astimezone(PARIS), due.astimezone(PARIS)
    between = [begun.date() + timedelta(n) for n in range(1, (ended.date() - begun.date()).days + 1)]
    assert due.tzinfo is at.tzinfo
    assert policy.is_working_day(ended.date())
    if hours is None:
        assert sum(map(policy.is_working_day, between)) == days
    else:
        assert sum(map(policy.is_working_day, between)) in {days, days + 1}
        assert OFFICE.start <= ended.time() < OFFICE.end


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        ("2026-11-24T10:00", "2026-11-26T10:00"),  # Tuesday → Thursday
        ("2026-11-27T15:00", "2026-12-01T15:00"),  # Friday → Tuesday
        ("2026-11-28T15:00", "2026-12-01T15:00"),  # Saturday → Tuesday
        ("2026-10-23T10:00", "2026-10-27T10:00"),  # over the change to winter time
        ("2027-03-26T10:00", "2027-03-30T10:00"),  # and to summer time
    ],
)
def test_two_working_days_at_the_same_time_of_the_day(asked_at: str, due: str):
    policy = calm_house(None, frozenset())
    at = datetime.fromisoformat(asked_at).replace(tzinfo=PARIS).astimezone(UTC)
    assert f"{policy.working_days_later(at, 2).astimezone(PARIS):%Y-%m-%dT%H:%M}" == due


def test_a_decision_after_closing_goes_to_all_who_had_the_compte_rendu(
    asked: Call, stamp: MakeStamp, policy: Policy
):
    everywhere = replace(
        policy,
        reporting=Reporting(
            by=(ReportChannel.SLACK, ReportChannel.MAIL), mail="service@example.fr", gdp=True
        ),
    )
    form = CloseCall(imputation=Imputation.TO_QUOTE, solution="Noté.", inform_dev=True, minutes1=7)
    closed = closing.close(asked, stamp(20), form, everywhere)
    decided = quote_decision.decide(closed, stamp(60, FARID), QuoteChoice.SUPPLEMENT, everywhere)
    undone = quote_decision.undo(decided, stamp(70, FARID), everywhere)
    assert [(r.version, r.imputation, r.minutes1) for r in undone.reports] == [
        (1, Imputation.TO_QUOTE, 7),
        (2, Imputation.SUPPLEMENT, 7),
        (3, Imputation.TO_QUOTE, 7),
    ]
    assert [r.decision is not None for r in undone.reports] == [False, True, False]
    sent = [n for n in undone.notices if n.kind is NoticeKind.REPORT]
    recipients = [{str(n.queue) for n in sent if n.facts["version"] == version} for version in (1, 2, 3)]
    assert recipients[0] == {
        f"dm:{FARID}",
        f"mail:{FARID}",
        "mail:service@example.fr",
        "service",
        "dev",
        "gdp",
    }
    assert recipients[1] == recipients[2] == recipients[0]


def test_a_decision_before_closing_makes_no_compte_rendu(asked: Call, stamp: MakeStamp, policy: Policy):
    decided = quote_decision.decide(asked, stamp(60, FARID), QuoteChoice.SUPPLEMENT, policy)
    assert decided.reports == ()
    assert decided.notices[-1].facts["owner"] == "U0ALICE"
    own = quote_decision.decide(asked, stamp(60, "U0ALICE"), QuoteChoice.SUPPLEMENT, policy)
    assert own.notices[-1].facts["owner"] is None, "nobody is mentioned for what they did themselves"
