"""The sums that are kept are those that adding up gives, after any history of closings, corrections and reopenings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.stats import CallStats, assistance_minutes
from bot.domain.calls.triage import Imputation
from bot.domain.clients.client import Client, Contract
from bot.storage.indexing import oldest_closing_first
from bot.storage.stats_index import StatsIndex

NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
CODES = ("ACME", "BOIS")
DAYS = st.integers(0, 4)

rows = st.builds(
    CallStats,
    number=st.integers(1, 6).map(lambda n: f"2026-{n:04d}"),
    client=st.sampled_from(CODES),
    opened_at=DAYS.map(lambda days: NOW + timedelta(days=days)),
    closed_at=st.integers(0, 9).map(lambda hours: NOW + timedelta(days=5, hours=hours)),
    imputation=st.sampled_from([Imputation.ASSISTANCE, Imputation.REPAIR]),
    minutes1=st.integers(0, 90),
    minutes2=st.integers(0, 90),
    solved_at=st.sampled_from([1, 2]),
    phone=st.none(),
    contact=st.none(),
)
changes = st.lists(st.tuples(rows, st.booleans()), max_size=25)


@given(changes)
def test_whatever_happens_the_sums_are_those_of_adding_up(history: list[tuple[CallStats, bool]]) -> None:
    index, standing = StatsIndex(), dict[str, CallStats]()
    for row, removed in history:
        after = None if removed else row
        index.replace(standing.pop(row.number, None), after)
        if after:
            standing[row.number] = after
        expected = oldest_closing_first(standing.values())
        assert list(index.of(None)) == expected
        for code in CODES:
            assert list(index.of(code)) == [row for row in expected if row.client == code]
            for since in (None, *(NOW.date() + timedelta(days=days) for days in range(6))):
                client = Client(code=code, name=code, contract=Contract(reference="C", start=since))
                assert index.assistance_minutes(code, since) == assistance_minutes(expected, client)


def test_what_was_returned_stays_as_it_was() -> None:
    index = StatsIndex()
    first = CallStats(
        number="2026-0001",
        client="ACME",
        opened_at=NOW,
        closed_at=NOW,
        imputation=Imputation.ASSISTANCE,
        minutes1=1,
        minutes2=0,
        solved_at=1,
        phone=None,
        contact=None,
    )
    index.replace(None, first)
    before, all_before = index.of("ACME"), index.of(None)
    index.replace(None, replace(first, number="2026-0002"))
    assert (list(before), list(all_before)) == ([first], [first])


def test_nobody_has_nothing() -> None:
    assert list(StatsIndex().of("NOBODY")) == []
    assert StatsIndex().assistance_minutes("NOBODY", date(2026, 1, 1)) == 0
