"""What some rounds came to, for a person to read."""

from dataclasses import dataclass, field

from tests.torture.audit import Verdict


@dataclass(slots=True)
class Outcome:
    rounds: int = 0
    kills: int = 0
    freezes: int = 0
    faults: int = 0
    acts: int = 0
    calls: int = 0
    said: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counted = f"{self.rounds} rounds, {self.kills} kills, {self.freezes} freezes, {self.faults} faults"
        done = f"{self.acts} acts acknowledged, {self.calls} calls, {self.said} messages"
        return f"{counted}, {done}: lost {len(self.lost)}, doubled {len(self.doubled)}"

    def add(self, verdict: Verdict) -> None:
        self.lost += verdict.lost
        self.doubled += verdict.doubled
