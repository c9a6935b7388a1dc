"""Who is calling and what for: from typed words, a phone number or a form, to a client and a request."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats
from bot.domain.calls.triage import DirectoryFacts
from bot.domain.clients.client import Client, Phase, Phone, minutes_left
from bot.domain.clients.directory import Directory
from bot.domain.clients.matching import without_separators
from bot.domain.clients.phone_numbers import canonical
from bot.domain.refusals import ClientMissing, PhoneInvalid, UnknownClient, VersionInvalid
from bot.services.phones import find_phone, leading_phone, normalise_phone, typed_plainly
from bot.services.similarity import similar

QUOTES = "«»\"“”'‘’ \u00a0\u202f"
"""Quotation marks, and the spaces within French ones."""

_QUOTED = re.compile(r"""\s*[«"“”'‘]\s*([^«»"“”\n]{1,200}?)\s*[»"“”'’](?!\w)(.*)""", re.DOTALL)
_CALL_NUMBER = re.compile(
    r"(?:n[°o]\s*)?#?\s*(?:([0-9]{4})\s*[-/]\s*)?([0-9]{1,9})\s*[.,;:!?]*", re.IGNORECASE
)
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([ -]?[A-Za-z]+[0-9]*)?")

PHASES = {Phase.PROJECT: "during", Phase.DELIVERED: "after"}
"""A client's phase as the answer to the triage's first question (seed 5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedCommand:
    """What the words of `/lina appel` mean.

    Attributes:
        client: the one client that the words name; None when it has to be chosen in the form.
        candidates: the clients that may be meant, best first; empty where `client` is given or nothing is near.
        phone: E.164; None when the words begin with no number.
        contact: who calls from that number, as far as the directory or an earlier call names one person.
        request: what the client wants; empty when only the client was typed.
    """

    client: Client | None = None
    candidates: tuple[Client, ...] = ()
    phone: str | None = None
    contact: str | None = None
    request: str = ""


def parse_command(words: str, directory: Directory) -> ParsedCommand:
    """Reads what was typed after `appel`: a phone number, or a client's code or name; then the request.

    A name may stand in quotes.
    """
    numbered = leading_phone(words)
    if numbered is None:
        quoted = _QUOTED.match(words)
        return _of_quoted(quoted[1], quoted[2], directory) if quoted else _of_words(words, directory)
    phone, rest = numbered
    owners = directory.by_phone(phone)
    if len(owners) != 1:
        return ParsedCommand(candidates=owners, phone=phone, request=rest)
    return ParsedCommand(client=owners[0], phone=phone, contact=directory.contact_of(phone), request=rest)


def _of_words(words: str, directory: Directory) -> ParsedCommand:
    matched = directory.match(words, similar)
    return ParsedCommand(client=matched.client, candidates=matched.candidates, request=matched.request)


def _of_quoted(name: str, rest: str, directory: Directory) -> ParsedCommand:
    matched = directory.match(name, similar)
    request = without_separators(rest)
    if matched.client and not matched.request:
        return ParsedCommand(client=matched.client, request=request)
    near = matched.candidates or ((matched.client,) if matched.client else ())
    return ParsedCommand(candidates=near, request=request if near else f"{name} {request}".strip())


def recognise(text: str, directory: Directory) -> ParsedCommand:
    """Which client and which phone number a message is about; its whole text is the request."""
    begun = parse_command(text, directory)
    phone = begun.phone or find_phone(text)
    named = (begun.client,) if begun.client else directory.named_in(text)
    owners = named or (directory.by_phone(phone) if phone else ())
    client = owners[0] if len(owners) == 1 else None
    contact = directory.contact_of(phone) if phone else None
    return ParsedCommand(client=client, candidates=owners, phone=phone, contact=contact, request=text)


def newest_first(running: Sequence[Call], closed: Sequence[CallStats]) -> list[Call | CallStats]:
    """The open calls, then the closed ones; both are given oldest first."""
    return [*reversed(running), *reversed(closed)]


def client_of_past(phone: str, past: Iterable[Call | CallStats], directory: Directory) -> tuple[Client, ...]:
    """The clients who called from this number (E.164) before; `past` is in any order."""
    codes = {_code_of(call) for call in past if call.phone and canonical(call.phone) == phone}
    return tuple(client for code in sorted(codes) if (client := directory.by_code(code)))


def _code_of(call: Call | CallStats) -> str:
    return call.client if isinstance(call, CallStats) else call.client.code


def last_contact(phone: str, past: Iterable[Call | CallStats]) -> str | None:
    """Who called from this number (E.164) last; `past` is newest first."""
    return next(
        (call.contact for call in past if call.phone and canonical(call.phone) == phone and call.contact),
        None,
    )


def numbers_meant(typed: str, year: int) -> tuple[str, ...]:
    """The numbers that `42`, `#2026-0042`, `2026-42` or `2026-0042.` may mean, likeliest first; empty for other text.

    Any hyphen does. `year` is the running one: a bare count may also be of the one before.
    """
    found = _CALL_NUMBER.fullmatch(typed_plainly(typed).strip())
    if found is None:
        return ()
    years = (int(found[1]),) if found[1] else (year, year - 1)
    return tuple(f"{each}-{int(found[2]):04}" for each in years)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientChoice:
    """The client fields of a form: a known client's code, or the name of a new one with what was said of it.

    Attributes:
        code: a client of the directory; None where a new one was typed.
        new_name: the new client's name.
        phase: the triage's answer, `during` or `after`; None when that was not said.
        contract: the triage's answer, `contract` or `no_contract`; None when that was not said.
        phone: the new client's number, E.164.
    """

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


def checked_version(typed: str | None) -> str | None:
    """`4.2` for `4,2` and `V4.2`; None when nothing was typed.

    Raises:
        VersionInvalid: what was typed is no version.
    """
    written = (typed or "").strip().removeprefix("V").removeprefix("v").replace(",", ".").strip()
    if not written:
        return None
    if not _VERSION.fullmatch(written):
        raise VersionInvalid(typed or "")
    return written


def identify(choice: ClientChoice, directory: Directory) -> tuple[Client, bool]:
    """The client that is meant, and whether it is new: then it is provisional, and not in the directory yet.

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
    namesake = directory.match(name)
    if namesake.client and not namesake.request:
        return namesake.client, False
    phase = next((phase for phase, answer in PHASES.items() if answer == choice.phase), None)
    has_contract = None if choice.contract is None else choice.contract == "contract"
    phone = Phone(number=choice.phone) if choice.phone else None
    return directory.provisional(name=name, phase=phase, has_contract=has_contract, phone=phone), True


def with_new_client(choice: ClientChoice, directory: Directory) -> Directory:
    """The directory with the client that is meant; the same directory if it has that client already."""
    client, is_new = identify(choice, directory)
    return directory.with_client(client) if is_new else directory


def directory_facts(
    client: Client | None, used_minutes: int, opened_at: datetime, zone: ZoneInfo
) -> DirectoryFacts:
    """What the directory answers of the triage of a call (seed 5.2.2); nothing without a client.

    `used_minutes` are booked on the client's contract already, `opened_at` is when the call was opened (aware).
    """
    if client is None:
        return DirectoryFacts()
    return DirectoryFacts(
        phase=PHASES[client.phase] if client.phase else None,
        contract=_contract_answer(client, used_minutes, opened_at.astimezone(zone).date()),
        warranty_end=client.warranty_end,
    )


def _contract_answer(client: Client, used_minutes: int, day: date) -> str | None:
    if not client.contract_known:
        return None
    contract = client.contract
    if contract is None or not contract.valid_on(day):
        return "no_contract"
    left = minutes_left(contract, used_minutes)
    return "no_contract" if left is not None and left <= 0 else "contract"
