"""Writes into requirements.dates when each version of the lock was taken or, with --upgrade, found to be the newest.

A lock of its own says nothing of its age, and asking an index needs a network, which the tests have not.
"""

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATES = ROOT / "requirements.dates"
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z,-]+\])?==(\S+)", re.MULTILINE)


def pins() -> dict[str, str]:
    """The versions of the lock, by name."""
    return dict(PIN.findall((ROOT / "requirements.lock").read_text("utf-8")))


def dates() -> dict[str, tuple[str, date]]:
    """The version and its date, by name."""
    lines = (line.split() for line in DATES.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {name: (version, date.fromisoformat(day)) for name, version, day in lines}


def write(today: date, *, upgraded: bool) -> None:
    """Dates what is new in the lock, or all of it after an upgrade, and drops what is gone."""
    known = {} if upgraded else dates()
    head = [line for line in DATES.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = [
        f"{name} {version} {known[name][1] if known.get(name, ('',))[0] == version else today}"
        for name, version in sorted(pins().items())
    ]
    DATES.write_text("\n".join([*head, *lines, ""]), "utf-8")


if __name__ == "__main__":
    write(date.today(), upgraded="--upgrade" in sys.argv)  # noqa: DTZ011  # the developer's own day
