"""The index's cache: what is read from it is what the calls say, and small, since it stays in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.stats import CallStats, Transfer
from bot.domain.calls.triage import Imputation
from bot.storage.tiny.files import put_derived, with_checksum, without_checksum
from bot.storage.tiny.index_cache import IndexedCall, cache_content, cache_of, read_cache, source_of
from tests.storage.store_samples import ALICE, BRUNO, NOW

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
SECONDS = st.none() | st.integers(0, 10**6)
PEOPLE = st.sampled_from([ALICE, BRUNO])


@st.composite
def indexed(draw: st.DrawFn) -> IndexedCall:
    opened = NOW + timedelta(microseconds=draw(st.integers(0, 10**9)))
    number, client = f"2026-{draw(st.integers(1, 10**4)):04d}", draw(TEXT)
    row = IndexedCall(
        number=number,
        origin=draw(TEXT),
        cards=tuple(draw(st.lists(st.tuples(TEXT, TEXT), max_size=2))),
        client=client,
        by=draw(PEOPLE),
        opened_at=opened,
        next_action_at=draw(st.none() | st.just(NOW)),
        stats=None,
    )
    if draw(st.booleans()):
        return row
    stats = st.builds(
        CallStats,
        number=st.just(number),
        client=st.just(client),
        opened_at=st.just(opened),
        closed_at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
        imputation=st.sampled_from(Imputation),
        minutes1=st.integers(0, 900),
        minutes2=st.integers(0, 900),
        solved_at=st.sampled_from([1, 2]),
        phone=st.none() | TEXT,
        contact=st.none() | TEXT,
        level1=st.just("") | PEOPLE,
        shares=st.none() | st.lists(st.tuples(PEOPLE, st.integers(1, 90)), max_size=2).map(tuple),
        transfer=st.none() | st.sampled_from(Transfer),
        taken_after=SECONDS,
        helped_by=st.none() | st.just("2026-0001"),
        missed=st.booleans(),
        called_back_after=SECONDS,
    )
    return replace(row, stats=draw(stats))


def month_in(folder: str) -> Path:
    """A month's file; what is in it is of no consequence here."""
    month = Path(folder) / "2026-11.json"
    put_derived(month, with_checksum({"calls": {}}))
    return month


@given(st.lists(indexed(), max_size=3))
def test_what_is_read_is_what_was_written(calls: list[IndexedCall]) -> None:
    with TemporaryDirectory() as folder:
        month = month_in(folder)
        source = source_of(month)
        assert source
        put_derived(cache_of(month), cache_content(calls, source))
        assert read_cache(month) == calls


def a_call(n: int) -> IndexedCall:
    at = NOW + timedelta(minutes=n)
    stats = CallStats(
        number=f"2026-{n:04}",
        client="ACME",
        opened_at=at,
        closed_at=at,
        imputation=Imputation.ASSISTANCE,
        minutes1=5,
        minutes2=0,
        solved_at=1,
        phone="+33472000001",
        contact="Mme Durand",
        level1=ALICE,
    )
    return IndexedCall(
        number=stats.number,
        origin=f"view:{n}",
        cards=(),
        client="ACME",
        by=ALICE,
        opened_at=at,
        next_action_at=None,
        stats=stats,
    )


def test_a_text_and_an_instant_are_in_memory_once(tmp_path: Path) -> None:
    month = month_in(str(tmp_path))
    source = source_of(month)
    assert source
    put_derived(cache_of(month), cache_content([a_call(1), a_call(2)], source))
    first, second = read_cache(month) or []
    assert first.stats
    assert second.stats
    for name in ("client", "phone", "contact", "level1"):
        assert getattr(first.stats, name) is getattr(second.stats, name), name
    assert first.by is second.by
    assert (first.stats.number, first.stats.opened_at) == (first.number, first.opened_at)
    assert first.stats.number is first.number
    assert first.stats.opened_at is first.opened_at
    assert first.opened_at.tzinfo is first.stats.closed_at.tzinfo is UTC


def test_a_cache_of_other_figures_or_of_another_form_is_made_anew(tmp_path: Path) -> None:
    month = month_in(str(tmp_path))
    source = source_of(month)
    assert source
    content = cache_content([a_call(1)], source)
    put_derived(cache_of(month), content)
    assert read_cache(month) == [a_call(1)]
    other = {"1": {**source["1"], "shape": "number minutes"}}
    put_derived(cache_of(month), cache_content([a_call(1)], other))
    assert read_cache(month) is None
    tables = without_checksum(content)
    for rows in ([["2026-0001"]], {"1": {"number": "2026-0001"}}, None):
        put_derived(cache_of(month), with_checksum({**tables, "rows": rows}))
        assert read_cache(month) is None, rows
    assert orjson.loads(content)["rows"] != []
