"""The client desk: completes a client that was typed during a call."""

from collections.abc import Sequence

from bot.domain.calls import opening
from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.clients.completion import ClientFile, complete
from bot.domain.clients.directory import Directory, ImportDiff
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Clients, Clock, Notifier, StoreUnwritableError
from bot.domain.refusals import AlreadyCompleted, StoreRefused, UnknownCall, UnknownClient
from bot.domain.stamp import Stamp
from bot.services.change import change
from bot.services.parsing import known_of


class ClientService:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self, *, calls: Calls, clients: Clients, policy: Policy, clock: Clock, notifier: Notifier
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._policy = policy
        self._clock = clock
        self._notifier = notifier

    async def provisional(self, number: str) -> Client:
        """The client of a call, to be completed.

        Raises:
            AlreadyCompleted: it is complete.
        """
        client = _client_of(await self._call(number), await self._clients.directory())
        if not client.provisional:
            raise AlreadyCompleted(client.name)
        return client

    async def complete(self, number: str, by: str, file: ClientFile) -> Call:
        """Completes the client of a call; the call goes on with what is known now."""
        call = await self._call(number)

        def completed(directory: Directory) -> Directory:
            return directory.with_client(complete(_client_of(call, directory), file))

        try:
            client = _client_of(call, await self._clients.change(completed))
        except StoreUnwritableError as error:
            raise StoreRefused from error
        known = known_of(client, await self._calls.stats(client.code), call.opened.at, self._policy.zone)
        stamp = Stamp(self._clock.now(), by)
        changed = await change(
            self._calls, number, lambda c: opening.completed(c, stamp, client, known, self._policy)
        )
        self._notifier.notify(changed.after)
        return changed.after

    async def _call(self, number: str) -> Call:
        call = await self._calls.get(number)
        if call is None:
            raise UnknownCall(number)
        return call


def _client_of(call: Call, directory: Directory) -> Client:
    client = directory.by_code(call.client.code)
    if client is None:
        raise UnknownClient(call.client.code)
    return client


async def import_clients(clients: Clients, new: Sequence[Client]) -> ImportDiff:
    """Durable when it returns.

    Raises:
        StoreUnwritableError: the store refused; nothing changed.
    """
    diffs: list[ImportDiff] = []

    def rule(directory: Directory) -> Directory:
        after, diff = directory.import_all(new)
        diffs.append(diff)
        return after

    await clients.change(rule)
    return diffs[-1]
