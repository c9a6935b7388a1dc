"""What the desk knows of a client: who they are, what they have paid for, how to reach them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum


class Phase(Enum):
    """Where the client's installation stands, in the words of the client file."""

    PROJECT = "projet"
    DELIVERED = "livré"


class Alert(StrEnum):
    """What is told of a contract before it runs out."""

    HOURS = "hours"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """An assistance contract; `hours` is what it grants from `start` on, None without a limit."""

    reference: str
    start: date | None = None
    end: date | None = None
    hours: Decimal | None = None

    def valid_on(self, day: date) -> bool:
        """Both dates are inclusive; without a start it has always run, without an end it always will."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number in E.164 form (`+33612345678`) and whoever answers it, when that is known."""

    number: str
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client's file. People are Slack ids or e-mail addresses.

    A provisional client was typed during a call and awaits its file; `contract_known` is then false
    as long as nobody has said whether there is a contract. `told` is what was told of this very contract.
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
    provisional: bool = False
    contract_known: bool = True
    told: tuple[Alert, ...] = ()


def minutes_left(contract: Contract, used_minutes: int) -> int | None:
    """Whole minutes that the contract still grants, negative once overrun; None without a limit."""
    if contract.hours is None:
        return None
    return int(contract.hours * 60) - used_minutes


def version_below(version: str | None, latest: str | None) -> bool:
    """Whether `version` is older, part by part as numbers (5.9 < 5.10); what is not numeric never is."""
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
