"""Refusals: why the bot does not do what a person asked. Each has its French sentence in `templates/refusals.toml`."""

from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):  # noqa: N818  # an answer to a person, not an error of the program
    """What was asked for is not done, and nothing changed.

    Attributes:
        field: the form's input that has to be corrected; None where there is none.
    """

    field: ClassVar[str | None] = None


@dataclass(eq=False)
class CallRefusal(Refusal):
    """The call does not allow it; the sentence names the call by its number."""

    number: str

    def __post_init__(self) -> None:
        super().__init__(self.number)


class UnknownCall(CallRefusal):
    """There is no such call."""


@dataclass(eq=False)
class AlreadyClosed(CallRefusal):
    """The call is closed; `by` is who closed it, None when that is not known."""

    by: str | None


@dataclass(eq=False)
class AlreadyTaken(CallRefusal):
    """Level 2 has the call; `by` is who took it, None when that is not known."""

    by: str | None


class AlreadyTransferred(CallRefusal):
    """Level 2 is called already."""


class AlreadyHanded(CallRefusal):
    """The call awaits a correction or a decision, and not level 2."""


class NotWaiting(CallRefusal):
    """Level 2 is not called, so nobody can take the call or hand it back."""


@dataclass(eq=False)
class AlreadyAnswered(CallRefusal):
    """The triage asks another question by now; `by` is who answered, None when nobody has."""

    by: str | None


class NothingToUndo(CallRefusal):
    """No person has answered a question of the triage yet."""


@dataclass(eq=False)
class AlreadyDecided(CallRefusal):
    """There is a decision; `by` is who made it."""

    by: str | None


class NothingToDecide(CallRefusal):
    """No decision is awaited, or not this one."""


@dataclass(eq=False)
class DecisionOfAnother(CallRefusal):
    """Only who made a decision can undo it; `by` is who did."""

    by: str | None


@dataclass(eq=False)
class DecisionOfManager(CallRefusal):
    """The decision is the account manager's or the lead's; `by` is the account manager, None where Slack knows none."""

    by: str | None


class TooLateToUndo(CallRefusal):
    """The decision was made on another day."""


class CorrectionWithdrawn(CallRefusal):
    """The correction is no longer asked for."""


@dataclass(eq=False)
class CorrectionTaken(CallRefusal):
    """A developer corrects it already; `by` is who."""

    by: str | None


@dataclass(eq=False)
class CorrectionDelivered(CallRefusal):
    """The correction is delivered; `by` is who did."""

    by: str | None


class DeliveryWordMissing(Refusal):
    """Nothing says what was delivered."""

    field = "word"


class NoInvoicingOwed(CallRefusal):
    """Nothing of the call is invoiced."""


@dataclass(eq=False)
class AlreadyAnnounced(CallRefusal):
    """The invoicing was announced; `by` is who did."""

    by: str | None


class AlreadyHeld(CallRefusal):
    """As many callbacks were planned as a call may have."""


@dataclass(eq=False)
class AlreadyOwner(CallRefusal):
    """The call is theirs already; `by` is whose."""

    by: str


class OnlyRotaMembers(CallRefusal):
    """Only a member of the rota can take a call back, or be given one."""

    field = "to"


@dataclass(eq=False)
class NotOnDuty(Refusal):
    """Only the week's technician takes over the calls; `by` is who that is, None when nobody is."""

    by: str | None


@dataclass(eq=False)
class NotToCallBack(CallRefusal):
    """The client does not wait for a call; `by` is who has the call."""

    by: str


class TooSoon(CallRefusal):
    """The same person answered the triage a moment ago, and the buttons moved under the mouse."""


class NotClosed(CallRefusal):
    """The call is open."""


class NoTechnicians(CallRefusal):
    """The client's project has no technicians, or only the one who asks."""


@dataclass(eq=False)
class TooLateToReopen(CallRefusal):
    """The call ended more than `days` days ago."""

    days: int


class ClientNotTyped(Refusal):
    """The command names no client."""


