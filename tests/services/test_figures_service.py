"""The figures are those of `lina calls export`: recomputed here from the csv."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.call import Call, ClientRef, CloseReason
from bot.domain.calls.figures import (
    Figures,
    figures_by_month,
    figures_of,
    loads_of,
    month_after,
    month_before,
    months_until,
)
from bot.domain.calls.stats import Transfer, stats_of
from bot.domain.calls.triage import Imputation
from bot.domain.refusals import FilterUnknown, UnknownClient
from bot.domain.stamp import Stamp
from bot.exchange.calls_export import CallsExport, write_csv
from bot.rendering.labels import load_labels
from bot.services.figures import FiguresService
from bot.services.names import PersonNames
from bot.services.search_upkeep import SearchUpkeep
from bot.storage.search_index.index import SearchIndex
from tests.search.closed import closed_call, reopened
from tests.services.bench import POLICY, ROTA, ServiceBench, put_closed
from tests.support.workspace import ALICE

PARIS = ZoneInfo("Europe/Paris")
NOVEMBER = date(2026, 11, 1)


def a_years_calls() -> Iterator[Call]:
    """Of every imputation, both levels and three clients, some at the edges of a month in Paris; one is open again."""
    clients = [
        ClientRef("ACME", "Acme Industrie"),
        ClientRef("BOIS", "Boiseries du Rhône"),
        ClientRef("KINE", "Kiné"),
    ]
    edge = datetime(2026, 10, 31, 22, 59, tzinfo=UTC)  # 23:59 in Paris: October's
    for n in range(1, 90):
        yield closed_call(
            n,
            client=clients[n % 7 % 3],
            imputation=[*Imputation][n % len(Imputation)],
            level=1 + (n % 4 == 0),
            minutes=(n, n % 5),
            closed=edge + timedelta(minutes=n % 3)
            if n % 9 == 0
            else edge - timedelta(days=200 - 2.5 * n, minutes=n),
        )
    yield reopened(closed_call(90, closed=edge + timedelta(days=2)))
    mistake = closed_call(91, closed=edge + timedelta(days=2))
    yield replace(mistake, reports=(), close_reason=CloseReason.DISCARDED)


async def service(bench: ServiceBench, calls: list[Call]) -> FiguresService:
    index = SearchIndex()
    await index.put(calls)
    await put_closed(bench, calls)
    return FiguresService(
        calls=bench.store.calls,
        search=index,
        upkeep=SearchUpkeep(calls=bench.store.calls, search=index),
        clients=bench.clients,
        weeks=bench.store.weeks,
        names=PersonNames(people=bench.people, clients=bench.clients),
        rota_policy=ROTA,
        policy=POLICY,
        clock=bench.clock,
    )


def rows_of(calls: list[Call]) -> list[dict[str, str]]:
    """The closed calls of the exported csv, as French Excel would read it."""
    export = CallsExport(zone=PARIS, names={})
    text = write_csv(export.rows(call for call in calls if export.includes(call, None))).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    return [row for row in rows if row["clos_le"]]


@pytest.mark.parametrize(
    "typed", ["2026-11", "2026-10", "2026-05", "2026-10 acme", "acme 2026-11", "2026-10 KINE"]
)
async def test_every_figure_is_that_of_the_export(bench: ServiceBench, typed: str):
    calls = list(a_years_calls())
    view = await (await service(bench, calls)).of(typed)
    month = next(word for word in typed.split() if word.startswith("2026"))
    code = next((word.upper() for word in typed.split() if not word.startswith("2026")), None)
    rows = [r for r in rows_of(calls) if r["clos_le"].startswith(month) and code in {None, r["code"]}]
    assert rows
    assert view.now.calls == len(rows)
    assert view.now.solved1 == sum(row["niveau"] == "1" for row in rows)
    minutes: Counter[str] = Counter()
    for row in rows:
        minutes[row["imputation"]] += int(row["minutes_n1"]) + int(row["minutes_n2"])
    labels = load_labels()
    assert {labels.of("imputation", i): n for i, n in view.now.minutes.items()} == +minutes
    assert dict(view.now.clients) == Counter(row["code"] for row in rows)
    taken = [_minutes(row["clos_le"]) - _minutes(row["ouvert_le"]) for row in rows]
    assert view.now.close == median(taken) * 60


def _minutes(cell: str) -> int:
    return int(datetime.fromisoformat(cell).replace(tzinfo=PARIS).timestamp() // 60)


async def test_the_course_has_twelve_months_from_the_first_with_a_call(bench: ServiceBench):
    view = await (await service(bench, list(a_years_calls()))).of("")
    assert view.month == NOVEMBER
    assert view.course[0][1].calls > 0
    assert view.course[-1] == (NOVEMBER, view.now)
    assert view.course[-2][1] == view.before
    assert sum(figures.calls for _, figures in view.course) == 89


async def test_app_homes_month_is_that_of_the_command(bench: ServiceBench):
    figures = await service(bench, list(a_years_calls()))
    month, view = await figures.month(), await figures.of("")
    assert month.now.calls > 0
    assert (month.month, month.now, month.before) == (view.month, view.now, view.before)


async def test_what_is_no_month_and_no_client_is_refused(bench: ServiceBench):
    figures = await service(bench, [])
    with pytest.raises(FilterUnknown):
        await figures.of("2026-13")
    with pytest.raises(UnknownClient):
        await figures.of("zinguerie")
    empty = await figures.of("")
    assert (empty.now, empty.now.share, len(empty.course)) == (Figures(), None, 1)


async def test_the_load_of_the_team(bench: ServiceBench):
    recent, old = datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC)
    calls = [
        closed_call(1, closed=recent, minutes=(10, 0)),
        closed_call(2, closed=old, minutes=(10, 30), level=2),
    ]
    team = await (await service(bench, calls)).team()
    assert team.periods == (3, 12)
    members = {member.name: member.loads for member in team.members}
    assert [member.name for member in team.members] == sorted(members, key=str.casefold)
    assert [(load.calls, load.minutes) for load in members["Alice"]] == [(1, 10), (2, 20)]
    assert [(load.calls, load.minutes) for load in members["David"]] == [(0, 0), (0, 30)]
    assert [(load.calls, load.weeks) for load in members["Bruno"]] == [(0, 0), (0, 0)]


def test_transfers_are_counted_by_why_and_how_long_they_waited():
    asked, by_time = (
        Stamp(datetime(2026, 3, 2, 8, 50, tzinfo=UTC), ALICE),
        Stamp(datetime(2026, 3, 2, 8, 50, tzinfo=UTC), ""),
    )
    later = Stamp(datetime(2026, 3, 2, 8, 55, tzinfo=UTC), "U0DAVID")
    calls = [
        replace(closed_call(1), transferred=asked, taken=later),
        replace(closed_call(2), transferred=by_time),
        closed_call(3),
    ]
    rows = [row for call in calls if (row := stats_of(call))]
    assert [row.transfer for row in rows] == [Transfer.ASKED, Transfer.DEADLINE, None]
    figures = figures_of(rows)
    assert (figures.asked, figures.by_time, figures.take) == (1, 1, 300)
    assert loads_of(rows, {})[ALICE].escalations == 2


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_months_follow_one_another(day: date, count: int):
    months = months_until(day.replace(day=1), count)
    assert len(months) == count
    assert months[-1] == day.replace(day=1)
    assert all(month_after(one) == other for one, other in pairwise(months))
    assert all(month_before(month_after(month)) == month for month in months)


def test_a_call_counts_in_one_month_alone():
    rows = [row for call in a_years_calls() if (row := stats_of(call))]
    months = figures_by_month(rows, months_until(NOVEMBER), PARIS)
    assert sum(figures.calls for _, figures in months) == len(rows)
