"""The rota's promises, over random histories: a few of them here, thousands by `make test-long`."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.rota.working_weeks import WEEK
from tests.domain.rota_history import HISTORIES, MEMBERS, History, Step, happen, lived

orders = st.lists(MEMBERS, min_size=1, max_size=3)
ahead = st.integers(0, 11)


def moved(before: list[str | None], after: list[str | None]) -> list[int]:
    return [i for i, (was, now) in enumerate(zip(before, after, strict=True)) if was != now]


def quiet(history: History) -> None:
    """Everybody is there, and the running week is announced."""
    for week in list(history.weeks.values()):
        for absence in week.absences:
            if not absence.removed and absence.until and absence.until >= history.now.date():
                history.remove(absence)
    history.announce()


@given(orders, HISTORIES)
def test_announcing_never_alters_later_weeks(orders: list[tuple[str, ...]], steps: list[Step]):
    history = lived(orders, steps)
    before = history.people()
    history.announce()
    assert history.people() == before


@given(orders, HISTORIES, ahead)
def test_one_absence_moves_exactly_two_weeks(orders: list[tuple[str, ...]], steps: list[Step], weeks: int):
    history = lived(orders, steps)
    quiet(history)
    # Members who changed since a swap was accepted leave debts to come, that others queue behind.
    owed = history.plan(1)[0].owed
    assume(all(set(shift.debts) <= set(owed) for shift in history.plan(12)))
    before = history.people(200)
    absent = before[weeks]
    assert absent
    history.away(absent, history.this_week + weeks * WEEK)
    after = history.people(200)
    changed = moved(before, after)
    assert len(changed) == 2
    first, second = changed
    assert first == weeks
    assert (after[first], after[second]) == (before[second], before[first])


@given(orders, HISTORIES, ahead)
def test_an_absence_that_is_taken_back_has_changed_nothing(
    orders: list[tuple[str, ...]], steps: list[Step], weeks: int
):
    history = lived(orders, steps)
    before = history.people()
    absence = history.away(history.members[0], history.this_week + weeks * WEEK)
    history.remove(absence)
    assert history.people() == before


@given(orders, HISTORIES, ahead, ahead)
def test_a_swap_moves_exactly_its_two_weeks(
    orders: list[tuple[str, ...]], steps: list[Step], mine: int, theirs: int
):
    history = lived(orders, steps)
    quiet(history)
    before = history.people(200)
    assume(before[mine] != before[theirs])
    history.swap(history.this_week + mine * WEEK, history.this_week + theirs * WEEK)
    after = history.people(200)
    assert moved(before, after) == sorted([mine, theirs])
    assert (after[mine], after[theirs]) == (before[theirs], before[mine])


@given(orders, HISTORIES, HISTORIES, ahead, ahead)
def test_an_accepted_swap_holds_whatever_happens_to_others(
    orders: list[tuple[str, ...]], steps: list[Step], then: list[Step], mine: int, theirs: int
):
    history = lived(orders, steps)
    quiet(history)
    weeks = {history.this_week + i * WEEK for i in (mine, theirs)}
    assume(len({history.who(monday) for monday in weeks}) == 2)
    history.swap(*weeks)
    held = {monday: history.who(monday) for monday in weeks}
    for step in then:
        if step.kind in {"swap", "members", "back"}:
            continue
        concerned = history.members[step.who % len(history.members)]
        if step.kind == "away" and concerned in held.values():
            continue
        happen(history, step, orders)
        assert {monday: history.who(monday) for monday in weeks} == held


@given(orders, HISTORIES, HISTORIES)
def test_the_past_never_changes(orders: list[tuple[str, ...]], steps: list[Step], then: list[Step]):
    history = lived(orders, steps)
    history.announce()
    begins = min(week.monday for week in history.weeks.values() if week.announced)
    known: dict[date, str | None] = {}
    for step in then:
        happen(history, step, orders)
        monday = begins
        while monday < history.this_week:
            assert known.setdefault(monday, history.who(monday)) == history.who(monday)
            monday += WEEK


@given(orders, HISTORIES, MEMBERS)
def test_changing_members_never_changes_an_announced_week(
    orders: list[tuple[str, ...]], steps: list[Step], changed: tuple[str, ...]
):
    history = lived(orders, steps)
    history.announce()
    before = {monday: history.who(monday) for monday, week in history.weeks.items() if week.announced}
    history.members = changed
    history.amend()
    assert {monday: history.who(monday) for monday in before} == before


@given(orders, HISTORIES)
def test_every_week_is_one_person_s_who_is_there_or_nobody_s(
    orders: list[tuple[str, ...]], steps: list[Step]
):
    history = lived(orders, steps)
    history.announce()
    schedule = history.schedule()
    for i, shift in enumerate(history.plan()):
        assert shift.monday == history.this_week + i * WEEK
        if shift.person:
            assert shift.person in shift.members
            assert schedule.is_free(shift.person, shift.monday)
        else:
            assert not any(schedule.is_free(member, shift.monday) for member in shift.members)


@given(orders, HISTORIES)
def test_debts_are_paid_or_lapse(orders: list[tuple[str, ...]], steps: list[Step]):
    history = lived(orders, steps)
    far = history.plan(200)
    assert far[-1].debts == ()
    assert all(set(debt) <= set(shift.members) for shift in far for debt in shift.debts)


@given(orders, HISTORIES)
def test_in_the_long_run_everybody_has_had_the_same_number_of_weeks(
    orders: list[tuple[str, ...]], steps: list[Step]
):
    history = History(orders[0])
    history.announce()
    history.pass_week()
    for step in steps:
        if step.kind in {"away", "back", "swap", "announce"}:
            happen(history, step, orders)
    rounds = 60
    first = min(week.monday for week in history.weeks.values())
    history.this_week = first
    everybody = [shift.person for shift in history.plan(rounds * len(history.members))]
    assume(None not in everybody)
    counts = {member: everybody.count(member) for member in history.members}
    assert set(counts.values()) <= {rounds}


@given(orders, HISTORIES)
def test_following_the_book_twice_changes_nothing(orders: list[tuple[str, ...]], steps: list[Step]):
    history = lived(orders, steps)
    history.announce()
    history.amend()
    week = history.week(history.this_week)
    history.amend()
    assert history.week(history.this_week) is week


@given(orders, st.integers(0, 6))
def test_somebody_who_is_gone_owes_nothing_and_takes_nothing(orders: list[tuple[str, ...]], day: int):
    history = History(orders[0])
    history.announce()
    gone = orders[0][0]
    history.declare(gone, history.this_week + timedelta(days=day), None, gone=True)
    later = history.plan(30)[1:]
    assert gone not in {shift.person for shift in later}
    assert not any(gone in debt for shift in later for debt in shift.debts)
