"""Invoicing is announced before the work: by whom, when, and what the client answered (seed 5.2.2)."""

from dataclasses import replace

from bot.domain.acts import Act, Invoicing
from bot.domain.call import Call
from bot.domain.moves import Move, moved
from bot.domain.refusals import AlreadyAnnounced, NoInvoicingOwed
from bot.domain.triage import Imputation


def owed(call: Call, imputation: Imputation | None) -> bool:
    """Whether work so imputed may not end before the client has agreed; a refusal is no agreement."""
    return imputation is Imputation.REPAIR and not (call.invoicing and call.invoicing.accepted)


def announce(call: Call, act: Act) -> Call:
    """«Facturation annoncée»: the client was told and wants the work."""
    call = moved(call, Move.ANNOUNCE)
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if owed(call, call.imputation):
        return agreed(call, act).redrawn()
    assert call.invoicing is not None  # noqa: S101  # nothing is owed because there is one
    if call.invoicing.act.by == act.by:
        return call
    raise AlreadyAnnounced(call.number, call.invoicing.act.by)


def agreed(call: Call, act: Act) -> Call:
    return replace(call, invoicing=Invoicing(accepted=True, act=act)).line("announced", act)


def declined(call: Call, act: Act) -> Call:
    """«Client refuse»: the call is dropped.

    Raises:
        NoInvoicingOwed: nothing is invoiced.
        AlreadyAnnounced: the client has agreed.
    """
    if call.imputation is not Imputation.REPAIR:
        raise NoInvoicingOwed(call.number)
    if call.invoicing is not None and call.invoicing.accepted:
        raise AlreadyAnnounced(call.number, call.invoicing.act.by)
    refused = Invoicing(accepted=False, act=act)
    return replace(call, imputation=Imputation.DROPPED, invoicing=refused).line("refused", act)
