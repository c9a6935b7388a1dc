"""The client directory: finding a client, and adding and updating clients."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from bot.domain.clients import matching
from bot.domain.clients.client import Client, Contract, Phase, Phone
from bot.domain.clients.matching import Match, Similar, fold, never_similar
from bot.domain.clients.phone_numbers import canonical

__all__ = ["UNREFERENCED", "ClientImport", "Directory", "ImportDiff", "Match", "OptionalField", "Similar"]

UNREFERENCED = "?"
"""The reference of a contract that was mentioned during a call, until the client is completed."""

_CODE_LENGTH = 12
_NOT_IN_A_CODE = re.compile(r"[^A-Z0-9]")


class OptionalField(Enum):
    """What an import may say nothing about: what is known of it then stays."""

    CONTRACT_START = "contract_start"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientImport:
    """What a file says.

    Attributes:
        clients: in the order of the file.
        unsaid: what it says nothing about, for any client.
    """

    clients: tuple[Client, ...]
    unsaid: frozenset[OptionalField] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDiff:
    """The codes of the clients of an import, by what became of them, each in the order of the import."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Every client, and the names of people.

    Attributes:
        clients: by code. Codes compare in any case; a code keeps the spelling in which it was first written.
        version: as read from the store, which increments it with each write.
        people: names of those who had a part in a call, by Slack id or e-mail address, as they were last read from
            Slack.
    """

    clients: Mapping[str, Client]
    version: int
    people: Mapping[str, str] = field(default_factory=dict)

    def by_code(self, text: str) -> Client | None:
        """The client with this code, in any case."""
        return self._by_code.get(text.strip().casefold())

    def by_phone(self, e164: str) -> tuple[Client, ...]:
        """Every client that has this number."""
        return self._by_phone.get(canonical(e164), ())

    def contact_of(self, e164: str) -> str | None:
        """Who answers this number, as far as the directory names one person."""
        phones = (phone for client in self.by_phone(e164) for phone in client.phones)
        contacts = {
            phone.contact for phone in phones if canonical(phone.number) == canonical(e164) and phone.contact
        }
        return contacts.pop() if len(contacts) == 1 else None

    def match(self, words: str, similar: Similar = never_similar) -> Match:
        """The client that the words of `/lina appel` begin with, and the request after it.

        Without `similar`, only an exact code or name matches.
        """
        return matching.match(self._by_names, words, similar)

    def named_in(self, text: str) -> tuple[Client, ...]:
        """The clients whose name, or whose code in capitals, stands anywhere in the text; longest name first."""
        return matching.named_in(self.clients.values(), text)

    def search(self, typed: str, similar: Similar, limit: int = 20) -> list[Client]:
        """The clients to offer for what is typed so far, at most `limit`, best first."""
        return matching.search(self._starts, typed, similar, limit)

    def provisional(
        self,
        *,
        name: str,
        phase: Phase | None = None,
        has_contract: bool | None = None,
        phone: Phone | None = None,
    ) -> Client:
        """A client to be completed later, under a new code; it is not in the directory yet.

        `has_contract` is None when nobody has said whether there is a contract.
        """
        return Client(
            code=self._new_code(name),
            name=" ".join(name.split()),
            phase=phase,
            contract=Contract(reference=UNREFERENCED) if has_contract else None,
            phones=(phone,) if phone else (),
            provisional=True,
            contract_known=has_contract is not None,
        )

    def with_client(self, client: Client) -> "Directory":
        """The directory with this client, in place of the one that has its code."""
        client = self._with_known_code(client)
        return replace(self, clients={**self.clients, client.code: client})

    def with_version(self, code: str, lina_version: str) -> "Directory":
        """The directory with this version of LINA at that client; unchanged where there is no such client."""
        client = self.by_code(code)
        return self.with_client(replace(client, lina_version=lina_version)) if client else self

    def with_people(self, names: Mapping[str, str]) -> "Directory":
        """The directory with these names, by Slack id or e-mail address."""
        return replace(self, people={**self.people, **names})

    def import_all(
        self, new: Sequence[Client], unsaid: frozenset[OptionalField] = frozenset()
    ) -> tuple["Directory", ImportDiff]:
        """The directory with these clients added or updated by code, and what became of each; none is removed.

        An imported client is no longer provisional. What is unsaid stays as it is known.
        """
        imported = [
            replace(
                self._with_alerts_kept(self._with_unsaid_kept(client, unsaid)),
                provisional=False,
                contract_known=True,
            )
            for client in new
        ]
        outcomes: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
        for client in imported:
            outcomes[self._outcome(client)].append(client.code)
        diff = ImportDiff(**{outcome: tuple(codes) for outcome, codes in outcomes.items()})
        return replace(self, clients={**self.clients, **{client.code: client for client in imported}}), diff

    @cached_property
    def _by_code(self) -> Mapping[str, Client]:
        return {code.casefold(): client for code, client in self.clients.items()}

    @cached_property
    def _by_phone(self) -> Mapping[str, tuple[Client, ...]]:
        found: dict[str, tuple[Client, ...]] = {}
        for client in self.clients.values():
            for number in dict.fromkeys(canonical(phone.number) for phone in client.phones):
                found[number] = (*found.get(number, ()), client)
        return found

    @cached_property
    def _by_names(self) -> Mapping[str, tuple[Client, ...]]:
        return matching.by_names(self.clients.values())

    @cached_property
    def _starts(self) -> Sequence[tuple[str, Client]]:
        return matching.starts_of(self.clients.values())

    def _with_unsaid_kept(self, client: Client, unsaid: frozenset[OptionalField]) -> Client:
        known = self.by_code(client.code)
        if known is None:
            return client
        if OptionalField.MAIL in unsaid:
            client = replace(client, mail=known.mail)
        before, contract = known.contract, client.contract
        same = before and contract and before.reference == contract.reference
        if before and contract and same and OptionalField.CONTRACT_START in unsaid:
            client = replace(client, contract=replace(contract, start=before.start))
        return client

    def _with_alerts_kept(self, client: Client) -> Client:
        """An import of the same contract sends no alert again."""
        known = self.by_code(client.code)
        if known is None:
            return client
        told = known.told if known.contract == client.contract else ()
        return replace(client, code=known.code, told=told)

    def _with_known_code(self, client: Client) -> Client:
        known = self.by_code(client.code)
        return replace(client, code=known.code) if known else client

    def _outcome(self, imported: Client) -> str:
        if imported.code not in self.clients:
            return "added"
        return "unchanged" if self.clients[imported.code] == imported else "changed"

    def _new_code(self, name: str) -> str:
        base = _NOT_IN_A_CODE.sub("", fold(name).upper())[:_CODE_LENGTH] or "CLIENT"
        code, number = base, 1
        while fold(code) in self._by_names:
            number += 1
            code = f"{base[: _CODE_LENGTH - len(str(number))]}{number}"
        return code
