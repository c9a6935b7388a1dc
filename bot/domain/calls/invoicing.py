"""Invoicing is announced before the work: by whom, when, and what the client answered (seed 5.2.2)."""

from dataclasses import replace

from bot.domain.calls.call import Call, Invoicing
from bot.domain.calls.transitions import Transition, transitioned
from bot.domain.calls.triage import Imputation
from bot.domain.refusals import AlreadyAnnounced, NoInvoicingOwed
from bot.domain.stamp import Stamp


def owed(call: Call, imputation: Imputation | None) -> bool:
    """Whether work so imputed may not end before the client has agreed; a refusal is no agreement."""
    return imputation is Imputation.REPAIR and not (call.invoicing and call.invoicing.accepted)


def announce(call: Call, stamp: Stamp) -> Call:
    """«Facturation annoncée»: the client was told and wants the work."""
    call = transitioned(call, Transition.ANNOUNCE)
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if owed(call, call.imputation):
        return agreed(call, stamp).refreshed()
    assert call.invoicing is not None  # noqa: S101  # nothing is owed because there is one
    if call.invoicing.stamp.by == stamp.by:
        return call
    raise AlreadyAnnounced(call.number, call.invoicing.stamp.by)


def agreed(call: Call, stamp: Stamp) -> Call:
    return replace(call, invoicing=Invoicing(accepted=True, stamp=stamp)).thread_line("announced", stamp)


def declined(call: Call, stamp: Stamp) -> Call:
    """«Client refuse»: the call is dropped.

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
