"""How much is measured: all of it, or enough for a look."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        starts: how often each program is started.
        rounds: how often each measure is repeated, in turns with the others.
        people: how many ask at once, and how many calls each opens in a round.
        closed: closed calls in the store, from the fewest to the most.
        closed_in_database: the same, for the database.
        one_client: closed calls of the client who calls.
        open: open calls, few and many.
        steady: calls of one client, and the seconds in which they come.
        escalations: due within `escalation_seconds`.
        escalation_seconds: see there.
        rearmed: open calls in the store at a start.
        rings: calls of a telephone exchange.
    """

    starts: int = 4
    rounds: int = 3
    people: tuple[tuple[int, int], ...] = ((1, 15), (16, 3), (64, 1))
    closed: tuple[int, ...] = (100, 10_000, 100_000)
    closed_in_database: tuple[int, ...] = (100, 10_000)
    one_client: int = 10_000
    open: tuple[int, int] = (10, 1000)
    steady: tuple[int, float] = (1500, 60.0)
    escalations: int = 1000
    escalation_seconds: float = 60.0
    rearmed: int = 10_000
    rings: int = 100


FULL = Sizes()
QUICK = Sizes(
    starts=2,
    rounds=2,
    people=((1, 8), (16, 1)),
    closed=(100, 5000),
    closed_in_database=(100,),
    one_client=2000,
    steady=(200, 8.0),
    escalations=100,
    escalation_seconds=5.0,
    rearmed=2000,
    rings=20,
)
