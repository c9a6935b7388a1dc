"""What `lina store check` finds in a store, of either kind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreReport:
    """How many documents could be read, and a line for each thing that is wrong."""

    calls_open: int
    calls_archived: int
    weeks: int
    clients: int
    problems: tuple[str, ...]
