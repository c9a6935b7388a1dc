"""No version of the lock goes unlooked at for 18 months: CONTRIBUTING says how to renew them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.project import lock_dates

AT_MOST = timedelta(days=548)


def too_old(today: date) -> list[str]:
    return [name for name, (_, day) in lock_dates.dates().items() if today - day > AT_MOST]


def test_every_pin_has_its_date() -> None:
    assert {name: version for name, (version, _) in lock_dates.dates().items()} == lock_dates.pins()
    assert lock_dates.pins()


def test_no_pin_is_older_than_18_months() -> None:
    assert too_old(datetime.now(UTC).date()) == []


def test_an_old_pin_is_found() -> None:
    assert set(too_old(date.max)) == set(lock_dates.pins())


def test_dates_stay_until_a_version_changes_or_all_were_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_dates, "ROOT", tmp_path)
    monkeypatch.setattr(lock_dates, "DATES", tmp_path / "requirements.dates")
    (tmp_path / "requirements.lock").write_text("a==2 \\\n    --hash=x\nb[c]==1 \\\n    --hash=x\n")
    lock_dates.DATES.write_text("# head\na 1 2025-01-01\nb 1 2025-01-01\ngone 1 2025-01-01\n")
    lock_dates.write(date(2026, 1, 1), upgraded=False)
    assert lock_dates.DATES.read_text() == "# head\na 2 2026-01-01\nb 1 2025-01-01\n"
    lock_dates.write(date(2026, 2, 1), upgraded=True)
    assert lock_dates.DATES.read_text() == "# head\na 2 2026-02-01\nb 1 2026-02-01\n"
