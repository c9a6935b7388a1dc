"""Who is calling and what for: from words typed, a phone number or a form, to a client and a demand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, assistance_minutes
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.clients.client import Client, Phase, Phone, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.refusals import ClientMissing, PhoneInvalid, UnknownClient
from bot.services.phones import leading_phone, normalise_phone
from bot.services.similarity import similar

PHASES = {Phase.PROJECT: "during", Phase.DELIVERED: "after"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedCommand:
    """What was understood. `client` is None when it has to be chosen in the form."""

    client: Client | None = None
    candidates: tuple[Client, ...] = ()
    phone: str | None = None
    contact: str | None = None
    request: str = ""


def parse_command(words: str, directory: Directory) -> ParsedCommand:
    """Understands what was typed after `appel`: a phone number first, else a client's code or name; then the demand."""
    numbered = leading_phone(words)
    if numbered is None:
        understood = directory.understand(words, similar)
        return ParsedCommand(
            client=understood.client, candidates=understood.candidates, request=understood.demand
        )
    phone, rest = numbered
    owners = directory.by_phone(phone)
    if len(owners) != 1:
        return ParsedCommand(candidates=owners, phone=phone, request=rest)
    return ParsedCommand(client=owners[0], phone=phone, contact=directory.contact_of(phone), request=rest)


def last_contact(phone: str, past: Iterable[Call | CallStats]) -> str | None:
    """Who called from this number last; `past` is newest first."""
    return next((call.contact for call in past if call.phone == phone and call.contact), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientChoice:
    """The client part of a form: a known client's code, or the name of a new one with what was said of it."""

    code: str | None = None
    new_name: str | None = None
    phase: str | None = None
    contract: str | None = None
    phone: str | None = None


def checked_phone(typed: str | None) -> str | None:
    """E.164, or None when nothing was typed.

    Raises:
        PhoneInvalid: what was typed is no phone number.
    """
    if not typed or not typed.strip():
        return None
    number = normalise_phone(typed)
    if number is None:
        raise PhoneInvalid(typed)
    return number


def identify(choice: ClientChoice, directory: Directory) -> tuple[Client, bool]:
    """The client meant, and whether it is new and to be kept as provisional.

    Raises:
        ClientMissing: no client was chosen.
        UnknownClient: the code is not in the directory (any more).
    """
    if choice.code:
        client = directory.by_code(choice.code)
        if client is None:
            raise UnknownClient(choice.code)
        return client, False
    name = (choice.new_name or "").strip()
    if not name:
        raise ClientMissing
    namesake = directory.understand(name, lambda _typed, _choices: [])
    if namesake.client and not namesake.demand:
        return namesake.client, False
    phase = next((phase for phase, answer in PHASES.items() if answer == choice.phase), None)
    has_contract = None if choice.contract is None else choice.contract == "contract"
    phone = Phone(number=choice.phone) if choice.phone else None
    return directory.provisional(name=name, phase=phase, has_contract=has_contract, phone=phone), True


def keep(choice: ClientChoice, directory: Directory) -> Directory:
    """The directory with the client that was stated, unless it has one of that name."""
    client, is_new = identify(choice, directory)
    return directory.with_client(client) if is_new else directory


def known_of(
    client: Client | None, stats: Iterable[CallStats], day: datetime, zone: ZoneInfo
) -> DirectoryFacts:
    """What the directory answers of the triage for a call opened at that instant (seed 5.2.2)."""
    if client is None:
        return DirectoryFacts()
    return DirectoryFacts(
        phase=PHASES[client.phase] if client.phase else None,
        contract=_contract_of(client, stats, day.astimezone(zone).date()),
        warranty_end=client.warranty_end,
    )


def _contract_of(client: Client, stats: Iterable[CallStats], day: date) -> str | None:
    if not client.contract_known:
        return None
    contract = client.contract
    if contract is None or not contract.valid_on(day):
        return "no_contract"
    left = minutes_left(contract, assistance_minutes(stats, client))
    return "no_contract" if left is not None and left <= 0 else "contract"