@dataclass(eq=False)
class UnknownClient(Refusal):
    """The directory has no client of the code or name that was typed."""

    typed: str
    field: ClassVar[str | None] = "client"


@dataclass(eq=False)
class PhoneInvalid(Refusal):
    """What was typed is no phone number."""

    typed: str
    field: ClassVar[str | None] = "phone"


@dataclass(eq=False)
class VersionInvalid(Refusal):
    """What was typed is no version of LINA."""

    typed: str
    field: ClassVar[str | None] = "lina_version"


@dataclass(eq=False)
class AlreadyCompleted(Refusal):
    """The client is complete; `name` is the client's."""

    name: str


class ClientNameMissing(Refusal):
    """No name was typed."""

    field = "name"


class ContractReferenceMissing(Refusal):
    """Dates or hours of a contract were typed, but no reference."""

    field = "contract"


class ContractBackwards(Refusal):
    """The contract ends before it begins."""

    field = "contract_end"


class HoursInvalid(Refusal):
    """What was typed is no number of hours."""

    field = "hours"


class InvoicingNotAnnounced(Refusal):
    """The call is invoiced, and the client was not told."""

    field = "announced"


class HoldInThePast(Refusal):
    """The callback is not in the future."""

    field = "until"


class HoldTooFar(Refusal):
    """The callback is further away than a call may wait."""

    field = "until"


class ReasonMissing(Refusal):
    """No reason was typed."""

    field = "reason"


class ClientMissing(Refusal):
    """No client was chosen."""

    field = "client"


class RequestMissing(Refusal):
    """No request was typed."""

    field = "request"


class NeedMissing(Refusal):
    """The client's need was not typed."""

    field = "need"


class ImputationMissing(Refusal):
    """No imputation was chosen."""

    field = "imputation"


class SolutionMissing(Refusal):
    """No solution was typed."""

    field = "solution"


class Minutes1Invalid(Refusal):
    """The minutes of level 1 are negative, or more than a day."""

    field = "minutes1"


class Minutes2Invalid(Refusal):
    """The minutes of level 2 are negative, or more than a day."""

    field = "minutes2"


class OtherMissing(Refusal):
    """There are minutes of somebody else, and nobody is named."""

    field = "other"


class OtherMinutesInvalid(Refusal):
    """Somebody else is named, and the minutes are none, or more than a day."""

    field = "other_minutes"


class AmendmentReasonMissing(Refusal):
    """A compte rendu is corrected without saying why."""

    field = "reason"


class NothingAmended(Refusal):
    """The form says what the compte rendu says already."""

    field = "reason"


@dataclass(eq=False)
class NotTheAccountManager(Refusal):
    """It is for the account manager, or the lead; `by` is the account manager, None where there is none."""

    by: str | None


class NoStatement(Refusal):
    """Only account managers and the lead have a statement."""


class MonthUnreadable(Refusal):
    """No month is written like that."""


class MonthNotOver(Refusal):
    """A statement is validated once its month is over."""


class ClientUndecided(Refusal):
    """Something of the client awaits a decision, so that the month cannot be validated."""


class NothingToValidate(Refusal):
    """The client has no call in that month."""


class NotAMember(Refusal):
    """A guest, someone from another workspace, a deactivated account, a bot."""


class NotKnownYet(Refusal):
    """Neither the store nor Slack has said yet who the person is: they are asked to try again, and shown nothing."""


class NotInTheChannels(Refusal):
    """A member of the workspace who is in none of the service's channels."""


class TooBusy(Refusal):
    """Others changed the same document each time before this change was written."""


class StoreRefused(Refusal):
    """The disk or the database refused the write; what was asked for is not recorded."""


@dataclass(eq=False)
class FilterUnknown(Refusal):
    """A filter of a search, or a month of the figures, was given a value that it does not take."""

    name: str
    typed: str


class NothingToSearch(Refusal):
    """A search without words and without filters."""


@dataclass(eq=False)
class RecipeUnknown(CallRefusal):
    """The call has no recipe, or no longer."""
