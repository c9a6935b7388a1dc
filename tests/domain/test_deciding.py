"""Decisions: when they are reminded of, who may undo them and until when, whatever happened before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import closing, deciding, sorting
from bot.domain.acts import Act, Choice
from bot.domain.call import Call
from bot.domain.closing import Closing
from bot.domain.deciding import awaited
from bot.domain.notice import Progress, What
from bot.domain.policy import Channels, Hours, House, Ladder
from bot.domain.refusals import DecisionOfAnother, NothingToDecide, TooLateToUndo
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known

Opened = Callable[..., Call]
Acts = Callable[..., Act]

FARID = "U0FARID"
DAY = 24 * 60
PARIS = ZoneInfo("Europe/Paris")
NOTED = Closing(imputation=Imputation.TO_QUOTE, solution="Noté.")


@pytest.fixture
def asked(opened: Opened, act: Acts, house: House) -> Call:
    """Carton's project runs; Alice noted a need a minute after noon, on a Tuesday."""
    return sorting.answer(
        opened("during", None), act(1), Given("during", "evolution", "un quai"), Known(), house
    )


def reminders(call: Call) -> list[tuple[datetime, Progress]]:
    return [(n.due, n.state) for n in call.notices if n.what is What.UNDECIDED]


def test_a_reminder_is_promised_with_the_question(asked: Call, act: Acts):
    assert reminders(asked) == [(act(1 + 2 * DAY).at, Progress.DUE)]
    assert asked.newest(What.UNDECIDED).lane == f"dm:{FARID}"  # type: ignore[union-attr]  # it is there


def test_decided_withdrawn_or_imputed_otherwise_nobody_is_reminded(asked: Call, act: Acts, house: House):
    other = replace(NOTED, imputation=Imputation.PROJECT)
    for ended in (
        deciding.decide(asked, act(5, FARID), Choice.INCLUDED),
        sorting.rewind(asked, act(5), len(asked.triage), house),
        closing.discard(asked, act(5)),
        closing.close(asked, act(5), other, house),
    ):
        assert [state for _, state in reminders(ended)] == [Progress.CANCELLED]


def test_closing_as_to_quote_keeps_the_reminder_that_runs(asked: Call, act: Acts, house: House):
    assert reminders(closing.close(asked, act(60), NOTED, house)) == reminders(asked)


def test_asked_again_at_closing_what_was_withdrawn_is_reminded_of_again(asked: Call, act: Acts, house: House):
    call = sorting.rewind(asked, act(5), len(asked.triage), house)
    call = closing.close(call, act(60), NOTED, house)
    assert awaited(call)
    assert reminders(call)[-1] == (act(60 + 2 * DAY).at, Progress.DUE)


def test_undone_it_is_asked_and_reminded_of_again(asked: Call, act: Acts, house: House):
    decided = deciding.decide(asked, act(5, FARID), Choice.SUPPLEMENT)
    undone = deciding.undo(decided, act(60, FARID), house)
    assert (undone.decision, undone.imputation) == (None, Imputation.TO_QUOTE)
    assert reminders(undone)[-1] == (act(60 + 2 * DAY).at, Progress.DUE)
    assert deciding.undo(undone, act(61, FARID), house) is undone
    assert deciding.decide(undone, act(62, FARID), Choice.INCLUDED).imputation is Imputation.PROJECT


def test_only_whoever_decided_undoes_it_and_only_that_day(asked: Call, act: Acts, house: House):
    decided = deciding.decide(asked, act(5, FARID), Choice.SUPPLEMENT)
    with pytest.raises(DecisionOfAnother):
        deciding.undo(decided, act(6, "U0CAMILLE"), house)
    midnight_in_paris = 12 * 60
    deciding.undo(decided, act(midnight_in_paris - 1, FARID), house)
    with pytest.raises(TooLateToUndo):
        deciding.undo(decided, act(midnight_in_paris, FARID), house)


def test_a_call_opened_by_mistake_awaits_nothing(asked: Call, act: Acts):
    with pytest.raises(NothingToDecide):
        deciding.decide(closing.discard(asked, act(5)), act(6, FARID), Choice.INCLUDED)


def test_a_decision_keeps_its_call_at_hand_while_it_can_be_undone(asked: Call, act: Acts, house: House):
    closed = closing.close(asked, act(10), NOTED, house)
    decided = deciding.decide(closed, act(10 * DAY, FARID), Choice.INCLUDED)
    told = replace(decided, notices=tuple(replace(n, state=Progress.CANCELLED) for n in decided.notices))
    assert not closing.may_retire(told, act(10 * DAY + 60).at)
    assert closing.may_retire(told, act(11 * DAY).at)


def calm_house(hours: Hours | None, off: frozenset[date]) -> House:
    return House(
        channels=Channels("C1", "C2", "C3"),
        zone=PARIS,
        ladder=Ladder(hours=hours),
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
    house = calm_house(hours, off)
    due = house.working_days_later(at, days)
    begun, ended = at.astimezone(PARIS), due.astimezone(PARIS)
    between = [begun.date() + timedelta(n) for n in range(1, (ended.date() - begun.date()).days + 1)]
    assert due.tzinfo is at.tzinfo
    assert house.is_working_day(ended.date())
    if hours is None:
        assert sum(map(house.is_working_day, between)) == days
    else:
        assert sum(map(house.is_working_day, between)) in {days, days + 1}
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
    house = calm_house(None, frozenset())
    at = datetime.fromisoformat(asked_at).replace(tzinfo=PARIS).astimezone(UTC)
    assert f"{house.working_days_later(at, 2).astimezone(PARIS):%Y-%m-%dT%H:%M}" == due
