"""The client desk: completes a client that was typed during a call."""

from bot.desk.change import change
from bot.desk.intake import known_of
from bot.domain import opening
from bot.domain.acts import Act
from bot.domain.call import Call
from bot.domain.client import Client
from bot.domain.completing import ClientFile, complete
from bot.domain.directory import Directory
from bot.domain.policy import House
from bot.domain.ports import Calls, Clients, Clock, Outside, StoreUnwritableError
from bot.domain.refusals import AlreadyCompleted, StoreRefused, UnknownCall, UnknownClient


class ClientDesk:
    """Raises a `Refusal` where a person must be told no; whatever is returned is on disk."""

    def __init__(
        self, *, calls: Calls, clients: Clients, house: House, clock: Clock, outside: Outside
    ) -> None:
        self._calls = calls
        self._clients = clients
        self._house = house
        self._clock = clock
        self._outside = outside

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
        known = known_of(client, await self._calls.figures(client.code), call.opened.at, self._house.zone)
        act = Act(self._clock.now(), by)
        call = await change(
            self._calls, number, lambda c: opening.completed(c, act, client, known, self._house)
        )
        self._outside.written(call)
        return call

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
