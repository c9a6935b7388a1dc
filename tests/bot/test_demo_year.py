"""The demo's past: a year that a service could have had, in the store as if it had been lived."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from bot.demo import plan, year
from bot.demo.samples import clients, past_calls
from bot.domain.calls.figures import figures_by_month, months_until
from bot.domain.calls.stats import assistance_minutes, stats_of
from bot.domain.outbox.notice import OUTSTANDING
from bot.storage.tiny.folder import TinyStore
from tests.support.workspace import TUESDAY_AT_TEN

POLICY = plan(timedelta(minutes=10)).policy


async def test_a_year_that_a_service_could_have_had(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        await year.fill(store.calls, store.weeks, POLICY, TUESDAY_AT_TEN)
        calls = [call async for call in store.calls.every()]
        rows = [row for call in calls if (row := stats_of(call))]
        assert len(rows) == len(calls) == 171
        assert not [n for call in calls for n in call.notices if n.state in OUTSTANDING]
        before_november = figures_by_month(rows, months_until(date(2026, 10, 1), 11), POLICY.zone)
        assert all(figures.calls >= 10 for _, figures in before_november)
        assert all(0.4 < (figures.share or 0) < 1 for _, figures in before_november)
        first, last = before_november[0][1], before_november[-1][1]
        assert (first.share or 0) < (last.share or 0)
        assert sum(figures.with_recipe for _, figures in before_november) > 5
        assert {row.transfer for row in rows} >= {"asked", "deadline", None}
        weeks = await store.weeks.ledger()
        assert len(weeks) == 52
        assert all(one.person != after.person for one, after in pairwise(weeks))


async def test_it_takes_no_hours_of_a_contract_that_the_guide_shows(tmp_path: Path) -> None:
    async with TinyStore.open(tmp_path) as store:
        await year.fill(store.calls, store.weeks, POLICY, TUESDAY_AT_TEN)
        acme = next(c for c in clients(TUESDAY_AT_TEN.date()) if c.code == "ACME")
        assert assistance_minutes(await store.calls.stats("ACME"), acme) == 0
    assert past_calls(TUESDAY_AT_TEN)
