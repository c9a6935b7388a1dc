"""The client directory as people change it: completing a client that was typed during a call, importing a file."""

from dataclasses import dataclass

from bot.domain.calls import opening
from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.domain.clients.completion import ClientFile, complete
from bot.domain.clients.directory import ClientImport, Directory, ImportDiff
from bot.domain.policy import Policy
from bot.domain.ports import CallNotifier, Calls, Clients, Clock
from bot.domain.refusals import AlreadyCompleted, UnknownClient
from bot.domain.stamp import Stamp
from bot.services.change import change, change_directory, existing, refusing_unwritable_store
from bot.services.parsing import directory_facts
from bot.services.used_minutes import used_minutes


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientService:
    """Completes provisional clients, from the call during which they were typed."""

    calls: Calls
    clients: Clients
    policy: Policy
    clock: Clock
    notifier: CallNotifier

    async def provisional(self, number: str) -> Client:
        """The client of a call, to be completed.

        Raises:
            AlreadyCompleted: it is complete.
            UnknownCall: there is no such call.
            UnknownClient: the client is no longer in the directory.
        """
        client = _client_of(await existing(self.calls, number), await self.clients.directory())
        if not client.provisional:
            raise AlreadyCompleted(client.name)
        return client

    async def complete(self, number: str, by: str, file: ClientFile) -> Call:
        """Completes the client of a call, and applies to the call what the directory now says of the client.

        Raises:
            AlreadyCompleted: somebody, or an import, completed it meanwhile.
            Refusal: with the form's field that has to be corrected.
            UnknownCall: there is no such call.
            UnknownClient: the client is no longer in the directory.
            StoreRefused: the store is not writable.
        """
        call = await existing(self.calls, number)

        def completed(directory: Directory) -> Directory:
            return directory.with_client(complete(_client_of(call, directory), file))

        with refusing_unwritable_store():
            directory = await self.clients.change(completed)
        client = _client_of(call, directory)
        used = await used_minutes(self.calls, client)
        facts = directory_facts(client, used, call.opened.at, self.policy.zone)
        stamp = Stamp(self.clock.now(), by)
        changed = await change(
            self.calls, number, lambda c: opening.client_completed(c, stamp, client, facts, self.policy)
        )
        self.notifier.notify(changed.after)
        return changed.after


def _client_of(call: Call, directory: Directory) -> Client:
    client = directory.by_code(call.client.code)
    if client is None:
        raise UnknownClient(call.client.code)
    return client


async def import_clients(clients: Clients, new: ClientImport) -> ImportDiff:
    """Adds and updates clients by their code, durably; returns what became of each.

    Raises:
        StoreUnwritableError: the store refused; nothing changed.
    """
    changed = await change_directory(clients, lambda known: known.import_all(new.clients, new.unsaid)[0])
    return changed.before.import_all(new.clients, new.unsaid)[1]
