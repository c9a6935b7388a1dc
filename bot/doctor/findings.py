"""What a check found, and how a person can mend it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The result of a check; a warning does not fail the command."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check.

    Attributes:
        check: the check's name.
        verdict: its result.
        said: what was found, in a sentence.
        mend: what to do about it, in a sentence; empty when nothing is wrong.
    """

    check: str
    verdict: Verdict
    said: str
    mend: str = ""


Findings = AsyncIterator[Finding]


def ok(check: str, said: str) -> Finding:
    """Returns the finding of a check that passes."""
    return Finding(check, Verdict.OK, said)


def warning(check: str, said: str, mend: str) -> Finding:
    """Returns the finding of a check that passes for now."""
    return Finding(check, Verdict.WARNING, said, mend)


def failed(check: str, said: str, mend: str) -> Finding:
    """Returns the finding of a check that fails."""
    return Finding(check, Verdict.FAILED, said, mend)
