"""Ends a command with one clear line."""

import sys
from typing import NoReturn

CHECK_FAILED = 1
BAD_USAGE = 2


def fail(why: str, code: int) -> NoReturn:
    """Writes each line of `why` to the standard error and exits."""
    for line in why.splitlines():
        sys.stderr.write(f"lina: {line}\n")
    raise SystemExit(code)
