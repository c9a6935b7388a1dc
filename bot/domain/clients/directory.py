"""The client directory: finds clients, and takes in new ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.domain.clients import matching
from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.domain.clients.matching import Similar, Understood, fold

__all__ = ["UNREFERENCED", "Directory", "ImportDiff", "Similar", "Understood"]

UNREFERENCED = "?"
"""The reference of a contract that was stated during a call, until the client's file is completed."""

_CODE_LENGTH = 12
_NOT_IN_A_CODE = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDiff:
    """The codes of an import, by what became of their clients."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Every client by code. Case tells no codes apart; a code keeps the spelling it was first given.

    `people` are the names of those who had a part in a call, by Slack id or e-mail address, as they were last
    called. `version` is the one that was read from the store, which counts it up at each write.
    """

    clients: Mapping[str, Client]
    version: int
    people: Mapping[str, str] = field(default_factory=dict)

    def by_code(self, text: str) -> Client | None:
        """The client with this code, in any case."""
        return self._by_code.get(text.strip().casefold())

    def by_phone(self, e164: str) -> tuple[Client, ...]:
        """Every client that has this number."""
        return self._by_phone.get(e164, ())

    def contact_of(self, e164: str) -> str | None:
        """Who answers this number, as far as the directory names one person."""
        phones = (phone for client in self.by_phone(e164) for phone in client.phones)
        contacts = {phone.contact for phone in phones if phone.number == e164 and phone.contact}
        return contacts.pop() if len(contacts) == 1 else None

    def understand(self, words: str, similar: Similar) -> Understood:
        """The client that the words of `/lina appel` begin with, and the demand."""
        return matching.understand(self._by_names, words, similar)

    def search(self, typed: str, similar: Similar, limit: int = 20) -> list[Client]:
        """The clients to offer for what is typed so far, best first."""
        return matching.search(self._starts, typed, similar, limit)

    def provisional(
        self,
        *,
        name: str,
        phase: Phase | None = None,
        has_contract: bool | None = None,
        phone: Phone | None = None,
    ) -> Client:
        """A client to be completed later, under a fresh code; `has_contract` is None when nobody said."""
        return Client(
            code=self._fresh_code(name),
            name=" ".join(name.split()),
            phase=phase,
            contract=Contract(reference=UNREFERENCED) if has_contract else None,
            phones=(phone,) if phone else (),
            provisional=True,
            contract_known=has_contract is not None,
        )

    def with_client(self, client: Client) -> "Directory":
        """The directory with this client, in place of the one that has its code."""
        kept = self._under_its_known_code(client)
        return replace(self, clients={**self.clients, kept.code: kept})

    def with_people(self, names: Mapping[str, str]) -> "Directory":
        return replace(self, people={**self.people, **names})

    def import_all(self, new: Sequence[Client]) -> tuple["Directory", ImportDiff]:
        """Adds and updates by code and removes nobody; an imported client is provisional no longer."""
        imported = [
            replace(self._with_what_was_told(client), provisional=False, contract_known=True)
            for client in new
        ]
        fates: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
        for client in imported:
            fates[self._fate(client)].append(client.code)
        diff = ImportDiff(**{fate: tuple(codes) for fate, codes in fates.items()})
        return replace(self, clients={**self.clients, **{client.code: client for client in imported}}), diff

    @cached_property
    def _by_code(self) -> Mapping[str, Client]:
        return {code.casefold(): client for code, client in self.clients.items()}

    @cached_property
    def _by_phone(self) -> Mapping[str, tuple[Client, ...]]:
        found: dict[str, tuple[Client, ...]] = {}
        for client in self.clients.values():
            for number in dict.fromkeys(phone.number for phone in client.phones):
                found[number] = (*found.get(number, ()), client)
        return found

    @cached_property
    def _by_names(self) -> Mapping[str, tuple[Client, ...]]:
        return matching.by_names(self.clients.values())

    @cached_property
    def _starts(self) -> Sequence[tuple[str, Client]]:
        return matching.starts_of(self.clients.values())

    def _with_what_was_told(self, client: Client) -> Client:
        """What was told of a contract is not told again because the file was imported again."""
        known = self.by_code(client.code)
        if known is None:
            return client
        told = known.told if known.contract == client.contract else ()
        return replace(client, code=known.code, told=told)

    def _under_its_known_code(self, client: Client) -> Client:
        known = self.by_code(client.code)
        return replace(client, code=known.code) if known else client

    def _fate(self, imported: Client) -> str:
        if imported.code not in self.clients:
            return "added"
        return "unchanged" if self.clients[imported.code] == imported else "changed"

    def _fresh_code(self, name: str) -> str:
        base = _NOT_IN_A_CODE.sub("", fold(name).upper())[:_CODE_LENGTH] or "CLIENT"
        code, number = base, 1
        while fold(code) in self._by_names:
            number += 1
            code = f"{base[: _CODE_LENGTH - len(str(number))]}{number}"
        return code
