"""What was measured: the lines of the table, each beside what it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.bench.figures import GrowthPoint, Measurement, median_ms, percentile_ms
from bot.bench.subjects import BARE, BARE_LAZY
from bot.bench.workload import Waits

FOLDER, DATABASE = "lina, folder", "lina, PostgreSQL"


@dataclass(slots=True)
class Results:
    """What was measured.

    Attributes:
        figures: the lines of the table.
        growth: how the cost grows with the closed calls.
        notes: what was not measured, and why.
    """

    figures: list[Measurement] = field(default_factory=list)
    growth: list[GrowthPoint] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def compare(
        self,
        what: str,
        subject: str,
        found: Sequence[float],
        base: Sequence[float],
        *,
        goal: float | None,
        against: str = "the fewest",
    ) -> None:
        """Adds the median of these seconds, in milliseconds, beside that of `base`."""
        self.add(what, subject, median_ms(found), "ms", median_ms(base), goal=goal, against=against)

    def add(
        self,
        what: str,
        subject: str,
        value: float,
        unit: str,
        base: float | None = None,
        *,
        goal: float | None = None,
        against: str = BARE.name,
    ) -> None:
        """Adds a line; `against` names what `base` is of, and a line of the same subject is compared with nothing."""
        own = base is not None and subject == against
        self.figures.append(
            Measurement(
                what=what,
                subject=subject,
                value=value,
                unit=unit,
                base=None if own else base,
                against=against if base is not None and not own else "",
                goal=None if own else goal,
            )
        )

    def add_waits(self, names: Sequence[str], waits: Mapping[tuple[str, int], Waits], people: int) -> None:
        """Adds what so many people waited for each of these programs; `waits` are by program and people."""
        base, lazy = waits[BARE.name, people], waits[BARE_LAZY.name, people]
        among = "1 person" if people == 1 else f"{people} people"
        for name in names:
            goals = _goals(people) if name in (FOLDER, DATABASE) else {}
            found, bare = waits[name, people], BARE.name
            what = f"acknowledgement p50, {among}"
            self.compare(
                what, name, found.acknowledged, base.acknowledged, goal=goals.get("p50"), against=bare
            )
            if "lazy" in goals:
                self.compare(
                    what,
                    name,
                    found.acknowledged,
                    lazy.acknowledged,
                    goal=goals["lazy"],
                    against=BARE_LAZY.name,
                )
            p99, base_p99 = percentile_ms(found.acknowledged, 99), percentile_ms(base.acknowledged, 99)
            self.add(f"acknowledgement p99, {among}", name, p99, "ms", base_p99, goal=goals.get("p99"))
            what = f"command to card p50, {among}"
            self.compare(what, name, found.posted, base.posted, goal=goals.get("card"), against=bare)

    def add_cpu(self, spent: Mapping[str, float]) -> None:
        """Adds the milliseconds of CPU that a call took, by program."""
        for name, milliseconds in spent.items():
            goal = 2.0 if name in (FOLDER, DATABASE) else None
            self.add("CPU a call", name, milliseconds, "ms", spent[BARE.name], goal=goal)


def _goals(people: int) -> dict[str, float]:
    """The goals of the surface (section 9) at that number of people, as ratios."""
    always = {"card": 1.5}
    return always | {1: {"p50": 0.7, "lazy": 1.3}, 16: {"p99": 1.2}}.get(people, {})
