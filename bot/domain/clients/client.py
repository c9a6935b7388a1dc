"""A client as the directory has it: who they are, what they have paid for, how to reach them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum


class Phase(Enum):
    """Whether the client's project is running or delivered (seed 5); the values are those of the clients' CSV file."""

    PROJECT = "projet"
    DELIVERED = "livré"


class Alert(StrEnum):
    """What the account manager is told of a contract before it runs out: few hours left, or its end is near."""

    HOURS = "hours"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """An assistance contract (seed 5.2.2).

    Attributes:
        reference: its name; `directory.UNREFERENCED` where it was only mentioned during a call.
        start: its first day; None where it has always run.
        end: its last day; None where it has no end.
        hours: of assistance that it grants from `start` on; None without a limit.
    """

    reference: str
    start: date | None = None
    end: date | None = None
    hours: Decimal | None = None

    def valid_on(self, day: date) -> bool:
        """Whether that day is within the contract, whose first and last day both are."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone number of a client.

    Attributes:
        number: E.164 (`+33612345678`).
        contact: who answers it; None when that is not known.
    """

    number: str
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client of the directory. People are Slack ids or e-mail addresses.

    Attributes:
        code: unique in the directory in any case.
        name: the company's.
        phase: whether the project is running or delivered; None when that is not known.
        delivered: when it was; None when that is not known, or the project is running.
        warranty_end: the warranty's last day; None without one.
        contract: None without one, and where `contract_known` is false.
        account_manager: None for the installation's own (`Policy.account_manager`).
        technicians: those of the client's project.
        phones: in the order of the file.
        lina_version: of the client's LINA, such as `5.1`; None when it is not known.
        remote_access: an address or instructions; None when there are none.
        mail: the address that the client reads; None when it is not known.
        provisional: whether the client was typed during a call and is to be completed.
        contract_known: false for a provisional client of whom nobody has said whether there is a contract.
        told: the alerts about this very contract that the account manager got.
    """

    code: str
    name: str
    phase: Phase | None = None
    delivered: date | None = None
    warranty_end: date | None = None
    contract: Contract | None = None
    account_manager: str | None = None
    technicians: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    lina_version: str | None = None
    remote_access: str | None = None
    mail: str | None = None
    provisional: bool = False
    contract_known: bool = True
    told: tuple[Alert, ...] = ()


def minutes_left(contract: Contract, used_minutes: int) -> int | None:
    """Whole minutes that the contract still grants, negative once overrun; None without a limit."""
    if contract.hours is None:
        return None
    return int(contract.hours * 60) - used_minutes


def version_below(version: str | None, latest: str | None) -> bool:
    """Whether `version` is older than `latest`, part by part as numbers (5.9 < 5.10).

    False where one of the two is None or not numeric.
    """
    ours, theirs = _numbers(version), _numbers(latest)
    return ours is not None and theirs is not None and ours < theirs


def _numbers(version: str | None) -> tuple[int, ...] | None:
    parts = (version or "").strip().split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while numbers and numbers[-1] == 0:  # 5.1 and 5.1.0 are one version
        numbers.pop()
    return tuple(numbers)
