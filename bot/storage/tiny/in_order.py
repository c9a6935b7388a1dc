"""Calls in the order of opening, all and by client, so that no call that is opened sorts all the others."""

from collections import defaultdict
from collections.abc import Iterator

from bot.domain.calls.call import Call
from bot.storage.indexing import age


class CallsInOrder:
    """Some calls of a folder; one that changes keeps its place."""

    def __init__(self) -> None:
        self._all: dict[str, Call] = {}
        self._of_client: defaultdict[str, dict[str, Call]] = defaultdict(dict)

    def of(self, client: str | None = None) -> list[Call]:
        """Returns them, oldest first; those of the client with this code only, if one is given."""
        return [*(self._all if client is None else self._of_client.get(client, {})).values()]

    def newest_first(self, client: str) -> Iterator[Call]:
        """Yields those of the client with this code; they may not change meanwhile."""
        yield from reversed(self._of_client.get(client, {}).values())

    def put(self, call: Call) -> None:
        """Adds a call, or puts it in the place of its last version."""
        before = self._all.get(call.number)
        if before and before.client.code != call.client.code:
            self.remove(call.number)
        _put(self._all, call)
        _put(self._of_client[call.client.code], call)

    def remove(self, number: str) -> None:
        """Takes a call away; an unknown number is ignored."""
        if call := self._all.pop(number, None):
            del self._of_client[call.client.code][number]


def _put(calls: dict[str, Call], call: Call) -> None:
    in_place = call.number in calls or not calls or age(calls[next(reversed(calls))]) < age(call)
    calls[call.number] = call
    if not in_place:  # reopened, or given to another client
        in_order = sorted(calls.values(), key=age)
        calls.clear()
        calls.update((each.number, each) for each in in_order)
