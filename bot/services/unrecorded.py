"""What was delivered while the store refused writes: kept in memory, and written down once it takes them again.

Only the escalation goes on without the store (surface 5): a ping that is not sent is worse than one that is sent twice,
and its key in the message's metadata lets a later bot find that it was sent (ADR 0014).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import ESCALATION_KINDS, OUTSTANDING
from bot.domain.outbox.notices import next_action_at
from bot.domain.ports import DueDocument

Step = Callable[[Call], Call]
"""One change of a call that could not be written: a claim, or an outcome."""


@dataclass
class UnrecordedDeliveries:
    """Calls as they would stand, and the changes that make them so.

    Attributes:
        known: calls whose escalation is outstanding, as last seen: for a store that cannot be read either.
    """

    known: dict[str, Call] = field(default_factory=dict)
    _standing: dict[str, Call] = field(default_factory=dict)
    _steps: dict[str, list[Step]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """The calls that have something to be written down."""
        return tuple(self._steps)

    def remember(self, call: Call) -> None:
        """A call as it is stored."""
        if any(n.kind in ESCALATION_KINDS and n.state in OUTSTANDING for n in call.notices):
            self.known[call.id] = call
        else:
            self.known.pop(call.id, None)

    def call(self, id: str) -> Call | None:
        """The call with what is not written down; None where all of it is."""
        return self._standing.get(id)

    def apply(self, call: Call, step: Step) -> Call:
        """Changes a call in memory alone; returns it as it then stands."""
        after = step(self._standing.get(call.id, call))
        self._standing[call.id] = after
        self._steps.setdefault(call.id, []).append(step)
        return after

    def steps(self, id: str) -> tuple[Step, ...]:
        """What is to be written down of a call, in order."""
        return tuple(self._steps.get(id, ()))

    def written(self, id: str, count: int) -> None:
        """The first so many steps are written down."""
        rest = self._steps.get(id, [])[count:]
        if rest:
            self._steps[id] = rest
        else:
            self._steps.pop(id, None)
            self._standing.pop(id, None)

    def due_before(self, before: datetime, *, unreadable: bool) -> list[DueDocument]:
        """What is due of the calls that are not written down; of all that are known, if the store is unreadable."""
        calls: dict[str, Call] = {**(self.known if unreadable else {}), **self._standing}
        return sorted(_due(calls.values(), before), key=lambda due: due.at)


def _due(calls: Iterable[Call], before: datetime) -> Iterable[DueDocument]:
    for call in calls:
        at = next_action_at(call.notices)
        if at and at < before:
            yield DueDocument(call.id, at)
