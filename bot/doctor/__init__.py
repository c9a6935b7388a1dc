"""`lina doctor`: everything that would fail later, said now, each with its mend."""

from bot.doctor.context import DoctorContext
from bot.doctor.findings import Finding, Verdict
from bot.doctor.runner import examine, visited

__all__ = ["DoctorContext", "Finding", "Verdict", "examine", "visited"]
