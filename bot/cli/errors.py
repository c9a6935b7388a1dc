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


def exit_code_of(error: Exception) -> int | None:
    """Returns the exit code of an error that the operator can mend; None for a fault of the program."""
    from bot.domain.ports import StoreUnwritableError
    from bot.settings import SettingsError
    from bot.storage.errors import StoreDamagedError, StoreInUseError, StoreMissingError
    from bot.web import PortUnavailableError

    match error:
        case SettingsError() | PortUnavailableError() | ValueError():
            return BAD_USAGE
        case StoreInUseError() | StoreMissingError() | StoreDamagedError() | StoreUnwritableError():
            return CHECK_FAILED
        case _:
            return None
