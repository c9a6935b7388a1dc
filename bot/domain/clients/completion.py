"""Completing a client that was typed during a call: what only the account manager knows of it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.clients.client import Client, Contract, Phase
from bot.domain.refusals import (
    AlreadyCompleted,
    ClientNameMissing,
    ContractBackwards,
    ContractReferenceMissing,
    HoursInvalid,
)

_HOURS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientFile:
    """The form «Compléter», as typed; an empty field is None.

    Attributes:
        name: the client's.
        phase: whether the project is running or delivered.
        delivered: when it was.
        warranty_end: the warranty's last day.
        contract: the contract's reference.
        contract_start: its first day.
        contract_end: its last day.
        hours: that the contract grants, such as `7,5`.
        account_manager: a Slack id.
        technicians: Slack ids.
        lina_version: of the client's LINA.
        remote_access: an address or instructions.
    """

    name: str
    phase: Phase | None = None
    delivered: date | None = None
    warranty_end: date | None = None
    contract: str | None = None
    contract_start: date | None = None
    contract_end: date | None = None
    hours: str | None = None
    account_manager: str | None = None
    technicians: tuple[str, ...] = ()
    lina_version: str | None = None
    remote_access: str | None = None


def complete(client: Client, file: ClientFile) -> Client:
    """The client as the form says; its code and phones stay.

    Raises:
        AlreadyCompleted: somebody, or an import, was quicker.
        Refusal: with the form's field that has to be corrected.
    """
    if not client.provisional:
        raise AlreadyCompleted(client.name)
    name = " ".join(file.name.split())
    if not name:
        raise ClientNameMissing
    return replace(
        client,
        name=name,
        phase=file.phase,
        delivered=file.delivered,
        warranty_end=file.warranty_end,
        contract=_contract(file),
        account_manager=file.account_manager,
        technicians=file.technicians,
        lina_version=file.lina_version,
        remote_access=file.remote_access,
        provisional=False,
        contract_known=True,
    )


def _contract(file: ClientFile) -> Contract | None:
    reference = " ".join((file.contract or "").split())
    if not reference:
        if file.contract_start or file.contract_end or file.hours:
            raise ContractReferenceMissing
        return None
    if file.contract_start and file.contract_end and file.contract_end < file.contract_start:
        raise ContractBackwards
    return Contract(
        reference=reference, start=file.contract_start, end=file.contract_end, hours=_hours(file.hours)
    )


def _hours(typed: str | None) -> Decimal | None:
    if not typed:
        return None
    if not _HOURS.fullmatch(typed):
        raise HoursInvalid
    return Decimal(typed.replace(",", "."))
