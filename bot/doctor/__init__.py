"""`lina doctor`: everything that would fail later, said now, each with its mend."""

from bot.doctor.examination import examine, visited
from bot.doctor.findings import Finding, Verdict
from bot.doctor.visit import Visit

__all__ = ["Finding", "Verdict", "Visit", "examine", "visited"]
