"""`lina doctor`: checks the configuration, Slack, the store and what is around, and says how to mend what fails."""

from bot.doctor.context import DoctorContext
from bot.doctor.findings import Finding, Verdict
from bot.doctor.runner import examine, run_checks

__all__ = ["DoctorContext", "Finding", "Verdict", "examine", "run_checks"]
