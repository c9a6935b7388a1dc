"""Announcing to the client, before the work, that it is invoiced: who did, when, the answer (seed 5.2.2)."""

from dataclasses import replace

from bot.domain.calls.call import Call, Invoicing
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Imputation
from bot.domain.refusals import AlreadyAnnounced, NoInvoicingOwed
from bot.domain.stamp import Stamp


def announcement_required(call: Call, imputation: Imputation | None) -> bool:
    """Whether a call with this imputation can be closed only once the client has agreed to be invoiced."""
    return imputation is Imputation.REPAIR and not (call.invoicing and call.invoicing.accepted)


def announce(call: Call, stamp: Stamp) -> Call:
    """«Facturation annoncée»: the client was told and agrees. Unchanged when the same person said so already.

    Raises:
        NoInvoicingOwed: nothing is invoiced.
        AlreadyAnnounced: somebody else said so already.
        CallRefusal: the call is closed.
    """
    call = transitioned(call, Transition.ANNOUNCE)
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if announcement_required(call, call.imputation):
        return record_acceptance(call, stamp).refreshed()
    assert call.invoicing is not None  # noqa: S101  # an announcement was recorded: none is required any more
    if call.invoicing.stamp.by == stamp.by:
        return call
    raise AlreadyAnnounced(call.number, call.invoicing.stamp.by)


def record_acceptance(call: Call, stamp: Stamp) -> Call:
    """Records that the client agrees."""
    return replace(call, invoicing=Invoicing(accepted=True, stamp=stamp)).thread_line("announced", stamp)


def record_refusal(call: Call, stamp: Stamp) -> Call:
    """«Client refuse»: records that the client does not agree; the imputation becomes «Sans suite».

    Raises:
        NoInvoicingOwed: nothing is invoiced.
        AlreadyAnnounced: the client has agreed.
    """
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if call.invoicing is not None and call.invoicing.accepted:
        raise AlreadyAnnounced(call.number, call.invoicing.stamp.by)
    refused = Invoicing(accepted=False, stamp=stamp)
    return replace(call, imputation=Imputation.DROPPED, invoicing=refused).thread_line("refused", stamp)
