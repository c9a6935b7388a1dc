"""How a command fails: with a line on the standard error and an exit code."""

import sys
from typing import NoReturn

CHECK_FAILED = 1
"""The exit code where something was checked or tried, and failed."""

BAD_USAGE = 2
"""The exit code for wrong options or a wrong configuration."""


def fail(why: str, code: int) -> NoReturn:
    """Writes each line of `why` to the standard error.

    Raises:
        SystemExit: always, with this code.
    """
    for line in why.splitlines():
        sys.stderr.write(f"lina: {line}\n")
    raise SystemExit(code)
