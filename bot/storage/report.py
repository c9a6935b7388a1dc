"""The result of `lina store check`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a store holds, and what is wrong with it.

    Attributes:
        calls_open: how many calls are not archived.
        calls_archived: how many are.
        weeks: how many weeks of the rota.
        clients: how many clients of the directory.
        problems: a sentence for each thing that is wrong; documents that cannot be read are not counted above.
    """

    calls_open: int
    calls_archived: int
    weeks: int
    clients: int
    problems: tuple[str, ...]
