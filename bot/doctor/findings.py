"""What a check found, and what a person can do about it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is one sentence; `mend` another, empty where there is nothing to mend."""

    check: str
    verdict: Verdict
    said: str
    mend: str = ""


Findings = AsyncIterator[Finding]


def ok(check: str, said: str) -> Finding:
    return Finding(check, Verdict.OK, said)


def warning(check: str, said: str, mend: str) -> Finding:
    return Finding(check, Verdict.WARNING, said, mend)


def failed(check: str, said: str, mend: str) -> Finding:
    return Finding(check, Verdict.FAILED, said, mend)
