"""What a person can be told "no" for. Each type has its French sentence in `templates/refusals.toml`.

A refusal changes nothing. `field` names the form's input that has to be mended, where there is one.
"""

from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):  # noqa: N818  # an answer to a person, not an error of the program
    field: ClassVar[str | None] = None


@dataclass(eq=False)
class CallRefusal(Refusal):
    """The call's state does not allow it; the sentence names the call."""

    number: str

    def __post_init__(self) -> None:
        super().__init__(self.number)


class UnknownCall(CallRefusal):
    pass


@dataclass(eq=False)
class AlreadyClosed(CallRefusal):
    by: str | None


@dataclass(eq=False)
class AlreadyTaken(CallRefusal):
    by: str | None


class AlreadyTransferred(CallRefusal):
    pass


class AlreadyHanded(CallRefusal):
    pass


class NotWaiting(CallRefusal):
    """Taking or giving back what level 2 does not have."""


@dataclass(eq=False)
class AlreadyAnswered(CallRefusal):
    by: str | None


class NothingToUndo(CallRefusal):
    pass


@dataclass(eq=False)
class AlreadyDecided(CallRefusal):
    by: str | None


class NothingToDecide(CallRefusal):
    pass


@dataclass(eq=False)
class DecisionOfAnother(CallRefusal):
    by: str | None


class TooLateToUndo(CallRefusal):
    """Decisions are undone on the day they were made."""


class NoInvoicingOwed(CallRefusal):
    pass


@dataclass(eq=False)
class AlreadyAnnounced(CallRefusal):
    by: str | None


class AlreadyHeld(CallRefusal):
    pass


class NotClosed(CallRefusal):
    pass


class NoTechnicians(CallRefusal):
    pass


@dataclass(eq=False)
class TooLateToReopen(CallRefusal):
    days: int


@dataclass(eq=False)
class UnknownClient(Refusal):
    typed: str
    field: ClassVar[str | None] = "client"


@dataclass(eq=False)
class PhoneInvalid(Refusal):
    typed: str
    field: ClassVar[str | None] = "phone"


@dataclass(eq=False)
class AlreadyCompleted(Refusal):
    """The client is in the directory with all that was missing."""

    name: str


class ClientNameMissing(Refusal):
    field = "name"


class ContractReferenceMissing(Refusal):
    """An end or hours were given, but no contract."""

    field = "contract"


class ContractBackwards(Refusal):
    field = "contract_end"


class HoursInvalid(Refusal):
    field = "hours"


class InvoicingNotAnnounced(Refusal):
    field = "announced"


class HoldInThePast(Refusal):
    field = "until"


class ReasonMissing(Refusal):
    field = "reason"


class ClientMissing(Refusal):
    field = "client"


class RequestMissing(Refusal):
    field = "request"


class NeedMissing(Refusal):
    field = "need"


class ImputationMissing(Refusal):
    field = "imputation"


class SolutionMissing(Refusal):
    field = "solution"


class Minutes1Invalid(Refusal):
    field = "minutes1"


class Minutes2Invalid(Refusal):
    field = "minutes2"


class NotAMember(Refusal):
    """A guest, someone from another workspace, an account that is gone, a bot."""


class NotInTheChannels(Refusal):
    """A member of the workspace who is in none of the service's channels."""


class TooBusy(Refusal):
    """Others changed the same document faster than this change could be decided."""


class StoreRefused(Refusal):
    """The disk or the database refused the write; what was asked for is not recorded."""
