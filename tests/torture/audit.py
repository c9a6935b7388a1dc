"""What Slack shows in the end, held against what people were told and what the store says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.calls.call import Call
from bot.domain.outbox.notice import WORKSPACE_SETTINGS, DeliveryState, Notice
from bot.domain.rota.week import Week
from simulator import Message, Simulator
from tests.torture.crew import Acknowledged, key_of

SERVICE, MANAGER = "C0LINA", "U0CAMILLE"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line for each thing that is missing, stands more than once, or stands though it should not."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not self.lost and not self.doubled


class Audit:
    def __init__(self, simulator: Simulator, heard: Acknowledged, documents: Sequence[Call | Week]) -> None:
        self._heard = heard
        self._documents = documents
        self._calls = {d.number: d for d in documents if isinstance(d, Call)}
        self._requests = {call.request: call for call in self._calls.values()}
        self._messages: defaultdict[str, list[Message]] = defaultdict(list)
        for channel in simulator.workspace.channels.values():
            for message in channel.messages.values():
                if key := key_of(message):
                    self._messages[key].append(message)
        self._reports = [m for m in simulator.messages(SERVICE) if "/report/" in key_of(m)]
        self._to_manager = [m for m in simulator.direct_messages(MANAGER) if "/report/" in key_of(m)]

    def verdict(self) -> Verdict:
        return Verdict(
            lost=(*self._calls_lost(), *self._reports_lost(), *self._unsaid(), *self._pings_lost()),
            doubled=(*self._said_twice(), *self._unpromised(), *self._numbers_twice()),
        )

    def _calls_lost(self) -> Iterator[str]:
        for request in self._heard.opened:
            call = self._requests.get(request)
            if call is None:
                yield f"«{request}»: acknowledged, and not in the store"
            elif not self._messages.get(f"{call.number}/1/card/1"):
                yield f"{call.number}: acknowledged, and has no card"

    def _reports_lost(self) -> Iterator[str]:
        for number, solutions in self._heard.closed.items():
            for solution in solutions:
                for told in (self._reports, self._to_manager):
                    if not any(_tells(message, number, solution) for message in told):
                        yield f"{number}: closed with «{solution}», and somebody has no compte rendu"

    def _pings_lost(self) -> Iterator[str]:
        """Of calls that nobody touched: each must have been escalated by its deadline."""
        opened = {self._requests[request].number for request in self._heard.opened & self._requests.keys()}
        for number in opened - self._heard.touched:
            if not self._messages.get(f"{number}/1/level2/1"):
                yield f"{number}: nobody touched it, and level 2 was not called"

    def _unsaid(self) -> Iterator[str]:
        for notice in self._notices():
            if notice.state in {DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNCONFIRMED}:
                yield f"{notice.key}: {notice.state} in the end"
            elif notice.state is DeliveryState.SENT and not self._seen(notice):
                yield f"{notice.key}: said, and not to be seen"

    def _seen(self, notice: Notice) -> bool:
        return notice.kind in WORKSPACE_SETTINGS or notice.ts in {
            m.ts for m in self._messages.get(str(notice.key), ())
        }

    def _said_twice(self) -> Iterator[str]:
        promised = {str(notice.key): notice for notice in self._notices()}
        for key, messages in self._messages.items():
            if len(messages) > 1:
                yield f"{key}: stands {len(messages)} times, {[m.ts for m in messages]}; {promised.get(key)}"

    def _unpromised(self) -> Iterator[str]:
        promised = {str(notice.key): notice for notice in self._notices()}
        for key in self._messages:
            notice = promised.get(key)
            if notice is None or notice.state is DeliveryState.CANCELLED:
                yield f"{key}: stands, and is {notice.state if notice else 'unknown'}"

    def _numbers_twice(self) -> Iterator[str]:
        origins = Counter(call.origin for call in self._calls.values())
        yield from (f"{origin}: opened {n} times" for origin, n in origins.items() if n > 1)
        requests = Counter(call.request for call in self._calls.values())
        yield from (f"«{request}»: opened {n} times" for request, n in requests.items() if n > 1)
        counts = sorted(int(number.split("-")[1]) for number in self._calls)
        if counts != list(range(1, len(counts) + 1)):
            yield f"numbers have gaps: {len(counts)} calls up to {max(counts)}"

    def _notices(self) -> Iterable[Notice]:
        return (notice for document in self._documents for notice in document.notices)


def _tells(message: Message, number: str, solution: str) -> bool:
    return number in message.words and solution in message.words
