"""Who calls from a number: by the clients' file, else by the calls that came from it before."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats
from bot.domain.clients.client import Client
from bot.domain.clients.directory import Directory
from bot.domain.ports import Calls, Clients, Weeks
from bot.domain.telephony import rings
from bot.services.parsing import last_contact


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownCaller:
    """Who calls.

    Attributes:
        number: E.164; None for an anonymous caller.
        clients: whose number it is; empty where nobody knows, several where more than one client has it.
        contact: who answers it, as far as the file or an earlier call names one person.
    """

    number: str | None
    clients: tuple[Client, ...] = ()
    contact: str | None = None

    @property
    def client(self) -> Client | None:
        """The one client that calls; None for nobody's number, and for several clients'."""
        return self.clients[0] if len(self.clients) == 1 else None


async def caller_of(number: str | None, directory: Directory, calls: Calls) -> KnownCaller:
    """Who calls from this number (E.164; None for an anonymous caller).

    A number that is in nobody's file is that of the client of the past calls from it, if all were of one.
    """
    if number is None:
        return KnownCaller(number=None)
    owners, contact = directory.by_phone(number), directory.contact_of(number)
    if len(owners) > 1 or (owners and contact):
        return KnownCaller(number=number, clients=owners, contact=contact)
    past = await _past_calls(number, calls)
    if not owners:
        owners = _clients_of(past, directory)
    client = owners[0] if len(owners) == 1 else None
    own = [call for call in past if client and _code_of(call) == client.code]
    return KnownCaller(number=number, clients=owners, contact=last_contact(number, own))


async def _past_calls(number: str, calls: Calls) -> list[Call | CallStats]:
    """The calls from this number, newest first."""
    past: list[Call | CallStats] = [*await calls.stats(), *await calls.open_calls()]
    return [call for call in reversed(past) if call.phone == number]


def _clients_of(past: Iterable[Call | CallStats], directory: Directory) -> tuple[Client, ...]:
    codes = dict.fromkeys(_code_of(call) for call in past)
    return tuple(client for code in codes if (client := directory.by_code(code)))


def _code_of(call: Call | CallStats) -> str:
    return call.client if isinstance(call, CallStats) else call.client.code


@dataclass(frozen=True, kw_only=True, slots=True)
class CallerQueries:
    """Who called, of the rings that the weeks hold."""

    weeks: Weeks
    clients: Clients
    calls: Calls

    async def of_ring(self, reference: str) -> KnownCaller | None:
        """Who calls, of the ring of that reference; None where nothing is known of it any more.

        Raises:
            ValueError: that is no reference.
        """
        monday, n = rings.parse_reference(reference)
        week = await self.weeks.of(monday)
        ring = rings.ring_of(week, n) if week else None
        return await caller_of(ring.number, await self.clients.directory(), self.calls) if ring else None
